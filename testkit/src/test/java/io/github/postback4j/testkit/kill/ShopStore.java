package io.github.postback4j.testkit.kill;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.postback4j.store.Database;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Where a shop keeps its orders and postbacks: a database for both, or an outbox file of its own,
 * which knows no orders. Named by an address that is handed to other processes.
 */
final class ShopStore implements AutoCloseable {

  private final @Nullable HikariDataSource pool;
  private final ShopTransaction transaction = new ShopTransaction();
  private final Database database;

  /**
   * With as many connections as its database is fit for: on H2 one, see {@link H2FileStatesTest}.
   *
   * @param address a JDBC URL, or the path of an outbox file
   */
  ShopStore(String address) {
    this(address, address.startsWith("jdbc:h2:") ? 1 : 4);
  }

  ShopStore(String address, int connections) {
    pool = address.startsWith("jdbc:") ? pool(address, connections) : null;
    database =
        pool == null
            ? Database.sqliteFile(Path.of(address))
            : Database.builder(pool).callerTransaction(transaction).build();
  }

  private static HikariDataSource pool(String url, int connections) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(Duration.ofSeconds(20).toMillis());
    return new HikariDataSource(config);
  }

  Database database() {
    return database;
  }

  /** Whether orders are kept here, in the transaction that tracks them. */
  boolean keepsOrders() {
    return pool != null;
  }

  /** Null where orders are kept in none. */
  @Nullable DataSource dataSource() {
    return pool;
  }

  void createTables() throws SQLException {
    if (pool != null) {
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE IF NOT EXISTS shop_order (id VARCHAR(40) PRIMARY KEY)");
      }
    }
  }

  /** What a node does between the order and its commit. */
  interface Tracking {
    boolean track();
  }

  /**
   * Writes the order and runs {@code tracking}, in one transaction where orders are kept here; it
   * is committed if that returns true.
   */
  boolean place(String orderId, Tracking tracking) throws SQLException {
    if (pool == null) {
      return tracking.track();
    }
    return transaction.run(
        pool,
        connection -> {
          try (PreparedStatement insert =
              connection.prepareStatement("INSERT INTO shop_order (id) VALUES (?)")) {
            insert.setString(1, orderId);
            insert.executeUpdate();
          }
          return tracking.track();
        });
  }

  /** The committed orders. */
  Set<String> orders() throws SQLException {
    Set<String> orders = new LinkedHashSet<>();
    if (pool != null) {
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("SELECT id FROM shop_order ORDER BY id")) {
        while (rows.next()) {
          orders.add(rows.getString(1));
        }
      }
    }
    return orders;
  }

  @Override
  public void close() {
    if (pool != null) {
      pool.close();
    }
  }
}
