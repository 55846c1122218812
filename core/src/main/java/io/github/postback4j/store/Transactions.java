package io.github.postback4j.store;

import io.github.postback4j.store.Scope.Steps;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
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

  /** How work may be done where the caller has no transaction. */
  enum Manner {
    /** Nothing is written: no transaction is needed. */
    READ,
    /** One statement: no transaction is needed; again if the database asks for that. */
    STATEMENT,
    /** In a transaction, all of it again if the database asks for that. */
    WRITE,
    /**
     * The same for work made of other work, which has its connection from its first statement on;
     * inside such work, its failure undoes itself only.
     */
    GROUP
  }

  <T extends @Nullable Object> T call(Manner manner, SqlWork<T> work) {
    return perform(manner, scope -> work.run(scope.connection()));
  }

  <T extends @Nullable Object> T group(Supplier<T> work) {
    return perform(Manner.GROUP, scope -> work.get());
  }

  private <T extends @Nullable Object> T perform(Manner manner, Steps<T> work) {
    Scope scope = scopes.get();
    if (scope != null && scope.working) {
      return nested(scope, manner, work);
    }
    try {
      if (scope != null) {
        return join(scope.connection(), work, false);
      }
      DataSource dataSource = connections.dataSource();
      Connection callers = dataSource == null ? null : callerTransaction.connection(dataSource);
      if (dataSource == null || callers == null) {
        return switch (manner) {
          case READ -> read(work);
          case STATEMENT, WRITE -> own(manner, work);
          case GROUP -> late(work);
        };
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
  private <T extends @Nullable Object> T nested(Scope scope, Manner manner, Steps<T> work) {
    try {
      if (manner != Manner.GROUP) {
        return work.run(scope);
      }
      Scope inner = new Scope(scope.connection(), true);
      T result = underSavepoint(inner, work);
      scope.afterCommit.addAll(inner.afterCommit);
      return result;
    } catch (SQLException e) {
      scope.failed = true;
      throw failure(e);
    }
  }

  private <T extends @Nullable Object> T join(
      Connection connection, Steps<T> work, boolean endIsTold) throws SQLException {
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

  private <T extends @Nullable Object> T underSavepoint(Scope scope, Steps<T> work)
      throws SQLException {
    Connection connection = scope.connection();
    Savepoint savepoint = connection.setSavepoint();
    try {
      T result = runIn(scope, work);
      connection.releaseSavepoint(savepoint);
      return result;
    } catch (Throwable e) {
      undo(connection, savepoint, e);
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

  private <T extends @Nullable Object> T own(Manner manner, Steps<T> work) throws SQLException {
    for (int repetitions = 0; ; repetitions++) {
      long started = System.nanoTime();
      Connection connection = connections.take();
      try {
        return manner == Manner.STATEMENT && begin == null && connection.getAutoCommit()
            ? runIn(new Scope(connection, true), work)
            : transact(connection, work);
      } catch (SQLException | StoreException e) {
        if (!isToBeRepeated(e, repetitions, started)) {
          throw e;
        }
      } finally {
        connections.give(connection);
      }
      pause(repetitions);
    }
  }

  private <T extends @Nullable Object> T late(Steps<T> work) throws SQLException {
    for (int repetitions = 0; ; repetitions++) {
      LateTransaction transaction = new LateTransaction(connections, begin);
      try {
        return late(transaction, work);
      } catch (SQLException | StoreException e) {
        if (!transaction.isTaken() || !isToBeRepeated(e, repetitions, transaction.began())) {
          throw e;
        }
      }
      pause(repetitions);
    }
  }

  private <T extends @Nullable Object> T late(LateTransaction transaction, Steps<T> work)
      throws SQLException {
    Scope scope = new Scope(transaction::connection, true);
    T result;
    try {
      result = runIn(scope, work);
      transaction.commit();
    } catch (Throwable e) {
      transaction.rollback(e);
      throw e;
    } finally {
      transaction.end();
    }
    committed(scope);
    return result;
  }

  /** Whether the database asks for that, and has not shown that it will ask again. */
  private boolean isToBeRepeated(Exception e, int repetitions, long started) {
    SQLException reason = SqlErrors.reason(e);
    if (reason == null
        || repetitions == MOST_REPETITIONS
        || !SqlErrors.isTransient(dialect, reason)) {
      return false;
    }
    boolean waited = System.nanoTime() - started > PATIENCE_NANOS;
    return !waited || SqlErrors.isRollback(reason);
  }

  private static void pause(int repetitions) {
    long most = TimeUnit.MILLISECONDS.toNanos(20L << repetitions);
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(most / 4, most));
  }

  /** A transaction of our own, on a connection that is left as it was found. */
  private <T extends @Nullable Object> T transact(Connection connection, Steps<T> work)
      throws SQLException {
    boolean autoCommit = connection.getAutoCommit();
    Scope scope = new Scope(connection, true);
    T result;
    try {
      LateTransaction.begin(connection, begin);
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

  private <T extends @Nullable Object> T read(Steps<T> work) throws SQLException {
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

  private <T extends @Nullable Object> T runIn(Scope scope, Steps<T> work) throws SQLException {
    Scope outer = scopes.get();
    scopes.set(scope);
    try {
      T result = work.run(scope);
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

  static void rollback(Connection connection, Throwable reason) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      reason.addSuppressed(SqlErrors.storeException("the rollback failed as well", e));
    }
  }

  static void restoreAutoCommit(Connection connection) {
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
