package io.github.postback4j.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.postback4j.store.Database;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** One database, and the ways into it. */
final class Place implements AutoCloseable {

  private static final int CONNECTIONS_OF_A_NODE = 4;

  private final DatabaseKind kind;
  private final String url;
  private final @Nullable Path file;
  private final List<HikariDataSource> pools = new ArrayList<>();
  private @Nullable HikariDataSource ours;

  private Place(DatabaseKind kind, String url, @Nullable Path file) {
    this.kind = kind;
    this.url = url;
    this.file = file;
  }

  static Place at(DatabaseKind kind, String url) {
    return new Place(kind, url, null);
  }

  static Place sqlite(Path file) {
    return new Place(DatabaseKind.SQLITE, "jdbc:sqlite:" + file, file);
  }

  DatabaseKind kind() {
    return kind;
  }

  /** As one node of an application has it: with connections of its own. */
  Database node() {
    return file != null ? Database.sqliteFile(file) : Database.of(pool(CONNECTIONS_OF_A_NODE));
  }

  /** For looking on; always the same. */
  DataSource dataSource() {
    if (file != null) {
      return sqliteDataSource(url);
    }
    HikariDataSource pool = ours;
    if (pool == null) {
      pool = pool(2);
      ours = pool;
    }
    return pool;
  }

  /** A new pool; closed with this. */
  HikariDataSource pool(int connections) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(connections);
    config.setConnectionTimeout(120_000); // a peer may be slow, but is not to fail for that
    HikariDataSource pool = new HikariDataSource(config);
    pools.add(pool);
    return pool;
  }

  private static DataSource sqliteDataSource(String url) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(10_000);
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    SQLiteDataSource dataSource = new SQLiteDataSource(config);
    dataSource.setUrl(url);
    return dataSource;
  }

  void run(String... statements) throws SQLException {
    try (Connection connection = dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  long count(String select) throws SQLException {
    try (Connection connection = dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(select)) {
      found.next();
      return found.getLong(1);
    }
  }

  /** Ends the pools of nodes. */
  void closePools() {
    for (HikariDataSource pool : List.copyOf(pools)) {
      if (pool != ours) {
        pool.close();
        pools.remove(pool);
      }
    }
  }

  @Override
  public void close() {
    pools.forEach(HikariDataSource::close);
  }
}
