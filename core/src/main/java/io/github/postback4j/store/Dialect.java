package io.github.postback4j.store;

import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Locale;

/** A kind of database, with the words in which it differs from the others. */
public enum Dialect {
  /** PostgreSQL 12 or later. */
  POSTGRESQL(
      "postgresql",
      "CAST(EXTRACT(EPOCH FROM statement_timestamp()) * 1000 AS BIGINT)",
      " FOR UPDATE SKIP LOCKED",
      " FOR UPDATE"),

  /** MySQL 8.0.17 or later. */
  MYSQL(
      "mysql",
      "(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000)",
      " FOR UPDATE SKIP LOCKED",
      " FOR UPDATE"),

  /** MariaDB 10.6 or later. */
  MARIADB(
      "mariadb",
      "(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000)",
      " FOR UPDATE SKIP LOCKED",
      " FOR UPDATE"),

  /** SQLite 3.35 or later: it has one writer at a time, so rows need no locks. */
  SQLITE("sqlite", "CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER)", "", ""),

  /** H2 2.2.220 or later. */
  H2(
      "h2",
      "CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000 AS BIGINT)",
      " FOR UPDATE SKIP LOCKED",
      " FOR UPDATE");

  private final String text;
  private final String now;
  private final String skipLocked;
  private final String lock;

  Dialect(String text, String now, String skipLocked, String lock) {
    this.text = text;
    this.now = now;
    this.skipLocked = skipLocked;
    this.lock = lock;
  }

  /** SQL for the database's own time, in milliseconds since 1970, fit for an index condition. */
  public String now() {
    return now;
  }

  /** What a SELECT ends with to lock its rows and pass over those that others have locked. */
  public String skipLocked() {
    return skipLocked;
  }

  /** What a SELECT ends with to lock its rows, waiting for those that others have locked. */
  public String lock() {
    return lock;
  }

  /** Whether it is MySQL or MariaDB. */
  public boolean isMySqlLike() {
    return this == MYSQL || this == MARIADB;
  }

  /** Class path resource with the script that makes the tables. */
  String schemaResource() {
    return "io/github/postback4j/schema-" + text + ".sql";
  }

  /**
   * Recognises the database behind a connection.
   *
   * @throws StoreException if it is none of these
   */
  static Dialect of(DatabaseMetaData database) throws SQLException {
    String product = database.getDatabaseProductName();
    String name = product.toLowerCase(Locale.ROOT);
    if (name.contains("postgresql")) {
      return POSTGRESQL;
    }
    if (name.contains("mariadb") || name.contains("mysql")) {
      String version = database.getDatabaseProductVersion().toLowerCase(Locale.ROOT);
      return name.contains("mariadb") || version.contains("mariadb") ? MARIADB : MYSQL;
    }
    if (name.contains("sqlite")) {
      return SQLITE;
    }
    if (name.equals("h2")) {
      return H2;
    }
    throw new StoreException(
        "database '"
            + product
            + "' is not supported; PostgreSQL, MySQL, MariaDB, SQLite and H2 are",
        null);
  }
}
