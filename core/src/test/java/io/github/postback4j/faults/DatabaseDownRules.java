package io.github.postback4j.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.TrackResult;
import io.github.postback4j.TrackResult.Decided;
import io.github.postback4j.TrackResult.Failed;
import io.github.postback4j.TrackingException;
import io.github.postback4j.faults.FaultyDataSource.Point;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.store.TestDatabase;
import io.github.postback4j.store.TransactionLostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Faults 27 to 31: the database goes away, or asks to be asked again. */
abstract class DatabaseDownRules extends StoreFixture {

  private final SQLException deadlock;

  /**
   * @param deadlock what this database says to the victim of one
   */
  DatabaseDownRules(TestDatabase test, SQLException deadlock) {
    super(test);
    this.deadlock = deadlock;
  }

  @Test
  void fault27_databaseDownAtTrack_failsAtOnceAndCanBeRepeated() {
    PostbackTracker node = node();
    click(node, "o-1");
    faults.down();

    TrackResult down = track(node, "o-1");
    track(node, "o-1");
    track(node, "o-1");

    assertThat(down).isInstanceOf(Failed.class);
    assertThat(((Failed) down).reason()).contains("the database could not do its work");
    assertThat(log.with("A conversion was not tracked")).hasSize(1);
    faults.up();
    assertThat(track(node, "o-1")).extracting("first").isEqualTo(true);
    deliver(node);
    assertThat(ledger.booked()).isEqualTo(Map.of("o-1", 1));
  }

  @Test
  void fault27_databaseDownAtTrack_strictThrows() {
    PostbackTracker node =
        node(faults.dataSource(), ledger.network(), builder -> builder.strict(true));
    click(node, "o-1");
    faults.down();

    assertThatThrownBy(() -> track(node, "o-1"))
        .isInstanceOf(TrackingException.class)
        .hasMessageContaining("the database could not do its work")
        .hasMessageNotContaining("o-1");
  }

  @Test
  void fault27_databaseDownAtLanding_doesNotThrow() {
    PostbackTracker node = node();
    faults.down();

    assertThat(node.capture(SessionKey.visitor("v"), "transaction_id=t-1")).isFalse();
    assertThat(node.linkCustomer(SessionKey.visitor("v"), "c-1")).isFalse();
    assertThat(node.linkOrder(SessionKey.visitor("v"), "o-1", null)).isFalse();
    assertThat(log.with("A click was not kept")).hasSize(1);
  }

  @Test
  void fault27_databaseDownBeforeTrack_shopsTransactionFailsByItselfOnly() throws SQLException {
    PostbackTracker node = node();
    click(node, "o-1");
    try (Connection shop = checkout(faults.dataSource(), "o-1")) {
      faults.down();

      TrackResult result = node.track(shop, SessionKey.order("o-1"), sale("o-1"));

      assertThat(result).isInstanceOf(Failed.class);
      assertThatThrownBy(shop::commit).isInstanceOf(SQLException.class);
    }
    faults.up();
    assertThat(shopOrders()).isEqualTo("0");
    assertThat(node.postbacks("o-1")).isEmpty();
  }

  @Test
  void fault27_databaseDownWithinTrack_saysThatTheTransactionIsLost() throws SQLException {
    PostbackTracker node = node();
    click(node, "o-1");
    try (Connection shop = checkout(faults.dataSource(), "o-1")) {
      faults.fault(
          (point, sql) -> {
            if (faults.struck() > 0 || sql.contains("INTO postback4j_decision")) {
              throw new SQLException("An I/O error occurred", "08006");
            }
          });

      assertThatThrownBy(() -> node.track(shop, SessionKey.order("o-1"), sale("o-1")))
          .isInstanceOf(TransactionLostException.class);
    }
    faults.up();
    assertThat(shopOrders()).isEqualTo("0");
    assertThat(node.postbacks("o-1")).isEmpty();
  }

  @Test
  void fault28_databaseDownWhileClaiming_backsOffAndResumesAlone() {
    PostbackTracker node =
        node(
            faults.dataSource(),
            ledger.network(),
            builder -> builder.pollInterval(Duration.ofMillis(10)));
    PostbackTracker other = node(test.dataSource(), ledger.network("other"), builder -> builder);
    deliver(node);
    long start = System.nanoTime();
    AtomicInteger looks = new AtomicInteger();
    faults.fault(
        (point, sql) -> {
          if (point == Point.CONNECT && !isHousekeeper()) {
            looks.incrementAndGet();
          }
          throw new SQLException("Connection refused", "08006");
        });
    // Without a pause all take less than a tenth.
    Until.happens("some looks in vain", () -> looks.get() >= 4);
    Duration took = Duration.ofNanos(System.nanoTime() - start);

    String id = order(other, "o-1"); // for a network that this node does not serve
    test.run("UPDATE postback4j_postback SET network = 'tune' WHERE id = '" + id + "'");

    assertThat(took).as("0.2 s, 0.4 s ... apart").isGreaterThan(Duration.ofMillis(500));
    assertThat(log.with("The outbox fails while")).hasSize(1);
    faults.up();
    ledger.awaitRequests(1);
    deliver(node);
    assertThat(only(node, "o-1").state()).isEqualTo(PostbackState.RECORDED);
  }

  private static boolean isHousekeeper() {
    return Thread.currentThread().getName().equals("postback4j-housekeeper");
  }

  @Test
  void fault29_databaseDownAtMarkDone_isNotSentAgain() {
    PostbackTracker node = node();
    ledger.hold();
    order(node, "o-1");
    ledger.awaitRequests(1);
    faults.down();
    ledger.release();
    Until.happens("marking failed twice", () -> faults.struck() >= 2);
    test.advance(Duration.ofHours(1)); // the lease is over long since

    faults.up();
    deliver(node);

    Postback postback = only(node, "o-1");
    assertThat(postback.state()).isEqualTo(PostbackState.RECORDED);
    assertThat(postback.attempts()).isEqualTo(1);
    assertThat(ledger.booked()).isEqualTo(Map.of("o-1", 1));
  }

  @Test
  void fault29_answerOfTheMarkLost_isNotSentAgain() {
    PostbackTracker node = node();
    ledger.hold();
    order(node, "o-1");
    ledger.awaitRequests(1);
    loseNext(Point.AFTER_COMMIT);
    ledger.release();
    Until.happens("the answer was lost", () -> faults.struck() == 1);

    deliver(node);

    assertThat(only(node, "o-1").state()).isEqualTo(PostbackState.RECORDED);
    assertThat(ledger.booked()).isEqualTo(Map.of("o-1", 1));
  }

  @Test
  void fault30_answerOfTheCommitLost_secondTrackFindsTheFirst() {
    PostbackTracker node = node();
    click(node, "o-1");
    loseNext(Point.AFTER_COMMIT);

    TrackResult unknown = track(node, "o-1");
    TrackResult again = track(node, "o-1");

    assertThat(unknown).isInstanceOf(Failed.class);
    assertThat(((Decided) again).first()).isFalse();
    deliver(node);
    assertThat(only(node, "o-1").id()).isEqualTo(queued(again));
    assertThat(ledger.booked()).isEqualTo(Map.of("o-1", 1));
  }

  @Test
  void fault30_commitNeverArrived_secondTrackDecides() {
    PostbackTracker node = node();
    click(node, "o-1");
    loseNext(Point.BEFORE_COMMIT);

    TrackResult unknown = track(node, "o-1");
    TrackResult again = track(node, "o-1");

    assertThat(unknown).isInstanceOf(Failed.class);
    assertThat(((Decided) again).first()).isTrue();
    deliver(node);
    assertThat(ledger.booked()).isEqualTo(Map.of("o-1", 1));
  }

  /** Only in this thread's transactions, or in any if the dispatcher is to be hit. */
  private void loseNext(Point where) {
    Thread caller = Thread.currentThread();
    boolean marking = ledger.requests() > 0;
    faults.fault(
        (point, sql) -> {
          if (point == where
              && faults.struck() == 0
              && (marking || Thread.currentThread() == caller)) {
            throw new SQLException("An I/O error occurred", "08006");
          }
        });
  }

  @Test
  void fault31_deadlockInClaim_isRepeatedUnseen() {
    PostbackTracker node = node();
    faults.failStatements("UPDATE postback4j_postback", 3, deadlock);

    order(node, "o-1");
    deliver(node);

    assertThat(faults.struck()).isEqualTo(3);
    assertThat(log.with("fails")).isEmpty();
    assertThat(only(node, "o-1").attempts()).isEqualTo(1);
    assertThat(ledger.booked()).isEqualTo(Map.of("o-1", 1));
  }

  @Test
  void fault31_deadlockInMarking_isRepeatedUnseen() {
    PostbackTracker node = node();
    ledger.hold();
    order(node, "o-1");
    ledger.awaitRequests(1);
    faults.failStatements("UPDATE postback4j_postback", 3, deadlock);

    ledger.release();
    deliver(node);

    assertThat(faults.struck()).isEqualTo(3);
    assertThat(log.with("fails")).isEmpty();
    assertThat(ledger.booked()).isEqualTo(Map.of("o-1", 1));
  }

  @Test
  void fault31_deadlockInTrack_isRepeatedUnseen() {
    PostbackTracker node = node();
    click(node, "o-1");
    faults.failStatements("INTO postback4j_decision", 3, deadlock);

    TrackResult result = track(node, "o-1");

    assertThat(faults.struck()).isEqualTo(3);
    assertThat(result).extracting("first").isEqualTo(true);
    assertThat(log.with("not tracked")).isEmpty();
    deliver(node);
    assertThat(ledger.booked()).isEqualTo(Map.of("o-1", 1));
  }

  @Test
  void fault31_deadlockInLinkOrder_isRepeatedUnseen() {
    PostbackTracker node = node();
    SessionKey visitor = SessionKey.visitor("v");
    node.capture(visitor, "transaction_id=t-1");
    faults.failStatements("INTO postback4j_click", 3, deadlock);

    assertThat(node.linkOrder(visitor, "o-1", null)).isTrue();

    assertThat(faults.struck()).isEqualTo(3);
    assertThat(queued(track(node, "o-1"))).isNotEmpty();
  }

  @Test
  void fault31_deadlockWithoutEnd_failsInTime() {
    PostbackTracker node = node();
    click(node, "o-1");
    faults.failStatements("INTO postback4j_decision", Integer.MAX_VALUE, deadlock);

    TrackResult result = track(node, "o-1");

    assertThat(result).isInstanceOf(Failed.class);
    assertThat(faults.struck()).isEqualTo(6);
  }

  @Test
  void fault31_deadlockInTheShopsTransaction_isTheShopsToRepeat() throws SQLException {
    PostbackTracker node = node();
    click(node, "o-1");
    faults.failStatements("INTO postback4j_decision", 1, deadlock);
    try (Connection shop = checkout(faults.dataSource(), "o-1")) {
      TrackResult result = node.track(shop, SessionKey.order("o-1"), sale("o-1"));

      assertThat(result).isInstanceOf(Failed.class);
      shop.commit(); // here the savepoint still stood
    }
    assertThat(shopOrders()).isEqualTo("1");
    assertThat(track(node, "o-1")).extracting("first").isEqualTo(true);
  }
}
