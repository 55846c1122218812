package io.github.postback4j.testkit.year;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The year finds what is wrong: each defect that is planted, and in a story that can be read. */
@Timeout(300)
final class PlantedTest {

  private static final long SEED = 11;
  private static final int VISITORS = 40;

  private static Story story() {
    Story drawn = new StoryWriter(SEED).write(VISITORS);
    return new Story(SEED, Rule.LAST_OF_EACH_NETWORK, 2, drawn.events());
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

  @Test
  void whatGoesWrong_isToldInTheShortestStory() {
    AssertionError told =
        catchThrowableOfType(
            AssertionError.class,
            () -> Year.mustBeRight(story(), Planted.CENTS_ARE_CUT, Duration.ofMinutes(1)));

    assertThat(told)
        .hasMessageContaining("Seed 11")
        .hasMessageContaining("WRONG_AMOUNT")
        .hasMessageContaining("lands sent by")
        .hasMessageContaining("order o");
    String story = told.getMessage().substring(told.getMessage().indexOf("The shortest story"));
    assertThat(story.lines().filter(line -> line.startsWith("  2026-")))
        .as("someone lands, and someone orders")
        .hasSize(2);
  }
}
