package io.github.postback4j.benchmarks;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.TrackResult.Decided;
import io.github.postback4j.TrackerBuilder;
import io.github.postback4j.click.Click;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.session.SessionStore;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Tracks orders, numbered from 0, that a click of one network brought. */
final class Backlog {

  private static final int TRACKS_PER_TRANSACTION = 500;

  private Backlog() {}

  static Network network(String origin, int concurrency) {
    return Shop.network(origin).allowHttp(true).maxConcurrency(concurrency).build();
  }

  /** A tracker that sends to {@code network}, with clicks in memory; not started. */
  static TrackerBuilder tracker(Network network, Outbox outbox, int concurrency) {
    return PostbackTracker.builder()
        .network(network)
        .sessions(SessionStore.inMemory(10, Clock.systemUTC()))
        .outbox(outbox)
        .maxInFlight(concurrency);
  }

  /** Tracks into a started outbox; nothing is sent. */
  static void track(Network network, Outbox outbox, int orders) {
    SessionStore sessions = SessionStore.inMemory(10, Clock.systemUTC());
    SessionKey visitor = clicked(sessions, network);
    PostbackTracker tracker =
        Shop.silent(PostbackTracker.builder().network(network))
            .sessions(sessions)
            .outbox(outbox)
            .build();
    for (int from = 0; from < orders; from += TRACKS_PER_TRANSACTION) {
      int first = from;
      int end = Math.min(orders, from + TRACKS_PER_TRANSACTION);
      boolean queued =
          outbox.atomically(
              () -> {
                boolean all = true;
                for (int i = first; i < end; i++) {
                  all &= isQueued(tracker, visitor, i);
                }
                return all;
              });
      if (!queued) {
        throw new IllegalStateException("not queued");
      }
    }
  }

  /** A visitor with a click an hour ago. */
  static SessionKey clicked(SessionStore sessions, Network network) {
    SessionKey visitor = Shop.visitor(1);
    Click click = Shop.click(Instant.now().minusSeconds(3600));
    sessions.save(visitor, click, network.expiresAt(click));
    return visitor;
  }

  private static boolean isQueued(PostbackTracker tracker, SessionKey visitor, int number) {
    return tracker.track(visitor, Shop.conversion(Shop.orderId(number))) instanceof Decided decided
        && decided.queued().size() == 1;
  }

  /** What is sent for these orders. */
  static List<String> urls(Network network, int orders) {
    Outbox outbox =
        Outbox.inMemory(
            orders, Clock.systemUTC(), io.github.postback4j.store.CallerTransaction.NONE);
    track(network, outbox, orders);
    List<String> urls = new ArrayList<>();
    for (int i = 0; i < orders; i++) {
      PostbackRequest request = outbox.find(Shop.orderId(i)).get(0).request();
      urls.add(Objects.requireNonNull(request).url());
    }
    return urls;
  }
}
