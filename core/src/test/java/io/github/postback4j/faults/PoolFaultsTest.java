package io.github.postback4j.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.TrackResult;
import io.github.postback4j.TrackResult.Decided;
import io.github.postback4j.TrackResult.Failed;
import io.github.postback4j.delivery.CloseReport;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.store.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A pool of two connections, and nobody gives one back. */
@Tag("faults")
class PoolFaultsTest extends StoreFixture {

  private static final Duration SHORT = Duration.ofMillis(400);

  PoolFaultsTest() {
    super(TestDatabase.postgresql(pool -> pool.setMaximumPoolSize(2)));
  }

  @Test
  void extra_poolExhausted_trackAndLandingFailInTimeAndAllRecovers() throws SQLException {
    PostbackTracker node = soundNode();
    click(node, "o-1");
    deliver(node);
    try (AllTaken taken = new AllTaken()) {
      long start = System.nanoTime();
      TrackResult result = track(node, "o-1");
      boolean captured = node.capture(SessionKey.visitor("v"), "transaction_id=t-2");
      Duration took = Duration.ofNanos(System.nanoTime() - start);

      assertThat(taken.connections).hasSize(2);
      assertThat(result).isInstanceOf(Failed.class);
      assertThat(captured).isFalse();
      assertThat(took).isBetween(SHORT, Duration.ofSeconds(25));
      Until.happens("the dispatcher notices", () -> !log.with("The outbox fails").isEmpty());
    }

    assertThat(track(node, "o-1")).isInstanceOf(Decided.class);
    deliver(node);
    assertThat(ledger.booked()).isEqualTo(Map.of("o-1", 1));
  }

  @Test
  void extra_poolExhaustedAtMarking_outcomeIsKeptAndWrittenLater() throws SQLException {
    PostbackTracker node = soundNode();
    ledger.hold();
    order(node, "o-1");
    ledger.awaitRequests(1);
    try (AllTaken taken = new AllTaken()) {
      ledger.release();
      Until.happens("the dispatcher notices", () -> !log.with("The outbox fails").isEmpty());
      assertThat(taken.connections).hasSize(2);
    }

    deliver(node);
    assertThat(only(node, "o-1").attempts()).isEqualTo(1);
    assertThat(ledger.booked()).isEqualTo(Map.of("o-1", 1));
  }

  @Test
  void extra_poolExhaustedAtClose_isBounded() throws SQLException {
    PostbackTracker node = soundNode();
    ledger.hold();
    order(node, "o-1");
    ledger.awaitRequests(1);
    try (AllTaken taken = new AllTaken()) {
      ledger.release();
      Until.happens("the dispatcher notices", () -> !log.with("The outbox fails").isEmpty());

      CloseReport report = node.close(Duration.ofMillis(500));

      assertThat(taken.connections).hasSize(2);
      assertThat(report).isEqualTo(new CloseReport(0, 1, 0));
    }
  }

  @Test
  void extra_callersOnBothConnections_needNoThird() throws SQLException {
    PostbackTracker node = soundNode();
    click(node, "o-1");
    click(node, "o-2");
    try (Connection one = checkout(test.dataSource(), "a");
        Connection two = checkout(test.dataSource(), "b")) {
      assertThat(node.track(one, SessionKey.order("o-1"), sale("o-1"))).isInstanceOf(Decided.class);
      assertThat(node.track(two, SessionKey.order("o-2"), sale("o-2"))).isInstanceOf(Decided.class);
      one.commit();
      two.commit();
    }

    ledger.awaitRequests(2);
    deliver(node);
    assertThat(ledger.booked()).isEqualTo(Map.of("o-1", 1, "o-2", 1));
  }

  @Test
  void extra_poolOfOne_isEnough() {
    try (TestDatabase single = TestDatabase.postgresql(pool -> pool.setMaximumPoolSize(1))) {
      PostbackTracker node = node(single.dataSource(), ledger.network(), builder -> builder);
      for (String order : orders("o-", 300)) { // more than is claimed and sent at a time
        click(node, order);
        assertThat(node.linkOrder(SessionKey.visitor("v"), order, "c-" + order)).isTrue();
        queued(track(node, order));
      }
      deliver(node);
      assertThat(ledger.booked()).hasSize(300).allSatisfy((order, n) -> assertThat(n).isEqualTo(1));
      node.close();
    }
  }

  /** Whoever asks the pool now waits in vain; the dispatcher is waited for. */
  private final class AllTaken implements AutoCloseable {
    private final List<Connection> connections = new ArrayList<>();

    AllTaken() {
      test.patience(SHORT);
      Until.happens("both connections are taken", this::take);
    }

    private boolean take() {
      try {
        connections.add(test.dataSource().getConnection());
      } catch (SQLException e) {
        return false; // the dispatcher had it
      }
      return connections.size() == 2;
    }

    @Override
    public void close() throws SQLException {
      test.patience(TestDatabase.PATIENCE);
      for (Connection connection : connections) {
        connection.close();
      }
    }
  }
}
