package io.github.postback4j.benchmarks;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** A library that sends later what a shop's transaction decided, on PostgreSQL. */
interface Peer extends AutoCloseable {

  String title();

  /** A shop's transaction: inserts these orders, queues a postback for each, commits. */
  void checkout(int from, int to) throws SQLException;

  /** Makes all that is queued due now, and leaves the tables as the server's housekeeping would. */
  void settle() throws SQLException;

  /** Sends all that is queued, until nothing of it is left to do in the database. */
  void send(int orders) throws SQLException, InterruptedException;

  /** Forgets orders and all that is queued or kept of it. */
  void clear() throws SQLException;

  @Override
  void close() throws IOException;

  /** As every peer's shop does it. */
  static void insertOrder(Connection connection, int number) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO shop_order (id, amount, note) VALUES (?, ?, ?)")) {
      insert.setString(1, Shop.orderId(number));
      insert.setBigDecimal(2, Shop.AMOUNT);
      insert.setString(3, "one blue shirt, to be sent as a gift");
      insert.executeUpdate();
    }
  }
}
