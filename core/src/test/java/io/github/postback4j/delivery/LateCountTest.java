package io.github.postback4j.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LateCountTest {

  private static final long SECOND = 1_000_000_000L;

  private final LateCount lates = new LateCount();
  private final List<String> lines = new ArrayList<>();

  private void tell(long now) {
    lates.tell(now, (network, count, longest) -> lines.add(network + count + longest));
  }

  @Test
  void lates_areToldOnceAMinuteWithTheirNumberAndNetwork() {
    lates.add("n", Duration.ofMinutes(4));
    tell(-SECOND);
    for (int i = 1; i <= 5; i++) {
      lates.add("n", Duration.ofMinutes(3 + i));
      tell(i * SECOND);
    }
    lates.add("m", Duration.ofMinutes(9));
    tell(50 * SECOND);
    tell(59 * SECOND);
    tell(60 * SECOND);
    tell(200 * SECOND);

    assertThat(lines).containsExactly("n1PT4M", "m1PT9M", "n5PT8M");
  }
}
