package io.github.postback4j.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.delivery.SendResult.Answered;
import io.github.postback4j.outbox.Outbox.Finish;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Interrupts, and locks on the dispatcher's way, cost neither an outcome nor the dispatcher. */
@Timeout(120)
class DispatcherEndTest {

  private static final Duration AMPLE = Duration.ofSeconds(30);
  private static final SendResult RECORDED = new Answered(200, "RECORDED", null);

  private final FakeOutbox outbox = new FakeOutbox();
  private final FakeSender sender = new FakeSender();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final Dispatcher dispatcher =
      Dispatcher.builder(outbox, sender)
          .recipient(FakeRecipient.of("n"))
          .clock(Clock.fixed(FakeOutbox.NOW, ZoneOffset.UTC))
          .pollInterval(Duration.ofHours(1))
          .lease(Duration.ofHours(1))
          .build();

  /** What a closing thread was told, and whether it was left interrupted. */
  private record End(CloseReport report, boolean interrupted) {}

  @AfterEach
  void close() {
    dispatcher.close(Duration.ofMillis(1));
  }

  @Test
  void close_byAThreadThatIsInterrupted_waitsAllTheSameAndLeavesItSo() throws Exception {
    startWithACall();
    CompletableFuture<End> end = new CompletableFuture<>();
    closing(end, true).start();
    until(() -> !outbox.isWatched());

    sender.land(RECORDED);

    assertThat(end.get(25, TimeUnit.SECONDS)).isEqualTo(new End(new CloseReport(0, 0, 0), true));
    assertThat(outbox.finished("a")).hasSize(1);
  }

  @Test
  void close_byAThreadThatIsInterruptedMeanwhile_waitsAllTheSameAndLeavesItSo() throws Exception {
    startWithACall();
    CompletableFuture<End> end = new CompletableFuture<>();
    Thread closing = closing(end, false);
    closing.start();
    until(() -> closing.getState() == Thread.State.TIMED_WAITING);

    closing.interrupt();
    until(() -> !outbox.isWatched());
    sender.land(RECORDED);

    assertThat(end.get(25, TimeUnit.SECONDS)).isEqualTo(new End(new CloseReport(0, 0, 0), true));
  }

  @Test
  void interruptOfItsThread_doesNotEndDelivery() throws Exception {
    AtomicReference<Thread> thread = new AtomicReference<>();
    outbox.duringLook =
        () -> {
          thread.set(Thread.currentThread());
          if (Thread.currentThread().isInterrupted()) {
            throw new StoreException("interrupted", null);
          }
        };
    sender.answers = request -> RECORDED;
    dispatcher.start();
    assertThat(dispatcher.flush(AMPLE)).isTrue();

    thread.get().interrupt();
    outbox.add("a", "n", true);

    assertThat(dispatcher.flush(AMPLE)).isTrue();
    assertThat(outbox.finished("a"))
        .extracting(Finish::state)
        .containsExactly(PostbackState.RECORDED);
  }

  @Test
  void answer_thatComesWhileTheStoreHoldsTheThread_isStoredWithoutAPoll() throws Exception {
    AtomicReference<Thread> thread = new AtomicReference<>();
    AtomicInteger wakeUps = new AtomicInteger();
    AtomicBoolean free = new AtomicBoolean();
    startWithACall();
    outbox.duringLook =
        () -> { // waits as any lock does, and uses up what wakes the thread
          thread.set(Thread.currentThread());
          while (!free.get()) {
            LockSupport.park();
            wakeUps.incrementAndGet();
          }
        };
    dispatcher.wake();
    until(() -> thread.get() != null && thread.get().getState() == Thread.State.WAITING);
    int before = wakeUps.get();

    sender.land(RECORDED);
    until(() -> wakeUps.get() > before && thread.get().getState() == Thread.State.WAITING);
    free.set(true);
    LockSupport.unpark(thread.get());

    until(() -> !outbox.finished("a").isEmpty());
  }

  private void startWithACall() throws InterruptedException {
    outbox.add("a", "n", true);
    sender.answers =
        request -> {
          asked.countDown();
          return null;
        };
    dispatcher.start();
    assertThat(asked.await(25, TimeUnit.SECONDS)).isTrue();
  }

  private Thread closing(CompletableFuture<End> end, boolean interrupted) {
    return new Thread(
        () -> {
          if (interrupted) {
            Thread.currentThread().interrupt();
          }
          CloseReport report = dispatcher.close(AMPLE);
          end.complete(new End(report, Thread.currentThread().isInterrupted()));
        });
  }

  private static void until(BooleanSupplier condition) {
    long by = System.nanoTime() + TimeUnit.SECONDS.toNanos(25);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(by);
      Thread.onSpinWait();
    }
  }
}
