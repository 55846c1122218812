package io.github.postback4j.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.network.Rate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RateLimitTest {

  @Test
  void afterAPause_thereIsNoBurstAboveTheRate() {
    RateLimit limit = new RateLimit(new Rate(3, Duration.ofSeconds(1)));
    long now = Long.MAX_VALUE - 100; // a monotonic clock may pass the end of its range

    for (int i = 0; i < 3; i++) {
      assertThat(limit.free(now)).isEqualTo(3 - i);
      limit.begin(now);
    }
    assertThat(limit.free(now)).isZero();
    assertThat(limit.untilFree(now + 400_000_000)).isEqualTo(600_000_000);
    assertThat(limit.free(now + 999_999_999)).isZero();
    assertThat(limit.free(now + 1_000_000_000)).isEqualTo(3);
    assertThat(limit.untilFree(now + 1_000_000_000)).isZero();
    assertThat(limit.free(now + 3_600_000_000_000L)).isEqualTo(3);
  }

  @Test
  void anyCourse_keepsToTheRateInEveryWindow() {
    int calls = 200; // more than the ring begins with
    long per = Duration.ofSeconds(1).toNanos();
    RateLimit limit = new RateLimit(new Rate(calls, Duration.ofSeconds(1)));
    Random random = new Random(7);
    Deque<Long> within = new ArrayDeque<>();
    long now = 5;
    int begun = 0;
    for (int i = 0; i < 20_000; i++) {
      now += (long) (random.nextDouble() * 8_000_000);
      while (!within.isEmpty() && now - within.peek() >= per) {
        within.poll();
      }
      assertThat(limit.free(now)).isEqualTo(calls - within.size());
      if (limit.free(now) > 0) {
        limit.begin(now);
        within.add(now);
        begun++;
      }
    }
    assertThat(begun).isGreaterThan(10_000);
  }
}
