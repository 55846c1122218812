package io.github.postback4j.benchmarks;

/** What the databases write differently. */
enum DatabaseKind {
  POSTGRESQL("PostgreSQL"),
  MARIADB("MariaDB"),
  SQLITE("SQLite file"),
  H2("H2 file");

  private final String title;

  DatabaseKind(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** A table of the numbers in this range, in a column named {@code n}. */
  String numbers(int from, int to) {
    return switch (this) {
      case POSTGRESQL -> "generate_series(" + from + ", " + to + ") AS numbers (n)";
      case MARIADB -> "(SELECT seq AS n FROM seq_" + from + "_to_" + to + ") AS numbers";
      case SQLITE ->
          "(WITH RECURSIVE numbers (n) AS (SELECT "
              + from
              + " UNION ALL SELECT n + 1 FROM numbers WHERE n < "
              + to
              + ") SELECT n FROM numbers) AS numbers";
      case H2 -> "(SELECT x AS n FROM system_range(" + from + ", " + to + ")) AS numbers";
    };
  }

  /** Text and, behind it, {@code n} with leading zeros. */
  String numbered(String text, int digits) {
    return switch (this) {
      case POSTGRESQL -> "'" + text + "' || lpad(CAST(n AS TEXT), " + digits + ", '0')";
      case MARIADB -> "CONCAT('" + text + "', LPAD(n, " + digits + ", '0'))";
      case SQLITE -> "'" + text + "' || printf('%0" + digits + "d', n)";
      case H2 -> "'" + text + "' || LPAD(CAST(n AS VARCHAR), " + digits + ", '0')";
    };
  }

  String empty(String table) {
    return this == SQLITE ? "DELETE FROM " + table : "TRUNCATE TABLE " + table;
  }

  /** What the server's housekeeping would do sooner or later. */
  String settle(String table) {
    return switch (this) {
      case POSTGRESQL -> "VACUUM ANALYZE " + table;
      case MARIADB -> "ANALYZE TABLE " + table;
      case SQLITE -> "ANALYZE " + table;
      case H2 -> "ANALYZE TABLE " + table;
    };
  }

  /** Before a statement, shows its plan; PostgreSQL runs it for that. */
  String explain() {
    return switch (this) {
      case POSTGRESQL -> "EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF, SUMMARY OFF) ";
      case MARIADB, H2 -> "EXPLAIN ";
      case SQLITE -> "EXPLAIN QUERY PLAN ";
    };
  }
}
