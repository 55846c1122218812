package io.github.postback4j.store;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Where connections come from: the shop's data source, or an SQLite file of our own. */
interface Connections {

  /** Makes {@link #take} possible; nothing was opened before. */
  void open() throws SQLException;

  /** A connection for one thread, until {@link #give}. */
  Connection take() throws SQLException;

  /** Takes back what {@link #take} gave. */
  void give(Connection connection);

  /** Releases what {@link #open} opened. */
  void close();

  /** The shop's data source; null where there is none. */
  @Nullable DataSource dataSource();

  /** The connections of a data source, closed after each use. */
  record OfDataSource(DataSource dataSource) implements Connections {

    @Override
    public void open() {}

    @Override
    public Connection take() throws SQLException {
      return dataSource.getConnection();
    }

    @Override
    public void give(Connection connection) {
      try {
        connection.close();
      } catch (SQLException e) {
        // The work is done and committed, or has failed for a reason that is told already.
      }
    }

    @Override
    public void close() {}
  }
}
