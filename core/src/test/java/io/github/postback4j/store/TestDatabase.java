package io.github.postback4j.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
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

  /** How long a connection is waited for, unless a test wants otherwise. */
  public static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Pool pool;

  private TestDatabase(Pool pool) {
    this.pool = pool;
  }

  /** PostgreSQL, started once for all classes that want it. */
  private static final class Postgres {
    static final EmbeddedPostgres SERVER = start();

    static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder()
            .setServerConfig("synchronous_commit", "on")
            .setPGStartupWait(Duration.ofMinutes(1))
            .start();
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
    return pool(
        "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=30000", config -> {});
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
    config.setConnectionTimeout(PATIENCE.toMillis());
    options.accept(config);
    return new TestDatabase(new Pool(config));
  }

  /** A pool whose patience changes at once; Hikari reads its own setting twice a minute. */
  private static final class Pool extends HikariDataSource {
    private volatile long patienceMillis;

    Pool(HikariConfig config) {
      super(config);
      patienceMillis = config.getConnectionTimeout();
    }

    @Override
    public Connection getConnection() throws SQLException {
      return getHikariPoolMXBean() instanceof HikariPool open && !isClosed()
          ? open.getConnection(patienceMillis)
          : super.getConnection();
    }
  }

  /**
   * An outbox's file of its own, as {@link Database#sqliteFile} opens it, except that whoever waits
   * for it waits long: on a machine that stalls, the one before may need more than the 2 s that a
   * shop's visitor is made to wait.
   */
  public static Database patientFile(Path file) {
    return Database.sqliteFile(file, SqliteFile.DRIVER, Duration.ofMinutes(1));
  }

  /** How long a connection is waited for from now on, by whoever asks from now on. */
  public void patience(Duration patience) {
    pool.patienceMillis = patience.toMillis();
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
