package io.github.postback4j.outbox;

import io.github.postback4j.outbox.CareSql.Query;
import io.github.postback4j.outbox.OutboxCare.Batch;
import io.github.postback4j.outbox.OutboxCare.Position;
import io.github.postback4j.store.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What people and the housekeeper do with rows. PostgreSQL does a batch in one statement; elsewhere
 * rows are locked first and changed then. Rows that somebody else has locked are passed over.
 */
final class JdbcCare {

  private static final Comparator<Position> OLDEST_FIRST =
      Comparator.comparing(Position::createdAt).thenComparing(Position::id);

  private final Dialect dialect;
  private final CareSql sql;
  private final PostbackRows rows;

  JdbcCare(Dialect dialect, PostbackRows rows, ProcessTime time) {
    this.dialect = dialect;
    this.sql = new CareSql(dialect, time);
    this.rows = rows;
  }

  List<Postback> list(Connection connection, Selection which, @Nullable Position after, int limit)
      throws SQLException {
    Query query = sql.list(which, after, limit);
    try (PreparedStatement select = prepare(connection, query.sql(), query.parameters());
        ResultSet found = select.executeQuery()) {
      return rows.readAll(found);
    }
  }

  long count(Connection connection, Selection which) throws SQLException {
    Query query = sql.count(which);
    try (PreparedStatement select = prepare(connection, query.sql(), query.parameters());
        ResultSet found = select.executeQuery()) {
      return found.next() ? found.getLong(1) : 0;
    }
  }

  Map<String, Map<PostbackState, Long>> counts(Connection connection, Set<PostbackState> states)
      throws SQLException {
    Map<String, Map<PostbackState, Long>> counts = new TreeMap<>();
    if (states.containsAll(EnumSet.allOf(PostbackState.class))) {
      try (PreparedStatement select = connection.prepareStatement(sql.countAll);
          ResultSet found = select.executeQuery()) {
        while (found.next()) {
          PostbackState state = PostbackRows.state(found.getInt(2));
          put(counts, found.getString(1), state, found.getLong(3));
        }
      }
      return counts;
    }
    for (PostbackState state : states) {
      try (PreparedStatement select = connection.prepareStatement(sql.countByNetwork(state));
          ResultSet found = select.executeQuery()) {
        while (found.next()) {
          put(counts, found.getString(1), state, found.getLong(2));
        }
      }
    }
    return counts;
  }

  private static void put(
      Map<String, Map<PostbackState, Long>> counts,
      String network,
      PostbackState state,
      long count) {
    counts.computeIfAbsent(network, name -> new EnumMap<>(PostbackState.class)).put(state, count);
  }

  Instant time(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql.time);
        ResultSet found = select.executeQuery()) {
      found.next();
      return Instant.ofEpochMilli(found.getLong(1));
    }
  }

  Batch replay(
      Connection connection, Selection which, @Nullable Position after, int limit, Instant deadline)
      throws SQLException {
    Query pick = sql.pick(which, after, limit, true);
    return change(connection, pick, sql.replayed(), PostbackRows.millis(deadline));
  }

  Batch settle(
      Connection connection,
      Selection which,
      @Nullable Position after,
      int limit,
      PostbackState state,
      String reason)
      throws SQLException {
    Query pick = sql.pick(which, after, limit, false);
    return change(connection, pick, sql.settled(state), reason);
  }

  private Batch change(Connection connection, Query pick, String set, Object value)
      throws SQLException {
    boolean atOnce = dialect == Dialect.POSTGRESQL;
    Query query = atOnce ? CareSql.changeAtOnce(pick, set, value) : pick;
    List<Position> changed = new ArrayList<>();
    try (PreparedStatement statement = prepare(connection, query.sql(), query.parameters());
        ResultSet found = statement.executeQuery()) {
      while (found.next()) {
        changed.add(new Position(Instant.ofEpochMilli(found.getLong(1)), found.getString(2)));
      }
    }
    if (changed.isEmpty()) {
      return Batch.NONE;
    }
    if (!atOnce) {
      byId(connection, CareSql.change(set), changed.stream().map(Position::id).toList(), value);
    }
    return new Batch(changed.size(), changed.stream().max(OLDEST_FIRST).orElseThrow());
  }

  int purge(Connection connection, Set<PostbackState> states, Duration age, int limit)
      throws SQLException {
    int purged = 0;
    for (PostbackState state : states) {
      if (purged < limit) {
        purged += purge(connection, state, age.toMillis(), limit - purged);
      }
    }
    return purged;
  }

  private int purge(Connection connection, PostbackState state, long age, int limit)
      throws SQLException {
    if (dialect == Dialect.POSTGRESQL) {
      try (PreparedStatement delete =
          prepare(connection, sql.purgeAtOnce(state), List.of(age, limit))) {
        return delete.executeUpdate();
      }
    }
    List<String> ids = new ArrayList<>();
    try (PreparedStatement select =
            prepare(connection, sql.selectPurgeable(state), List.of(age, limit));
        ResultSet found = select.executeQuery()) {
      while (found.next()) {
        ids.add(found.getString(1));
      }
    }
    if (!ids.isEmpty()) {
      byId(connection, CareSql.purge(), ids);
    }
    return ids.size();
  }

  int forgetDecisions(Connection connection, Duration age, int limit) throws SQLException {
    List<Object> parameters = List.of(age.toMillis(), limit);
    if (dialect == Dialect.POSTGRESQL) {
      try (PreparedStatement delete = prepare(connection, sql.forgetAtOnce, parameters)) {
        return delete.executeUpdate();
      }
    }
    int forgotten = 0;
    try (PreparedStatement select = prepare(connection, sql.selectForgettable, parameters);
        ResultSet found = select.executeQuery();
        PreparedStatement delete = connection.prepareStatement(sql.forgetOne)) {
      while (found.next()) {
        for (int column = 1; column <= 3; column++) {
          delete.setString(column, found.getString(column));
        }
        delete.addBatch();
        forgotten++;
      }
      if (forgotten > 0) {
        delete.executeBatch();
      }
    }
    return forgotten;
  }

  private static PreparedStatement prepare(
      Connection connection, String sql, List<Object> parameters) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; i < parameters.size(); i++) {
        statement.setObject(i + 1, parameters.get(i));
      }
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  private static void byId(
      Connection connection, String statement, List<String> ids, Object... values)
      throws SQLException {
    List<Object> parameters = new ArrayList<>(List.of(values));
    parameters.addAll(ids);
    while (parameters.size() < values.length + OutboxSql.padded(ids.size())) {
      parameters.add(ids.get(ids.size() - 1));
    }
    try (PreparedStatement change =
        prepare(connection, statement + OutboxSql.in(ids.size()), parameters)) {
      change.executeUpdate();
    }
  }
}
