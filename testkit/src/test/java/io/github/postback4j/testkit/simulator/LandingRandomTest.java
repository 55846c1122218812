package io.github.postback4j.testkit.simulator;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.network.Network;
import java.util.EnumSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** A source of randomness that is not made for several threads, as most are not. */
class LandingRandomTest {

  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  @Test
  void landings_ofTwoThreads_useItByTurns() throws Exception {
    Network network =
        Network.preset("tune")
            .url("https://n.example/aff_lsr?transaction_id=TRANSACTION_ID")
            .build();
    try (PresetSimulator simulator =
        PresetSimulator.builder(network).random(this::nextLong).start()) {
      Thread first = started(simulator::landing);
      assertThat(entered.await(20, SECONDS)).isTrue();
      Thread second = started(simulator::landing);
      while (!EnumSet.of(Thread.State.BLOCKED, Thread.State.TERMINATED)
          .contains(second.getState())) {
        LockSupport.parkNanos(1_000_000);
      }
      goOn.countDown();
      first.join();
      second.join();
    }

    assertThat(most).hasValue(1);
  }

  private static Thread started(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** The first to come stays until it is let. */
  private long nextLong() {
    int now = inside.incrementAndGet();
    most.accumulateAndGet(now, Math::max);
    if (entered.getCount() == 1) {
      entered.countDown();
      try {
        assertThat(goOn.await(20, SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    return inside.decrementAndGet() + RandomGenerator.getDefault().nextLong();
  }
}
