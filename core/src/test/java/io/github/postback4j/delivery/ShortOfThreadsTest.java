package io.github.postback4j.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.postback4j.delivery.SendResult.Answered;
import io.github.postback4j.outbox.Outbox.Queue;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** A machine that cannot make the threads beside, as at a container's limit, for a while. */
class ShortOfThreadsTest {

  private final FakeOutbox outbox = new FakeOutbox();
  private final FakeSender sender = new FakeSender();
  private final Deque<Runnable> leftInQueue = new ArrayDeque<>();
  private long nanos = 123_456_789L;
  private boolean noThread;
  private boolean queued;
  private boolean unparked;
  private int refused;

  @Test
  void outcomes_whenNoThreadCanBeMadeOnce_areStoredByTheNext() {
    outbox.add("a", "n", false);
    DeliveryLoop loop = loop();

    noThread = true;
    loopFor(loop, Duration.ofMillis(1));
    assertThat(refused).isEqualTo(1);
    noThread = false;
    loopFor(loop, Duration.ofSeconds(1));

    assertThat(outbox.finished("a")).hasSize(1);
    assertThat(loop.isIdle()).isTrue();
  }

  @Test
  void outcomes_whenNoThreadCanBeMadeForLong_areNotGivenUpAlthoughTheOutboxWorks() {
    outbox.add("a", "n", false);
    DeliveryLoop loop = loop();

    noThread = true;
    loopFor(loop, Duration.ofMinutes(10));
    assertThat(refused).isBetween(20, 40); // 0.2 s doubling to 30 s
    assertThat(outbox.dueCalls).isGreaterThan(100);
    noThread = false;
    loopFor(loop, Duration.ofSeconds(31));

    assertThat(outbox.finished("a")).hasSize(1);
    assertThat(sender.count()).isEqualTo(1);
  }

  @Test
  void backlog_whenNoThreadCanBeMadeForAWhile_isDeliveredOnce() {
    for (int i = 0; i < 2000; i++) {
      outbox.add("a" + i, "n", true);
    }
    DeliveryLoop loop = loop();

    loopFor(loop, Duration.ofMillis(12));
    noThread = true;
    loopFor(loop, Duration.ofMillis(100));
    assertThat(refused).isGreaterThan(1); // outcomes, and the next claim
    noThread = false;
    loopFor(loop, Duration.ofSeconds(30));

    assertThat(outbox.finished).hasSize(2000);
    assertThat(sender.count()).isEqualTo(2000);
    assertThat(outbox.claimed).isEmpty();
  }

  @Test
  void nextClaim_whenNoThreadCanBeMade_hasFailedAndWakesTheLoop() {
    noThread = true;
    NextClaim claim = new NextClaim(10, nanos);
    int[] unparked = {0};

    claim.begin(
        outbox,
        new Queue("n", true),
        Duration.ofSeconds(30),
        this::runOnThread,
        () -> unparked[0]++);

    assertThat(claim.isDone()).isTrue();
    assertThatThrownBy(claim::claims)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(NoThreadError.class);
    assertThat(unparked[0]).isEqualTo(1);
  }

  /** An executor may queue work before it fails to make the thread for it. */
  @Test
  void nextClaim_givenUpAndYetRunLater_claimsNothing() {
    outbox.add("a", "n", true);
    noThread = true;
    queued = true;
    NextClaim claim = new NextClaim(10, nanos);
    claim.begin(outbox, new Queue("n", true), Duration.ofSeconds(30), this::runOnThread, () -> {});

    leftInQueue.remove().run();

    assertThat(outbox.claimed).isEmpty();
  }

  @Test
  void outcomes_givenUpAndYetRunLater_areWrittenOnce() {
    outbox.add("a", "n", false);
    DeliveryLoop loop = loop();
    noThread = true;
    queued = true;
    loopFor(loop, Duration.ofMillis(1));
    assertThat(leftInQueue).hasSize(1);

    leftInQueue.remove().run(); // before the next batch, as the pool's one thread does it
    noThread = false;
    loopFor(loop, Duration.ofSeconds(1));

    assertThat(outbox.finishCalls).isEqualTo(1);
    assertThat(outbox.finished("a")).hasSize(1);
  }

  @Test
  void outbox_thatFailsWithAnError_isLeftAloneForAWhileAndStopsNothingElse() {
    outbox.add("a", "n", false);
    outbox.duringClaim =
        () -> {
          outbox.duringClaim = () -> {};
          throw new NoThreadError();
        };
    DeliveryLoop loop = loop();

    assertThatCode(loop::step).doesNotThrowAnyException();
    assertThat(outbox.claimCalls).isEqualTo(1);
    loopFor(loop, Duration.ofSeconds(1));

    assertThat(outbox.finished("a")).hasSize(1);
  }

  private DeliveryLoop loop() {
    sender.answers = request -> new Answered(200, "RECORDED", null);
    DeliverySettings settings =
        Dispatcher.builder(outbox, sender)
            .clock(Clock.fixed(FakeOutbox.NOW, ZoneOffset.UTC))
            .random(new Random(1))
            .nanoTime(() -> nanos)
            .maxInFlight(500)
            .settings();
    return new DeliveryLoop(
        outbox,
        sender,
        List.of(FakeRecipient.of("n")),
        settings,
        this::runOnThread,
        this::runOnThread,
        () -> unparked = true);
  }

  private void runOnThread(Runnable work) {
    if (noThread) {
      refused++;
      if (queued) {
        leftInQueue.add(work);
      }
      throw new NoThreadError();
    }
    work.run();
  }

  /** As the dispatcher's thread does it: whatever fails, it goes on. */
  private void loopFor(DeliveryLoop loop, Duration duration) {
    long end = nanos + duration.toNanos();
    while (nanos - end < 0) {
      long pause;
      try {
        pause = loop.step();
      } catch (RuntimeException | Error e) {
        pause = Duration.ofSeconds(1).toNanos();
      }
      nanos += Math.min(unparked ? 100_000 : Math.max(pause, 100_000), end - nanos);
      unparked = false;
    }
  }

  /** Stands for the OutOfMemoryError of a JVM, which JUnit would end the whole run for. */
  private static final class NoThreadError extends Error {
    private static final long serialVersionUID = 1;
  }
}
