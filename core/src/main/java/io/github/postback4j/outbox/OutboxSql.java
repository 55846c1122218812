package io.github.postback4j.outbox;

import io.github.postback4j.store.Dialect;
import java.util.Collections;

/** The outbox's statements in the words of one database. States are literals: see the indexes. */
final class OutboxSql {

  static final String LEASE_ENDED = "its node died or stalled during an attempt";

  /** Stands for the time in a statement, see {@link #timed}. */
  private static final String NOW = ":now";

  final String find;
  final String get;

  /** To be {@link #timed}. Parameters: deadline, ID. */
  final String replay;

  final String settle;

  /**
   * To be {@link #timed}. Parameters: network, repeatable, limit. Columns: the postback's, then the
   * time.
   */
  final String selectDue;

  /** To be {@link #timed}. Parameter: limit. Columns: the postback's, then the time. */
  final String selectOutlived;

  /** Parameters: time out in milliseconds, token; then IDs follow. */
  final String markClaimed;

  /** Parameter: the time; then IDs follow. */
  final String release;

  final String selectClaimed;

  /**
   * Parameters: state, {@link #dueParameter} twice, ambiguous, attempts, reason; then IDs follow.
   */
  final String finish;

  /** PostgreSQL only: a claim in one statement. Parameters: as selectDue, then token, lease. */
  final String claimAtOnce;

  /** PostgreSQL only: a batch of finishes in one statement, its parameters arrays. */
  final String finishAtOnce;

  /** Parameter: the latest time that can be true, twice. Only where the clock is ours. */
  static final String MEND_LEASES =
      "UPDATE postback4j_postback SET due_at = ? WHERE state = 1 AND due_at > ?";

  /** As {@link #MEND_LEASES}; not what the shop holds back, whose time may be any. */
  static final String MEND_DUE_TIMES =
      "UPDATE postback4j_postback SET due_at = ? WHERE state = 0 AND due_at > ?"
          + " AND (attempts > 0 OR due_at < created_at + 60000)";

  /** Whether what is due goes by the time of this process, and not by the database's. */
  final boolean clockIsOurs;

  final String insertPostback;

  private final ProcessTime time;
  private final String now;
  private final String wallTime;
  private final String dueOrder;

  OutboxSql(Dialect dialect) {
    this(dialect, ProcessTime.SHARED);
  }

  OutboxSql(Dialect dialect, ProcessTime time) {
    this.time = time;
    clockIsOurs = isClockOurs(dialect);
    now = clockIsOurs ? NOW : dialect.now();
    wallTime = dialect.now(); // for how long finished ones are kept, processes and clocks apart
    insertPostback = insertPostbacks(1);
    String columns = PostbackRows.COLUMNS;
    String table = " FROM postback4j_postback ";
    find = "SELECT " + columns + table + "WHERE order_id = ? ORDER BY created_at, id";
    get = "SELECT " + columns + table + "WHERE id = ?";
    replay =
        "UPDATE postback4j_postback SET state = 0, due_at = "
            + now
            + ", attempts = 0, deadline = ?, token = NULL, finished_at = NULL"
            + " WHERE id = ? AND state > 2 AND payload IS NOT NULL";
    settle =
        "UPDATE postback4j_postback SET state = ?, reason = ?, token = NULL, finished_at = "
            + wallTime
            + " WHERE id = ? AND state > 2";
    // H2 takes an index for the order only if all of the index's columns are named in it.
    dueOrder =
        " ORDER BY "
            + (dialect == Dialect.H2 ? "state, network, repeatable, due_at, id" : "due_at, id")
            + " LIMIT ";
    selectDue = dialect == Dialect.H2 ? selectDueOfH2(dialect) : selectDue(dialect);
    selectOutlived =
        "SELECT "
            + columns
            + ", "
            + now
            + table
            + "WHERE state = 1 AND due_at <= "
            + now
            + " ORDER BY due_at LIMIT ?"
            + dialect.skipLocked();
    markClaimed =
        "UPDATE postback4j_postback SET state = 1, attempts = attempts + 1, due_at = ?, token = ?"
            + " WHERE id IN ";
    String millis = "CAST(? AS " + (dialect.isMySqlLike() ? "SIGNED" : "BIGINT") + ")";
    release =
        "UPDATE postback4j_postback SET state = CASE WHEN repeatable = 1 THEN 0 ELSE 5 END,"
            + " due_at = CASE WHEN repeatable = 1 THEN "
            + millis
            + " END, finished_at = CASE WHEN repeatable = 1 THEN NULL ELSE "
            + wallTime
            + " END, ambiguous = 1, token = NULL, reason = '"
            + LEASE_ENDED
            + "' WHERE id IN ";
    selectClaimed =
        "SELECT id, token FROM postback4j_postback WHERE state = 1 AND id IN %s" + dialect.lock();
    finish =
        "UPDATE postback4j_postback SET "
            + finishSet("?", millis)
            + ", ambiguous = ?, attempts = ?, reason = ?, token = NULL WHERE id IN ";
    claimAtOnce = claimAtOnce(dialect);
    finishAtOnce =
        "UPDATE postback4j_postback p SET "
            + finishSet("CAST(f.state AS SMALLINT)", "f.delay")
            + ", ambiguous = CAST(f.ambiguous AS SMALLINT), attempts = f.attempts,"
            + " reason = f.reason, token = NULL"
            + " FROM unnest(CAST(? AS VARCHAR[]), CAST(? AS VARCHAR[]), CAST(? AS INT[]),"
            + " CAST(? AS BIGINT[]), CAST(? AS INT[]), CAST(? AS INT[]), CAST(? AS VARCHAR[]))"
            + " AS f (id, token, state, delay, ambiguous, attempts, reason)"
            + " WHERE p.id = f.id AND p.token = f.token AND p.state = 1 RETURNING p.id";
  }

  /** Whether a database is this process's alone, as an SQLite file is. */
  static boolean isClockOurs(Dialect dialect) {
    return dialect == Dialect.SQLITE;
  }

  /** A statement with the time in it, where that is not the database's. */
  String timed(String sql) {
    return clockIsOurs ? sql.replace(NOW, Long.toString(time.now())) : sql;
  }

  /** What the parameter for something to be due in some milliseconds is. */
  long dueParameter(long delay) {
    return clockIsOurs ? time.dueIn(delay) : delay;
  }

  /** When what need not wait is due, if the database says that it is {@code now}. */
  long dueNow(long now) {
    return clockIsOurs ? time.dueIn(0) : now;
  }

  /** Due in one queue, and not written by a newer version: those are left to newer nodes. */
  private String due() {
    return "WHERE state = 0 AND network = ? AND repeatable = ? AND due_at <= "
        + now
        + " AND payload_version <= "
        + RequestCodec.VERSION;
  }

  private String selectDue(Dialect dialect) {
    return "SELECT "
        + PostbackRows.COLUMNS
        + ", "
        + now
        + " FROM postback4j_postback "
        + due()
        + dueOrder
        + "?"
        + dialect.skipLocked();
  }

  /** Locking, H2 would read and sort all that is due: it picks the rows first, and locks those. */
  private String selectDueOfH2(Dialect dialect) {
    return "SELECT "
        + qualified()
        + now
        + " FROM (SELECT id FROM postback4j_postback "
        + due()
        + dueOrder
        + "?) q JOIN postback4j_postback p ON p.id = q.id AND p.state = 0"
        + " ORDER BY p.due_at, p.id"
        + dialect.skipLocked();
  }

  private static String qualified() {
    StringBuilder qualified = new StringBuilder();
    for (String column : PostbackRows.COLUMNS.split(", ", -1)) {
      qualified.append("p.").append(column).append(", ");
    }
    return qualified.toString();
  }

  /**
   * Which of some queues have something due; to be {@link #timed}. Parameters: network and
   * repeatable of each.
   */
  String anyDue(int queues) {
    StringBuilder union = new StringBuilder();
    for (int i = 0; i < queues; i++) {
      union
          .append(i == 0 ? "" : " UNION ALL ")
          .append("SELECT * FROM (SELECT network, repeatable FROM postback4j_postback ")
          .append(due())
          .append(dueOrder)
          .append("1) q")
          .append(i);
    }
    return union.toString();
  }

  /** The delay is null for a final state. */
  private String finishSet(String state, String delay) {
    return "state = "
        + state
        + ", due_at = "
        + (clockIsOurs ? "" : now + " + ")
        + delay
        + ", finished_at = CASE WHEN "
        + delay
        + " IS NULL THEN "
        + wallTime
        + " END";
  }

  private String claimAtOnce(Dialect dialect) {
    return "WITH picked AS MATERIALIZED (SELECT id, due_at FROM postback4j_postback"
        + " "
        + due()
        + dueOrder
        + "?"
        + dialect.skipLocked()
        + ") UPDATE postback4j_postback p SET state = 1, attempts = p.attempts + 1, token = ?,"
        + " due_at = "
        + now
        + " + ? FROM picked WHERE p.id = picked.id RETURNING "
        + qualified()
        + "picked.due_at";
  }

  /** Parameters: see {@link PostbackRows#write}. */
  String insertPostbacks(int rows) {
    String dueAt = clockIsOurs ? "?" : now + " + ?";
    String row = "(?, ?, ?, ?, ?, 0, " + dueAt + ", ?, ?, ?, ?, 1, ?, ?, ?)";
    return "INSERT INTO postback4j_postback (id, network, order_id, goal, part, state, due_at,"
        + " attempts, ambiguous, repeatable, payload, payload_version, reason, created_at,"
        + " deadline) VALUES "
        + String.join(", ", Collections.nCopies(rows, row));
  }

  /** As many parameters as the next power of two, so that few different statements arise. */
  static String in(int count) {
    return "(" + String.join(", ", Collections.nCopies(padded(count), "?")) + ")";
  }

  /** How many parameters {@link #in} has; those to spare repeat the last value. */
  static int padded(int count) {
    int highest = Integer.highestOneBit(count);
    return highest == count ? count : highest << 1;
  }
}
