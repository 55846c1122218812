package io.github.postback4j.outbox;

import io.github.postback4j.outbox.OutboxCare.Position;
import io.github.postback4j.store.Dialect;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statements of {@link JdbcCare} in the words of one database, each with its parameters. States
 * are literals, so that a database sees which partial index serves.
 */
final class CareSql {

  private static final String TABLE = "postback4j_postback";
  private static final String OLDEST_FIRST = " ORDER BY created_at, id LIMIT ?";

  private final Dialect dialect;
  private final ProcessTime processTime;
  private final String now;

  /** Without a parameter: the database's time. */
  final String time;

  /** Columns: network, state, count. */
  final String countAll;

  /** Parameters: age in milliseconds, limit. Columns: order ID, goal, part. */
  final String selectForgettable;

  /** Parameters: order ID, goal, part. */
  final String forgetOne;

  /** PostgreSQL only. Parameters: age in milliseconds, limit. */
  final String forgetAtOnce;

  CareSql(Dialect dialect) {
    this(dialect, ProcessTime.SHARED);
  }

  CareSql(Dialect dialect, ProcessTime processTime) {
    this.dialect = dialect;
    this.processTime = processTime;
    now = dialect.now();
    time = "SELECT " + now;
    countAll = "SELECT network, state, COUNT(*) FROM " + TABLE + " GROUP BY network, state";
    selectForgettable =
        "SELECT d.order_id, d.goal, d.part FROM postback4j_decision d WHERE d.decided_at <= "
            + now
            // Not as NOT EXISTS: PostgreSQL might make that a join that reads all postbacks.
            + " - ? AND (SELECT p.id FROM postback4j_postback p WHERE p.order_id = d.order_id"
            // Of any part: a postback's may be longer than that of its decision.
            + " AND p.goal = d.goal LIMIT 1) IS NULL"
            + " ORDER BY d.decided_at LIMIT ?"
            + dialect.skipLocked();
    forgetOne = "DELETE FROM postback4j_decision WHERE order_id = ? AND goal = ? AND part = ?";
    forgetAtOnce =
        "WITH picked AS MATERIALIZED ("
            + selectForgettable
            + ") DELETE FROM postback4j_decision d USING picked WHERE d.order_id ="
            + " picked.order_id AND d.goal = picked.goal AND d.part = picked.part";
  }

  /** A statement and what is to be set in it. */
  record Query(String sql, List<Object> parameters) {}

  Query list(Selection which, @Nullable Position after, int limit) {
    List<Object> parameters = new ArrayList<>();
    String where = where(which, after, parameters);
    parameters.add(limit);
    return new Query(
        "SELECT " + PostbackRows.COLUMNS + " FROM " + TABLE + where + OLDEST_FIRST, parameters);
  }

  Query count(Selection which) {
    List<Object> parameters = new ArrayList<>();
    String where = where(which, null, parameters);
    return new Query("SELECT COUNT(*) FROM " + TABLE + where, parameters);
  }

  /** Columns: network, count. */
  String countByNetwork(PostbackState state) {
    return "SELECT network, COUNT(*) FROM "
        + TABLE
        + " WHERE state = "
        + PostbackRows.code(state)
        + " GROUP BY network";
  }

  /** What {@link #change} sets to replay. Parameter: deadline. */
  String replayed() {
    return "state = 0, due_at = "
        + (OutboxSql.isClockOurs(dialect) ? Long.toString(processTime.dueIn(0)) : now)
        + ", attempts = 0, deadline = ?, token = NULL, finished_at = NULL";
  }

  /** What {@link #change} sets to settle. Parameter: reason. */
  String settled(PostbackState state) {
    return "state = "
        + PostbackRows.code(state)
        + ", reason = ?, token = NULL, finished_at = "
        + now;
  }

  /**
   * Locks the rows of a batch. Columns: creation time, ID.
   *
   * @param sendable whether only those whose request is there
   */
  Query pick(Selection which, @Nullable Position after, int limit, boolean sendable) {
    List<Object> parameters = new ArrayList<>();
    String where = where(which, after, parameters);
    parameters.add(limit);
    return new Query(
        "SELECT created_at, id FROM "
            + TABLE
            + where
            + (sendable ? " AND payload IS NOT NULL" : "")
            + OLDEST_FIRST
            + dialect.skipLocked(),
        parameters);
  }

  /** Changes the rows whose IDs follow. */
  static String change(String set) {
    return "UPDATE " + TABLE + " SET " + set + " WHERE id IN ";
  }

  /** PostgreSQL only: picks and changes in one statement. Columns as of {@link #pick}. */
  static Query changeAtOnce(Query pick, String set, Object value) {
    List<Object> parameters = new ArrayList<>(pick.parameters);
    parameters.add(value);
    return new Query(
        "WITH picked AS MATERIALIZED ("
            + pick.sql
            + ") UPDATE "
            + TABLE
            + " p SET "
            + set
            + " FROM picked WHERE p.id = picked.id RETURNING p.created_at, p.id",
        parameters);
  }

  /** Parameters: age in milliseconds, limit. Column: ID. */
  String selectPurgeable(PostbackState state) {
    return "SELECT id FROM "
        + TABLE
        + " WHERE state = "
        + PostbackRows.code(state)
        + " AND finished_at <= "
        + now
        + " - ? ORDER BY finished_at LIMIT ?"
        + dialect.skipLocked();
  }

  /** The IDs are its parameters. */
  static String purge() {
    return "DELETE FROM " + TABLE + " WHERE id IN ";
  }

  /** PostgreSQL only. Parameters: age in milliseconds, limit. */
  String purgeAtOnce(PostbackState state) {
    return "WITH picked AS MATERIALIZED ("
        + selectPurgeable(state)
        + ") DELETE FROM "
        + TABLE
        + " p USING picked WHERE p.id = picked.id";
  }

  private String where(Selection which, @Nullable Position after, List<Object> parameters) {
    StringBuilder where = new StringBuilder(" WHERE state = ");
    where.append(PostbackRows.code(which.state()));
    if (dialect == Dialect.SQLITE && PostbackRows.code(which.state()) > 2) {
      where.append(" AND state > 2"); // or it does not see that the partial index serves
    }
    if (which.network() != null) {
      where.append(" AND network = ?");
      parameters.add(which.network());
    }
    add(where, " AND created_at < ?", which.createdBefore(), parameters);
    add(where, " AND finished_at <= ?", which.finishedBy(), parameters);
    if (after != null) {
      // Not as a row value: MySQL would not read the index from there.
      where.append(" AND created_at >= ? AND (created_at > ? OR id > ?)");
      long createdAt = PostbackRows.millis(after.createdAt());
      parameters.addAll(List.of(createdAt, createdAt, after.id()));
    }
    return where.toString();
  }

  private static void add(
      StringBuilder where, String condition, @Nullable Instant time, List<Object> parameters) {
    if (time != null) {
      where.append(condition);
      parameters.add(PostbackRows.millis(time));
    }
  }
}
