package io.github.postback4j.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.TrackResult.Decided;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.store.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** PostgreSQL is killed and started again on its files, in the middle of everything. */
@Tag("faults")
class DatabaseRestartTest extends StoreFixture {

  private static final RestartablePostgres SERVER = new RestartablePostgres();

  DatabaseRestartTest() {
    super(TestDatabase.pool(SERVER.url(), pool -> {}));
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @Test
  void race_databaseRestartsWhileTwoNodesDeliver_nothingIsLostOrSentTwice() {
    PostbackTracker one = soundNode(); // leases outlast the restart, however slow this machine is
    PostbackTracker two = soundNode();
    ledger.hold();
    List<String> tracked = new ArrayList<>(orders("before-", 200));
    tracked.forEach(order -> order(one, order));
    ledger.awaitRequests(40); // of 64 that each node may have under way

    test.patience(Duration.ofSeconds(1));
    SERVER.kill();
    Until.happens("the database is away", () -> !(track(one, "during") instanceof Decided));
    ledger.release(); // the answers find nobody to write them
    Until.happens("noticed", () -> !log.with("The outbox fails while").isEmpty());
    SERVER.startAgain();
    test.patience(TestDatabase.PATIENCE);

    for (String order : orders("after-", 20)) {
      Until.happens(
          "tracked again", () -> captured(two, order) && track(two, order) instanceof Decided);
      tracked.add(order);
    }
    deliver(one);
    deliver(two);

    assertThat(ledger.booked().keySet()).containsExactlyInAnyOrderElementsOf(tracked);
    assertThat(ledger.booked()).allSatisfy((order, n) -> assertThat(n).as(order).isEqualTo(1));
    assertThat(one.counts().get("tune")).hasSize(1);
  }

  private static boolean captured(PostbackTracker node, String order) {
    return node.capture(SessionKey.order(order), "transaction_id=t-" + order);
  }
}
