package io.github.postback4j;

import static io.github.postback4j.TestShop.partners;
import static io.github.postback4j.TestShop.sale;
import static io.github.postback4j.TestShop.tune;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.CancelResult.Cancelled;
import io.github.postback4j.TrackResult.NetworkResult.Listed;
import io.github.postback4j.click.Click;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.Renewals;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.session.SessionStore;
import io.github.postback4j.store.Database;
import io.github.postback4j.store.TestDatabase;
import io.github.postback4j.testkit.contract.MutableClock;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cancelling, refunds and renewals in PostgreSQL, in the shop's own transactions. */
class FollowUpTransactionTest {

  private final MutableClock clock = new MutableClock(Instant.parse("2026-03-01T10:00:00Z"));
  private final TestDatabase shop = TestDatabase.postgresql();
  private final Database database = Database.of(shop.dataSource());
  private final Outbox outbox = Outbox.jdbc(database);
  private final SessionStore sessions = SessionStore.jdbc(database, clock);
  private final PostbackTracker tracker =
      PostbackTracker.builder()
          .network(tune().build())
          .network(partners().renewals(Renewals.count(3)).build())
          .database(database)
          .sessions(sessions)
          .outbox(outbox)
          .clock(clock)
          .build();

  @BeforeEach
  void open() {
    outbox.start();
    sessions.start();
  }

  @AfterEach
  void close() {
    outbox.close();
    sessions.close();
    shop.close();
  }

  private void sell(String orderId) {
    tracker.track(
        Click.ofTransaction("tune", "t1", clock.instant()),
        sale(orderId).toBuilder().holdFor(Duration.ofDays(3)).build());
  }

  private Postback only(String orderId) {
    List<Postback> postbacks = tracker.postbacks(orderId);
    assertThat(postbacks).hasSize(1);
    return postbacks.get(0);
  }

  @Test
  void cancelThatIsRolledBack_neverHappened() throws SQLException {
    sell("o-1");

    try (Connection connection = shop.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      CancelResult result = database.using(connection, () -> tracker.cancel("o-1"));
      assertThat(((Cancelled) result).cancelled()).hasSize(1);
      database.using(connection, () -> tracker.cancel("o-2"));
      connection.rollback();
    }

    assertThat(only("o-1").state()).isEqualTo(PostbackState.PENDING);
    assertThat(only("o-1").request()).isNotNull();
    sell("o-2");
    assertThat(only("o-2").state()).isEqualTo(PostbackState.PENDING);
  }

  @Test
  void saleAndCancelInOneTransaction_sendNothing() throws SQLException {
    try (Connection connection = shop.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      database.using(
          connection,
          () -> {
            sell("o-1");
            return tracker.cancel("o-1");
          });
      connection.commit();
    }

    assertThat(only("o-1").state()).isEqualTo(PostbackState.REFUSED);
    assertThat(only("o-1").request()).isNull();
  }

  @Test
  void listedRefund_isOutOfTheWayOfTheDispatcher() {
    sell("o-1");

    TrackResult result =
        tracker.track(Conversion.refund("o-1", "r-1", new BigDecimal("9.90"), "EUR"));

    assertThat(((TrackResult.Decided) result).networks().get(0)).isInstanceOf(Listed.class);
    FollowUpList list = tracker.operations().followUps();
    assertThat(list.of("tune", 10))
        .singleElement()
        .satisfies(entry -> assertThat(entry.remaining()).isEqualByComparingTo("40.00"));
    assertThat(list.of("partners", 10)).isEmpty();
  }

  @Test
  void refundsAtOnce_areNeverMoreThanTheSale() throws Exception {
    sell("o-1");

    int decided =
        together(
            6,
            i ->
                tracker.track(Conversion.refund("o-1", "r-" + i, new BigDecimal("20"), "EUR"))
                    instanceof TrackResult.Decided);

    assertThat(decided).isEqualTo(2);
  }

  @Test
  void renewalsAtOnce_areNeverMoreThanTheLimit() throws Exception {
    tracker.track(Click.ofPartner("partners", "5", clock.instant()), sale("o-1", "c1"));

    int queued =
        together(
            8,
            i ->
                !tracker
                    .track(
                        SessionKey.customer("c1"),
                        Conversion.renewal("r-" + i, "c1", BigDecimal.TEN, "EUR"))
                    .queued()
                    .isEmpty());

    assertThat(queued).isEqualTo(3);
  }

  private interface Work {
    boolean does(int number);
  }

  /** How many of them came true. */
  private static int together(int threads, Work work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    CountDownLatch start = new CountDownLatch(1);
    List<Future<Boolean>> futures = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int number = i;
      futures.add(
          pool.submit(
              () -> {
                start.await();
                return work.does(number);
              }));
    }
    start.countDown();
    int sum = 0;
    for (Future<Boolean> one : futures) {
      sum += one.get(60, TimeUnit.SECONDS) ? 1 : 0;
    }
    pool.shutdown();
    return sum;
  }
}
