package io.github.postback4j.benchmarks;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.TrackResult.Decided;
import io.github.postback4j.network.Network;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.session.SessionStore;
import io.github.postback4j.store.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Postback4j, in the same terms. At checkout it does more than the others: it looks up the
 * visitor's click, renders the URL, and keeps the decision.
 */
final class OurPeer implements Peer {

  private static final Duration AT_MOST = Duration.ofMinutes(5);

  private final Place place;
  private final int concurrency;
  private final Network network;
  private final DataSource shop;
  private final Database database;
  private final PostbackTracker checkout;
  private final SessionKey visitor;
  private final Outbox outbox;
  private @Nullable PostbackTracker sending;

  OurPeer(Place place, String origin, int concurrency) {
    this.place = place;
    this.concurrency = concurrency;
    network = Backlog.network(origin, concurrency);
    shop = place.pool(4);
    database = Database.of(shop);
    SessionStore sessions = SessionStore.jdbc(database, Clock.systemUTC());
    outbox = Outbox.jdbc(database);
    outbox.start();
    sessions.start();
    visitor = Backlog.clicked(sessions, network);
    checkout =
        Shop.silent(PostbackTracker.builder().network(network))
            .database(database)
            .sessions(sessions)
            .outbox(outbox)
            .build();
  }

  @Override
  public String title() {
    return "Postback4j, " + concurrency + " calls";
  }

  @Override
  public void checkout(int from, int to) throws SQLException {
    try (Connection connection = shop.getConnection()) {
      connection.setAutoCommit(false);
      for (int i = from; i < to; i++) {
        Peer.insertOrder(connection, i);
        if (!(checkout.track(connection, visitor, Shop.conversion(Shop.orderId(i)))
                instanceof Decided decided)
            || decided.queued().size() != 1) {
          throw new IllegalStateException("not queued");
        }
      }
      connection.commit();
    }
  }

  @Override
  public void settle() throws SQLException {
    place.run("VACUUM ANALYZE postback4j_postback");
  }

  @Override
  public void send(int orders) throws SQLException {
    PostbackTracker tracker = Backlog.tracker(network, Outbox.jdbc(database), concurrency).build();
    sending = tracker;
    tracker.start();
    if (!tracker.flush(AT_MOST)) {
      throw new IllegalStateException("not delivered within " + AT_MOST);
    }
  }

  @Override
  public void clear() throws SQLException {
    if (sending != null) {
      sending.close();
      sending = null;
    }
    place.run("TRUNCATE TABLE shop_order, postback4j_postback, postback4j_decision");
  }

  @Override
  public void close() {
    checkout.close();
    outbox.close();
  }
}
