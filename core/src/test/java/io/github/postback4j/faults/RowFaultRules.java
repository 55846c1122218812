package io.github.postback4j.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.TrackResult;
import io.github.postback4j.TrackResult.Decided;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.store.TestDatabase;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Faults 32, 33 and 39, and what else can be wrong with a row. */
abstract class RowFaultRules extends StoreFixture {

  RowFaultRules(TestDatabase test) {
    super(test);
  }

  @Test
  void fault32_trackedTwice_secondIsToldTheFirstAndNothingIsAdded() {
    PostbackTracker node = node();
    PostbackTracker other = soundNode();
    String first = order(node, "o-1");
    click(other, "o-1"); // the same click once more

    TrackResult again = track(other, "o-1");

    assertThat(((Decided) again).first()).isFalse();
    assertThat(queued(again)).isEqualTo(first);
    deliver(node);
    deliver(other);
    assertThat(ledger.booked()).isEqualTo(Map.of("o-1", 1));
  }

  @Test
  void fault32_trackedAgainWithAnotherAmount_firstStands() {
    PostbackTracker node = node();
    order(node, "o-1");

    TrackResult again =
        node.track(SessionKey.order("o-1"), Conversion.sale("o-1", BigDecimal.ONE, "EUR"));

    assertThat(((Decided) again).first()).isFalse();
    deliver(node);
    assertThat(ledger.booked()).isEqualTo(Map.of("o-1", 1));
  }

  @Test
  void fault32_trackedTwiceInTheShopsTransactions_bothCommit() throws SQLException {
    PostbackTracker node = node();
    click(node, "o-1");
    for (String order : new String[] {"a", "b"}) {
      try (Connection shop = checkout(test.dataSource(), order)) {
        assertThat(node.track(shop, SessionKey.order("o-1"), sale("o-1")))
            .isInstanceOf(Decided.class);
        shop.commit();
      }
    }

    deliver(node);

    assertThat(shopOrders()).isEqualTo("2");
    assertThat(ledger.booked()).isEqualTo(Map.of("o-1", 1));
  }

  @Test
  void fault33_unreadableRow_isDeadAndTheOthersAreSent() {
    assertOneDeadOfThree("payload = '{\"v\":1,'", "the stored request cannot be read");
  }

  @Test
  void fault33_rowWithoutAPayload_isDeadAndTheOthersAreSent() {
    assertOneDeadOfThree("payload = NULL", "the stored request cannot be read");
  }

  @Test
  void fault33_requestThatIsNone_isDeadAndTheOthersAreSent() {
    assertOneDeadOfThree(
        "payload = '{\"v\":1,\"method\":\"GET\",\"url\":\"http://\"}'", "not sent: bad_request");
  }

  @Test
  void fault33_methodThatIsNone_isDeadAndTheOthersAreSent() {
    assertOneDeadOfThree(
        "payload = '{\"v\":1,\"method\":\"G T\",\"url\":\"http://127.0.0.1/\"}'",
        "not sent: bad_request");
  }

  @Test
  void fault33_rowThatEndsItsNodeEachTime_isGivenUp() {
    assertOneDeadOfThree("attempts = 150", "attempts exhausted, the node died in the last one");
  }

  private void assertOneDeadOfThree(String damage, String reason) {
    PostbackTracker node = node();
    trackThree(node, damage);
    deliver(node);

    assertThat(ledger.booked()).isEqualTo(Map.of("o-2", 1, "o-3", 1));
    assertThat(only(node, "o-1").state()).isEqualTo(PostbackState.DEAD);
    assertThat(only(node, "o-1").reason()).startsWith(reason);
  }

  /** Tracks o-1, o-2 and o-3; nobody sees the first one's row before it is damaged. */
  private void trackThree(PostbackTracker node, String damage) {
    List<String> orders = List.of("o-1", "o-2", "o-3");
    orders.forEach(order -> click(node, order));
    try (Connection shop = checkout(test.dataSource(), "o");
        Statement update = shop.createStatement()) {
      for (String order : orders) {
        queued(node.track(shop, SessionKey.order(order), sale(order)));
      }
      update.execute("UPDATE postback4j_postback SET " + damage + " WHERE order_id = 'o-1'");
      shop.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void fault33_networkThatIsNotConfigured_waitsForANodeThatHasIt() {
    PostbackTracker old = node();
    trackThree(old, "network = 'new'");
    deliver(old);

    assertThat(ledger.booked()).isEqualTo(Map.of("o-2", 1, "o-3", 1));
    assertThat(only(old, "o-1").state()).isEqualTo(PostbackState.PENDING);
    assertThat(old.counts().get("new")).isEqualTo(Map.of(PostbackState.PENDING, 1L));

    deliver(node(test.dataSource(), ledger.network("new"), builder -> builder));
    assertThat(only(old, "o-1").state()).isEqualTo(PostbackState.RECORDED);
  }

  @Test
  void fault39_requestOfANewerVersion_isLeftToNewerNodes() {
    PostbackTracker node = node();
    trackThree(node, "payload_version = 2");
    deliver(node);

    assertThat(ledger.booked()).isEqualTo(Map.of("o-2", 1, "o-3", 1));
    assertThat(only(node, "o-1").state()).isEqualTo(PostbackState.PENDING);
    assertThat(only(node, "o-1").attempts()).isZero();

    test.run("UPDATE postback4j_postback SET payload_version = 1"); // as if this node were newer
    ledger.awaitRequests(3);
    deliver(node);
    assertThat(ledger.booked()).containsEntry("o-1", 1);
  }

  @Test
  void fault39_unknownColumns_doNotMatter() {
    soundNode().close();
    for (String table : new String[] {"schema", "decision", "postback", "click"}) {
      test.run("ALTER TABLE postback4j_" + table + " ADD COLUMN added INT");
    }
    PostbackTracker node = node();

    order(node, "o-1");
    deliver(node);

    assertThat(ledger.booked()).isEqualTo(Map.of("o-1", 1));
  }

  @Test
  void extra_shopRollsBackAfterTrack_nothingIsSentAndTheOrderCanBeTrackedAgain()
      throws SQLException {
    PostbackTracker node = node();
    click(node, "o-1");
    try (Connection shop = checkout(test.dataSource(), "o-1")) {
      assertThat(queued(node.track(shop, SessionKey.order("o-1"), sale("o-1")))).isNotEmpty();
      shop.rollback();
    }
    deliver(node);

    assertThat(node.postbacks("o-1")).isEmpty();
    assertThat(ledger.booked()).isEmpty();
    assertThat(track(node, "o-1")).extracting("first").isEqualTo(true);
    deliver(node);
    assertThat(ledger.booked()).isEqualTo(Map.of("o-1", 1));
  }

  @Test
  void extra_replayOfDead_keepsIdAndRequest() {
    PostbackTracker node = node();
    ledger.status(500);
    String id = order(node, "o-1");
    Until.happens("a first failure", () -> only(node, "o-1").reason() != null);
    test.run("UPDATE postback4j_postback SET attempts = 149");
    test.advance(Duration.ofDays(1));
    Until.happens("given up", () -> only(node, "o-1").state() == PostbackState.DEAD);
    ledger.status(200);

    assertThat(node.replay(id)).isTrue();
    deliver(node);

    Postback replayed = only(node, "o-1");
    assertThat(replayed.id()).isEqualTo(id);
    assertThat(replayed.attempts()).isEqualTo(1);
    assertThat(replayed.state())
        .as("ours, since an attempt was unknown")
        .isEqualTo(PostbackState.RECORDED);
    assertThat(ledger.targets().stream().distinct()).hasSize(1);
  }
}
