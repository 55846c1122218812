package io.github.postback4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.postback4j.TrackResult.Failed;
import io.github.postback4j.TrackResult.Failed.Cause;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.delivery.CloseReport;
import io.github.postback4j.delivery.PostbackSender;
import io.github.postback4j.delivery.RetryPolicy;
import io.github.postback4j.delivery.SendResult;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.OutboxFullException;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.outbox.Retention;
import io.github.postback4j.outbox.Selection;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.store.Database;
import io.github.postback4j.store.TestDatabase;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The operator's side of a tracker, on a real outbox with a network that says what it is told. */
class PostbackOperationsTest {

  private static final SessionKey VISITOR = SessionKey.visitor("v1");
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Selection DEAD = Selection.of(PostbackState.DEAD);
  private static final Selection REFUSED = Selection.of(PostbackState.REFUSED);

  private final TestDatabase database = TestDatabase.h2();
  private final AtomicInteger sent = new AtomicInteger();
  private volatile SendResult answer =
      new SendResult.Answered(200, "success=false; err_msg=Offer paused.;", null);
  private PostbackTracker tracker = tracker("tune", PostbackTracker.builder());

  @AfterEach
  void close() {
    tracker.close();
    database.close();
  }

  private PostbackTracker tracker(String network, TrackerBuilder builder) {
    return builder
        .network(
            Network.preset("tune")
                .name(network)
                .url("https://t.example/aff_lsr?transaction_id=TRANSACTION_ID")
                .build())
        .sender(
            new PostbackSender() {
              @Override
              public CompletableFuture<SendResult> send(PostbackRequest request, Options options) {
                sent.incrementAndGet();
                return CompletableFuture.completedFuture(answer);
              }

              @Override
              public void close() {}
            })
        .build();
  }

  private void start(String network) {
    start(network, PostbackTracker.builder().database(Database.of(database.dataSource())));
  }

  private void start(String network, TrackerBuilder builder) {
    tracker.close();
    tracker = tracker(network, builder);
    tracker.start();
    tracker.capture(VISITOR, "transaction_id=102656693ac3ca6e0cdafbfe89ab99");
  }

  private void sell(int orders) {
    for (int i = 0; i < orders; i++) {
      tracker.track(VISITOR, sale("o-" + i));
    }
    assertThat(tracker.flush(SOON)).isTrue();
  }

  private static Conversion sale(String orderId) {
    return Conversion.sale(orderId, BigDecimal.TEN, "EUR");
  }

  /** Final rows written straight into the table: many, and without a network. */
  private void fill(int count, int state, Instant finishedAt) {
    database.run(
        "INSERT INTO postback4j_postback (id, network, order_id, goal, part, state, due_at,"
            + " attempts, ambiguous, repeatable, payload, payload_version, created_at, deadline,"
            + " finished_at) SELECT 'p-' || x, 'tune', 'o-' || x, 'sale', '', "
            + state
            + ", NULL, 1, 0, 1,"
            + " '{\"v\":1,\"method\":\"GET\",\"url\":\"https://t.example/\"}', 1, x, 0, "
            + finishedAt.toEpochMilli()
            + " FROM SYSTEM_RANGE(1, "
            + count
            + ")");
  }

  @Test
  void pages_areGoneThroughByTheLastPostback() {
    start("tune");
    sell(5);
    PostbackOperations operations = tracker.operations();

    List<Postback> first = operations.list(REFUSED, 2);
    List<Postback> second = operations.list(REFUSED, first.get(1), 2);
    List<Postback> third = operations.list(REFUSED, second.get(1), 2);

    assertThat(List.of(first.size(), second.size(), third.size())).containsExactly(2, 2, 1);
    assertThat(List.of(first.get(0), first.get(1), second.get(0), second.get(1), third.get(0)))
        .doesNotHaveDuplicates()
        .allMatch(postback -> postback.state() == PostbackState.REFUSED);
    assertThat(operations.count(REFUSED)).isEqualTo(5);
    assertThat(operations.count(REFUSED.network("other"))).isZero();
  }

  @Test
  void settleAll_manyBatches_leavesWhatIsNotSelected() {
    start("tune");
    fill(1201, 6, Instant.now());

    assertThat(
            tracker
                .operations()
                .settleAll(DEAD.createdBefore(Instant.ofEpochMilli(1200)), true, "in the report"))
        .isEqualTo(1199);

    assertThat(tracker.operations().counts())
        .isEqualTo(Map.of("tune", Map.of(PostbackState.RECORDED, 1199L, PostbackState.DEAD, 2L)));
    assertThat(tracker.postback("p-7").reason()).isEqualTo("in the report");
    assertThat(sent.get()).isZero();
  }

  @Test
  void replayAll_ofWhatIsRefusedAgainAtOnce_sendsEachOnce() {
    start("tune");
    fill(1200, 4, Instant.now());

    assertThat(tracker.replayAll(PostbackState.REFUSED, "tune")).isEqualTo(1200);

    assertThat(tracker.flush(SOON)).isTrue();
    assertThat(sent.get()).isEqualTo(1200);
    assertThat(tracker.operations().count(REFUSED)).isEqualTo(1200);
  }

  @Test
  void interruptedThread_endsAfterABatch() {
    start("tune");
    fill(1200, 6, Instant.now());

    Thread.currentThread().interrupt();
    int settled = tracker.operations().settleAll(DEAD, false, "no");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(settled).isEqualTo(500);
  }

  @Test
  void networkThatIsNoLongerConfigured_isCountedAndWarnedOf() throws Exception {
    start("old");
    answer = new SendResult.Answered(500, "", null);
    tracker.track(VISITOR, sale("o-1"));
    tracker.track(VISITOR, sale("o-2"));
    assertThat(tracker.flush(SOON)).isTrue();
    assertThat(tracker.operations().stranded()).isEmpty();
    Logger logger = (Logger) LoggerFactory.getLogger(Housekeeping.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.addAppender(lines);

    try {
      start("new");
      await(() -> List.copyOf(lines.list).stream().anyMatch(PostbackOperationsTest::isStranded));
    } finally {
      logger.detachAppender(lines);
    }

    assertThat(tracker.operations().stranded()).isEqualTo(Map.of("old", 2L));
  }

  private static boolean isStranded(ILoggingEvent line) {
    return line.getFormattedMessage().contains("not configured here: {old=2}");
  }

  @Test
  void whatIsKeptLongEnough_isPurgedInTheBackground() throws Exception {
    start("tune");
    fill(1200, 2, Instant.now().minus(Duration.ofDays(2)));
    tracker.close();

    start(
        "tune",
        PostbackTracker.builder()
            .database(Database.of(database.dataSource()))
            .retention(new Retention(Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1))));

    await(() -> tracker.counts().isEmpty());
  }

  @Test
  void fullOutbox_isToldApartFromOtherFailuresAndSaidOnce() {
    Logger logger = (Logger) LoggerFactory.getLogger(PostbackTracker.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.addAppender(lines);
    answer = new SendResult.NotSent("connect_error", false);
    TrackResult result = null;
    try {
      start("tune", PostbackTracker.builder().outbox(Outbox.inMemory().maxPostbacks(3).build()));
      for (int i = 0; i < 10; i++) {
        result = tracker.track(VISITOR, sale("o-" + i));
      }
    } finally {
      logger.detachAppender(lines);
    }

    assertThat(result).isInstanceOf(Failed.class);
    assertThat(((Failed) result).cause()).isEqualTo(Cause.OUTBOX_FULL);
    assertThat(((Failed) result).reason()).contains("full: 3 postbacks wait");
    assertThat(lines.list.stream().map(ILoggingEvent::getFormattedMessage))
        .filteredOn(line -> line.contains("not tracked"))
        .singleElement()
        .asString()
        .contains("the outbox in memory is full");
  }

  @Test
  void fullOutboxOfAStrictTracker_isTheCauseOfItsException() {
    answer = new SendResult.NotSent("connect_error", false);
    start(
        "tune",
        PostbackTracker.builder().strict(true).outbox(Outbox.inMemory().maxPostbacks(1).build()));
    tracker.track(VISITOR, sale("o-1"));

    assertThatThrownBy(() -> tracker.track(VISITOR, sale("o-2")))
        .isInstanceOf(TrackingException.class)
        .hasCauseInstanceOf(OutboxFullException.class);
  }

  @Test
  void close_memoryGivesWhatWaitsForARetryALastAttempt() throws Exception {
    answer = new SendResult.NotSent("connect_error", false);
    start(
        "tune",
        PostbackTracker.builder()
            .retry(RetryPolicy.builder().backoff(Duration.ofHours(1), Duration.ofHours(1)).build())
            .outbox(Outbox.inMemory().build()));
    tracker.track(VISITOR, sale("o-1"));
    tracker.track(VISITOR, sale("o-2"));
    await(() -> sent.get() >= 2 && isWaiting("o-1") && isWaiting("o-2"));
    int before = sent.get();
    answer = new SendResult.Answered(200, "success=true;", null);

    CloseReport report = tracker.close(SOON);

    assertThat(sent.get()).isEqualTo(before + 2);
    assertThat(report).isEqualTo(new CloseReport(0, 0, 0));
  }

  @Test
  void close_memoryWithADeadNetwork_saysHowManyItDrops() throws Exception {
    answer = new SendResult.NotSent("connect_error", false);
    start("tune", PostbackTracker.builder().outbox(Outbox.inMemory().build()));
    tracker.track(VISITOR, sale("o-1"));
    tracker.track(VISITOR, sale("o-2"));
    await(() -> isWaiting("o-1") && isWaiting("o-2"));

    assertThat(tracker.close(SOON)).isEqualTo(new CloseReport(0, 0, 2));
  }

  private boolean isWaiting(String orderId) {
    Postback postback = tracker.postbacks(orderId).get(0);
    return postback.state() == PostbackState.PENDING && postback.attempts() > 0;
  }

  /** Looks again and again, for 20 seconds at most. */
  private static void await(BooleanSupplier condition) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    long end = System.nanoTime() + SOON.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      assertThat(never.await(5, TimeUnit.MILLISECONDS)).isFalse();
    }
  }
}
