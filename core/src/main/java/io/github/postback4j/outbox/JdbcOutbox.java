package io.github.postback4j.outbox;

import io.github.postback4j.store.Database;
import io.github.postback4j.store.Dialect;
import io.github.postback4j.store.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The outbox in a database. What the dispatcher needs is in {@link JdbcClaims}, what people and the
 * housekeeper need in {@link JdbcCare}.
 */
final class JdbcOutbox implements Outbox {

  private static final int ROWS_PER_INSERT = 50;

  /** More than a lease lasts. */
  private static final Duration MOST_LEASE = Duration.ofMinutes(10);

  /** Delays between attempts are no longer, unless a user's policy says so. */
  private static final Duration MOST_DELAY = Duration.ofHours(6);

  private final Database database;
  private final ProcessTime time;
  private final Object lifecycle = new Object();
  private final PostbackRows rows = new PostbackRows();
  private volatile @Nullable Runnable wake;
  private volatile @Nullable Opened opened;

  private record Opened(OutboxSql sql, JdbcClaims claims, JdbcCare care, JdbcDecisions decisions) {}

  JdbcOutbox(Database database) {
    this(database, ProcessTime.SHARED);
  }

  /**
   * @param time what is due where the database is this process's alone
   */
  JdbcOutbox(Database database, ProcessTime time) {
    this.database = database;
    this.time = time;
  }

  @Override
  public void start() {
    synchronized (lifecycle) { // it is one user of the database, however often it is started
      if (opened == null) {
        database.start();
        Dialect dialect = database.dialect();
        OutboxSql sql = new OutboxSql(dialect, time);
        opened =
            new Opened(
                sql,
                new JdbcClaims(dialect, sql, rows),
                new JdbcCare(dialect, rows, time),
                new JdbcDecisions(dialect, rows));
        if (sql.clockIsOurs) {
          mendTimes();
        }
      }
    }
  }

  /**
   * The process before this one may have had a clock that was ahead: then all that it left would
   * wait for as long. What cannot be true is cut; what the shop holds back is not known from that.
   */
  private void mendTimes() {
    long lease = time.now() + MOST_LEASE.toMillis();
    long due = time.now() + MOST_DELAY.toMillis();
    try {
      database.<@Nullable Void>write(
          connection -> {
            update(connection, OutboxSql.MEND_LEASES, lease, lease);
            update(connection, OutboxSql.MEND_DUE_TIMES, due, due);
            return null;
          });
    } catch (StoreException e) {
      // It cannot be written now, which tracking and delivery will say: no reason not to start.
    }
  }

  @Override
  public void onDue(@Nullable Runnable wake) {
    this.wake = wake;
  }

  @Override
  public <T> T atomically(Supplier<T> work) {
    return database.atomically(work);
  }

  @Override
  public Decision decide(Decision decision, List<Postback> postbacks) {
    JdbcDecisions decisions = opened().decisions;
    return database.write(
        connection -> {
          if (!decisions.insert(connection, decision)) {
            return decisions.earlier(connection, decision);
          }
          for (int from = 0; from < postbacks.size(); from += ROWS_PER_INSERT) {
            insert(
                connection,
                postbacks.subList(from, Math.min(postbacks.size(), from + ROWS_PER_INSERT)));
          }
          if (!postbacks.isEmpty()) {
            database.afterCommit(this::wake);
          }
          return decision;
        });
  }

  private void insert(Connection connection, List<Postback> postbacks) throws SQLException {
    OutboxSql words = opened().sql;
    int count = postbacks.size();
    String sql = count == 1 ? words.insertPostback : words.insertPostbacks(count);
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      int at = 1;
      for (Postback postback : postbacks) {
        at = rows.write(insert, at, postback, words::dueParameter);
      }
      insert.executeUpdate();
    }
  }

  @Override
  public String tokenOf(String person) {
    return database.keyedHash("person:" + person);
  }

  @Override
  public @Nullable Decision decision(String orderId, String goal, String part) {
    return database.<@Nullable Decision>read(
        connection -> opened().decisions.find(connection, orderId, goal, part));
  }

  @Override
  public List<Decision> decisions(String orderId) {
    return database.read(connection -> opened().decisions.ofOrder(connection, orderId));
  }

  @Override
  public List<Decision> decisionsOf(String person, int limit) {
    CareArguments.requireDecisions(limit);
    return database.read(connection -> opened().decisions.ofPerson(connection, person, limit));
  }

  @Override
  public void lockOrder(String orderId) {
    database.<@Nullable Void>write(
        connection -> {
          opened().decisions.lockOrder(connection, orderId);
          return null;
        });
  }

  @Override
  public void lockPerson(String person) {
    database.<@Nullable Void>write(
        connection -> {
          opened().decisions.lockPerson(connection, person);
          return null;
        });
  }

  @Override
  public List<Postback> withdraw(List<String> ids, String reason) {
    String words = words(reason);
    return database.write(connection -> opened().decisions.withdraw(connection, ids, words));
  }

  @Override
  public int blank(String orderId) {
    return database.write(connection -> opened().decisions.blank(connection, orderId));
  }

  @Override
  public int blankRemoved(int limit) {
    CareArguments.requireBatch(limit);
    return database.write(connection -> opened().decisions.blankRemoved(connection, limit));
  }

  @Override
  public Set<Queue> due(Collection<Queue> queues) {
    return queues.isEmpty()
        ? Set.of()
        : database.read(connection -> opened().claims.due(connection, List.copyOf(queues)));
  }

  @Override
  public List<Claim> claim(Queue queue, int limit, Duration lease) {
    JdbcClaims claims = opened().claims;
    return claims.claimsAtOnce()
        ? database.statement(connection -> claims.claim(connection, queue, limit, lease))
        : database.write(connection -> claims.claim(connection, queue, limit, lease));
  }

  @Override
  public List<Postback> releaseExpired(int limit) {
    return releaseExpired(limit, Set.of());
  }

  @Override
  public List<Postback> releaseExpired(int limit, Set<String> held) {
    return database.write(connection -> opened().claims.releaseExpired(connection, limit, held));
  }

  @Override
  public Set<String> finish(List<Finish> finished) {
    if (finished.isEmpty()) {
      return Set.of();
    }
    JdbcClaims claims = opened().claims;
    return claims.finishesAtOnce(finished)
        ? database.statement(connection -> claims.finish(connection, finished))
        : database.write(connection -> claims.finish(connection, finished));
  }

  @Override
  public List<Postback> find(String orderId) {
    return select(opened().sql.find, orderId);
  }

  @Override
  public @Nullable Postback get(String id) {
    List<Postback> found = select(opened().sql.get, id);
    return found.isEmpty() ? null : found.get(0);
  }

  @Override
  public List<Postback> list(Selection which, @Nullable Position after, int limit) {
    CareArguments.requirePositive(limit);
    return database.read(connection -> opened().care.list(connection, which, after, limit));
  }

  @Override
  public long count(Selection which) {
    return database.read(connection -> opened().care.count(connection, which));
  }

  @Override
  public Map<String, Map<PostbackState, Long>> counts(Set<PostbackState> states) {
    return database.read(connection -> opened().care.counts(connection, states));
  }

  @Override
  public Instant time() {
    return database.read(connection -> opened().care.time(connection));
  }

  private List<Postback> select(String sql, Object... parameters) {
    return database.read(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(sql)) {
            set(select, parameters);
            try (ResultSet found = select.executeQuery()) {
              return rows.readAll(found);
            }
          }
        });
  }

  @Override
  public boolean replay(String id, Instant deadline) {
    return database.write(
        connection -> {
          OutboxSql sql = opened().sql;
          boolean done =
              update(connection, sql.timed(sql.replay), PostbackRows.millis(deadline), id);
          if (done) {
            database.afterCommit(this::wake);
          }
          return done;
        });
  }

  @Override
  public Batch replay(Selection which, @Nullable Position after, int limit, Instant deadline) {
    CareArguments.requireBatch(limit);
    Selection checked = which.forChange();
    return database.write(
        connection -> {
          Batch batch = opened().care.replay(connection, checked, after, limit, deadline);
          if (batch.changed() > 0) {
            database.afterCommit(this::wake);
          }
          return batch;
        });
  }

  @Override
  public boolean settle(String id, PostbackState state, String reason) {
    CareArguments.requireSettled(state);
    String words = words(reason);
    return database.write(
        connection -> update(connection, opened().sql.settle, PostbackRows.code(state), words, id));
  }

  @Override
  public Batch settle(
      Selection which, @Nullable Position after, int limit, PostbackState state, String reason) {
    CareArguments.requireBatch(limit);
    CareArguments.requireSettled(state);
    Selection checked = which.forChange();
    String words = words(reason);
    return database.write(
        connection -> opened().care.settle(connection, checked, after, limit, state, words));
  }

  private static String words(String reason) {
    String words = PostbackRows.reason(reason);
    return words == null ? "" : words;
  }

  @Override
  public int purge(Set<PostbackState> states, Duration age, int limit) {
    CareArguments.requireBatch(limit);
    CareArguments.requireFinal(states);
    return database.write(connection -> opened().care.purge(connection, states, age, limit));
  }

  @Override
  public int forgetDecisions(Duration age, int limit) {
    CareArguments.requireBatch(limit);
    return database.write(connection -> opened().care.forgetDecisions(connection, age, limit));
  }

  private static boolean update(Connection connection, String sql, Object... parameters)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      set(update, parameters);
      return update.executeUpdate() == 1;
    }
  }

  private static void set(PreparedStatement statement, Object... parameters) throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
  }

  @Override
  public boolean isDurable() {
    return true;
  }

  @Override
  public void close() {
    synchronized (lifecycle) {
      if (opened != null) {
        opened = null;
        database.close();
      }
    }
  }

  private Opened opened() {
    Opened current = opened;
    if (current == null) {
      throw new StoreException("the outbox is not started", null);
    }
    return current;
  }

  private void wake() {
    Runnable action = wake;
    if (action != null) {
      action.run();
    }
  }
}
