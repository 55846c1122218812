package io.github.postback4j.benchmarks;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.TrackResult.Decided;
import io.github.postback4j.click.Click;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.PlannedPostback;
import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.outbox.Decision;
import io.github.postback4j.outbox.Decision.NetworkDecision;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.session.SessionStore;
import io.github.postback4j.store.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;

/** The steps of {@code track} on one connection of a shop, and what they are measured against. */
final class OutboxWriteSteps implements AutoCloseable {

  private static final int CALLS_PER_TRANSACTION = 20;

  /** The table's columns but those that a new postback leaves null. */
  private static final String INSERT_POSTBACK =
      "INSERT INTO postback4j_postback (id, network, order_id, goal, part, state, due_at, attempts,"
          + " ambiguous, repeatable, payload, payload_version, created_at, deadline)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private static final String INSERT_DECISION =
      "INSERT INTO postback4j_decision (order_id, goal, part, decided_at, networks)"
          + " VALUES (?, ?, ?, ?, ?)";

  /** One thing that is measured. */
  enum Step {
    BARE("bare INSERT of the postback, prepared each time"),
    BARE_KEPT("bare INSERT of the postback, prepared once"),
    BARE_DECISION("bare INSERT of the decision, prepared each time"),
    SAVEPOINT("savepoint, set and released"),
    BARE_UNDER_SAVEPOINT("bare INSERT of the postback under a savepoint"),
    LOOKUP("sessions.find: savepoint, clicks"),
    DECISION("outbox.decide: savepoint, decision"),
    DECISION_AND_POSTBACK("outbox.decide: savepoint, decision, postback"),
    TRACK("track: savepoint, clicks, rendering, decision, postback");

    private final String title;

    Step(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  /** Is told how long each call took. */
  interface Meter {
    void took(Step step, long nanos);
  }

  private final Database database;
  private final Outbox outbox;
  private final SessionStore sessions;
  private final PostbackTracker tracker;
  private final Connection connection;
  private final SessionKey visitor = Shop.visitor(1);
  private final Instant now = Clock.systemUTC().instant();
  private final PostbackRequest request;
  private final String payload;
  private final String networks;
  private int number;

  OutboxWriteSteps(DataSource dataSource) throws SQLException {
    Network network = Shop.network();
    Click click = Shop.click(now.minusSeconds(3600));
    database = Database.of(dataSource);
    outbox = Outbox.jdbc(database);
    sessions = SessionStore.jdbc(database, Clock.systemUTC());
    tracker = Shop.tracker().database(database).outbox(outbox).sessions(sessions).build();
    outbox.start();
    sessions.start();
    sessions.save(visitor, click, network.expiresAt(click));
    if (!(network.plan(click, Shop.conversion(Shop.orderId(0)), now)
        instanceof PlannedPostback.Send send)) {
      throw new IllegalStateException("nothing to send");
    }
    request = send.request();
    payload = "{\"v\":1,\"method\":\"GET\",\"url\":\"" + request.url() + "\"}";
    networks = "{\"v\":1,\"networks\":[{\"n\":\"tune\",\"p\":\"" + id(0) + "\"}]}";
    connection = dataSource.getConnection();
    connection.setAutoCommit(false);
  }

  /** Every step some times, in turns, in a transaction that is committed; then the rows go. */
  void oneTransaction(Meter meter) throws SQLException {
    Step[] steps = Step.values();
    try (PreparedStatement kept = connection.prepareStatement(INSERT_POSTBACK)) {
      for (int call = 0; call < CALLS_PER_TRANSACTION; call++) {
        for (int i = 0; i < steps.length; i++) {
          Step step = steps[(i + call) % steps.length];
          number++;
          String orderId = Shop.orderId(number);
          Conversion conversion = Shop.conversion(orderId);
          long start = System.nanoTime();
          run(step, conversion, kept);
          meter.took(step, System.nanoTime() - start);
        }
      }
    }
    connection.commit();
    try (Statement delete = connection.createStatement()) {
      delete.execute("DELETE FROM postback4j_postback");
      delete.execute("DELETE FROM postback4j_decision");
    }
    connection.commit();
  }

  private void run(Step step, Conversion conversion, PreparedStatement kept) throws SQLException {
    String orderId = conversion.orderId();
    switch (step) {
      case BARE -> insertPostback(orderId);
      case BARE_KEPT -> insertPostback(kept, orderId);
      case BARE_DECISION -> insertDecision(orderId);
      case SAVEPOINT -> connection.releaseSavepoint(connection.setSavepoint());
      case BARE_UNDER_SAVEPOINT -> {
        Savepoint savepoint = connection.setSavepoint();
        insertPostback(orderId);
        connection.releaseSavepoint(savepoint);
      }
      case LOOKUP -> require(database.using(connection, () -> sessions.find(visitor)).size() == 1);
      case DECISION -> decide(orderId, List.of());
      case DECISION_AND_POSTBACK -> decide(orderId, List.of(postback(orderId)));
      case TRACK ->
          require(
              tracker.track(connection, visitor, conversion) instanceof Decided decided
                  && decided.first()
                  && decided.queued().size() == 1);
    }
  }

  @SuppressWarnings("ReferenceEquality") // the outbox gives back the very decision that was first
  private void decide(String orderId, List<Postback> postbacks) {
    NetworkDecision line = new NetworkDecision("tune", id(number), null);
    Decision decision = new Decision(orderId, "sale", "", now, List.of(line));
    require(database.using(connection, () -> outbox.decide(decision, postbacks)) == decision);
  }

  private Postback postback(String orderId) {
    return Postback.pending(
        id(number), "tune", orderId, "sale", request, true, now, now.plusSeconds(1_209_600));
  }

  private void insertPostback(String orderId) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT_POSTBACK)) {
      insertPostback(insert, orderId);
    }
  }

  private void insertPostback(PreparedStatement insert, String orderId) throws SQLException {
    long millis = now.toEpochMilli();
    insert.setString(1, id(number));
    insert.setString(2, "tune");
    insert.setString(3, orderId);
    insert.setString(4, "sale");
    insert.setString(5, "");
    insert.setInt(6, 0);
    insert.setLong(7, millis);
    insert.setInt(8, 0);
    insert.setInt(9, 0);
    insert.setInt(10, 1);
    insert.setString(11, payload);
    insert.setInt(12, 1);
    insert.setLong(13, millis);
    insert.setLong(14, millis + 1_209_600_000);
    require(insert.executeUpdate() == 1);
  }

  private void insertDecision(String orderId) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT_DECISION)) {
      insert.setString(1, orderId);
      insert.setString(2, "sale");
      insert.setString(3, "");
      insert.setLong(4, now.toEpochMilli());
      insert.setString(5, networks);
      require(insert.executeUpdate() == 1);
    }
  }

  private static String id(int number) {
    return "0199ffffffff%016x".formatted(number);
  }

  private static void require(boolean done) {
    if (!done) {
      throw new IllegalStateException("a step did not do its work");
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
    tracker.close();
  }
}
