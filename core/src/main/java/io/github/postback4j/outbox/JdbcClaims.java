package io.github.postback4j.outbox;

import io.github.postback4j.outbox.Outbox.Claim;
import io.github.postback4j.outbox.Outbox.Finish;
import io.github.postback4j.outbox.Outbox.Queue;
import io.github.postback4j.store.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the dispatcher does with rows: claim under a lease, finish, release. Times are the
 * database's, or of a file's one process; a token, new for each claim, fences it. PostgreSQL does a
 * claim or a batch of finishes in one statement; elsewhere rows are locked first and changed then.
 */
final class JdbcClaims {

  private static final int MOST_AT_ONCE = 1000;
  private static final int MOST_QUEUES = 100;

  private final Dialect dialect;
  private final OutboxSql sql;
  private final PostbackRows rows;

  JdbcClaims(Dialect dialect, OutboxSql sql, PostbackRows rows) {
    this.dialect = dialect;
    this.sql = sql;
    this.rows = rows;
  }

  private record Due(Postback postback, long dueAt) {}

  /** Whether a claim is one statement, and needs no transaction around it. */
  boolean claimsAtOnce() {
    return dialect == Dialect.POSTGRESQL;
  }

  /** Whether these are finished in one statement, which needs no transaction around it. */
  boolean finishesAtOnce(List<Finish> finished) {
    return dialect == Dialect.POSTGRESQL && finished.size() <= MOST_AT_ONCE;
  }

  Set<Queue> due(Connection connection, List<Queue> queues) throws SQLException {
    Set<Queue> due = new HashSet<>();
    for (int from = 0; from < queues.size(); from += MOST_QUEUES) {
      List<Queue> some = queues.subList(from, Math.min(queues.size(), from + MOST_QUEUES));
      try (PreparedStatement select =
          connection.prepareStatement(sql.timed(sql.anyDue(some.size())))) {
        int at = 1;
        for (Queue queue : some) {
          select.setString(at++, queue.network());
          select.setInt(at++, queue.repeatable() ? 1 : 0);
        }
        try (ResultSet found = select.executeQuery()) {
          while (found.next()) {
            due.add(new Queue(found.getString(1), found.getInt(2) != 0));
          }
        }
      }
    }
    return due;
  }

  List<Claim> claim(Connection connection, Queue queue, int limit, Duration lease)
      throws SQLException {
    String token = UUID.randomUUID().toString();
    int most = Math.min(limit, MOST_AT_ONCE);
    List<Postback> claimed =
        claimsAtOnce()
            ? claimAtOnce(connection, queue, most, lease, token)
            : lockAndClaim(connection, queue, most, lease, token);
    return claimed.stream().map(postback -> new Claim(postback, token)).toList();
  }

  private List<Postback> claimAtOnce(
      Connection connection, Queue queue, int limit, Duration lease, String token)
      throws SQLException {
    List<Due> claimed = new ArrayList<>();
    try (PreparedStatement update = connection.prepareStatement(sql.claimAtOnce)) {
      update.setString(1, queue.network());
      update.setInt(2, queue.repeatable() ? 1 : 0);
      update.setInt(3, limit);
      update.setString(4, token);
      update.setLong(5, lease.toMillis());
      try (ResultSet found = update.executeQuery()) {
        while (found.next()) {
          claimed.add(new Due(rows.read(found), found.getLong(15)));
        }
      }
    }
    claimed.sort(Comparator.comparingLong(Due::dueAt).thenComparing(due -> due.postback.id()));
    return claimed.stream().map(Due::postback).toList();
  }

  private List<Postback> lockAndClaim(
      Connection connection, Queue queue, int limit, Duration lease, String token)
      throws SQLException {
    List<Postback> due = new ArrayList<>();
    long now = 0;
    try (PreparedStatement select = connection.prepareStatement(sql.timed(sql.selectDue))) {
      select.setString(1, queue.network());
      select.setInt(2, queue.repeatable() ? 1 : 0);
      select.setInt(3, limit);
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          due.add(rows.read(found));
          now = found.getLong(15);
        }
      }
    }
    Instant end = Instant.ofEpochMilli(now).plus(lease);
    mark(connection, sql.markClaimed, ids(due, Postback::id), end.toEpochMilli(), token);
    return due.stream().map(postback -> claimed(postback, end)).toList();
  }

  private static Postback claimed(Postback from, Instant leaseEnd) {
    return with(
        from,
        PostbackState.IN_FLIGHT,
        from.attempts() + 1,
        from.ambiguous(),
        from.reason(),
        leaseEnd);
  }

  /**
   * @param held IDs of those that are left as they are
   */
  List<Postback> releaseExpired(Connection connection, int limit, Set<String> held)
      throws SQLException {
    List<Postback> outlived = new ArrayList<>();
    long now = 0;
    try (PreparedStatement select = connection.prepareStatement(sql.timed(sql.selectOutlived))) {
      int most = Math.min(limit, MOST_AT_ONCE);
      select.setInt(1, most + held.size());
      try (ResultSet found = select.executeQuery()) {
        while (outlived.size() < most && found.next()) {
          Postback postback = rows.read(found);
          if (!held.contains(postback.id())) {
            outlived.add(postback);
          }
          now = found.getLong(15);
        }
      }
    }
    Instant due = Instant.ofEpochMilli(sql.dueNow(now));
    mark(connection, sql.release, ids(outlived, Postback::id), due.toEpochMilli());
    List<Postback> released = new ArrayList<>();
    for (Postback from : outlived) {
      boolean again = from.repeatable();
      PostbackState state = again ? PostbackState.PENDING : PostbackState.UNCERTAIN;
      released.add(
          with(from, state, from.attempts(), true, OutboxSql.LEASE_ENDED, again ? due : null));
    }
    return released;
  }

  private static Postback with(
      Postback from,
      PostbackState state,
      int attempts,
      boolean ambiguous,
      @Nullable String reason,
      @Nullable Instant next) {
    return new Postback(
        from.id(),
        from.network(),
        from.orderId(),
        from.goal(),
        from.part(),
        from.request(),
        from.repeatable(),
        state,
        attempts,
        ambiguous,
        reason,
        from.createdAt(),
        next,
        from.deadline());
  }

  Set<String> finish(Connection connection, List<Finish> finished) throws SQLException {
    Set<String> left = new LinkedHashSet<>(ids(finished, Finish::id));
    for (int from = 0; from < finished.size(); from += MOST_AT_ONCE) {
      List<Finish> batch = finished.subList(from, Math.min(finished.size(), from + MOST_AT_ONCE));
      if (dialect == Dialect.POSTGRESQL) {
        finishAtOnce(connection, batch, left);
      } else {
        lockAndFinish(connection, batch, left);
      }
    }
    return left;
  }

  private void finishAtOnce(Connection connection, List<Finish> batch, Set<String> left)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(sql.finishAtOnce)) {
      setArray(update, 1, "varchar", batch, Finish::id);
      setArray(update, 2, "varchar", batch, Finish::token);
      setArray(update, 3, "int4", batch, finish -> PostbackRows.code(finish.state()));
      setArray(update, 4, "int8", batch, finish -> End.of(finish).delay());
      setArray(update, 5, "int4", batch, finish -> finish.ambiguous() ? 1 : 0);
      setArray(update, 6, "int4", batch, Finish::attempts);
      setArray(update, 7, "varchar", batch, finish -> PostbackRows.reason(finish.reason()));
      try (ResultSet changed = update.executeQuery()) {
        while (changed.next()) {
          left.remove(changed.getString(1));
        }
      }
    }
  }

  private static void setArray(
      PreparedStatement statement,
      int at,
      String type,
      List<Finish> batch,
      Function<Finish, @Nullable Object> value)
      throws SQLException {
    @Nullable Object[] values = batch.stream().map(value).toArray();
    statement.setArray(at, statement.getConnection().createArrayOf(type, values));
  }

  /** Those that end alike, as nearly all do, end in one statement. */
  private void lockAndFinish(Connection connection, List<Finish> batch, Set<String> left)
      throws SQLException {
    Map<String, Finish> held = held(connection, batch);
    Map<End, List<String>> alike = new LinkedHashMap<>();
    for (Finish finish : held.values()) {
      alike.computeIfAbsent(End.of(finish), end -> new ArrayList<>()).add(finish.id());
    }
    List<Map.Entry<End, List<String>>> single = new ArrayList<>();
    for (Map.Entry<End, List<String>> entry : alike.entrySet()) {
      if (entry.getValue().size() == 1) {
        single.add(entry);
      } else {
        finishAlike(connection, List.of(entry));
      }
    }
    if (!single.isEmpty()) {
      finishAlike(connection, single);
    }
    left.removeAll(held.keySet());
  }

  /** What of a finish is not the postback's own; the delay is null for a final state. */
  private record End(
      PostbackState state,
      @Nullable Long delay,
      boolean ambiguous,
      int attempts,
      @Nullable String reason) {

    static End of(Finish finish) {
      return new End(
          finish.state(),
          finish.state() == PostbackState.PENDING ? Math.max(0, finish.delay().toMillis()) : null,
          finish.ambiguous(),
          finish.attempts(),
          PostbackRows.reason(finish.reason()));
    }
  }

  /** The lists of IDs are equally long. */
  private void finishAlike(Connection connection, List<Map.Entry<End, List<String>>> groups)
      throws SQLException {
    String words = sql.finish + OutboxSql.in(groups.get(0).getValue().size());
    try (PreparedStatement update = connection.prepareStatement(words)) {
      for (Map.Entry<End, List<String>> group : groups) {
        End end = group.getKey();
        update.setInt(1, PostbackRows.code(end.state()));
        long due = end.delay() == null ? 0 : sql.dueParameter(end.delay());
        for (int at = 2; at <= 3; at++) {
          if (end.delay() == null) {
            update.setNull(at, Types.BIGINT);
          } else {
            update.setLong(at, due);
          }
        }
        update.setInt(4, end.ambiguous() ? 1 : 0);
        update.setInt(5, end.attempts());
        PostbackRows.setText(update, 6, end.reason());
        setIds(update, 7, group.getValue());
        update.addBatch();
      }
      update.executeBatch();
    }
  }

  /** Those whose claim still holds, now locked. Counts of a batch are not told by every driver. */
  private Map<String, Finish> held(Connection connection, List<Finish> batch) throws SQLException {
    Map<String, Finish> held = new TreeMap<>();
    Map<String, String> tokens = new TreeMap<>();
    List<String> ids = ids(batch, Finish::id);
    String select = sql.selectClaimed.formatted(OutboxSql.in(ids.size()));
    try (PreparedStatement locked = connection.prepareStatement(select)) {
      setIds(locked, 1, ids);
      try (ResultSet found = locked.executeQuery()) {
        while (found.next()) {
          tokens.put(found.getString(1), found.getString(2));
        }
      }
    }
    for (Finish finish : batch) {
      if (finish.token().equals(tokens.get(finish.id()))) {
        held.put(finish.id(), finish);
      }
    }
    return held;
  }

  private static void mark(
      Connection connection, String update, List<String> ids, Object... parameters)
      throws SQLException {
    if (ids.isEmpty()) {
      return;
    }
    try (PreparedStatement statement =
        connection.prepareStatement(update + OutboxSql.in(ids.size()))) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      setIds(statement, parameters.length + 1, ids);
      statement.executeUpdate();
    }
  }

  private static void setIds(PreparedStatement statement, int at, List<String> ids)
      throws SQLException {
    for (int i = 0; i < OutboxSql.padded(ids.size()); i++) {
      statement.setString(at + i, ids.get(Math.min(i, ids.size() - 1)));
    }
  }

  private static <T> List<String> ids(List<T> things, Function<T, String> id) {
    return things.stream().map(id).toList();
  }
}
