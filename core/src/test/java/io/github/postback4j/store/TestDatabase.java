package io.github.postback4j.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A real database for one test class: its own, empty, and gone with the class or the JVM. */
public final class TestDatabase implements AutoCloseable {

  private static final List<String> TABLES =
      List.of(
          "postback4j_schema", "postback4j_decision", "postback4j_postback", "postback4j_click");

  private final HikariDataSource pool;

  private TestDatabase(HikariDataSource pool) {
    this.pool = pool;
  }

  /** PostgreSQL, started once for all classes that want it. */
  private static final class Postgres {
    static final EmbeddedPostgres SERVER = start();

    static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder().setServerConfig("synchronous_commit", "on").start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A database of its own in the shared PostgreSQL server. */
  public static TestDatabase postgresql() {
    return postgresql(config -> {});
  }

  public static TestDatabase postgresql(Consumer<HikariConfig> options) {
    String name = "d" + UUID.randomUUID().toString().replace("-", "");
    try (Connection connection = Postgres.SERVER.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return pool(Postgres.SERVER.getJdbcUrl("postgres", name), options);
  }

  /** H2 in memory. */
  public static TestDatabase h2() {
    return pool("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", config -> {});
  }

  /** SQLite as a shop's own database, with several connections. */
  public static TestDatabase sqlite(Path folder) {
    return pool("jdbc:sqlite:" + folder.resolve("shop.db") + "?busy_timeout=10000", config -> {});
  }

  /** Any database, by its URL. */
  public static TestDatabase pool(String url, Consumer<HikariConfig> options) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(12);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(Duration.ofSeconds(20).toMillis());
    options.accept(config);
    return new TestDatabase(new HikariDataSource(config));
  }

  /** A data source that has no connections. */
  public static DataSource unreachable() {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setServerNames(new String[] {"localhost"});
    dataSource.setPortNumbers(new int[] {1});
    return dataSource;
  }

  public DataSource dataSource() {
    return pool;
  }

  /** Without tables of ours. */
  public TestDatabase emptied() {
    for (String table : TABLES) {
      run("DROP TABLE IF EXISTS " + table);
    }
    return this;
  }

  /** Lets times in rows come that much nearer, or be that much longer ago. */
  public void advance(Duration time) {
    long millis = time.toMillis();
    run("UPDATE postback4j_postback SET due_at = due_at - " + millis);
    run("UPDATE postback4j_postback SET finished_at = finished_at - " + millis);
    run("UPDATE postback4j_decision SET decided_at = decided_at - " + millis);
  }

  public void run(String sql) {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
      if (!connection.getAutoCommit()) {
        connection.commit();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  /** The first column of the first row, as text. */
  public String ask(String sql) {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getString(1) : "";
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
