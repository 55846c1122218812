package io.github.postback4j.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the connection that work is to be done on: one handed in, the caller's, or one of our own;
 * in the first two cases under a savepoint, never committed or closed. Work inside work shares the
 * connection and savepoint of the outermost.
 */
final class Transactions {

  private static final Logger log = LoggerFactory.getLogger(Transactions.class);

  private static final int MOST_REPETITIONS = 5;

  /** A database that made us wait this long for a lock will not do better the next time. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Connections connections;
  private final CallerTransaction callerTransaction;
  private final Dialect dialect;
  private final @Nullable String begin;
  private final ThreadLocal<@Nullable Scope> scopes;

  /**
   * @param begin SQL that each transaction of our own starts with, or null
   */
  Transactions(
      Connections connections,
      CallerTransaction callerTransaction,
      Dialect dialect,
      @Nullable String begin,
      ThreadLocal<@Nullable Scope> scopes) {
    this.connections = connections;
    this.callerTransaction = callerTransaction;
    this.dialect = dialect;
    this.begin = begin;
    this.scopes = scopes;
  }

  /** What a thread is in. */
  static final class Scope {
    final Connection connection;

    /** Whether work is under way, as opposed to a connection that is merely handed in. */
    final boolean working;

    final List<Runnable> afterCommit = new ArrayList<>();
    boolean failed;

    Scope(Connection connection, boolean working) {
      this.connection = connection;
      this.working = working;
    }
  }

  /** How work may be done where the caller has no transaction. */
  enum Manner {
    /** Nothing is written: no transaction is needed. */
    READ,
    /** One statement: no transaction is needed; again if the database asks for that. */
    STATEMENT,
    /** In a transaction, all of it again if the database asks for that. */
    WRITE,
    /** The same for work made of other work; inside such work, its failure undoes itself only. */
    GROUP
  }

  <T extends @Nullable Object> T call(Manner manner, SqlWork<T> work) {
    Scope scope = scopes.get();
    if (scope != null && scope.working) {
      return nested(scope, manner, work);
    }
    try {
      if (scope != null) {
        return join(scope.connection, work, false);
      }
      DataSource dataSource = connections.dataSource();
      Connection callers = dataSource == null ? null : callerTransaction.connection(dataSource);
      if (dataSource == null || callers == null) {
        return manner == Manner.READ ? read(work) : own(manner, work);
      }
      try {
        return join(callers, work, true);
      } finally {
        callerTransaction.release(dataSource, callers);
      }
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /**
   * SQL that a transaction of our own is to begin with: READ COMMITTED where the pool has another
   * isolation; on SQLite the write lock, because a reader that turns writer fails at once where one
   * that starts as writer waits.
   */
  static @Nullable String beginning(Dialect dialect, Connection connection) throws SQLException {
    if (dialect == Dialect.SQLITE) {
      return "UPDATE postback4j_schema SET version = version WHERE id = 0";
    }
    int isolation = connection.getTransactionIsolation();
    if (!connection.getAutoCommit()) {
      connection.rollback();
    }
    if (isolation == Connection.TRANSACTION_READ_COMMITTED || dialect == Dialect.H2) {
      return null;
    }
    return "SET TRANSACTION ISOLATION LEVEL READ COMMITTED";
  }

  /** Calls {@code action} once the work under way is committed, if that can be known. */
  void afterCommit(Runnable action) {
    Scope scope = scopes.get();
    if (scope == null || !scope.working) {
      throw new IllegalStateException("no work is under way");
    }
    scope.afterCommit.add(action);
  }

  /** Shares the outer savepoint, unless it is work whose failure is to undo itself only. */
  private <T extends @Nullable Object> T nested(Scope scope, Manner manner, SqlWork<T> work) {
    try {
      if (manner != Manner.GROUP) {
        return work.run(scope.connection);
      }
      Scope inner = new Scope(scope.connection, true);
      T result = underSavepoint(inner, work);
      scope.afterCommit.addAll(inner.afterCommit);
      return result;
    } catch (SQLException e) {
      scope.failed = true;
      throw failure(e);
    }
  }

  private <T extends @Nullable Object> T join(
      Connection connection, SqlWork<T> work, boolean endIsTold) throws SQLException {
    if (connection.getAutoCommit()) {
      return transact(connection, work);
    }
    Scope scope = new Scope(connection, true);
    T result = underSavepoint(scope, work);
    if (endIsTold && !scope.afterCommit.isEmpty() && callerTransaction.isActive()) {
      callerTransaction.afterCompletion(
          committed -> {
            if (committed) {
              committed(scope);
            }
          });
    }
    return result;
  }

  private <T extends @Nullable Object> T underSavepoint(Scope scope, SqlWork<T> work)
      throws SQLException {
    Savepoint savepoint = scope.connection.setSavepoint();
    try {
      T result = runIn(scope, work);
      scope.connection.releaseSavepoint(savepoint);
      return result;
    } catch (Throwable e) {
      undo(scope.connection, savepoint, e);
      throw e;
    }
  }

  private static void undo(Connection connection, Savepoint savepoint, Throwable reason) {
    try {
      connection.rollback(savepoint);
      connection.releaseSavepoint(savepoint);
    } catch (SQLException e) {
      reason.addSuppressed(e);
      throw new TransactionLostException(reason);
    }
  }

  private <T extends @Nullable Object> T own(Manner manner, SqlWork<T> work) throws SQLException {
    for (int repetitions = 0; ; repetitions++) {
      long started = System.nanoTime();
      Connection connection = connections.take();
      try {
        return manner == Manner.STATEMENT && begin == null && connection.getAutoCommit()
            ? runIn(new Scope(connection, true), work)
            : transact(connection, work);
      } catch (SQLException | StoreException e) {
        SQLException reason = SqlErrors.reason(e);
        if (reason == null
            || repetitions == MOST_REPETITIONS
            || !SqlErrors.isTransient(dialect, reason)) {
          throw e;
        }
        boolean waited = System.nanoTime() - started > PATIENCE_NANOS;
        if (waited && !SqlErrors.isRollback(reason)) {
          throw e;
        }
      } finally {
        connections.give(connection);
      }
      long most = TimeUnit.MILLISECONDS.toNanos(20L << repetitions);
      LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(most / 4, most));
    }
  }

  /** A transaction of our own, on a connection that is left as it was found. */
  private <T extends @Nullable Object> T transact(Connection connection, SqlWork<T> work)
      throws SQLException {
    boolean autoCommit = connection.getAutoCommit();
    Scope scope = new Scope(connection, true);
    T result;
    try {
      if (autoCommit) {
        connection.setAutoCommit(false);
      }
      if (begin != null) {
        if (!autoCommit) {
          // What the pool asked to see that the connection works has begun a transaction.
          connection.rollback();
        }
        try (Statement statement = connection.createStatement()) {
          statement.execute(begin);
        }
      }
      result = runIn(scope, work);
      connection.commit();
    } catch (Throwable e) {
      rollback(connection, e);
      throw e;
    } finally {
      if (autoCommit) {
        restoreAutoCommit(connection);
      }
    }
    committed(scope);
    return result;
  }

  private <T extends @Nullable Object> T read(SqlWork<T> work) throws SQLException {
    Connection connection = connections.take();
    try {
      T result = runIn(new Scope(connection, true), work);
      if (!connection.getAutoCommit()) {
        connection.rollback();
      }
      return result;
    } catch (Throwable e) {
      if (!connection.getAutoCommit()) {
        rollback(connection, e);
      }
      throw e;
    } finally {
      connections.give(connection);
    }
  }

  private <T extends @Nullable Object> T runIn(Scope scope, SqlWork<T> work) throws SQLException {
    Scope outer = scopes.get();
    scopes.set(scope);
    try {
      T result = work.run(scope.connection);
      if (scope.failed) {
        throw new StoreException("an earlier step of this work failed; all of it is undone", null);
      }
      return result;
    } finally {
      if (outer == null) {
        scopes.remove();
      } else {
        scopes.set(outer);
      }
    }
  }

  private static void rollback(Connection connection, Throwable reason) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      reason.addSuppressed(SqlErrors.storeException("the rollback failed as well", e));
    }
  }

  private static void restoreAutoCommit(Connection connection) {
    try {
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      log.debug("auto-commit could not be restored: {}", SqlErrors.describe(e));
    }
  }

  private static void committed(Scope scope) {
    for (Runnable action : scope.afterCommit) {
      try {
        action.run();
      } catch (RuntimeException e) {
        log.warn("what was to happen after a commit failed", e);
      }
    }
  }

  private StoreException failure(SQLException e) {
    return connections instanceof SqliteFile file
        ? file.explain(e)
        : SqlErrors.storeException("the database could not do its work", e);
  }
}
