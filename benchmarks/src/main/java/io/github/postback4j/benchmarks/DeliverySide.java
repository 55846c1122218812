package io.github.postback4j.benchmarks;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.benchmarks.DatabaseServer.Served;
import io.github.postback4j.network.Network;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.store.CallerTransaction;
import io.github.postback4j.store.Database;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import okhttp3.Dispatcher;
import org.jspecify.annotations.Nullable;

/** One way to send a backlog: raw, or by some nodes from an outbox. */
interface DeliverySide extends AutoCloseable {

  String title();

  /** Makes a backlog of orders numbered from 0. */
  void fill(int orders) throws SQLException;

  /** Sends it, until the last outcome is stored. */
  void send(int orders, int concurrency) throws InterruptedException;

  /** Throws unless each ended as recorded; ends what {@link #send} started. */
  void check(int orders) throws SQLException;

  /** The server that was used, if there is one. */
  default @Nullable DatabaseServer server() {
    return null;
  }

  /** Statements of one such backlog, sent once more; null without a database. */
  default @Nullable Served statements(int orders, int concurrency)
      throws SQLException, InterruptedException {
    return null;
  }

  @Override
  void close() throws IOException;

  /** OkHttp's own asynchronous calls. */
  static DeliverySide raw(List<String> urls) {
    return new DeliverySide() {
      @Override
      public String title() {
        return "raw OkHttp";
      }

      @Override
      public void fill(int orders) {}

      @Override
      public void send(int orders, int concurrency) throws InterruptedException {
        RawCalls.send(urls.subList(0, orders), concurrency, new Dispatcher());
      }

      @Override
      public void check(int orders) {}

      @Override
      public void close() {}
    };
  }

  /** From an outbox in memory. */
  final class Memory implements DeliverySide {

    private final String origin;
    private @Nullable Outbox outbox;
    private @Nullable PostbackTracker tracker;

    Memory(String origin) {
      this.origin = origin;
    }

    @Override
    public String title() {
      return "memory";
    }

    @Override
    public void fill(int orders) {
      outbox = Outbox.inMemory(orders, Clock.systemUTC(), CallerTransaction.NONE);
      Backlog.track(Backlog.network(origin, 1), outbox, orders);
    }

    @Override
    public void send(int orders, int concurrency) {
      if (outbox != null) {
        Network network = Backlog.network(origin, concurrency);
        tracker = Backlog.tracker(network, outbox, concurrency).build();
        Nodes.deliver(List.of(tracker));
      }
    }

    @Override
    public void check(int orders) {
      if (outbox == null || tracker == null) {
        throw new IllegalStateException("nothing was sent");
      }
      Map<PostbackState, Long> states = outbox.counts().getOrDefault("tune", Map.of());
      if (!states.equals(Map.of(PostbackState.RECORDED, (long) orders))) {
        throw new IllegalStateException("not all recorded: " + states);
      }
      tracker.close();
    }

    @Override
    public void close() {}
  }

  /** From a database, by some nodes that share the calls. */
  final class Nodes implements DeliverySide {

    private static final String TABLE = "postback4j_postback";
    private static final Duration AT_MOST = Duration.ofMinutes(5);

    private final DatabaseServer server;
    private final Place place;
    private final String origin;
    private final int count;
    private final List<PostbackTracker> trackers = new ArrayList<>();

    /**
     * @param orders most that will be asked for
     */
    Nodes(DatabaseServer server, String origin, int count, int orders) throws SQLException {
      this.server = server;
      this.origin = origin;
      this.count = count;
      place = server.newPlace();
      Outbox outbox = Outbox.jdbc(place.node());
      outbox.start();
      Backlog.track(Backlog.network(origin, 1), outbox, orders);
      outbox.close();
      place.closePools();
      place.run("CREATE TABLE kept_backlog AS SELECT * FROM " + TABLE);
    }

    @Override
    public String title() {
      return server.kind().title() + (count == 1 ? "" : ", " + count + " nodes");
    }

    @Override
    public DatabaseServer server() {
      return server;
    }

    @Override
    public void fill(int orders) throws SQLException {
      place.run(
          server.kind().empty(TABLE),
          "INSERT INTO " + TABLE + " SELECT * FROM kept_backlog ORDER BY order_id LIMIT " + orders,
          server.kind().settle(TABLE));
    }

    @Override
    public void send(int orders, int concurrency) {
      for (int i = 0; i < count; i++) {
        trackers.add(node(place.node(), concurrency / count));
      }
      deliver(trackers);
    }

    private PostbackTracker node(Database database, int concurrency) {
      Network network = Backlog.network(origin, concurrency);
      return Backlog.tracker(network, Outbox.jdbc(database), concurrency).build();
    }

    static void deliver(List<PostbackTracker> trackers) {
      trackers.forEach(PostbackTracker::start);
      for (PostbackTracker tracker : trackers) {
        if (!tracker.flush(AT_MOST)) {
          throw new IllegalStateException("not delivered within " + AT_MOST);
        }
      }
    }

    @Override
    public void check(int orders) throws SQLException {
      trackers.forEach(PostbackTracker::close);
      trackers.clear();
      place.closePools();
      long recorded = place.count("SELECT COUNT(*) FROM " + TABLE + " WHERE state = 2");
      long all = place.count("SELECT COUNT(*) FROM " + TABLE);
      if (recorded != orders || all != orders) {
        throw new IllegalStateException("recorded " + recorded + " of " + all);
      }
    }

    @Override
    public Served statements(int orders, int concurrency) throws SQLException {
      fill(orders);
      StatementRecorder recorder =
          new StatementRecorder(
              place.kind() == DatabaseKind.SQLITE ? place.dataSource() : place.pool(4));
      trackers.add(node(Database.of(recorder.dataSource()), concurrency));
      deliver(trackers);
      Served counted = new Served(recorder.statements() + recorder.control(), recorder.control());
      check(orders);
      return counted;
    }

    @Override
    public void close() {
      place.close();
    }
  }
}
