package io.github.postback4j.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.delivery.NetworkGate.Change;
import io.github.postback4j.delivery.Outcomes.Sign;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NetworkGateTest {

  private static final long SECOND = 1_000_000_000L;

  private final NetworkGate gate =
      new NetworkGate(
          8,
          RetryPolicy.builder()
              .jitter(0)
              .backoff(Duration.ofSeconds(5), Duration.ofSeconds(15))
              .build(),
          new Random(1));

  @Test
  void failures_ofTwoPostbacks_doNotPause() {
    for (int i = 0; i < 20; i++) {
      assertThat(fail("p" + i % 2, 0)).isEqualTo(Change.NONE);
    }
    assertThat(gate.free(3, 0)).isEqualTo(5);
  }

  @Test
  void failures_fourOfDifferentPostbacks_doNotPause() {
    for (int i = 0; i < 4; i++) {
      assertThat(fail("p" + i, 0)).isEqualTo(Change.NONE);
    }
  }

  @Test
  void failures_interruptedByAnAnswer_doNotPause() {
    for (int i = 0; i < 20; i++) {
      assertThat(fail("p" + i, 0)).isEqualTo(Change.NONE);
      if (i % 4 == 3) {
        gate.result("q", Sign.ANSWERED, false, null, 0);
      }
    }
  }

  @Test
  void failures_inARow_pauseOnce() {
    pause();

    assertThat(fail("p9", 0)).isEqualTo(Change.NONE);
    assertThat(gate.free(0, 0)).isZero();
    assertThat(gate.isPaused()).isTrue();
    assertThat(gate.untilProbe(0)).isEqualTo(5 * SECOND);
  }

  @Test
  void probes_jitterMakesNoneLaterThanTheLongestDelay() {
    NetworkGate jittery =
        new NetworkGate(
            8,
            RetryPolicy.builder()
                .jitter(0.2)
                .backoff(Duration.ofSeconds(15), Duration.ofSeconds(15))
                .build(),
            new Random(1));
    for (int i = 0; i < 5; i++) {
      jittery.result("p" + i, Sign.TROUBLE, false, null, 0);
    }
    for (int i = 0; i < 50; i++) {
      assertThat(jittery.untilProbe(0)).isPositive().isLessThanOrEqualTo(15 * SECOND);
      jittery.probing();
      jittery.result("p0", Sign.TROUBLE, true, null, 0);
    }
  }

  @Test
  void probes_areSingleAndGrowRarer() {
    pause();

    long now = 5 * SECOND;
    assertThat(gate.free(0, now - 1)).isZero();
    assertThat(gate.free(0, now)).isEqualTo(1);
    gate.probing();
    assertThat(gate.free(1, now + 100 * SECOND)).isZero();
    probeFails(now);
    assertThat(gate.untilProbe(now)).isEqualTo(10 * SECOND);
    gate.probing();
    probeFails(now);
    assertThat(gate.untilProbe(now)).isEqualTo(15 * SECOND);
    gate.probing();
    probeFails(now);
    assertThat(gate.untilProbe(now)).isEqualTo(15 * SECOND);
  }

  @Test
  void probe_thatSaysNothingAboutTheNetwork_leavesItPaused() {
    pause();
    gate.probing();

    gate.result("p", Sign.NONE, true, null, 5 * SECOND);

    assertThat(gate.free(0, 5 * SECOND)).isEqualTo(1);
    assertThat(gate.isPaused()).isTrue();
  }

  @Test
  void probe_answered_resumesAtAGrowingNumber() {
    pause();
    gate.probing();

    assertThat(gate.result("p", Sign.ANSWERED, true, null, 0)).isEqualTo(Change.RESUMED);

    assertThat(gate.free(0, 0)).isEqualTo(1);
    answer(1);
    assertThat(gate.free(0, 0)).isEqualTo(2);
    answer(2);
    assertThat(gate.free(0, 0)).isEqualTo(4);
    answer(3);
    assertThat(gate.free(0, 0)).isEqualTo(4);
    answer(1);
    assertThat(gate.free(0, 0)).isEqualTo(8);
    answer(100);
    assertThat(gate.free(0, 0)).isEqualTo(8);
  }

  @Test
  void ramp_withOneFailure_slowsDownButDoesNotPause() {
    pause();
    gate.probing();
    gate.result("p", Sign.ANSWERED, true, null, 0);
    answer(1);
    answer(2);

    assertThat(fail("x", 0)).isEqualTo(Change.NONE);

    assertThat(gate.free(0, 0)).isEqualTo(2);
  }

  @Test
  void retryAfter_pausesAtOnceAndUntilThen() {
    Change change = gate.result("p", Sign.TROUBLE, false, Duration.ofSeconds(60), 0);

    assertThat(change).isEqualTo(Change.PAUSED);
    assertThat(gate.untilProbe(0)).isEqualTo(60 * SECOND);
    gate.result("q", Sign.TROUBLE, false, Duration.ofSeconds(90), 0);
    assertThat(gate.untilProbe(0)).isEqualTo(90 * SECOND);
    gate.result("r", Sign.TROUBLE, false, Duration.ofSeconds(1), 0);
    assertThat(gate.untilProbe(0)).isEqualTo(90 * SECOND);
  }

  @Test
  void answer_ofACallMadeBeforeThePause_resumes() {
    pause();

    assertThat(gate.result("p", Sign.ANSWERED, false, null, 0)).isEqualTo(Change.RESUMED);
    assertThat(gate.free(0, 0)).isEqualTo(1);
  }

  private void pause() {
    for (int i = 0; i < 4; i++) {
      assertThat(fail("p" + i, 0)).isEqualTo(Change.NONE);
    }
    assertThat(fail("p4", 0)).isEqualTo(Change.PAUSED);
  }

  private void probeFails(long now) {
    assertThat(gate.result("p", Sign.TROUBLE, true, null, now)).isEqualTo(Change.NONE);
  }

  private Change fail(String id, long now) {
    return gate.result(id, Sign.TROUBLE, false, null, now);
  }

  private void answer(int times) {
    for (int i = 0; i < times; i++) {
      gate.result("a", Sign.ANSWERED, false, null, 0);
    }
  }
}
