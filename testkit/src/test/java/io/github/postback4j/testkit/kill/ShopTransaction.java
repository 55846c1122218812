package io.github.postback4j.testkit.kill;

import io.github.postback4j.store.CallerTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The shop's transactions, as a framework would manage them: one at a time for each thread. */
final class ShopTransaction implements CallerTransaction {

  @SuppressWarnings("ThreadLocalUsage") // one per shop
  private final ThreadLocal<@Nullable Current> current = new ThreadLocal<>();

  private record Current(Connection connection, List<Consumer<Boolean>> completions) {}

  /** Work that is committed if it returns true. */
  interface Work {
    boolean run(Connection connection) throws SQLException;
  }

  /** Returns whether {@code work} was committed. */
  boolean run(DataSource dataSource, Work work) throws SQLException {
    Current mine;
    boolean committed = false;
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      mine = new Current(connection, new ArrayList<>());
      current.set(mine);
      try {
        if (work.run(connection)) {
          connection.commit();
          committed = true;
        } else {
          connection.rollback();
        }
      } finally {
        current.remove();
        connection.setAutoCommit(true);
      }
    }
    for (Consumer<Boolean> completion : mine.completions) {
      completion.accept(committed);
    }
    return committed;
  }

  @Override
  public boolean isActive() {
    return current.get() != null;
  }

  @Override
  public @Nullable Connection connection(DataSource dataSource) {
    Current mine = current.get();
    return mine == null ? null : mine.connection;
  }

  @Override
  public void release(DataSource dataSource, Connection connection) {}

  @Override
  public void afterCompletion(Consumer<Boolean> action) {
    Current mine = current.get();
    if (mine == null) {
      throw new IllegalStateException("no transaction is active");
    }
    mine.completions.add(action);
  }
}
