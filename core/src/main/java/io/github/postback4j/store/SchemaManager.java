package io.github.postback4j.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Makes or checks the tables, and keeps the secret that was made with them. */
final class SchemaManager {

  /** The version of the tables that this library writes and reads. */
  static final int VERSION = 1;

  private static final int MOST_ATTEMPTS = 10;

  private final Dialect dialect;
  private final Connection connection;
  private final SchemaScript script;

  SchemaManager(Dialect dialect, Connection connection) {
    this.dialect = dialect;
    this.connection = connection;
    this.script = new SchemaScript(dialect);
  }

  private record Marker(int version, @Nullable String secret) {}

  /**
   * Sees to the tables.
   *
   * @param secret the configured one, or null for that kept in the tables
   * @return the secret to use
   * @throws StoreException if they are absent, incomplete or of another version
   */
  String start(SchemaMode mode, @Nullable String secret) throws SQLException {
    boolean autoCommit = connection.getAutoCommit();
    if (autoCommit) {
      connection.setAutoCommit(false);
    }
    try {
      return repeated(mode, secret);
    } catch (Throwable e) {
      try {
        connection.rollback();
      } catch (SQLException rollback) {
        e.addSuppressed(rollback);
      }
      throw e;
    } finally {
      if (autoCommit) {
        connection.setAutoCommit(true);
      }
    }
  }

  /** Under a strict isolation, nodes that start at once are rolled back for one another. */
  private String repeated(SchemaMode mode, @Nullable String secret) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try {
        String result = inTransaction(mode, secret);
        connection.commit();
        return result;
      } catch (SQLException e) {
        if (attempt == MOST_ATTEMPTS || !SqlErrors.isRollback(e)) {
          throw e;
        }
        connection.rollback();
      }
    }
  }

  private String inTransaction(SchemaMode mode, @Nullable String secret) throws SQLException {
    if (mode == SchemaMode.NONE && secret != null) {
      return secret;
    }
    Marker marker = marker();
    if (marker == null && mode == SchemaMode.CREATE) {
      create();
      // Lets the next node go on, and keeps the tables whatever comes of looking at them.
      connection.commit();
      marker = marker();
    }
    if (marker == null) {
      throw new StoreException(
          "the Postback4j tables are absent: run the script "
              + script.resource()
              + " of postback4j-core, or start with schema mode CREATE",
          null);
    }
    if (mode != SchemaMode.NONE) {
      check(marker.version);
    }
    if (secret != null) {
      return secret;
    }
    return marker.secret == null ? keepNewSecret() : marker.secret;
  }

  private void check(int version) throws SQLException {
    if (version > VERSION) {
      throw new StoreException(
          ("the Postback4j tables are of version %d and this library knows version %d: use the"
                  + " library that made them, or a later one")
              .formatted(version, VERSION),
          null);
    }
    if (version < VERSION) {
      throw new StoreException(
          ("the Postback4j tables are of version %d and this library needs version %d: bring them"
                  + " up to date, see %s of postback4j-core")
              .formatted(version, VERSION, script.resource()),
          null);
    }
    new SchemaCheck(dialect, connection).run(script);
  }

  private @Nullable Marker marker() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT version, customer_key_secret FROM postback4j_schema WHERE id = 1")) {
      return row.next() ? new Marker(row.getInt(1), row.getString(2)) : null;
    } catch (SQLException e) {
      if (!SqlErrors.isMissing(dialect, e)) {
        throw e;
      }
      connection.rollback();
      return null;
    }
  }

  /** Several nodes may come here at once: each dialect has its own way to let one go first. */
  private void create() throws SQLException {
    switch (dialect) {
      case POSTGRESQL -> {
        run("SELECT pg_advisory_xact_lock(81750118463)");
        runScript();
      }
      case MYSQL, MARIADB -> {
        run("SELECT GET_LOCK('postback4j_schema', 30)");
        try {
          runScript();
        } finally {
          run("SELECT RELEASE_LOCK('postback4j_schema')");
        }
      }
      case SQLITE -> {
        // The first statement takes the write lock, waiting for it; a SELECT before would not.
        connection.commit();
        runScript();
      }
      case H2 -> createOnH2();
    }
  }

  /**
   * H2 commits with each table and may collide with another node's script: then it is run again.
   */
  private void createOnH2() throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try {
        runScript();
        return;
      } catch (SQLException e) {
        connection.rollback();
        if (attempt == MOST_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private void runScript() throws SQLException {
    for (String statement : script.statements()) {
      run(statement);
    }
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String keepNewSecret() throws SQLException {
    connection.commit();
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE postback4j_schema SET customer_key_secret = ?"
                + " WHERE id = 1 AND customer_key_secret IS NULL")) {
      update.setString(1, KeyedHash.newSecret());
      update.executeUpdate();
    }
    connection.commit();
    Marker marker = marker();
    if (marker == null || marker.secret == null) {
      throw new StoreException("the customer key secret could not be kept", null);
    }
    return marker.secret;
  }
}
