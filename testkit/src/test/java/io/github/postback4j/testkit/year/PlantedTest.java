package io.github.postback4j.testkit.year;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The year finds what is wrong: each defect that is planted, and in a story that can be read. */
@Timeout(300)
@Tag("year")
final class PlantedTest {

  private static final long SEED = 11;
  private static final int VISITORS = 40;

  private static Story story() {
    Story drawn = new StoryWriter(SEED).write(VISITORS);
    List<Event> events = new ArrayList<>(drawn.events());
    for (int month = 0; month < 12; month++) {
      Instant at = StoryWriter.NEW_YEAR.plus(Duration.ofDays(30L * month));
      events.add(new Event.Fault(at, YearNetwork.BLOGS, Event.Trouble.RESET_AFTER, 1));
    }
    events.sort(Comparator.comparing(Event::at));
    return new Story(SEED, Rule.LAST_OF_EACH_NETWORK, 2, events);
  }

  @ParameterizedTest
  @EnumSource(Planted.class)
  void plantedDefect_isFound(Planted defect) {
    Verdict verdict = Year.live(story(), defect);

    assertThat(verdict.counts()).as("%s", verdict).containsKey(defect.symptom);
  }

  @Test
  void sameStoryWithoutADefect_isRight() {
    Verdict verdict = Year.live(story(), Defect.NONE);

    assertThat(verdict.findings()).as("%s", verdict).isEmpty();
    assertThat(verdict.expected()).isPositive();
  }

  /** It takes seconds, unless the machine is slow; a story cut short in time is a longer one. */
  @Test
  @Timeout(900)
  void whatGoesWrong_isToldInTheShortestStory() {
    Story people = story().only(event -> event.household() != Event.WORLD);
    Story story = new Story(SEED, people.rule(), 1, people.events());

    AssertionError told =
        catchThrowableOfType(
            AssertionError.class,
            () -> Year.mustBeRight(story, Planted.OWNER_IS_FORGOTTEN, Duration.ofMinutes(10)));

    assertThat(told)
        .hasMessageContaining("Seed 11: ")
        .hasMessageContaining("EXTRA: nobody expects")
        .hasMessageContaining(" lands sent by ");
    assertThat(told.getMessage().lines().filter(line -> line.startsWith("  2026-")))
        .as("someone lands and logs in, or orders; then someone else orders: %s", told.getMessage())
        .hasSizeBetween(3, 4);
  }
}
