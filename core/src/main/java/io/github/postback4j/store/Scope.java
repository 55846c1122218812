package io.github.postback4j.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a thread is in: work under way, or a connection that was handed in for it. */
final class Scope {

  /** Whether work is under way, as opposed to a connection that is merely handed in. */
  final boolean working;

  final List<Runnable> afterCommit = new ArrayList<>();
  boolean failed;
  private final Source source;

  /** Where a scope has its connection from. */
  interface Source {
    Connection connection() throws SQLException;
  }

  /** What is done in a scope. */
  interface Steps<T extends @Nullable Object> {
    T run(Scope scope) throws SQLException;
  }

  Scope(Connection connection, boolean working) {
    this(() -> connection, working);
  }

  /**
   * @param source asked by each statement
   */
  Scope(Source source, boolean working) {
    this.source = source;
    this.working = working;
  }

  /** The connection of its work, taken now at the latest. */
  Connection connection() throws SQLException {
    return source.connection();
  }
}
