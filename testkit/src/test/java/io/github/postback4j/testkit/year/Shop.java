package io.github.postback4j.testkit.year;

import io.github.postback4j.Attribution;
import io.github.postback4j.CancelResult.Cancelled;
import io.github.postback4j.PostbackTracker;
import io.github.postback4j.TrackResult;
import io.github.postback4j.TrackResult.NetworkResult.Queued;
import io.github.postback4j.TrackerBuilder;
import io.github.postback4j.click.Click;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.delivery.DeliveryListener;
import io.github.postback4j.delivery.PostbackSender;
import io.github.postback4j.delivery.RetryPolicy;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.session.SessionStore;
import io.github.postback4j.store.Database;
import io.github.postback4j.testkit.contract.MutableClock;
import io.github.postback4j.testkit.year.Event.Coupon;
import io.github.postback4j.testkit.year.Event.Deal;
import io.github.postback4j.testkit.year.Event.Manner;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A shop that lives through a story: nodes of the real library on one database, networks that
 * answer over HTTP, and a clock that is moved. What is queued is delivered in the evening, and
 * sooner where a deadline is nearer. Used by one thread.
 */
final class Shop implements AutoCloseable {

  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration LEASE = CALL_TIMEOUT.plusSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Story story;
  private final Defect defect;
  private final Store store;
  private final MutableClock clock;
  private final Networks networks;
  private final List<PostbackTracker> nodes = new ArrayList<>();
  private final Queue<Postback> unsettled = new ConcurrentLinkedQueue<>();
  private final List<String> problems = new ArrayList<>();

  /** From the story's time to the clock's, which ends today: rows are purged by today's date. */
  private final Duration offset;

  private final Map<String, Integer> losses = new HashMap<>();
  private final Map<String, Event.Land> lastLanding = new HashMap<>();
  private final Map<String, List<Event.Land>> withoutConsent = new HashMap<>();
  private @Nullable Instant deliverBy;
  private Instant aged;
  private final PriorityQueue<Instant> ends = new PriorityQueue<>();
  private Instant passed;

  Shop(Story story, Store store, Defect defect) {
    this.story = story;
    this.store = store;
    this.defect = defect;
    Instant today = Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS);
    offset = Duration.between(StoryWriter.END, today);
    clock = new MutableClock(StoryWriter.NEW_YEAR.plus(offset));
    aged = clock.instant();
    passed = aged;
    networks = new Networks(story.seed(), clock);
    for (int i = 0; i < story.nodes(); i++) {
      nodes.add(start());
    }
  }

  private PostbackTracker start() {
    Database database = store.database();
    TrackerBuilder builder =
        PostbackTracker.builder()
            .database(database)
            .sessions(defect.sessions(SessionStore.jdbc(database, clock)))
            .outbox(defect.outbox(Outbox.jdbc(database)))
            .sender(defect.sender(PostbackSender.okHttp()))
            .coupons(Networks.coupons())
            .attribution(defect.attribution(attribution(story.rule())))
            .clock(clock)
            .callTimeout(CALL_TIMEOUT, LEASE)
            .pollInterval(Duration.ofMillis(500))
            .retry(
                RetryPolicy.builder()
                    .backoff(Duration.ofMillis(5), Duration.ofMillis(20))
                    .maxRetryAfter(Duration.ofMillis(20))
                    .build())
            .listener(
                new DeliveryListener() {
                  @Override
                  public void finished(Postback postback) {
                    if (postback.state() != PostbackState.RECORDED) {
                      unsettled.add(postback);
                    }
                  }
                });
    for (YearNetwork network : YearNetwork.values()) {
      builder.network(defect.network(network, networks.configuration(network)).build());
    }
    PostbackTracker tracker = builder.build();
    tracker.start();
    return tracker;
  }

  private static Attribution attribution(Rule rule) {
    return switch (rule) {
      case LAST_OF_EACH_NETWORK -> Attribution.lastClickPerNetwork();
      case LAST -> Attribution.lastClick();
      case FIRST -> Attribution.firstClick();
    };
  }

  /** Lives through the story and says what became of it. */
  Verdict live() {
    for (Event event : story.events()) {
      Instant at = event.at().plus(offset);
      sendWhatWasHeld(at);
      if (deliverBy != null && !at.isBefore(deliverBy)) {
        deliver();
      }
      clock.advance(Duration.between(clock.instant(), at));
      happens(event);
    }
    sendWhatWasHeld(Instant.MAX);
    deliver();
    return Verdict.of(
        Oracle.tell(story), networks.requests(), networks.books(), unsettled, problems);
  }

  private void happens(Event event) {
    if (event instanceof Event.Land land) {
      networks.query(land); // now the network books the click
      lastLanding.put(land.device(), land);
      if (land.consent()) {
        capture(land, null);
      } else {
        withoutConsent.computeIfAbsent(land.device(), d -> new ArrayList<>()).add(land);
      }
    } else if (event instanceof Event.Consent consent) {
      List<Event.Land> waiting = withoutConsent.remove(consent.device());
      if (waiting != null) {
        waiting.forEach(land -> capture(land, land.at().plus(offset)));
      }
    } else if (event instanceof Event.Reload reload) {
      Event.Land land = lastLanding.get(reload.device());
      if (land != null && land.consent()) {
        capture(land, null);
      }
    } else if (event instanceof Event.CookieLoss loss) {
      losses.merge(loss.device(), 1, Integer::sum);
      withoutConsent.remove(loss.device());
    } else if (event instanceof Event.Login login) {
      check(node(event).linkCustomer(visitor(login.device()), login.customer()), event);
    } else if (event instanceof Event.Order order) {
      track(order);
    } else if (event instanceof Event.Place place) {
      SessionKey visitor = visitor(place.device());
      check(node(event).linkOrder(visitor, place.order(), place.customer()), event);
    } else if (event instanceof Event.Pay pay) {
      Conversion.Builder paid = conversion(pay.deal());
      if (pay.placedAt() != null) {
        paid.occurredAt(pay.placedAt().plus(offset));
      }
      SessionKey order = SessionKey.order(pay.deal().order());
      tracked(node(pay.node()).track(order, paid.build()), event);
    } else if (event instanceof Event.Renew renew) {
      Conversion renewal = conversion(renew.deal()).renewal().build();
      tracked(node(renew.node()).track((SessionKey) null, renewal), event);
    } else if (event instanceof Event.Hold hold) {
      pass(); // what is held from now on has not waited yet
      Conversion held = conversion(hold.deal()).holdFor(Duration.ofDays(hold.days())).build();
      tracked(node(hold.node()).track(visitor(hold.device()), held), event);
    } else if (event instanceof Event.Cancel cancel) {
      deliver();
      pass();
      check(node(cancel.node()).cancel(cancel.order()) instanceof Cancelled, event);
    } else if (event instanceof Event.Refund refund) {
      deliver();
      refund(refund);
    } else if (event instanceof Event.Told told) {
      PostbackTracker node = node(told.node());
      Click click = networks.click(told.ad(), clock.instant());
      tracked(node.track(click, conversion(told.deal()).build()), event);
    } else if (event instanceof Event.Restart restart) {
      restart(restart.node());
    } else if (event instanceof Event.Fault fault) {
      networks.trouble(fault);
    }
  }

  /** Any node, but in every run the same. */
  private PostbackTracker node(Event event) {
    return nodes.get(Math.floorMod(event.at().toEpochMilli(), nodes.size()));
  }

  private PostbackTracker node(int number) {
    return nodes.get(number % nodes.size());
  }

  private SessionKey visitor(String device) {
    return SessionKey.visitor(device + " " + losses.getOrDefault(device, 0));
  }

  private void capture(Event.Land land, @Nullable Instant landedAt) {
    PostbackTracker node = node(land);
    SessionKey visitor = visitor(land.device());
    String query = networks.query(land);
    check(
        landedAt == null ? node.capture(visitor, query) : node.capture(visitor, query, landedAt),
        land);
  }

  private void track(Event.Order order) {
    PostbackTracker node = node(order.node());
    SessionKey visitor = order.device() == null ? null : visitor(order.device());
    Conversion conversion = conversion(order.deal()).build();
    if (order.manner() == Manner.PLAIN) {
      tracked(node.track(visitor, conversion), order);
      return;
    }
    try (Connection connection = store.connection()) {
      connection.setAutoCommit(false);
      TrackResult result = node.track(connection, visitor, conversion);
      if (order.manner() == Manner.COMMITTED) {
        connection.commit();
        tracked(result, order);
      } else {
        connection.rollback();
      }
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      problems.add(order + ": " + e);
    }
  }

  /** The amount as a shop may write it: with fewer digits, or with an exponent. */
  private static Conversion.Builder conversion(Deal deal) {
    Conversion.Builder builder = Conversion.builder(deal.order()).goal(deal.goal());
    if (!deal.goal().equals(Event.LEAD)) {
      builder.amount(amount(deal.minor(), deal.currency()), deal.currency());
    }
    Coupon coupon = deal.coupon();
    return builder.customerId(deal.customer()).coupon(coupon == null ? null : coupon.name());
  }

  private static BigDecimal amount(long minor, String currency) {
    int digits = Currency.getInstance(currency).getDefaultFractionDigits();
    return BigDecimal.valueOf(minor, digits).stripTrailingZeros();
  }

  /** One of more than was paid, or of an order that is nobody's, is refused: the oracle knows. */
  private void refund(Event.Refund refund) {
    Conversion back =
        Conversion.refund(
            refund.order(),
            refund.refund(),
            amount(refund.minor(), refund.currency()),
            refund.currency());
    TrackResult result = node(refund.node()).track(back);
    if (!(result instanceof TrackResult.Invalid)) {
      tracked(result, refund);
    }
  }

  /** What is held is due one by one, at its very moment: some of it may not be sent much later. */
  private void sendWhatWasHeld(Instant until) {
    Instant end = ends.peek();
    while (end != null && end.isBefore(until)) {
      deliver();
      clock.advance(Duration.between(clock.instant(), end));
      pass();
      deliver(nodes.get(0));
      ends.remove();
      end = ends.peek();
    }
  }

  private void pass() {
    store.pass(Duration.between(passed, clock.instant()));
    passed = clock.instant();
  }

  private void tracked(TrackResult result, Event event) {
    if (!(result instanceof TrackResult.Decided decided)) {
      problems.add("not tracked: " + event + ": " + result);
      return;
    }
    if (!decided.first()) {
      return;
    }
    for (Queued queued : decided.queued()) {
      Postback postback = nodes.get(0).postback(queued.postbackId());
      if (postback == null) {
        problems.add("queued, but not there: " + event);
        continue;
      }
      if (event instanceof Event.Hold hold) {
        ends.add(clock.instant().plus(Duration.ofDays(hold.days())));
        continue;
      }
      Instant evening = clock.instant().truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
      Instant end = postback.deadline().isBefore(evening) ? postback.deadline() : evening;
      deliverBy = deliverBy == null || end.isBefore(deliverBy) ? end : deliverBy;
    }
  }

  private void check(boolean done, Event event) {
    if (!done) {
      problems.add("not done: " + event);
    }
  }

  /** The others go on delivering; what has been finished for long is purged at the start. */
  private void restart(int number) {
    int node = number % nodes.size();
    nodes.get(node).close();
    int other = (node + 1) % nodes.size();
    if (other != node) {
      deliver(nodes.get(other));
      store.age(Duration.between(aged, clock.instant()));
      aged = clock.instant();
    }
    nodes.set(node, start());
  }

  private void deliver() {
    if (deliverBy != null) {
      deliver(nodes.get(0));
    }
  }

  private void deliver(PostbackTracker node) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    boolean flushed = node.flush(PATIENCE);
    while (store.unfinished() > 0) {
      if (System.nanoTime() - end > 0) {
        problems.add("not delivered within " + PATIENCE + ", flushed " + flushed);
        return;
      }
      LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
      flushed = node.flush(PATIENCE);
    }
    deliverBy = null;
  }

  @Override
  public void close() {
    nodes.forEach(PostbackTracker::close);
    networks.close();
  }
}
