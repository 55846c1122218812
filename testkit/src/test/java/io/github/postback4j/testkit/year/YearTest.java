package io.github.postback4j.testkit.year;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A year of a shop: visitors with several browsers, customers who share them, clicks of four
 * networks, orders paid at once and tomorrow, renewals, pages opened again, nodes restarted,
 * networks in trouble. In the end the networks' books hold what the oracle told, and nothing else:
 * lost 0, extra 0, wrong partner 0, wrong amount 0. Where a network would pay a repetition, what
 * its trouble made unknowable is counted apart.
 *
 * <p>{@code -Dpostback4j.year.seed} for the seed that a failure names; {@code
 * -Dpostback4j.year.store} for {@code sqlite} or {@code postgresql} in place of {@code h2}. The
 * large year, by command: {@code mvn -Pfast -pl testkit -am test -Dtest=YearTest -DexcludedGroups=
 * -Dgroups=soak -Dsurefire.failIfNoSpecifiedTests=false -Dpostback4j.year.visitors=1000000
 * -Dpostback4j.year.minutes=600}. People are independent of each other, so it is lived through in
 * chapters of a bounded size; its figures are in {@code target/year}.
 */
@Timeout(1800)
@Tag("year")
final class YearTest {

  private static final int VISITORS = 100;
  private static final int VISITORS_OF_A_CHAPTER = 2_000;
  private static final Duration TO_SHRINK = Duration.ofMinutes(1);

  static LongStream seeds() {
    Long given = Long.getLong("postback4j.year.seed");
    return given != null
        ? LongStream.of(given)
        : LongStream.of(1, 2, 4, new SecureRandom().nextInt(1_000_000));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void yearOfASeed_isBookedAsTheOracleTold(long seed) throws IOException {
    Verdict verdict =
        Year.mustBeRight(new StoryWriter(seed).write(VISITORS), Defect.NONE, TO_SHRINK);

    assertThat(verdict.expected()).as("seed %s: %s", seed, verdict).isGreaterThan(50);
    note("seed-" + seed, "seed " + seed + ": " + verdict);
  }

  @Test
  @Tag("soak")
  @Timeout(36_000)
  void largeYear_isBookedAsTheOracleTold() throws IOException {
    long seed = Long.getLong("postback4j.year.seed", new SecureRandom().nextInt(1_000_000));
    int visitors = Integer.getInteger("postback4j.year.visitors", 1_000_000);
    Duration most = Duration.ofMinutes(Integer.getInteger("postback4j.year.minutes", 600));
    long start = System.nanoTime();
    List<String> figures = new ArrayList<>();
    long lived = 0;
    long events = 0;
    long expected = 0;
    long uncertain = 0;
    for (int chapter = 1; lived < visitors; chapter++) {
      Story story = new StoryWriter(seed).write(chapter, VISITORS_OF_A_CHAPTER);
      Verdict verdict = Year.mustBeRight(story, Defect.NONE, TO_SHRINK);
      lived += VISITORS_OF_A_CHAPTER;
      events += story.events().size();
      expected += verdict.expected();
      uncertain += verdict.uncertain();
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      String line =
          String.format(
              "seed %d, chapter %d: %d visitors, %d events, %d postbacks, of them uncertain %d,"
                  + " lost 0, extra 0, wrong partner 0, wrong amount 0, after %d s",
              seed, chapter, lived, events, expected, uncertain, took.toSeconds());
      figures.add(line);
      note("large", String.join("\n", figures));
      if (took.compareTo(most) > 0) {
        break;
      }
    }
    assertThat(expected).isGreaterThan(lived / 2);
  }

  private static void note(String name, String text) throws IOException {
    Path folder = Path.of("target", "year");
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(name + ".txt"), text + "\n");
  }
}
