package io.github.postback4j;

import io.github.postback4j.click.Click;
import io.github.postback4j.network.Network;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.session.CarriedClicks;
import io.github.postback4j.session.KeptClick;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.session.SessionKey.Kind;
import io.github.postback4j.session.SessionStore;
import io.github.postback4j.session.Visitor;
import io.github.postback4j.store.StoreException;
import io.github.postback4j.store.TransactionLostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Keeps clicks and gives them to whom they belong: what the front door does before there is a
 * conversion. A failure is a log line and a false, never an exception.
 */
final class ClickDesk {

  static final String NO_KEYED_STORE =
      "there is no keyed session store, only a carrier: configure one (memory, database, Redis)";

  private static final String PLACED = "(placed)";
  private static final Duration PLACED_FOR = Duration.ofDays(400);

  /** Browsers keep no cookie longer than 400 days (RFC 6265bis, 5.5). */
  private static final Duration MAX_VISITOR_LIFETIME = Duration.ofDays(400);

  private final Map<String, Network> networks;
  private final SessionStore sessions;
  private final Outbox outbox;
  private final Clock clock;
  private final FailureLog failures;
  private final LongAdder lost = new LongAdder();

  ClickDesk(
      Map<String, Network> networks,
      SessionStore sessions,
      Outbox outbox,
      Clock clock,
      FailureLog failures) {
    this.networks = networks;
    this.sessions = sessions;
    this.outbox = outbox;
    this.clock = clock;
    this.failures = failures;
  }

  CarriedClicks carry(CarriedClicks held, List<Click> clicks) {
    Instant now = clock.instant();
    return held.with(kept(clicks, now), now);
  }

  /** The clicks with the end of their network's window, without those that are over. */
  private List<KeptClick> kept(List<Click> clicks, Instant now) {
    List<KeptClick> kept = new ArrayList<>(clicks.size());
    for (Click click : clicks) {
      Network network = networks.get(click.network());
      if (network != null && click.problem() == null) {
        KeptClick one = new KeptClick(click, network.expiresAt(click), null);
        if (one.isLive(now)) {
          kept.add(one);
        }
      }
    }
    return kept;
  }

  boolean capture(SessionKey key, List<Click> clicks) {
    boolean kept = keep(key, clicks);
    if (!kept) {
      lost.add(clicks.size());
    }
    return kept;
  }

  /** Clicks that could not be kept under a key, since the start. */
  long lost() {
    return lost.sum();
  }

  private boolean keep(SessionKey key, List<Click> clicks) {
    return guarded(
        "A click was not kept; if it leads to a sale, that will not be reported",
        () -> {
          List<KeptClick> kept = kept(clicks, clock.instant());
          if (!kept.isEmpty()) {
            sessions.add(key, kept);
          }
        });
  }

  Duration visitorLifetime() {
    Duration longest = Duration.ofDays(1);
    for (Network network : networks.values()) {
      Duration window = network.longestWindow();
      if (window == null || window.compareTo(MAX_VISITOR_LIFETIME) > 0) {
        return MAX_VISITOR_LIFETIME;
      }
      longest = window.compareTo(longest) > 0 ? window : longest;
    }
    return longest;
  }

  boolean linkCustomer(Visitor visitor, String customerId) {
    String cost =
        "A customer's clicks were not linked; sales after another login may not be reported";
    return isKeyed(cost)
        && guarded(
            cost,
            () -> {
              SessionKey key = visitor.key();
              SessionKey customer = SessionKey.customer(customerId);
              if (key != null && key.kind() != Kind.VISITOR) {
                sessions.link(key, customer, null);
              }
              give(visitor, customer, clock.instant());
            });
  }

  boolean linkOrder(Visitor visitor, String orderId, @Nullable String customerId) {
    String cost = "An order's clicks were not kept; its sale will not be reported";
    return isKeyed(cost)
        && guarded(
            cost,
            () ->
                outbox.atomically(
                    () -> {
                      SessionKey order = SessionKey.order(orderId);
                      SessionKey customer = customerOf(customerId);
                      if (sessions.find(order).isEmpty()) {
                        copyToOrder(visitor, order, customer);
                        rememberIfNobodys(order);
                      } else if (customer != null) {
                        // Linked before: a click since then changes nothing about the order, but
                        // it is this customer's, and not that of whoever logs in next.
                        give(visitor, customer, clock.instant());
                      }
                      return true;
                    }));
  }

  /**
   * That an order was placed without a click must not be forgotten: a click that follows, and a
   * second call, would make it somebody's. No network can have the marker's name.
   */
  private void rememberIfNobodys(SessionKey order) {
    if (sessions.find(order).isEmpty()) {
      Instant now = clock.instant();
      Click marker = Click.ofPartner(PLACED, "nobody", now.truncatedTo(ChronoUnit.MILLIS));
      sessions.add(order, List.of(new KeptClick(marker, now.plus(PLACED_FOR), null)));
    }
  }

  /** Keeps a click that the shop names itself for its customer's renewals. */
  void keepFor(@Nullable String customerId, Click click) {
    SessionKey customer = customerOf(customerId);
    if (customer != null && sessions.isKeyed()) {
      String owner = sessions.ownerOf(customer);
      List<KeptClick> owned = new ArrayList<>();
      for (KeptClick one : kept(List.of(click), clock.instant())) {
        owned.add(new KeptClick(one.click(), one.expiresAt(), owner));
      }
      addMissing(customer, owned);
    }
  }

  /** Whether a click is only the mark of an order that was placed without one. */
  static boolean isMarker(Click click) {
    return click.network().equals(PLACED);
  }

  boolean forget(SessionKey key) {
    String cost = "A person's clicks were not removed; try again";
    return isKeyed(cost) && guarded(cost, () -> sessions.remove(key));
  }

  /** What is held, oldest first, without what is over; nothing is written. */
  List<Click> live(Visitor visitor) {
    List<KeptClick> held = visitor.carried();
    try {
      SessionKey key = visitor.key();
      if (key != null && sessions.isKeyed()) {
        held = SameClicks.merge(sessions.find(key), held);
      }
    } catch (RuntimeException | LinkageError e) {
      failures.report("The session store failed; clicks were asked for and not all are shown", e);
    }
    Instant now = clock.instant();
    return held.stream()
        .filter(one -> isGood(one, now))
        .map(KeptClick::click)
        .sorted(Attribution.order())
        .toList();
  }

  Map<String, Map<String, String>> values(Visitor visitor) {
    Map<String, Click> latest = new HashMap<>();
    live(visitor).forEach(click -> latest.put(click.network(), click));
    Map<String, Map<String, String>> values = new LinkedHashMap<>();
    for (Network network : networks.values()) {
      Click click = latest.get(network.name());
      Map<String, String> own = click == null ? Map.of() : valuesOf(network, click);
      if (!own.isEmpty()) {
        values.put(network.name(), own);
      }
    }
    return Collections.unmodifiableMap(values);
  }

  private Map<String, String> valuesOf(Network network, Click click) {
    try {
      return network.values(click);
    } catch (RuntimeException | LinkageError e) {
      failures.report("The values of a click cannot be made", e);
      return Map.of();
    }
  }

  /**
   * The clicks that a visitor, or the customer he says he is, may draw on; with a customer the
   * visitor's become that customer's: for renewals, and against other customers. Without a visitor
   * those that were copied to the order come first.
   *
   * @throws RuntimeException if the store fails
   */
  List<KeptClick> held(
      Visitor visitor, @Nullable SessionKey customer, String orderId, Instant now) {
    SessionKey key = visitor.key();
    if (visitor.isNobody() && sessions.isKeyed()) {
      // A payment's webhook: what was copied when the order was placed, if it was, is what counts.
      List<KeptClick> placed = sessions.find(SessionKey.order(orderId));
      if (!placed.isEmpty()) {
        return placed;
      }
    }
    if (key != null && key.kind() == Kind.ORDER) {
      // An order's clicks were copied when it was placed: nothing may be added to them later.
      return sessions.find(key);
    }
    List<KeptClick> carried = visitor.carried();
    if (carried.stream().noneMatch(one -> isGood(one, now))) {
      return stored(visitor, customer, now);
    }
    try {
      return SameClicks.merge(stored(visitor, customer, now), carried);
    } catch (StoreException e) {
      failures.report(
          "The session store failed; a sale is attributed by what the browser carried", e);
      return carried;
    }
  }

  private List<KeptClick> stored(Visitor visitor, @Nullable SessionKey customer, Instant now) {
    SessionKey key = visitor.key();
    if (customer != null && sessions.isKeyed()) {
      give(visitor, customer, now);
    }
    List<KeptClick> held = key == null ? List.of() : sessions.find(key);
    if (customer == null || customer.equals(key)) {
      return held;
    }
    List<KeptClick> all = new ArrayList<>(held);
    all.addAll(sessions.find(customer));
    return all;
  }

  /** What may not be known to the customer's token is refused by the conversion desk. */
  private void give(Visitor visitor, SessionKey customer, Instant now) {
    SessionKey key = visitor.key();
    if (key != null && key.kind() == Kind.VISITOR) {
      bringIn(visitor, key, now);
      sessions.link(key, customer, null);
    } else if (!visitor.carried().isEmpty()) {
      String owner = sessions.ownerOf(customer);
      List<KeptClick> owned = new ArrayList<>();
      for (KeptClick carried : visitor.carried()) {
        if (isGood(carried, now) && (carried.owner() == null || carried.owner().equals(owner))) {
          owned.add(new KeptClick(carried.click(), carried.expiresAt(), owner));
        }
      }
      addMissing(customer, owned);
    }
  }

  private void copyToOrder(Visitor visitor, SessionKey order, @Nullable SessionKey customer) {
    Instant now = clock.instant();
    if (customer != null) {
      give(visitor, customer, now);
    }
    SessionKey key = visitor.key();
    if (key != null && key.kind() == Kind.VISITOR) {
      bringIn(visitor, key, now);
      sessions.link(key, order, customer);
    } else {
      if (key != null && !key.equals(customer)) {
        sessions.link(key, order, customer);
      }
      if (customer == null && !visitor.carried().isEmpty()) {
        // A guest uses what the browser carried, whoever owns it.
        addMissing(order, visitor.carried().stream().filter(one -> isGood(one, now)).toList());
      }
    }
    if (customer != null) {
      sessions.link(customer, order, customer);
    }
  }

  /** Writes down under the visitor's key what only the browser still knew. */
  private void bringIn(Visitor visitor, SessionKey key, Instant now) {
    if (!visitor.carried().isEmpty()) {
      addMissing(key, visitor.carried().stream().filter(one -> isGood(one, now)).toList());
    }
  }

  private void addMissing(SessionKey key, List<KeptClick> clicks) {
    if (clicks.isEmpty()) {
      return;
    }
    List<KeptClick> missing = SameClicks.missing(sessions.find(key), clicks);
    if (!missing.isEmpty()) {
      sessions.add(key, missing);
    }
  }

  private boolean isGood(KeptClick carried, Instant now) {
    return carried.isLive(now) && networks.containsKey(carried.click().network());
  }

  private static @Nullable SessionKey customerOf(@Nullable String customerId) {
    return customerId == null || customerId.isBlank() ? null : SessionKey.customer(customerId);
  }

  private boolean isKeyed(String cost) {
    if (!sessions.isKeyed()) {
      failures.report(cost + ": " + NO_KEYED_STORE, null);
    }
    return sessions.isKeyed();
  }

  private boolean guarded(String cost, Runnable work) {
    try {
      work.run();
      return true;
    } catch (TransactionLostException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      failures.report(cost, e);
      return false;
    }
  }
}
