package io.github.postback4j.store;

import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a database complains of. Its words are passed on only where they cannot hold a value
 * of a row: not those about wrong or doubled data, and never more than the first line.
 */
final class SqlErrors {

  private static final int MAX_LENGTH = 200;

  private static final int MYSQL_LOCK_WAIT = 1205;

  private SqlErrors() {}

  /** As an exception of ours, with a cause that has the trace and the codes, not the values. */
  static StoreException storeException(String what, SQLException e) {
    String words = describe(e);
    SQLException cause = new SQLException(words, e.getSQLState(), e.getErrorCode());
    cause.setStackTrace(e.getStackTrace());
    return new StoreException(what + ": " + words, cause);
  }

  /** What the database complained of, also where it was told on as an exception of ours. */
  static @Nullable SQLException reason(Exception e) {
    if (e instanceof SQLException own) {
      return own;
    }
    return e.getCause() instanceof SQLException cause ? cause : null;
  }

  /**
   * Whether the database chose us as the victim of a deadlock or conflict, which it asks to repeat.
   * MySQL's driver gives the same state to a wait for a lock that was too long; that is none.
   */
  static boolean isRollback(SQLException e) {
    for (SQLException next = e; next != null; next = next.getNextException()) {
      String state = next.getSQLState();
      if (state != null && state.startsWith("40") && next.getErrorCode() != MYSQL_LOCK_WAIT) {
        return true;
      }
    }
    return false;
  }

  /** Whether the same work may succeed if it is simply done again. */
  static boolean isTransient(Dialect dialect, SQLException e) {
    String state = Objects.requireNonNullElse(e.getSQLState(), "");
    return switch (dialect) {
      case POSTGRESQL -> state.equals("40001") || state.equals("40P01");
      case MYSQL, MARIADB -> e.getErrorCode() == 1213 || e.getErrorCode() == MYSQL_LOCK_WAIT;
      case SQLITE -> primaryCode(e) == 5 || primaryCode(e) == 6;
      // 23505: two MERGEs of one new row at once; the second then finds the first one's.
      case H2 -> state.equals("40001") || state.equals("HYT00") || state.equals("23505");
    };
  }

  /** Whether a table or column is not there. */
  static boolean isMissing(Dialect dialect, SQLException e) {
    String state = Objects.requireNonNullElse(e.getSQLState(), "");
    return switch (dialect) {
      case POSTGRESQL -> state.equals("42P01") || state.equals("42703") || state.equals("3F000");
      case MYSQL, MARIADB, H2 -> state.startsWith("42");
      case SQLITE -> primaryCode(e) == 1 && messageOf(e).contains("no such");
    };
  }

  /** In words that are safe in a log. */
  static String describe(SQLException e) {
    String state = e.getSQLState();
    String codes = "SQLState " + state + ", error " + e.getErrorCode();
    if (state != null && (state.startsWith("22") || state.startsWith("23"))) {
      return codes;
    }
    String line = messageOf(e).lines().findFirst().orElse("");
    return (line.length() > MAX_LENGTH ? line.substring(0, MAX_LENGTH) : line) + " (" + codes + ")";
  }

  /** SQLite's code without the extension that tells the finer reason. */
  static int primaryCode(SQLException e) {
    return e.getErrorCode() & 0xff;
  }

  private static String messageOf(Throwable e) {
    @Nullable String message = e.getMessage();
    return message == null ? "" : message;
  }
}
