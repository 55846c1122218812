package io.github.postback4j.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.postback4j.PostbackTracker;
import io.github.postback4j.TrackResult;
import io.github.postback4j.TrackResult.Decided;
import io.github.postback4j.TrackResult.Failed;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.store.StoreException;
import io.github.postback4j.store.TestDatabase;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Faults 27 to 31 on the wire: a real server, and a way to it that refuses, stalls and breaks. */
@Tag("faults")
class PostgresWayFaultsTest extends StoreFixture {

  private TcpProxy way;
  private TestDatabase through;

  PostgresWayFaultsTest() {
    super(TestDatabase.postgresql());
  }

  @BeforeEach
  void openWay() {
    way = new TcpProxy(URI.create(url().substring("jdbc:".length())).getPort());
    through = TestDatabase.pool(wayUrl(), pool -> pool.setValidationTimeout(250));
  }

  private String wayUrl() {
    int port = URI.create(url().substring("jdbc:".length())).getPort();
    return url().replace(":" + port + "/", ":" + way.port() + "/");
  }

  @AfterEach
  void closeWay() {
    way.pass();
    closeNodes();
    through.close();
    way.close();
  }

  private String url() {
    return ((HikariDataSource) test.dataSource()).getJdbcUrl();
  }

  private PostbackTracker wayNode() {
    return node(through.dataSource(), ledger.network(), builder -> builder);
  }

  /** Lets nobody wait long for a connection, now that there will be none. */
  private void impatient() {
    through.patience(Duration.ofMillis(500));
  }

  private void pass() {
    through.patience(TestDatabase.PATIENCE);
    way.pass();
  }

  /**
   * A node on a pool whose connections give up after 5 s without an answer. As that may happen
   * before a test wants it, {@code prepared} is repeated until it is true.
   */
  private PostbackTracker wayNodeThatGivesUp(Predicate<PostbackTracker> prepared) {
    through.close();
    through =
        TestDatabase.pool(
            wayUrl() + "&socketTimeout=5",
            pool -> {
              pool.setValidationTimeout(250);
              pool.setInitializationFailTimeout(-1);
            });
    AtomicReference<PostbackTracker> node = new AtomicReference<>();
    Until.happens("a node starts", () -> started(node));
    Until.happens("it is prepared", () -> prepared.test(node.get()));
    return node.get();
  }

  private boolean started(AtomicReference<PostbackTracker> node) {
    try {
      node.set(wayNode());
      return true;
    } catch (StoreException e) {
      return false;
    }
  }

  @Test
  void fault27_refusedAtTrack_failsWithinTheConnectionTimeout() {
    PostbackTracker node = wayNode();
    click(node, "o-1");
    impatient();
    way.refuse();

    long start = System.nanoTime();
    TrackResult result = track(node, "o-1");
    Duration took = Duration.ofNanos(System.nanoTime() - start);

    assertThat(result).isInstanceOf(Failed.class);
    assertThat(took).isLessThan(Duration.ofSeconds(15)); // of the 20 s that others may wait
    pass(); // the pool may yet hand out a connection that broke
    Until.happens("tracked again", () -> track(node, "o-1") instanceof Decided);
    deliver(node);
    assertThat(ledger.booked()).isEqualTo(Map.of("o-1", 1));
  }

  @Test
  void fault27_stalledAtTrack_failsWithinTheSocketTimeout() {
    PostbackTracker node =
        wayNodeThatGivesUp(it -> it.capture(SessionKey.order("o-1"), "transaction_id=t-o-1"));
    impatient();
    way.stall();

    long start = System.nanoTime();
    TrackResult result = track(node, "o-1");
    Duration took = Duration.ofNanos(System.nanoTime() - start);

    assertThat(result).isInstanceOf(Failed.class);
    assertThat(took).isLessThan(Duration.ofSeconds(25));
    pass();
    way.reset();
    Until.happens("tracked again", () -> track(node, "o-1") instanceof Decided);
    deliver(node);
    assertThat(ledger.booked()).isEqualTo(Map.of("o-1", 1));
  }

  @Test
  void fault27_brokenInTheShopsTransaction_rollsBackBoth() throws SQLException {
    PostbackTracker node = wayNode();
    click(node, "o-1");
    try (Connection shop = checkout(through.dataSource(), "o-1")) {
      queued(node.track(shop, SessionKey.order("o-1"), sale("o-1")));
      way.reset();
      assertThatThrownBy(shop::commit).isInstanceOf(SQLException.class);
    }

    Until.happens("reachable again", () -> track(node, "o-1") instanceof Decided);
    assertThat(shopOrders()).isEqualTo("0");
    deliver(node);
    assertThat(ledger.booked()).isEqualTo(Map.of("o-1", 1));
  }

  @Test
  void fault28_refusedWhileClaiming_resumesAlone() {
    PostbackTracker node = wayNode();
    deliver(node);
    impatient();
    way.refuse();
    Until.happens("refused", () -> way.refused() > 0);
    Until.happens("said so", () -> !log.with("The outbox fails while").isEmpty());

    pass();
    Until.happens("trackable", () -> queuedOrNot(node));
    ledger.awaitRequests(1);
    deliver(node);

    assertThat(log.with("The outbox fails while")).hasSize(1);
    assertThat(ledger.booked()).isEqualTo(Map.of("o-1", 1));
  }

  private static boolean queuedOrNot(PostbackTracker node) {
    return node.capture(SessionKey.order("o-1"), "transaction_id=t-1")
        && track(node, "o-1") instanceof Decided;
  }

  @Test
  void fault28_stalledWhileClaiming_resumesAfterTheSocketTimeout() {
    PostbackTracker node = wayNodeThatGivesUp(it -> it.flush(SOON));
    PostbackTracker sound = node(test.dataSource(), ledger.network("x"), builder -> builder);
    impatient();
    way.stall();
    Until.happens("noticed", () -> !log.with("The outbox fails while").isEmpty());
    click(sound, "o-1"); // held, so that the sound node does not send it itself
    String id =
        queued(
            sound.track(
                SessionKey.order("o-1"),
                sale("o-1").toBuilder().holdFor(Duration.ofHours(1)).build()));
    test.run("UPDATE postback4j_postback SET network = 'tune', due_at = 0 WHERE id = '" + id + "'");

    pass();
    ledger.awaitRequests(1);
    deliver(node);

    assertThat(only(node, "o-1").state()).isEqualTo(PostbackState.RECORDED);
  }

  @Test
  void fault29_brokenAtMarkDone_isNotSentAgain() {
    PostbackTracker node = wayNode();
    ledger.hold();
    order(node, "o-1");
    ledger.awaitRequests(1);
    impatient();
    way.refuse();
    ledger.release();
    Until.happens("noticed", () -> !log.with("The outbox fails while").isEmpty());
    test.advance(Duration.ofHours(1));

    pass();
    deliver(node);

    assertThat(only(node, "o-1").state()).isEqualTo(PostbackState.RECORDED);
    assertThat(only(node, "o-1").attempts()).isEqualTo(1);
    assertThat(ledger.booked()).isEqualTo(Map.of("o-1", 1));
  }

  @Test
  void fault30_connectionLostDuringTheShopsCommit_orderAndPostbackShareOneFate()
      throws SQLException {
    // It commits nothing of its own meanwhile.
    PostbackTracker node =
        node(
            through.dataSource(),
            ledger.network(),
            builder -> builder.pollInterval(Duration.ofHours(1)));
    click(node, "o-1");
    deliver(node);
    try (Connection shop = checkout(through.dataSource(), "o-1")) {
      String id = queued(node.track(shop, SessionKey.order("o-1"), sale("o-1")));
      way.loseNextCommitAnswer();
      assertThatThrownBy(shop::commit).isInstanceOf(SQLException.class);
      assertThat(way.swallowed()).isEqualTo(1);
      assertThat(shopOrders()).isEqualTo("1");

      TrackResult again = track(node, "o-1");

      assertThat(((Decided) again).first()).isFalse();
      assertThat(queued(again)).isEqualTo(id);
    }
    deliver(soundNode());
    assertThat(ledger.booked()).isEqualTo(Map.of("o-1", 1));
  }

  @Test
  void fault31_realDeadlockWithTheShop_isRepeatedUnseen() throws Exception {
    soundNode().close(); // makes the tables
    closeGate();
    TestDatabase gated =
        TestDatabase.pool(url(), pool -> pool.setConnectionInitSql("SET shop.gated = 'on'"));
    PostbackTracker node = node(gated.dataSource(), ledger.network(), builder -> builder);
    click(node, "o-1");
    try (Connection keeping = DriverManager.getConnection(url()); // its lock ends with it
        Statement keeper = keeping.createStatement();
        Connection shop = checkout(test.dataSource(), "o-1");
        Statement shopping = shop.createStatement()) {
      keeper.execute("SELECT pg_advisory_lock(7)");
      shopping.execute("SET LOCAL deadlock_timeout = '60s'"); // the other one is to be the victim
      String id = queued(node.track(shop, SessionKey.order("o-1"), sale("o-1")));

      CompletableFuture<TrackResult> tracking =
          CompletableFuture.supplyAsync(() -> track(node, "o-1"), PostgresWayFaultsTest::thread);
      Until.happens("the track, past the gate, waits for the keeper", () -> waiting() >= 1);
      CompletableFuture<Boolean> passing =
          CompletableFuture.supplyAsync(() -> pass(shopping), PostgresWayFaultsTest::thread);
      Until.happens("the shop waits for the track", () -> waiting() >= 2);
      keeper.execute("SELECT pg_advisory_unlock(7)"); // and now the track for the shop
      assertThat(passing.get(20, TimeUnit.SECONDS)).isTrue();
      shop.commit();

      TrackResult result = tracking.get(20, TimeUnit.SECONDS);
      assertThat(((Decided) result).first()).isFalse();
      assertThat(queued(result)).isEqualTo(id);
      assertThat(test.ask("SELECT COUNT(*) FROM gate")).isEqualTo("1");
    } finally {
      node.close();
      gated.close();
      test.run("DROP TABLE gate");
    }
    assertThat(log.with("not tracked")).isEmpty();
  }

  /** In sessions that are gated, a decision takes the gate's row, asks the keeper, and goes on. */
  private void closeGate() {
    test.run("CREATE TABLE gate AS SELECT 1 AS id");
    test.run(
        "CREATE OR REPLACE FUNCTION pass_gate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " IF current_setting('shop.gated', true) = 'on' THEN PERFORM * FROM gate FOR UPDATE;"
            + " PERFORM pg_advisory_xact_lock_shared(7); END IF; RETURN NEW; END $$");
    test.run(
        "CREATE TRIGGER pass_gate BEFORE INSERT ON postback4j_decision"
            + " FOR EACH ROW EXECUTE FUNCTION pass_gate()");
  }

  /** Not the common pool: on two cores and JDK 25 that is one thread, and both of these block. */
  private static void thread(Runnable task) {
    new Thread(task, "gated").start();
  }

  private static boolean pass(Statement shopping) {
    try {
      return shopping.execute("SELECT * FROM gate FOR UPDATE");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private int waiting() {
    return Integer.parseInt(
        test.ask(
            "SELECT COUNT(DISTINCT pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                + " AND datname = current_database()"));
  }
}
