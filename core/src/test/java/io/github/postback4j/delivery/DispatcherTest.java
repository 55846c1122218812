package io.github.postback4j.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.postback4j.delivery.SendResult.Answered;
import io.github.postback4j.delivery.SendResult.NotSent;
import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.outbox.Outbox.Finish;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The dispatcher with its own thread and the real clock; waits only for things that happen. */
@Timeout(120)
class DispatcherTest {

  private static final Duration AMPLE = Duration.ofSeconds(25);
  private static final SendResult RECORDED = new Answered(200, "RECORDED", null);

  private final FakeOutbox outbox = new FakeOutbox();
  private final FakeSender sender = new FakeSender();
  private Dispatcher dispatcher = builder().build();

  @AfterEach
  void close() {
    dispatcher.close(Duration.ofMillis(1));
  }

  @Test
  void lease_tooShortForTheCall_isRefusedWithWhatIsRight() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                builder().callTimeout(Duration.ofSeconds(25)).lease(Duration.ofSeconds(30)).build())
        .withMessage("lease must be at least the call time-out and 10 s, here PT35S: PT30S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().pollInterval(Duration.ZERO).build())
        .withMessage("pollInterval must be from 10 ms to 1 day: PT0S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().callTimeout(Duration.ofSeconds(-1)).build());
    assertThatIllegalArgumentException().isThrownBy(() -> builder().maxInFlight(0).build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().recipient(FakeRecipient.of("n")).build())
        .withMessage("network is given twice: n");
  }

  @Test
  void flush_waitsForWhatIsDue() {
    for (int i = 0; i < 200; i++) {
      outbox.add("a" + i, "n", true);
    }
    sender.answers = request -> RECORDED;
    dispatcher.start();

    assertThat(dispatcher.flush(AMPLE)).isTrue();

    assertThat(outbox.finished).hasSize(200).allMatch(f -> f.state() == PostbackState.RECORDED);
    assertThat(sender.ids()).doesNotHaveDuplicates();
  }

  @Test
  void flush_withACallUnderWay_isFalseAtItsEnd() {
    outbox.add("a", "n", true);
    dispatcher.start();

    assertThat(dispatcher.flush(Duration.ofMillis(50))).isFalse();

    sender.land(RECORDED);
    assertThat(dispatcher.flush(AMPLE)).isTrue();
  }

  @Test
  void flush_beforeStart_isRefused() {
    assertThatIllegalStateException().isThrownBy(() -> dispatcher.flush(AMPLE));
  }

  @Test
  void commit_wakesWithoutAPoll() throws Exception {
    CompletableFuture<String> sent = new CompletableFuture<>();
    dispatcher = builder().pollInterval(Duration.ofHours(1)).build();
    sender.answers =
        request -> {
          sent.complete(request.url());
          return RECORDED;
        };
    dispatcher.start();
    assertThat(dispatcher.flush(AMPLE)).isTrue();

    outbox.add("a", "n", true);
    outbox.wake();

    assertThat(sent.get(25, TimeUnit.SECONDS)).endsWith("id=a");
  }

  @Test
  void close_waitsForCallsUnderWayAndWritesTheirOutcome() throws Exception {
    outbox.add("a", "n", false);
    CountDownLatch asked = new CountDownLatch(1);
    sender.answers =
        request -> {
          asked.countDown();
          return null;
        };
    dispatcher.start();
    assertThat(asked.await(25, TimeUnit.SECONDS)).isTrue();

    CompletableFuture<CloseReport> closing =
        CompletableFuture.supplyAsync(() -> dispatcher.close(AMPLE));
    sender.land(RECORDED);

    assertThat(closing.get(25, TimeUnit.SECONDS)).isEqualTo(new CloseReport(0, 0, 0));
    assertThat(outbox.finished("a"))
        .extracting(Finish::state)
        .containsExactly(PostbackState.RECORDED);
    assertThat(outbox.isWatched()).isFalse();
    assertThat(dispatcher.close(AMPLE).isClean()).isTrue();
    assertNoThread("postback4j-dispatcher");
  }

  @Test
  void close_withACallThatDoesNotEnd_reportsIt() throws Exception {
    outbox.add("a", "n", true);
    CountDownLatch asked = new CountDownLatch(1);
    sender.answers =
        request -> {
          asked.countDown();
          return null;
        };
    dispatcher.start();
    assertThat(asked.await(25, TimeUnit.SECONDS)).isTrue();

    assertThat(dispatcher.close(Duration.ofMillis(50))).isEqualTo(new CloseReport(1, 0, 0));
    assertThat(outbox.claimed).containsKey("a");
  }

  @Test
  void close_withTheStoreAway_reportsWhatIsUnwritten() throws Exception {
    outbox.add("a", "n", true);
    sender.answers =
        request -> {
          outbox.down = true;
          return RECORDED;
        };
    dispatcher.start();
    assertThat(outbox.finishing.await(25, TimeUnit.SECONDS)).as("it tried to").isTrue();

    assertThat(dispatcher.close(Duration.ofMillis(50))).isEqualTo(new CloseReport(0, 1, 0));
  }

  @Test
  void close_inMemory_sendsWhatIsDueOnceMoreAndCountsTheRest() throws Exception {
    AtomicLong skipped = new AtomicLong();
    Duration time = Duration.ofMinutes(5);
    outbox.durable = false;
    sender.answers = request -> request.url().endsWith("stuck") ? null : RECORDED;
    dispatcher =
        builder()
            .pollInterval(Duration.ofHours(1))
            .callTimeout(Duration.ofHours(1))
            .lease(Duration.ofHours(2))
            .nanoTime(() -> System.nanoTime() + skipped.get())
            .build();
    dispatcher.start();
    assertThat(dispatcher.flush(AMPLE)).isTrue();
    outbox.add("a", "n", true);
    outbox.add("stuck", "n", true);
    outbox.add("b", "elsewhere", true);

    CompletableFuture<CloseReport> closing =
        CompletableFuture.supplyAsync(() -> dispatcher.close(time));
    assertThat(outbox.finishing.await(25, TimeUnit.SECONDS)).isTrue();
    skipped.set(time.toNanos());
    dispatcher.wake();

    assertThat(closing.get(25, TimeUnit.SECONDS)).isEqualTo(new CloseReport(1, 0, 2));
    assertThat(outbox.finished("a")).hasSize(1);
  }

  @Test
  void close_durable_leavesWhatIsWaiting() {
    dispatcher = builder().pollInterval(Duration.ofHours(1)).build();
    dispatcher.start();
    assertThat(dispatcher.flush(AMPLE)).isTrue();
    outbox.add("a", "n", true);

    assertThat(dispatcher.close(AMPLE).isClean()).isTrue();

    assertThat(sender.count()).isZero();
    assertThat(outbox.pending).containsKey("a");
  }

  @Test
  void close_byAListener_doesNotWaitForItself() throws Exception {
    CompletableFuture<CloseReport> closed = new CompletableFuture<>();
    outbox.add("a", "n", true);
    sender.answers = request -> RECORDED;
    dispatcher =
        builder()
            .listener(
                new DeliveryListener() {
                  @Override
                  public void finished(Postback postback) {
                    closed.complete(dispatcher.close(AMPLE));
                  }
                })
            .build();

    dispatcher.start();

    assertThat(closed.get(25, TimeUnit.SECONDS)).isNotNull();
    assertThat(dispatcher.close(AMPLE).isClean()).isTrue();
  }

  @Test
  void start_twiceOrAfterClose_isRefused() {
    dispatcher.start();
    assertThatIllegalStateException().isThrownBy(dispatcher::start);

    Dispatcher other = builder().build();
    assertThat(other.close(AMPLE).isClean()).isTrue();
    assertThatIllegalStateException().isThrownBy(other::start);
  }

  @Test
  void exceptionOfAnyKind_doesNotEndTheThread() {
    outbox.add("a", "n", true);
    outbox.add("b", "n", true);
    sender.answers =
        request -> {
          if (request.url().endsWith("a")) {
            throw new NoClassDefFoundError("half an installation");
          }
          return RECORDED;
        };
    dispatcher.start();

    assertThat(dispatcher.flush(AMPLE)).isTrue();
    assertThat(outbox.finished("b")).hasSize(1);
  }

  @Test
  void twoHundredOpenedAndClosed_leaveNoThread() {
    OkHttpClient client = new OkHttpClient(); // reading the trust store is what takes time
    for (int i = 0; i < 200; i++) {
      FakeOutbox own = new FakeOutbox();
      PostbackSender http = PostbackSender.okHttp(client);
      Dispatcher each =
          Dispatcher.builder(own, http).recipient(FakeRecipient.of("n")).clock(clock()).build();
      each.start();
      http.send(
              PostbackRequest.get("http://127.0.0.1:1/"),
              new PostbackSender.Options(true, false, AMPLE))
          .join();
      assertThat(each.close(AMPLE).isClean()).isTrue();
      http.close();
    }

    assertNoThread("postback4j-");
  }

  @Test
  void claim_thatTakesLongWhileCallsGoOut_holdsNoOutcomesUp() {
    for (int i = 0; i < 2000; i++) {
      outbox.add("a" + i, "n", true);
    }
    List<Boolean> written = new CopyOnWriteArrayList<>();
    outbox.duringClaim =
        () -> {
          if (!Thread.currentThread().getName().equals("postback4j-dispatcher")) {
            written.add(outbox.awaitWritten(sender.count(), AMPLE));
          }
        };
    sender.answers = request -> RECORDED;
    dispatcher.start();

    assertThat(dispatcher.flush(AMPLE)).isTrue();

    assertThat(written).isNotEmpty().containsOnly(true);
    assertThat(outbox.finished).hasSize(2000);
  }

  @Test
  void close_whoseTimeEndsDuringAClaim_givesBackWhatItBrings() {
    for (int i = 0; i < 2000; i++) {
      outbox.add("a" + i, "n", true);
    }
    dispatcher.graceNanos = AMPLE.toNanos(); // whatever this machine does meanwhile
    CompletableFuture<CloseReport> closed = new CompletableFuture<>();
    outbox.duringClaim =
        () -> {
          if (!Thread.currentThread().getName().equals("postback4j-dispatcher")) {
            Thread closing =
                new Thread(() -> closed.complete(dispatcher.close(Duration.ofMillis(1))));
            closing.start();
            outbox.awaitNoWatch(AMPLE);
          }
        };
    sender.answers = request -> RECORDED;
    dispatcher.start();

    assertThat(closed.orTimeout(25, TimeUnit.SECONDS).join().unwritten()).isNotNegative();
    assertNoThread("postback4j-");
    assertThat(outbox.claimed).isEmpty();
  }

  @Test
  void refusedConnection_isWrittenAsPending() {
    outbox.add("a", "n", true);
    sender.answers = request -> new NotSent("connect_error", false);
    dispatcher.start();

    assertThat(dispatcher.flush(AMPLE)).isTrue();

    assertThat(outbox.finished("a"))
        .extracting(Finish::state)
        .containsExactly(PostbackState.PENDING);
  }

  /** One that has ended may still be on its way out, and another test's resolve a name. */
  private static void assertNoThread(String prefix) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!threads(prefix).isEmpty() && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(threads(prefix)).isEmpty();
  }

  private static List<String> threads(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .map(Thread::getName)
        .filter(name -> name.startsWith(prefix))
        .toList();
  }

  private static Clock clock() {
    return Clock.fixed(FakeOutbox.NOW, ZoneOffset.UTC);
  }

  private DispatcherBuilder builder() {
    return Dispatcher.builder(outbox, sender).recipient(FakeRecipient.of("n")).clock(clock());
  }
}
