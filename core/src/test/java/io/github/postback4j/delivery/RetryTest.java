package io.github.postback4j.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryTest {

  private static final Instant NOW = Instant.parse("1994-11-06T08:49:37Z");

  @ParameterizedTest
  @CsvSource({"0, PT5S", "1, PT5S", "2, PT10S", "13, PT5H41M20S", "14, PT6H", "1500, PT6H"})
  void delay_doublesToItsLimit(int attempts, Duration delay) {
    RetryPolicy policy = RetryPolicy.builder().jitter(0).build();

    assertThat(policy.delayAfter(attempts, new Random(1))).isEqualTo(delay);
  }

  @Test
  void delay_variesByAFifth() {
    Random random = new Random(1);
    RetryPolicy policy = RetryPolicy.ofDefaults();

    for (int i = 0; i < 1000; i++) {
      assertThat(policy.delayAfter(1, random))
          .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(6));
    }
    assertThat(policy.delayAfter(1, random)).isNotEqualTo(policy.delayAfter(1, random));
  }

  @Test
  void defaults_coverThreeWeeks() {
    RetryPolicy policy = RetryPolicy.builder().jitter(0).build();
    Duration sum = Duration.ZERO;
    for (int attempt = 1; attempt < policy.maxAttempts(); attempt++) {
      sum = sum.plus(policy.delayAfter(attempt, new Random(1)));
    }

    assertThat(sum).isGreaterThan(Duration.ofDays(28));
  }

  @Test
  void values_outOfRange_areRefused() {
    RetryPolicy.Builder builder = RetryPolicy.builder();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.maxAttempts(0))
        .withMessage("maxAttempts must be at least 1: 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.backoff(Duration.ZERO, Duration.ofSeconds(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.jitter(Double.NaN));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.maxRetryAfter(Duration.ofSeconds(-1)));
  }

  @Test
  void toBuilder_keepsEverything() {
    RetryPolicy policy =
        RetryPolicy.builder()
            .maxAttempts(7)
            .backoff(Duration.ofSeconds(1), Duration.ofSeconds(9))
            .maxRetryAfter(Duration.ofSeconds(3))
            .jitter(0)
            .build()
            .toBuilder()
            .build();

    assertThat(policy.maxAttempts()).isEqualTo(7);
    assertThat(policy.initialDelay()).isEqualTo(Duration.ofSeconds(1));
    assertThat(policy.maxDelay()).isEqualTo(Duration.ofSeconds(9));
    assertThat(policy.maxRetryAfter()).isEqualTo(Duration.ofSeconds(3));
    assertThat(policy.delayAfter(9, new Random(1))).isEqualTo(Duration.ofSeconds(9));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "120 | PT2M",
        " 7  | PT7S",
        "9999999999 | PT6H",
        "99999999999 | PT6H",
        "99999999999999999999999999999999 | PT6H",
        "000000000000000000000000007 | PT7S",
        "Sun, 06 Nov 1994 08:50:37 GMT | PT1M",
        "Sunday, 06-Nov-94 08:50:37 GMT | PT1M",
        "Sun Nov  6 08:50:37 1994 | PT1M",
        "Sun Nov 06 08:50:37 1994 | PT1M",
        "Tue, 06 Nov 2001 08:50:37 GMT | PT6H",
      })
  void retryAfter_inAnyFormHttpHas_isRead(String header, Duration wait) {
    assertThat(RetryAfter.parse(header, NOW, Duration.ofHours(6))).isEqualTo(wait);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "0",
        "-1",
        "1.5",
        "soon",
        "\u0663",
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:48:37 GMT",
        "Mon, 06 Nov 1994 08:50:37 GMT",
        "Sun, 06 Nov 1994 08:50:37",
        "Sun, 99 Nov 1994 08:50:37 GMT",
        "1, 2"
      })
  void retryAfter_thatMakesNoSense_isIgnored(String header) {
    assertThat(RetryAfter.parse(header, NOW, Duration.ofHours(6))).isNull();
  }
}
