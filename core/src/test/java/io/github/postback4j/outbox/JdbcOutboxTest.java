package io.github.postback4j.outbox;

import static io.github.postback4j.outbox.CallersTransactionTest.decision;
import static io.github.postback4j.outbox.CallersTransactionTest.postback;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.postback4j.store.CallerTransaction;
import io.github.postback4j.store.Database;
import io.github.postback4j.store.Dialect;
import io.github.postback4j.store.StoreException;
import io.github.postback4j.store.TestDatabase;
import io.github.postback4j.testkit.contract.Claims;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What only a database can get wrong. */
class JdbcOutboxTest {

  private static TestDatabase test;

  private Outbox outbox;

  @BeforeAll
  static void openDatabase() {
    test = TestDatabase.postgresql();
  }

  @AfterAll
  static void closeDatabase() {
    test.close();
  }

  @BeforeEach
  void open() {
    outbox = Outbox.jdbc(Database.of(test.emptied().dataSource()));
    outbox.start();
  }

  @AfterEach
  void close() {
    outbox.close();
  }

  @Test
  void unreadableRequest_isClaimedWithoutItAndTheOthersToo() {
    add("p-1");
    add("p-2");
    add("p-3");
    test.run("UPDATE postback4j_postback SET payload = '{\"v\":1,' WHERE id = 'p-2'");

    assertThat(claimed()).containsExactly("p-1", "p-2", "p-3");

    assertThat(outbox.get("p-1").request()).isNotNull();
    assertThat(outbox.get("p-2").request()).isNull();
    assertThat(outbox.get("p-2").state()).isEqualTo(PostbackState.IN_FLIGHT);
  }

  @Test
  void requestOfANewerVersion_isLeftToNewerNodes() {
    add("p-1");
    add("p-2");
    test.run(
        "UPDATE postback4j_postback SET payload_version = 2, payload = '{\"v\":2}'"
            + " WHERE id = 'p-1'");

    assertThat(claimed()).containsExactly("p-2");

    assertThat(outbox.get("p-1").state()).isEqualTo(PostbackState.PENDING);
    assertThat(outbox.get("p-1").attempts()).isZero();
  }

  @Test
  void blankedRequest_isNotReplayed() {
    add("p-1");
    Outbox.Claim claim = Claims.of(outbox, "acme", 1, Duration.ofMinutes(1)).get(0);
    outbox.finish(
        List.of(
            new Outbox.Finish(
                "p-1", claim.token(), PostbackState.REFUSED, Duration.ZERO, false, 1, "no")));
    test.run("UPDATE postback4j_postback SET payload = NULL");

    assertThat(outbox.replay("p-1", claim.postback().deadline())).isFalse();
    assertThat(outbox.get("p-1").request()).isNull();
  }

  @Test
  void reasonThatNoDatabaseKeeps_isCutToOneThatItDoes() {
    add("p-1");
    Outbox.Claim claim = Claims.of(outbox, "acme", 1, Duration.ofMinutes(1)).get(0);
    String words = "no\u0000 \ud800 " + "x".repeat(2000);

    outbox.finish(
        List.of(
            new Outbox.Finish(
                "p-1", claim.token(), PostbackState.REFUSED, Duration.ZERO, false, 1, words)));

    assertThat(outbox.get("p-1").reason()).startsWith("no  x").hasSize(1000);
  }

  @Test
  void failure_tellsNoValues() {
    add("p-1");

    assertThatThrownBy(
            () -> outbox.decide(decision("o-secret", "p-1"), List.of(postback("o-secret", "p-1"))))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("23505")
        .hasStackTraceContaining("postgresql")
        .satisfies(e -> assertThat(e).hasMessageNotContaining("p-1"))
        .satisfies(e -> assertThat(e.getCause()).hasMessageNotContaining("p-1"));
    assertThat(outbox.decision("o-secret", "sale", "")).isNull();
  }

  @Test
  void afterDatabaseErrors_itWorksAgain() {
    test.run("ALTER TABLE postback4j_postback RENAME TO away");
    assertThatThrownBy(() -> Claims.of(outbox, "acme", 1, Duration.ofMinutes(1)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("postback4j_postback");
    test.run("ALTER TABLE away RENAME TO postback4j_postback");

    add("p-1");

    assertThat(claimed()).containsExactly("p-1");
  }

  @Test
  void thousandsAtOnce_areClaimedAndFinishedInBatches() {
    fill(2500, 0);

    List<Outbox.Finish> finished = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      for (Outbox.Claim claim : Claims.of(outbox, "acme", 5000, Duration.ofMinutes(1))) {
        finished.add(
            new Outbox.Finish(
                claim.postback().id(),
                claim.token(),
                PostbackState.RECORDED,
                Duration.ZERO,
                false,
                1,
                null));
      }
    }

    assertThat(finished).hasSize(2500);
    assertThat(outbox.finish(finished)).isEmpty();
    assertThat(outbox.counts().get("acme")).containsEntry(PostbackState.RECORDED, 2500L);
  }

  @Test
  void managedTransaction_wakesAfterItsCommitOnly() throws SQLException {
    Semaphore woken = new Semaphore(0);
    try (Managed managed = new Managed(test.dataSource())) {
      Outbox joined =
          Outbox.jdbc(Database.builder(test.dataSource()).callerTransaction(managed).build());
      joined.start();
      joined.onDue(woken::release);

      joined.decide(decision("o-1", "p-1"), List.of(postback("o-1", "p-1")));
      assertThat(outbox.get("p-1")).isNull();
      managed.end(false);
      assertThat(woken.availablePermits()).isZero();
      joined.decide(decision("o-1", "p-2"), List.of(postback("o-1", "p-2")));
      assertThat(woken.availablePermits()).isZero();
      managed.end(true);

      assertThat(woken.availablePermits()).isEqualTo(1);
      assertThat(claimed()).containsExactly("p-2");
      assertThat(managed.released).isEqualTo(2);
      joined.close();
    }
  }

  /** A transaction as a framework manages it. */
  private static final class Managed implements CallerTransaction, AutoCloseable {
    private final Connection connection;
    private final List<Consumer<Boolean>> actions = new ArrayList<>();
    private boolean active;
    private int released;

    Managed(DataSource dataSource) throws SQLException {
      connection = dataSource.getConnection();
      connection.setAutoCommit(false);
      active = true;
    }

    void end(boolean commit) throws SQLException {
      if (commit) {
        connection.commit();
      } else {
        connection.rollback();
      }
      actions.forEach(action -> action.accept(commit));
      actions.clear();
    }

    @Override
    public boolean isActive() {
      return active;
    }

    @Override
    public Connection connection(DataSource dataSource) {
      return connection;
    }

    @Override
    public void release(DataSource dataSource, Connection given) {
      released++;
    }

    @Override
    public void afterCompletion(Consumer<Boolean> action) {
      actions.add(action);
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }

  @Test
  void claim_readsTheIndexAndNotWhatIsFinishedOrNotYetDue() throws SQLException {
    fill(10_000, 2);
    fill(10_000, 0);
    test.run(
        "UPDATE postback4j_postback SET due_at = due_at + 86400000 WHERE state = 0"
            + " AND id > 'w0-01000'");
    test.run("ANALYZE postback4j_postback");

    String plan = planOfAClaim();

    assertThat(plan).contains("postback4j_postback_due").doesNotContain("Seq Scan");
    assertThat(buffers(plan)).isLessThan(2000);
  }

  private String planOfAClaim() throws SQLException {
    String sql = new OutboxSql(Dialect.POSTGRESQL).claimAtOnce;
    String filled =
        sql.replaceFirst("\\?", "'acme'")
            .replaceFirst("\\?", "1")
            .replaceFirst("\\?", "100")
            .replaceFirst("\\?", "'token'")
            .replaceFirst("\\?", "30000");
    StringBuilder plan = new StringBuilder();
    try (Connection connection = test.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet lines = statement.executeQuery("EXPLAIN (ANALYZE, BUFFERS) " + filled)) {
      while (lines.next()) {
        plan.append(lines.getString(1)).append('\n');
      }
    }
    return plan.toString();
  }

  /** Pages touched by the whole statement: the first such line of the plan. */
  private static int buffers(String plan) {
    Matcher hits = Pattern.compile("shared hit=(\\d+)").matcher(plan);
    assertThat(hits.find()).isTrue();
    return Integer.parseInt(hits.group(1));
  }

  private static void fill(int count, int state) {
    test.run(
        "INSERT INTO postback4j_postback (id, network, order_id, goal, part, state, due_at,"
            + " attempts, ambiguous, repeatable, payload, payload_version, created_at, deadline)"
            + " SELECT 'w"
            + state
            + "-' || lpad(i::text, 5, '0'), 'acme', 'o-' || i, 'sale', '', "
            + state
            + ", CASE WHEN "
            + state
            + " = 0 THEN i END, 0, 0, 1,"
            + " '{\"v\":1,\"method\":\"GET\",\"url\":\"https://track.example/\"}', 1, 0, 0"
            + " FROM generate_series(1, "
            + count
            + ") i");
  }

  private void add(String id) {
    outbox.decide(decision("order-" + id, id), List.of(postback("order-" + id, id)));
  }

  private List<String> claimed() {
    return Claims.of(outbox, "acme", 10, Duration.ofMinutes(1)).stream()
        .map(claim -> claim.postback().id())
        .toList();
  }
}
