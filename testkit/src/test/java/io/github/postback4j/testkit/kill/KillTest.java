package io.github.postback4j.testkit.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Shops that are killed with SIGKILL, again and again, while a tenth of what the networks answer is
 * trouble. In the end the networks' books hold what the shop has sold: every order once, or, where
 * a repetition could pay twice, once or parked for a person to see.
 *
 * <p>{@code -Dpostback4j.kill.rounds=20} for more rounds than 5; {@code -Dpostback4j.kill.seed} for
 * the seed that a failure names, though what the machine does in between is never the same.
 */
@Tag("faults")
@Tag("kill")
@Timeout(1800)
final class KillTest {

  private static final int ROUNDS = Integer.getInteger("postback4j.kill.rounds", 5);
  private static final long SEED =
      Long.getLong("postback4j.kill.seed", new SecureRandom().nextInt(1_000_000));

  private static final int ENOUGH_ORDERS = 150;

  private static EmbeddedPostgres postgres;
  private static final AtomicLong orders = new AtomicLong();
  private static final AtomicLong repeated = new AtomicLong();

  @TempDir private Path folder;

  @BeforeAll
  static void open() throws IOException {
    postgres =
        EmbeddedPostgres.builder()
            .setServerConfig("synchronous_commit", "on")
            .setPGStartupWait(Duration.ofMinutes(1))
            .start();
  }

  @AfterAll
  static void close() throws IOException {
    postgres.close();
  }

  /**
   * Kills that make no node repeat anything come at the wrong moments. Among few orders that is
   * chance: of a run's thirty or so, one in sixteen runs repeats none.
   */
  @AfterAll
  static void someWereSentMoreThanOnce() {
    if (orders.get() >= ENOUGH_ORDERS) {
      assertThat(repeated.get()).as("sent more than once, of all runs").isPositive();
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void fault36_oneNodeOnPostgresql_booksWhatWasSold() throws Exception {
    booksWhatWasSold("one-node-on-postgresql", postgresql("one"), 1, false);
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void fault36_threeNodesOnPostgresqlOneSuspended_bookWhatWasSold() throws Exception {
    booksWhatWasSold("three-nodes-on-postgresql", postgresql("three"), 3, true);
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void fault36_shopOnSqlite_booksWhatWasSold() throws Exception {
    String store =
        "jdbc:sqlite:"
            + folder.resolve("shop.db")
            + "?journal_mode=WAL&synchronous=FULL&busy_timeout=10000&transaction_mode=IMMEDIATE";
    booksWhatWasSold("shop-on-sqlite", store, 1, false);
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void fault36_outboxFile_booksWhatWasAcknowledged() throws Exception {
    booksWhatWasSold("outbox-file", folder.resolve("outbox.db").toString(), 1, false);
  }

  /** With one connection: see {@link H2FileStatesTest}. */
  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void fault36_shopOnH2WithOneConnection_booksWhatWasSold() throws Exception {
    String store = "jdbc:h2:file:" + folder.resolve("shop") + ";WRITE_DELAY=0";
    booksWhatWasSold("shop-on-h2", store, 1, false);
  }

  private void booksWhatWasSold(String name, String store, int nodes, boolean suspending)
      throws Exception {
    long seed = SEED + name.hashCode();
    try (KillRun run = new KillRun(folder, store, nodes, seed)) {
      Reckoning reckoning = run.run(ROUNDS, suspending);
      String figures = name + ", seed " + SEED + ": " + reckoning.figures();
      Files.createDirectories(Path.of("target", "kill"));
      Files.writeString(
          Path.of("target", "kill", name + ".txt"), figures + "\n" + run.complaints());

      assertThat(reckoning.problems()).as("%s%n%s", figures, run.complaints()).isEmpty();
      assertThat(reckoning.kills()).as(figures).hasSizeGreaterThan(ROUNDS);
      assertThat(reckoning.orders()).as(figures).hasSizeGreaterThanOrEqualTo(ROUNDS);
      orders.addAndGet(reckoning.orders().size());
      repeated.addAndGet(reckoning.repeated());
    }
  }

  private static String postgresql(String database) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + database);
    }
    return postgres.getJdbcUrl("postgres", database);
  }
}
