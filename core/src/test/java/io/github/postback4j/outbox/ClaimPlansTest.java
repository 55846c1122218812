package io.github.postback4j.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.outbox.Outbox.Claim;
import io.github.postback4j.outbox.Outbox.Finish;
import io.github.postback4j.store.Database;
import io.github.postback4j.store.Dialect;
import io.github.postback4j.store.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a look, a claim and a batch of finishes cost on H2, however many rows are waiting. */
class ClaimPlansTest {

  private static final int WAITING = 20_000;

  private final OutboxSql sql = new OutboxSql(Dialect.H2);
  private TestDatabase test;
  private Outbox outbox;

  @BeforeEach
  void fill() {
    test = TestDatabase.h2();
    outbox = Outbox.jdbc(Database.of(test.dataSource()));
    outbox.start();
    test.run(
        "INSERT INTO postback4j_postback (id, network, order_id, goal, part, state, due_at,"
            + " attempts, ambiguous, repeatable, payload, payload_version, created_at, deadline)"
            + " SELECT 'w-' || x, 'acme', 'o-' || x, 'sale', '', 0, x, 0, 0, 1,"
            + " '{\"v\":1,\"method\":\"GET\",\"url\":\"https://track.example/\"}', 1, 0, 0"
            + " FROM SYSTEM_RANGE(1, "
            + WAITING
            + ")");
  }

  @AfterEach
  void close() {
    outbox.close();
    test.close();
  }

  @Test
  void look_readsOneRowOfAllThatAreDue() throws SQLException {
    assertThat(rowsRead(sql.anyDue(1), "'acme'", "1")).isLessThan(10);
  }

  @Test
  void claim_readsTheRowsThatItTakesAndNoOthers() throws SQLException {
    assertThat(rowsRead(sql.selectDue, "'acme'", "1", "100")).isBetween(100, 500);
  }

  @Test
  void outcomesThatEndAlike_areWrittenInOneStatement() {
    List<Claim> claims = outbox.claim(new Outbox.Queue("acme", true), 100, Duration.ofMinutes(1));
    assertThat(claims).hasSize(100);
    test.run("SET QUERY_STATISTICS TRUE");

    assertThat(outbox.finish(claims.stream().map(ClaimPlansTest::finish).toList())).isEmpty();

    // One for the hundred less one, one for the one that the network refused.
    assertThat(
            test.ask(
                "SELECT SUM(EXECUTION_COUNT) FROM INFORMATION_SCHEMA.QUERY_STATISTICS"
                    + " WHERE SQL_STATEMENT LIKE 'UPDATE postback4j_postback SET state%'"))
        .isEqualTo("2");
    assertThat(test.ask("SELECT COUNT(*) FROM postback4j_postback WHERE state = 2"))
        .isEqualTo("99");
    assertThat(test.ask("SELECT reason FROM postback4j_postback WHERE state = 4")).isEqualTo("no");
  }

  private static Finish finish(Claim claim) {
    boolean first = claim.postback().id().equals("w-1");
    return new Finish(
        claim.postback().id(),
        claim.token(),
        first ? PostbackState.REFUSED : PostbackState.RECORDED,
        Duration.ZERO,
        false,
        1,
        first ? "no" : null);
  }

  private int rowsRead(String statement, String... parameters) throws SQLException {
    String filled = statement;
    for (String parameter : parameters) {
      filled = filled.replaceFirst("\\?", parameter);
    }
    try (Connection connection = test.dataSource().getConnection();
        Statement explain = connection.createStatement();
        ResultSet plan = explain.executeQuery("EXPLAIN ANALYZE " + filled)) {
      assertThat(plan.next()).isTrue();
      Matcher counts = Pattern.compile("scanCount: (\\d+)").matcher(plan.getString(1));
      int read = 0;
      while (counts.find()) {
        read += Integer.parseInt(counts.group(1));
      }
      assertThat(read).isPositive();
      return read;
    }
  }
}
