package io.github.postback4j.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.postback4j.click.Click;
import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.session.SessionStore;
import io.github.postback4j.store.Database;
import io.github.postback4j.store.StoreException;
import io.github.postback4j.store.TestDatabase;
import io.github.postback4j.testkit.contract.Claims;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** What happens to the shop's transaction when the stores join it, and to theirs. */
class CallersTransactionTest {

  @Nested
  class OnPostgresql extends Rules {
    OnPostgresql() {
      super(TestDatabase.postgresql());
    }
  }

  @Nested
  class OnH2 extends Rules {
    OnH2() {
      super(TestDatabase.h2());
    }
  }

  @Nested
  class OnAnSqlitePool extends Rules {
    OnAnSqlitePool(@TempDir Path folder) {
      super(TestDatabase.sqlite(folder));
    }
  }

  @TestInstance(Lifecycle.PER_CLASS)
  abstract static class Rules {

    private final TestDatabase test;
    private Database database;
    private Outbox outbox;

    Rules(TestDatabase test) {
      this.test = test;
    }

    @BeforeEach
    void open() {
      test.emptied().run("DROP TABLE IF EXISTS shop_order");
      test.run("CREATE TABLE shop_order (id VARCHAR(40) PRIMARY KEY)");
      database = Database.of(test.dataSource());
      outbox = Outbox.jdbc(database);
      outbox.start();
    }

    @AfterEach
    void close() {
      outbox.close();
    }

    @AfterAll
    void closeDatabase() {
      test.close();
    }

    @Test
    void committed_isKeptAndClaimed() throws SQLException {
      try (Connection shop = checkout("o-1")) {
        decide(shop, "o-1", "p-1");
        shop.commit();
      }

      assertThat(claimed()).containsExactly("p-1");
      assertThat(orders()).isEqualTo("1");
    }

    @Test
    void rolledBack_leavesNothing() throws SQLException {
      try (Connection shop = checkout("o-1")) {
        decide(shop, "o-1", "p-1");
        assertThat(database.using(shop, () -> outbox.get("p-1"))).isNotNull();
        shop.rollback();
      }

      assertThat(outbox.decision("o-1", "sale", "")).isNull();
      assertThat(outbox.get("p-1")).isNull();
      assertThat(claimed()).isEmpty();
      assertThat(orders()).isEqualTo("0");
    }

    @Test
    void duplicate_leavesTheTransactionUsable() throws SQLException {
      outbox.decide(decision("o-1", "p-1"), List.of(postback("o-1", "p-1")));
      try (Connection shop = checkout("o-1")) {
        Decision held = decide(shop, "o-1", "p-2");

        assertThat(held.networks().get(0).postbackId()).isEqualTo("p-1");
        insertOrder(shop, "o-2");
        shop.commit();
      }

      assertThat(orders()).isEqualTo("2");
      assertThat(claimed()).containsExactly("p-1");
    }

    @Test
    void failureInside_leavesTheOrder() throws SQLException {
      test.run("DROP TABLE postback4j_postback");
      try (Connection shop = checkout("o-1")) {
        assertThatThrownBy(() -> decide(shop, "o-1", "p-1")).isInstanceOf(StoreException.class);
        insertOrder(shop, "o-2");
        shop.commit();
      }

      assertThat(orders()).isEqualTo("2");
      assertThat(outbox.decision("o-1", "sale", "")).isNull();
    }

    @Test
    void failureOfTheWork_undoesTheWorkAndLeavesTheOrder() throws SQLException {
      IllegalStateException failure = new IllegalStateException("on purpose");
      try (Connection shop = checkout("o-1")) {
        assertThatThrownBy(
                () ->
                    database.using(
                        shop,
                        () ->
                            outbox.atomically(
                                () -> {
                                  decideHere("o-1", "p-1");
                                  throw failure;
                                })))
            .isSameAs(failure);
        shop.commit();
      }

      assertThat(orders()).isEqualTo("1");
      assertThat(outbox.decision("o-1", "sale", "")).isNull();
    }

    @Test
    void failureThatTheWorkSwallows_undoesAllOfIt() throws SQLException {
      test.run("DROP TABLE postback4j_postback");
      try (Connection shop = checkout("o-1")) {
        assertThatThrownBy(
                () -> database.using(shop, () -> outbox.atomically(this::decideTwiceRegardless)))
            .isInstanceOf(StoreException.class);
        shop.commit();
      }

      assertThat(orders()).isEqualTo("1");
      assertThat(outbox.decision("o-1", "sale", "")).isNull();
      assertThat(outbox.decision("o-2", "sale", "")).isNull();
    }

    private String decideTwiceRegardless() {
      outbox.decide(decision("o-2", "p-0"), List.of());
      try {
        decideHere("o-1", "p-1");
      } catch (StoreException e) {
        return "swallowed";
      }
      return "done";
    }

    @Test
    void connectionInAutoCommitMode_isLeftSoAndTheCallIsATransaction() throws SQLException {
      try (Connection shop = test.dataSource().getConnection()) {
        shop.setAutoCommit(true);

        decide(shop, "o-1", "p-1");
        assertThatThrownBy(
                () ->
                    database.using(
                        shop,
                        () ->
                            outbox.atomically(
                                () -> {
                                  decideHere("o-2", "p-2");
                                  throw new IllegalStateException("on purpose");
                                })))
            .hasMessage("on purpose");

        assertThat(shop.getAutoCommit()).isTrue();
        assertThat(shop.isClosed()).isFalse();
      }
      assertThat(claimed()).containsExactly("p-1");
      assertThat(outbox.decision("o-2", "sale", "")).isNull();
    }

    @Test
    void afterwards_theThreadUsesItsOwnConnectionAgain() throws SQLException {
      try (Connection shop = checkout("o-1")) {
        decide(shop, "o-1", "p-1");
        shop.commit();
      }

      outbox.decide(decision("o-2", "p-2"), List.of(postback("o-2", "p-2")));

      assertThat(claimed()).containsExactlyInAnyOrder("p-1", "p-2");
    }

    @Test
    void clicks_areReadAndWrittenInsideToo() throws SQLException {
      SessionStore sessions = SessionStore.jdbc(database, Clock.systemUTC());
      sessions.start();
      SessionKey visitor = SessionKey.visitor("v-1");
      Click click = new Click("acme", "t-1", null, null, Map.of(), Instant.now());
      try (Connection shop = checkout("o-1")) {
        database.using(
            shop,
            () -> {
              sessions.save(visitor, click, null);
              sessions.link(visitor, SessionKey.order("o-1"), null);
              assertThat(sessions.find(SessionKey.order("o-1"))).hasSize(1);
              return "done";
            });
        shop.rollback();
      }

      assertThat(sessions.find(visitor)).isEmpty();
      assertThat(sessions.find(SessionKey.order("o-1"))).isEmpty();
      sessions.close();
    }

    @Test
    void uncommittedTwin_isWaitedForAndDecides() throws Exception {
      assertThat(secondWhileFirstIsOpen(true)).isEqualTo("p-1");
    }

    @Test
    void uncommittedTwinRolledBack_leavesTheDecisionToTheSecond() throws Exception {
      assertThat(secondWhileFirstIsOpen(false)).isEqualTo("p-2");
    }

    private String secondWhileFirstIsOpen(boolean commit) throws Exception {
      ExecutorService thread = Executors.newSingleThreadExecutor();
      try (Connection shop = checkout("o-1")) {
        decide(shop, "o-1", "p-1");
        CountDownLatch started = new CountDownLatch(1);
        Future<Decision> second =
            thread.submit(
                () -> {
                  started.countDown();
                  return decideHere("o-1", "p-2");
                });
        started.await();
        assertThatThrownBy(() -> second.get(150, TimeUnit.MILLISECONDS))
            .isInstanceOf(TimeoutException.class);
        if (commit) {
          shop.commit();
        } else {
          shop.rollback();
        }
        String held = second.get(20, TimeUnit.SECONDS).networks().get(0).postbackId();
        assertThat(claimed()).containsExactly(held);
        return held;
      } finally {
        thread.shutdownNow();
      }
    }

    private Connection checkout(String orderId) throws SQLException {
      Connection shop = test.dataSource().getConnection();
      shop.setAutoCommit(false);
      insertOrder(shop, orderId);
      return shop;
    }

    private void insertOrder(Connection shop, String orderId) throws SQLException {
      try (Statement statement = shop.createStatement()) {
        statement.execute("INSERT INTO shop_order VALUES ('" + orderId + "')");
      }
    }

    private Decision decide(Connection shop, String orderId, String id) {
      return database.using(shop, () -> decideHere(orderId, id));
    }

    private Decision decideHere(String orderId, String id) {
      return outbox.decide(decision(orderId, id), List.of(postback(orderId, id)));
    }

    private String orders() {
      return test.ask("SELECT COUNT(*) FROM shop_order");
    }

    private List<String> claimed() {
      return Claims.of(outbox, "acme", 10, Duration.ofMinutes(1)).stream()
          .map(claim -> claim.postback().id())
          .toList();
    }
  }

  static Decision decision(String orderId, String id) {
    return new Decision(
        orderId,
        "sale",
        "",
        Instant.now(),
        List.of(new Decision.NetworkDecision("acme", id, null)));
  }

  static Postback postback(String orderId, String id) {
    return Postback.pending(
        id,
        "acme",
        orderId,
        "sale",
        PostbackRequest.get("https://track.example/lsr?transaction_id=t-1"),
        true,
        Instant.now(),
        Instant.now().plus(Duration.ofDays(28)));
  }
}
