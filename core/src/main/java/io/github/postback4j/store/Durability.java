package io.github.postback4j.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks whether the shop's own database keeps what it says it has committed, and warns if not. */
final class Durability {

  private static final Logger log = LoggerFactory.getLogger(Durability.class);

  private final Dialect dialect;
  private final Connection connection;

  Durability(Dialect dialect, Connection connection) {
    this.dialect = dialect;
    this.connection = connection;
  }

  /**
   * @param mayChange whether SQLite may be switched to its write-ahead log
   */
  void check(boolean mayChange) throws SQLException {
    if (dialect == Dialect.SQLITE) {
      checkSqlite(mayChange);
    } else if (dialect == Dialect.H2) {
      checkH2();
    }
  }

  private void checkSqlite(boolean mayChange) throws SQLException {
    boolean autoCommit = connection.getAutoCommit();
    if (!autoCommit) {
      connection.setAutoCommit(true);
    }
    try {
      String journal = ask("PRAGMA journal_mode");
      if (mayChange && !journal.equals("wal") && !journal.equals("memory")) {
        useWriteAheadLog();
      }
      if (Integer.parseInt(ask("PRAGMA synchronous")) < 2) {
        log.warn(
            "SQLite runs with synchronous below FULL: a power cut loses the last conversions"
                + " tracked; set synchronous=FULL in the data source");
      }
      if (Integer.parseInt(ask("PRAGMA busy_timeout")) == 0) {
        log.warn(
            "SQLite runs without a busy time-out: writes at the same time fail; set"
                + " busy_timeout=3000 in the data source");
      }
    } finally {
      if (!autoCommit) {
        connection.setAutoCommit(false);
      }
    }
  }

  private void useWriteAheadLog() throws SQLException {
    try {
      ask("PRAGMA journal_mode=WAL");
    } catch (SQLException e) {
      if (!ask("PRAGMA journal_mode").equals("wal")) {
        log.warn("SQLite could not be switched to its write-ahead log: {}", SqlErrors.describe(e));
      }
    }
  }

  private void checkH2() throws SQLException {
    requireH2Mode();
    String url = Objects.requireNonNullElse(connection.getMetaData().getURL(), "");
    if (url.startsWith("jdbc:h2:mem:")) {
      log.warn("H2 runs in memory: postbacks not yet sent are lost when it ends");
      return;
    }
    log.info(
        "H2 may keep a part of a transaction only, if its process is killed while several"
            + " connections write (H2's issue 2080): where orders count, give its pool one"
            + " connection, or use another database");
    String delay;
    try {
      delay =
          ask(
              "SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS WHERE SETTING_NAME = 'WRITE_DELAY'");
    } catch (SQLException e) {
      log.warn(
          "H2 does not tell whether it writes at once what is committed; add WRITE_DELAY=0 to its"
              + " URL if it is not there: {}",
          SqlErrors.describe(e));
      return;
    }
    if (!"0".equals(delay)) {
      log.warn(
          "H2 writes what is committed only later: a crash loses conversions tracked shortly before"
              + " (a fifth of them when it was tried); add WRITE_DELAY=0 to its URL");
    }
  }

  /** In some modes of H2 conversions would be kept, and no look for what is due ever succeed. */
  private void requireH2Mode() {
    try {
      ask("SELECT 1 LIMIT 1");
    } catch (SQLException e) {
      throw SqlErrors.storeException(
          "H2 runs in a mode in which LIMIT is not understood; the outbox works with MODE=REGULAR"
              + " (its default), PostgreSQL, MySQL, MariaDB, DB2, HSQLDB or LEGACY in H2's URL",
          e);
    }
  }

  private String ask(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(sql)) {
      return answer.next() ? Objects.requireNonNullElse(answer.getString(1), "") : "";
    } finally {
      if (!connection.getAutoCommit()) {
        connection.rollback();
      }
    }
  }
}
