package io.github.postback4j.faults;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * A data source whose database goes away when the test says so: at connecting, at a statement, or
 * around a commit. What was done before and not committed is then gone, as it would be.
 */
final class FaultyDataSource {

  /** Where a fault can strike. */
  enum Point {
    CONNECT,
    EXECUTE,
    BEFORE_COMMIT,
    AFTER_COMMIT
  }

  /** Throws where something is to fail. */
  interface Fault {
    /** Throws, or not; {@code sql} is the statement for EXECUTE, and empty otherwise. */
    void strike(Point point, String sql) throws SQLException;
  }

  private static final Fault NONE = (point, sql) -> {};

  private final DataSource real;
  private final AtomicInteger struck = new AtomicInteger();
  private volatile Fault fault = NONE;

  FaultyDataSource(DataSource real) {
    this.real = real;
  }

  /** The one to be used by the code under test. */
  DataSource dataSource() {
    return proxy(
        DataSource.class,
        (self, method, args) -> {
          if (!method.getName().equals("getConnection")) {
            return call(method, real, args);
          }
          strike(Point.CONNECT, "");
          return connection((Connection) call(method, real, args));
        });
  }

  /** From now on this happens. */
  void fault(Fault next) {
    struck.set(0);
    fault = next;
  }

  /** As if the server were gone. */
  void down() {
    fault(
        (point, sql) -> {
          throw new SQLException("Connection refused", "08006");
        });
  }

  /** All is well from now on. */
  void up() {
    fault = NONE;
  }

  /** The next statement that holds {@code text} fails like this, and as many more as are wanted. */
  void failStatements(String text, int times, SQLException failure) {
    AtomicInteger left = new AtomicInteger(times);
    fault(
        (point, sql) -> {
          if (point == Point.EXECUTE && sql.contains(text) && left.getAndDecrement() > 0) {
            throw failure;
          }
        });
  }

  /** How often a fault struck since it was set. */
  int struck() {
    return struck.get();
  }

  private void strike(Point point, String sql) throws SQLException {
    try {
      fault.strike(point, sql);
    } catch (SQLException e) {
      struck.incrementAndGet();
      throw e;
    }
  }

  private Connection connection(Connection connection) {
    return proxy(
        Connection.class,
        (self, method, args) ->
            switch (method.getName()) {
              case "prepareStatement" ->
                  statement((Statement) call(method, connection, args), (String) args[0]);
              case "createStatement" -> statement((Statement) call(method, connection, args), "");
              case "setSavepoint", "releaseSavepoint" -> {
                strike(Point.EXECUTE, "");
                yield call(method, connection, args);
              }
              case "rollback" -> {
                Object result = call(method, connection, args);
                strike(Point.EXECUTE, "");
                yield result;
              }
              case "commit" -> {
                try {
                  strike(Point.BEFORE_COMMIT, "");
                } catch (SQLException e) {
                  connection.rollback();
                  throw e;
                }
                call(method, connection, args);
                strike(Point.AFTER_COMMIT, "");
                yield null;
              }
              default -> call(method, connection, args);
            });
  }

  private Statement statement(Statement statement, String prepared) {
    Class<?> type = prepared.isEmpty() ? Statement.class : java.sql.PreparedStatement.class;
    return (Statement)
        proxy(
            type,
            (self, method, args) -> {
              if (method.getName().startsWith("execute")) {
                strike(
                    Point.EXECUTE,
                    args != null && args.length > 0 ? String.valueOf(args[0]) : prepared);
              }
              return call(method, statement, args);
            });
  }

  private static Object call(Method method, Object on, Object[] args) throws Throwable {
    try {
      return method.invoke(on, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            FaultyDataSource.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
