package io.github.postback4j.outbox;

import io.github.postback4j.store.Dialect;
import io.github.postback4j.store.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decisions in rows of {@code postback4j_decision}, and what is done with an order as a whole. */
final class JdbcDecisions {

  private final Dialect dialect;
  private final DecisionSql sql;
  private final PostbackRows postbacks;
  private final DecisionCodec codec = new DecisionCodec();

  JdbcDecisions(Dialect dialect, PostbackRows postbacks) {
    this.dialect = dialect;
    this.sql = new DecisionSql(dialect);
    this.postbacks = postbacks;
  }

  /** Returns false if this order, goal and part were decided before. */
  boolean insert(Connection connection, Decision decision) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(sql.insert)) {
      insert.setString(1, decision.orderId());
      insert.setString(2, decision.goal());
      insert.setString(3, decision.part());
      insert.setLong(4, PostbackRows.millis(decision.decidedAt()));
      insert.setString(5, codec.write(decision.networks()));
      PostbackRows.setText(insert, 6, decision.person());
      PostbackRows.setText(insert, 7, codec.writeMemos(decision.networks()));
      return insert.executeUpdate() == 1;
    } catch (SQLException e) {
      // H2 has no word for "unless it is there"; there a violation does not harm the transaction.
      if (dialect == Dialect.H2 && "23505".equals(e.getSQLState())) {
        return false;
      }
      throw e;
    }
  }

  Decision earlier(Connection connection, Decision than) throws SQLException {
    List<Decision> earlier =
        select(connection, sql.findCommitted, than.orderId(), than.goal(), than.part());
    if (earlier.isEmpty()) {
      throw new StoreException("the decision made for this order was deleted meanwhile", null);
    }
    return earlier.get(0);
  }

  @Nullable Decision find(Connection connection, String orderId, String goal, String part)
      throws SQLException {
    List<Decision> found = select(connection, sql.find, orderId, goal, part);
    return found.isEmpty() ? null : found.get(0);
  }

  List<Decision> ofOrder(Connection connection, String orderId) throws SQLException {
    return select(connection, sql.ofOrder, orderId, OutboxDecisions.MAX_DECISIONS);
  }

  List<Decision> ofPerson(Connection connection, String person, int limit) throws SQLException {
    return select(connection, sql.ofPerson, person, limit);
  }

  void lockOrder(Connection connection, String orderId) throws SQLException {
    texts(connection, sql.lockOrder, orderId);
  }

  void lockPerson(Connection connection, String person) throws SQLException {
    texts(connection, sql.lockPerson, person);
  }

  List<Postback> withdraw(Connection connection, List<String> given, @Nullable String reason)
      throws SQLException {
    if (given.isEmpty()) {
      return List.of();
    }
    String lock = String.format(sql.lockPending, OutboxSql.in(given.size()));
    List<String> ids = texts(connection, lock, padded(given).toArray());
    if (ids.isEmpty()) {
      return List.of();
    }
    List<Object> parameters = padded(ids);
    String in = OutboxSql.in(ids.size());
    try (PreparedStatement update = connection.prepareStatement(sql.withdraw + in)) {
      PostbackRows.setText(update, 1, reason);
      set(update, 2, parameters);
      update.executeUpdate();
    }
    try (PreparedStatement select =
        connection.prepareStatement(sql.withdrawn + in + " ORDER BY created_at, id")) {
      set(select, 1, parameters);
      try (ResultSet rows = select.executeQuery()) {
        return postbacks.readAll(rows);
      }
    }
  }

  int blank(Connection connection, String orderId) throws SQLException {
    int unsent = 0;
    // Counted first: what is finished in between is blanked here, and looked at once more later.
    try (PreparedStatement count = connection.prepareStatement(sql.countUnsent)) {
      count.setString(1, orderId);
      try (ResultSet rows = count.executeQuery()) {
        unsent = rows.next() ? rows.getInt(1) : 0;
      }
    }
    try (PreparedStatement update = connection.prepareStatement(sql.blankPostbacks)) {
      update.setString(1, orderId);
      update.executeUpdate();
    }
    try (PreparedStatement update = connection.prepareStatement(sql.blankDecisions)) {
      PostbackRows.setText(update, 1, unsent == 0 ? null : OutboxDecisions.REMOVED);
      update.setString(2, orderId);
      update.executeUpdate();
    }
    return unsent;
  }

  int blankRemoved(Connection connection, int limit) throws SQLException {
    List<String> orders = texts(connection, sql.removedAndSent, limit);
    for (String order : orders) {
      blank(connection, order);
    }
    return orders.size();
  }

  private List<Decision> select(Connection connection, String statement, Object... parameters)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(statement)) {
      set(select, 1, List.of(parameters));
      try (ResultSet rows = select.executeQuery()) {
        List<Decision> decisions = new ArrayList<>();
        while (rows.next()) {
          decisions.add(
              new Decision(
                  rows.getString(1),
                  rows.getString(2),
                  rows.getString(3),
                  Instant.ofEpochMilli(rows.getLong(4)),
                  codec.read(rows.getString(5), rows.getString(7)),
                  rows.getString(6)));
        }
        return decisions;
      }
    }
  }

  private static List<String> texts(Connection connection, String statement, Object... parameters)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(statement)) {
      set(select, 1, List.of(parameters));
      try (ResultSet rows = select.executeQuery()) {
        List<String> texts = new ArrayList<>();
        while (rows.next()) {
          texts.add(rows.getString(1));
        }
        return texts;
      }
    }
  }

  private static List<Object> padded(List<String> ids) {
    List<Object> padded = new ArrayList<>(ids);
    while (padded.size() < OutboxSql.padded(ids.size())) {
      padded.add(ids.get(ids.size() - 1));
    }
    return padded;
  }

  private static void set(PreparedStatement statement, int from, List<Object> parameters)
      throws SQLException {
    for (int i = 0; i < parameters.size(); i++) {
      statement.setObject(from + i, parameters.get(i));
    }
  }
}
