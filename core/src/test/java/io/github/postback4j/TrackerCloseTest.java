package io.github.postback4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.postback4j.click.Click;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.delivery.CloseReport;
import io.github.postback4j.delivery.DeliveryListener;
import io.github.postback4j.delivery.PostbackSender;
import io.github.postback4j.delivery.SendResult;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.store.Database;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** However a tracker is closed, what it accepted is sent or counted. */
@Timeout(120)
class TrackerCloseTest {

  private static final Duration AMPLE = Duration.ofSeconds(30);
  private static final SendResult RECORDED = new SendResult.Answered(200, "ok", null);

  @TempDir Path folder;

  private final HeldSender sender = new HeldSender();
  private final AtomicReference<PostbackTracker> opened = new AtomicReference<>();

  /** Holds its calls, and its own close, until the test lets them go. */
  private static final class HeldSender implements PostbackSender {
    private final CompletableFuture<SendResult> answer = new CompletableFuture<>();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch mayClose = new CountDownLatch(1);

    @Override
    public CompletableFuture<SendResult> send(PostbackRequest request, Options options) {
      asked.countDown();
      return answer.copy();
    }

    boolean isClosing() {
      return closing.getCount() == 0;
    }

    @Override
    public void close() {
      closing.countDown();
      TrackerCloseTest.await(mayClose);
    }
  }

  @AfterEach
  void close() {
    sender.answer.complete(RECORDED);
    sender.mayClose.countDown();
    PostbackTracker tracker = opened.get();
    if (tracker != null) {
      tracker.close(AMPLE);
    }
  }

  @Test
  void track_whileAnOutboxInMemoryCloses_isRefusedNotLost() throws Exception {
    PostbackTracker tracker = open(builder());
    CompletableFuture<CloseReport> closed = closing(tracker);
    await(sender.closing); // the dispatcher has ended, the outbox is still open

    assertThat(track(tracker, "late")).isInstanceOf(TrackResult.Failed.class);

    sender.mayClose.countDown();
    assertThat(closed.get(25, TimeUnit.SECONDS).isClean()).isTrue();
  }

  @Test
  void secondClose_leavesTheFirstItsTime() throws Exception {
    PostbackTracker tracker = open(builder());
    sender.mayClose.countDown();
    assertThat(track(tracker, "o-1")).isInstanceOf(TrackResult.Decided.class);
    await(sender.asked);
    CompletableFuture<CloseReport> first = closing(tracker);
    AtomicInteger more = new AtomicInteger();
    until(() -> track(tracker, "m" + more.getAndIncrement()) instanceof TrackResult.Failed);

    CloseReport second = tracker.close(Duration.ZERO);

    assertThat(second.unfinished()).isPositive();
    assertThat(sender.isClosing()).isFalse();
    sender.answer.complete(RECORDED);
    assertThat(first.get(25, TimeUnit.SECONDS).isClean()).isTrue();
    assertThat(sender.isClosing()).isTrue();
  }

  @Test
  void close_byAListener_storesTheOutcomeItWasToldOf() throws Exception {
    Path file = folder.resolve("outbox.db");
    CompletableFuture<CloseReport> soFar = new CompletableFuture<>();
    DeliveryListener closer =
        new DeliveryListener() {
          @Override
          public void attempted(Postback postback, String code, Duration took) {
            soFar.complete(opened.get().close(AMPLE));
          }
        };
    sender.answer.complete(RECORDED);
    sender.mayClose.countDown();
    PostbackTracker tracker = open(builder().listener(closer).database(Database.sqliteFile(file)));
    assertThat(track(tracker, "o-1")).isInstanceOf(TrackResult.Decided.class);

    soFar.get(25, TimeUnit.SECONDS);
    assertThat(tracker.close(AMPLE).isClean()).isTrue();

    opened.set(null);
    PostbackTracker again =
        open(PostbackTracker.builder().network(network()).database(Database.sqliteFile(file)));
    assertThat(again.postbacks("o-1"))
        .extracting(Postback::state)
        .containsExactly(PostbackState.RECORDED);
  }

  @Test
  void close_byAnInterruptedThread_sendsWhatWaits() {
    PostbackTracker tracker = open(builder().maxInFlight(1));
    sender.mayClose.countDown();
    for (int i = 0; i < 5; i++) {
      assertThat(track(tracker, "o-" + i)).isInstanceOf(TrackResult.Decided.class);
    }
    await(sender.asked);
    sender.answer.completeAsync(() -> RECORDED);

    Thread.currentThread().interrupt();
    CloseReport report = tracker.close(AMPLE);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(report.isClean()).isTrue();
  }

  @Test
  void startAgain_isRefusedAndWhatRunsGoesOn() {
    sender.answer.complete(RECORDED);
    sender.mayClose.countDown();
    PostbackTracker tracker = open(builder());

    assertThatIllegalStateException()
        .isThrownBy(tracker::start)
        .withMessage("a tracker starts once");

    assertThat(track(tracker, "o-1")).isInstanceOf(TrackResult.Decided.class);
    assertThat(tracker.flush(AMPLE)).isTrue();
    assertThat(tracker.postbacks("o-1"))
        .extracting(Postback::state)
        .containsExactly(PostbackState.RECORDED);
  }

  private TrackerBuilder builder() {
    return PostbackTracker.builder().network(network()).sender(sender);
  }

  private PostbackTracker open(TrackerBuilder builder) {
    PostbackTracker tracker = builder.build();
    opened.set(tracker);
    tracker.start();
    return tracker;
  }

  private static Network network() {
    return Network.builder("n").url("https://n.example/p?aff_id=PARTNER_ID&o=ORDER_ID").build();
  }

  private static TrackResult track(PostbackTracker tracker, String order) {
    return tracker.track(
        Click.ofPartner("n", "7", Instant.now()),
        Conversion.sale(order, new BigDecimal("10"), "EUR"));
  }

  private static CompletableFuture<CloseReport> closing(PostbackTracker tracker) {
    CompletableFuture<CloseReport> closed = new CompletableFuture<>();
    new Thread(() -> closed.complete(tracker.close(AMPLE))).start();
    return closed;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(25, TimeUnit.SECONDS)).as("in time").isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void until(BooleanSupplier condition) {
    long by = System.nanoTime() + TimeUnit.SECONDS.toNanos(25);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(by);
      Thread.onSpinWait();
    }
  }
}
