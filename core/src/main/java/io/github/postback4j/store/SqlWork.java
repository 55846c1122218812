package io.github.postback4j.store;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What a store does with a connection that it neither commits nor closes. */
@FunctionalInterface
public interface SqlWork<T extends @Nullable Object> {

  /** Does the work, all of it again if the database asks for a repetition. */
  T run(Connection connection) throws SQLException;
}
