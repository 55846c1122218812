package io.github.postback4j.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetentionTest {

  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration YEAR = Duration.ofDays(365);

  @Test
  void defaults_areThirtyAndAHundredAndEightyAndFourHundredDays() {
    assertThat(Retention.ofDefaults())
        .isEqualTo(new Retention(Duration.ofDays(30), Duration.ofDays(180), Duration.ofDays(400)));
  }

  @Test
  void decisionsForgottenBeforePostbacks_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Retention(DAY, YEAR, YEAR.minusMillis(1)))
        .withMessageStartingWith("decisions must be kept as long as postbacks, here PT8760H, or");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Retention(YEAR, DAY, YEAR.minusMillis(1)));
    assertThat(new Retention(YEAR, DAY, YEAR).decisions()).isEqualTo(YEAR);
  }

  @Test
  void impossibleDurations_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Retention(Duration.ZERO, DAY, YEAR))
        .withMessage("recorded must be from 1 minute to 36,500 days: PT0S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Retention(DAY, DAY.negated(), YEAR))
        .withMessageStartingWith("unrecorded must be");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Retention(DAY, DAY, Duration.ofDays(36_501)))
        .withMessageStartingWith("decisions must be");
  }
}
