package io.github.postback4j.testkit.year;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.postback4j.store.Database;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The shop's database, shared by its nodes; gone when closed. */
final class Store implements AutoCloseable {

  private final HikariDataSource pool;
  private final @Nullable AutoCloseable behind;

  private Store(String url, @Nullable AutoCloseable behind) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(12);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(Duration.ofSeconds(20).toMillis());
    pool = new HikariDataSource(config);
    this.behind = behind;
  }

  /**
   * @param kind {@code h2}, {@code sqlite} or {@code postgresql}
   */
  static Store open(String kind) {
    try {
      return switch (kind) {
        case "h2" -> h2();
        case "sqlite" -> sqlite();
        case "postgresql" -> postgresql();
        default -> throw new IllegalArgumentException("no such store: " + kind);
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Store h2() {
    String options = ";QUERY_CACHE_SIZE=200;LOCK_TIMEOUT=30000";
    return new Store("jdbc:h2:mem:" + UUID.randomUUID() + options, null);
  }

  private static Store sqlite() throws IOException {
    Path folder = Files.createTempDirectory("year");
    String options = "?journal_mode=WAL&busy_timeout=10000&transaction_mode=IMMEDIATE";
    return new Store("jdbc:sqlite:" + folder.resolve("shop.db") + options, () -> delete(folder));
  }

  private static void delete(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> found = Files.walk(folder)) {
      paths = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }

  private static Store postgresql() throws IOException {
    EmbeddedPostgres server =
        EmbeddedPostgres.builder().setPGStartupWait(Duration.ofMinutes(1)).start();
    return new Store(server.getJdbcUrl("postgres", "postgres"), server);
  }

  Database database() {
    return Database.of(pool);
  }

  Connection connection() throws SQLException {
    return pool.getConnection();
  }

  /** How many postbacks are under way or due, those to be tried again in a second included. */
  long unfinished() {
    long soon = Clock.systemUTC().millis() + 1_000;
    return ask(
        "SELECT COUNT(*) FROM postback4j_postback WHERE state = 1 OR (state = 0 AND due_at < "
            + soon
            + ")");
  }

  /** Lets what is held be due that much sooner. */
  void pass(Duration time) {
    run("UPDATE postback4j_postback SET due_at = due_at - " + time.toMillis() + " WHERE state = 0");
  }

  /** Lets what is finished be finished that much longer ago. */
  void age(Duration time) {
    run("UPDATE postback4j_postback SET finished_at = finished_at - " + time.toMillis());
  }

  private void run(String sql) {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  private long ask(String sql) {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  @Override
  public void close() {
    pool.close();
    if (behind != null) {
      try {
        behind.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
