package io.github.postback4j.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A transaction of our own that begins with the first statement. What its work does before that,
 * such as asking a session store elsewhere that takes its time, keeps nobody waiting for the
 * connection. For one thread.
 */
final class LateTransaction {

  private final Connections connections;
  private final @Nullable String begin;
  private @Nullable Connection connection;
  private @Nullable Throwable failure;
  private boolean autoCommit;
  private long began;

  /**
   * @param begin SQL that it starts with, or null
   */
  LateTransaction(Connections connections, @Nullable String begin) {
    this.connections = connections;
    this.begin = begin;
  }

  /**
   * Its connection, taken by the first call. One that cannot be had is not asked for again: work
   * that came to terms with that would else be done in part.
   */
  Connection connection() throws SQLException {
    if (failure != null) {
      throw new StoreException("an earlier step of this work failed", null);
    }
    Connection known = connection;
    if (known != null) {
      return known;
    }
    try {
      began = System.nanoTime();
      Connection taken = connections.take();
      connection = taken;
      autoCommit = taken.getAutoCommit();
      begin(taken, begin);
      return taken;
    } catch (Throwable e) {
      failure = e;
      throw e;
    }
  }

  /** Begins a transaction on a connection of our own, whatever mode it is in. */
  static void begin(Connection connection, @Nullable String begin) throws SQLException {
    if (connection.getAutoCommit()) {
      connection.setAutoCommit(false);
    } else if (begin != null) {
      // What the pool asked to see that the connection works has begun a transaction.
      connection.rollback();
    }
    if (begin != null) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(begin);
      }
    }
  }

  /** Whether there is a connection. */
  boolean isTaken() {
    return connection != null;
  }

  /** When the connection was asked for. */
  long began() {
    return began;
  }

  /** Commits what was done, if anything was; throws if it could not begin. */
  void commit() throws SQLException {
    throwFailure();
    if (connection != null) {
      connection.commit();
    }
  }

  /** Undoes what was done, for this reason; throws if the true one is that it could not begin. */
  void rollback(Throwable reason) throws SQLException {
    if (connection != null) {
      Transactions.rollback(connection, reason);
    }
    throwFailure();
  }

  private void throwFailure() throws SQLException {
    if (failure instanceof SQLException refused) {
      throw refused;
    }
    if (failure instanceof RuntimeException refused) {
      throw refused;
    }
    if (failure instanceof Error refused) {
      throw refused;
    }
  }

  /** Gives the connection back as it was found. */
  void end() {
    if (connection != null) {
      if (autoCommit) {
        Transactions.restoreAutoCommit(connection);
      }
      connections.give(connection);
    }
  }
}
