package io.github.postback4j.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateTest {

  @Test
  void of_callsSlashTime_isRead() {
    assertThat(Rate.of("20/1m")).isEqualTo(new Rate(20, Duration.ofMinutes(1)));
    assertThat(Rate.of(" 100000 / PT1H ")).isEqualTo(new Rate(100_000, Duration.ofHours(1)));
    assertThat(Rate.of("20/1m").interval()).isEqualTo(Duration.ofSeconds(3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "20", "20/", "/1m", "0/1m", "100001/1m", "5/999ms", "5/61m", "5/none", "x/1m"})
  void of_anythingElse_isRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Rate.of(text));
  }
}
