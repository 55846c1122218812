package io.github.postback4j.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.outbox.OutboxCare.Batch;
import io.github.postback4j.store.Database;
import io.github.postback4j.store.Dialect;
import io.github.postback4j.store.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Purging and bulk work read from an index just the rows that they take, however many others there
 * are: the plans, on a large table.
 */
class CarePlansTest {

  private static final int ROWS = 200_000;
  private static final Duration MONTH = Duration.ofDays(30);
  private static final Selection UNCERTAIN = Selection.of(PostbackState.UNCERTAIN);

  /** The last few rows were finished, and decided, just now; one in a hundred is uncertain. */
  private static String fill(String numbers, String now) {
    return "INSERT INTO postback4j_postback (id, network, order_id, goal, part, state, due_at,"
        + " attempts, ambiguous, repeatable, payload, payload_version, created_at, deadline,"
        + " finished_at) SELECT 'p-' || i, 'acme', 'o-' || i, 'sale', '',"
        + " CASE WHEN i % 100 = 0 THEN 5 ELSE 2 END, NULL, 1, 0, 1,"
        + " '{\"v\":1,\"method\":\"GET\",\"url\":\"https://track.example/\"}', 1, i, 0,"
        + " CASE WHEN i > "
        + (ROWS - 2000)
        + " THEN "
        + now
        + " ELSE i END FROM "
        + numbers;
  }

  private static String fillDecisions(String numbers, String now) {
    return "INSERT INTO postback4j_decision (order_id, goal, part, decided_at, networks)"
        + " SELECT 'o-' || i, 'sale', '', CASE WHEN i > 5000 THEN "
        + now
        + " ELSE i END, '[]' FROM "
        + numbers;
  }

  @Test
  void onPostgresql_thePlansReadTheIndexes() throws SQLException {
    try (TestDatabase database = TestDatabase.postgresql()) {
      Outbox outbox = Outbox.jdbc(Database.of(database.dataSource()));
      outbox.start();
      String numbers = "generate_series(1, " + ROWS + ") i";
      database.run(fill(numbers, Dialect.POSTGRESQL.now()));
      database.run(fillDecisions(numbers, Dialect.POSTGRESQL.now()));
      database.run("ANALYZE postback4j_postback");
      database.run("ANALYZE postback4j_decision");
      CareSql sql = new CareSql(Dialect.POSTGRESQL);
      String explain = "EXPLAIN (ANALYZE, BUFFERS) ";

      String purge =
          plan(database, explain, sql.purgeAtOnce(PostbackState.UNCERTAIN), MONTH.toMillis(), 500);
      String forget = plan(database, explain, sql.forgetAtOnce, MONTH.toMillis(), 500);
      CareSql.Query pick = sql.pick(UNCERTAIN, null, 500, true);
      CareSql.Query query = CareSql.changeAtOnce(pick, sql.replayed(), 1L);
      String replay = plan(database, explain, query.sql(), query.parameters().toArray());

      assertThat(purge).contains("postback4j_postback_finished").doesNotContain("Seq Scan");
      assertThat(buffers(purge)).isLessThan(10_000);
      assertThat(forget).contains("postback4j_decision_age").doesNotContain("Seq Scan");
      assertThat(buffers(forget)).isLessThan(40_000);
      assertThat(replay).contains("postback4j_postback_open").doesNotContain("Seq Scan");
      assertThat(buffers(replay)).isLessThan(20_000);
      assertThat(outbox.purge(Set.of(PostbackState.UNCERTAIN), MONTH, 500)).isEqualTo(500);
      outbox.close();
    }
  }

  @Test
  void onSqlite_thePlansReadTheIndexes(@TempDir Path folder) throws SQLException {
    try (TestDatabase database = TestDatabase.sqlite(folder)) {
      Outbox outbox = Outbox.jdbc(Database.of(database.dataSource()));
      outbox.start();
      CareSql sql = new CareSql(Dialect.SQLITE);
      String explain = "EXPLAIN QUERY PLAN ";

      String purge =
          plan(database, explain, sql.selectPurgeable(PostbackState.RECORDED), 1000L, 500);
      String forget = plan(database, explain, sql.selectForgettable, 1000L, 500);
      CareSql.Query pick = sql.pick(UNCERTAIN.network("acme"), null, 500, true);
      String replay = plan(database, explain, pick.sql(), pick.parameters().toArray());

      assertThat(purge)
          .contains(
              "SEARCH postback4j_postback USING INDEX postback4j_postback_finished"
                  + " (state=? AND finished_at<?)")
          .doesNotContain("SCAN", "TEMP B-TREE");
      assertThat(forget)
          .contains(
              "SEARCH d USING INDEX postback4j_decision_age (decided_at<?)",
              "SEARCH p USING INDEX postback4j_postback_order (order_id=?)")
          .doesNotContain("SCAN d", "SCAN p", "TEMP B-TREE");
      assertThat(replay)
          .contains("USING INDEX postback4j_postback_open (state=?")
          .doesNotContain("SCAN", "TEMP B-TREE");
      outbox.close();
    }
  }

  @Test
  void fiftyThousand_areReplayedInSeconds() {
    try (TestDatabase database = TestDatabase.postgresql()) {
      Outbox outbox = Outbox.jdbc(Database.of(database.dataSource()));
      outbox.start();
      database.run(fill("generate_series(1, 50000) i", "0"));
      database.run("UPDATE postback4j_postback SET state = 6");
      Instant deadline = Instant.now().plus(MONTH);
      Selection dead = Selection.of(PostbackState.DEAD);
      long start = System.nanoTime();

      int batches = 0;
      Batch batch = outbox.replay(dead, null, 500, deadline);
      while (batch.changed() > 0) {
        batches++;
        batch = outbox.replay(dead, batch.last(), 500, deadline);
      }

      assertThat(batches).isEqualTo(100);
      assertThat(outbox.count(Selection.of(PostbackState.PENDING))).isEqualTo(50_000);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
      outbox.close();
    }
  }

  private static String plan(
      TestDatabase database, String explain, String sql, Object... parameters) throws SQLException {
    String filled = sql;
    for (Object parameter : parameters) {
      String value = parameter instanceof String ? "'" + parameter + "'" : parameter.toString();
      filled = filled.replaceFirst("\\?", Matcher.quoteReplacement(value));
    }
    StringBuilder plan = new StringBuilder();
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet lines = statement.executeQuery(explain + filled)) {
      int last = lines.getMetaData().getColumnCount();
      while (lines.next()) {
        plan.append(lines.getString(last)).append('\n');
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
}
