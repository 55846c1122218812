package io.github.postback4j.benchmarks;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Counts the statements that go through a data source, and remembers each kind of them once, with
 * its parameters. It slows each call a little, so nothing is timed through it.
 */
final class StatementRecorder {

  private final DataSource real;
  private final AtomicLong statements = new AtomicLong();
  private final AtomicLong control = new AtomicLong();
  private final Map<String, List<Setting>> seen =
      Collections.synchronizedMap(new LinkedHashMap<>());

  /** A call such as {@code setString(1, "x")}. */
  private record Setting(Method method, List<Object> arguments) {}

  StatementRecorder(DataSource real) {
    this.real = real;
  }

  DataSource dataSource() {
    return wrap(
        DataSource.class,
        real,
        (method, arguments, result) ->
            result instanceof Connection connection ? connection(connection) : result);
  }

  /** Statements run; those of a batch count each. */
  long statements() {
    return statements.get();
  }

  /** Calls that begin or end a transaction; not all of them cost a round trip. */
  long control() {
    return control.get();
  }

  void reset() {
    statements.set(0);
    control.set(0);
    seen.clear();
  }

  private Connection connection(Connection connection) {
    return wrap(
        Connection.class,
        connection,
        (method, arguments, result) -> {
          switch (method.getName()) {
            case "commit", "rollback", "setAutoCommit", "setSavepoint", "releaseSavepoint" ->
                control.incrementAndGet();
            case "prepareStatement" -> {
              return prepared(
                  (PreparedStatement) Objects.requireNonNull(result), (String) arguments[0]);
            }
            default -> {}
          }
          return result;
        });
  }

  private PreparedStatement prepared(PreparedStatement statement, String sql) {
    List<Setting> settings = new ArrayList<>();
    return wrap(
        PreparedStatement.class,
        statement,
        (method, arguments, result) -> {
          String name = method.getName();
          if (name.startsWith("set") && arguments.length > 1) {
            settings.add(new Setting(method, Arrays.asList(arguments)));
          } else if (name.equals("addBatch") || name.startsWith("execute")) {
            if (!name.equals("executeBatch")) { // each was counted when it was added
              statements.incrementAndGet();
            }
            seen.putIfAbsent(sql, List.copyOf(settings));
            settings.clear();
          }
          return result;
        });
  }

  /** The plan of each kind of statement seen; what it changes is rolled back. */
  List<String> plans(DatabaseKind kind) throws SQLException {
    List<String> plans = new ArrayList<>();
    try (Connection connection = real.getConnection()) {
      connection.setAutoCommit(false);
      for (Map.Entry<String, List<Setting>> entry : List.copyOf(seen.entrySet())) {
        plans.add(plan(connection, kind, entry.getKey(), entry.getValue()));
        connection.rollback();
      }
      connection.setAutoCommit(true);
    }
    return plans;
  }

  private static String plan(
      Connection connection, DatabaseKind kind, String sql, List<Setting> settings)
      throws SQLException {
    StringBuilder plan = new StringBuilder(sql.substring(0, Math.min(70, sql.length())));
    try (PreparedStatement explain = connection.prepareStatement(kind.explain() + sql)) {
      for (Setting setting : settings) {
        call(explain, setting.method, setting.arguments.toArray());
      }
      try (ResultSet rows = explain.executeQuery()) {
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
          plan.append("\n   ");
          for (int i = 1; i <= columns; i++) {
            plan.append(' ').append(rows.getString(i));
          }
        }
      }
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e.getCause());
    }
    return plan.toString();
  }

  /** What becomes of a call's result. */
  private interface After {
    @Nullable Object of(Method method, Object[] arguments, @Nullable Object result);
  }

  private static <T> T wrap(Class<T> type, T real, After after) {
    InvocationHandler handler =
        (proxy, method, given) -> {
          Object[] arguments = given == null ? new Object[0] : given;
          try {
            return after.of(method, arguments, call(real, method, arguments));
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        };
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static @Nullable Object call(Object target, Method method, Object[] arguments)
      throws InvocationTargetException {
    try {
      return method.invoke(target, arguments);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
