package io.github.postback4j;

import io.github.postback4j.delivery.DeliveryListener;
import io.github.postback4j.delivery.Dispatcher;
import io.github.postback4j.delivery.DispatcherBuilder;
import io.github.postback4j.delivery.PostbackSender;
import io.github.postback4j.delivery.RetryPolicy;
import io.github.postback4j.network.ConfigurationException;
import io.github.postback4j.network.Network;
import io.github.postback4j.outbox.InMemoryOutboxBuilder;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.Retention;
import io.github.postback4j.session.SessionStore;
import io.github.postback4j.session.Visitor;
import io.github.postback4j.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Configures a {@link PostbackTracker}. At least one {@link #network} is required; sessions and
 * outbox are in memory unless a {@link #database} or stores are given. Not thread-safe.
 */
public final class TrackerBuilder {

  private static final Logger log = LoggerFactory.getLogger(TrackerBuilder.class);

  /** Most visitors, customers and orders in memory by default. */
  public static final int DEFAULT_SESSIONS_IN_MEMORY = 100_000;

  final Map<String, Network> networks = new LinkedHashMap<>();
  @Nullable Database database;
  private @Nullable SessionStore sessions;
  private final Set<KeyedUse> needs = EnumSet.noneOf(KeyedUse.class);
  private @Nullable Outbox outbox;
  private @Nullable PostbackSender sender;
  Attribution attribution = Attribution.lastClickPerNetwork();
  CouponBook coupons = CouponBook.empty();
  Supplier<Visitor> currentVisitor = Visitor::nobody;
  Clock clock = Clock.systemUTC();
  RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
  boolean strict;
  Retention retention = Retention.ofDefaults();
  private RetryPolicy retry = RetryPolicy.ofDefaults();
  private final Map<String, RetryPolicy> retries = new LinkedHashMap<>();
  private Duration pollInterval = Duration.ofSeconds(1);
  private Duration callTimeout = Duration.ofSeconds(10);
  private Duration lease = Duration.ofSeconds(30);
  private int maxInFlight = 64;
  private DeliveryListener listener = DeliveryListener.NONE;

  TrackerBuilder() {}

  /**
   * Adds a network.
   *
   * @throws ConfigurationException if there is one of that name already
   */
  public TrackerBuilder network(Network network) {
    if (networks.putIfAbsent(network.name(), network) != null) {
      throw new ConfigurationException(
          "network '" + network.name() + "'",
          "is there already",
          "Give each network its own name.");
    }
    return this;
  }

  /**
   * Keeps sessions and outbox in this database, in the transaction of the caller. A store given by
   * {@link #sessions} or {@link #outbox} takes precedence.
   */
  public TrackerBuilder database(Database database) {
    this.database = Objects.requireNonNull(database, "database");
    return this;
  }

  /** Where clicks are kept; in memory, {@value #DEFAULT_SESSIONS_IN_MEMORY} keys, by default. */
  public TrackerBuilder sessions(SessionStore sessions) {
    this.sessions = Objects.requireNonNull(sessions, "sessions");
    return this;
  }

  /**
   * What the shop relies on that only a keyed session store can do; nothing by default. Asked for
   * with {@link SessionStore#none}, it is an error at the start instead of a log line at the sale.
   */
  public TrackerBuilder needs(KeyedUse... uses) {
    needs.addAll(List.of(uses));
    return this;
  }

  /**
   * Where postbacks wait; in memory by default, with the bounds of {@link InMemoryOutboxBuilder},
   * which a crash loses.
   */
  public TrackerBuilder outbox(Outbox outbox) {
    this.outbox = Objects.requireNonNull(outbox, "outbox");
    return this;
  }

  /** What makes the HTTP calls; OkHttp by default. It is closed with the tracker. */
  public TrackerBuilder sender(PostbackSender sender) {
    this.sender = Objects.requireNonNull(sender, "sender");
    return this;
  }

  /** Whose sale it is; the last click of each network by default. */
  public TrackerBuilder attribution(Attribution attribution) {
    this.attribution = Objects.requireNonNull(attribution, "attribution");
    return this;
  }

  /** Which partner a coupon code belongs to; nobody's by default. */
  public TrackerBuilder coupons(CouponBook coupons) {
    this.coupons = Objects.requireNonNull(coupons, "coupons");
    return this;
  }

  /** Tells the visitor of the current request for {@code track(conversion)}; nobody by default. */
  public TrackerBuilder currentVisitor(Supplier<Visitor> currentVisitor) {
    this.currentVisitor = Objects.requireNonNull(currentVisitor, "currentVisitor");
    return this;
  }

  /** When to try again; {@link RetryPolicy#ofDefaults} by default. */
  public TrackerBuilder retry(RetryPolicy retry) {
    this.retry = Objects.requireNonNull(retry, "retry");
    return this;
  }

  /** When to try again with one network, in place of the policy for all. */
  public TrackerBuilder retry(String network, RetryPolicy retry) {
    retries.put(Objects.requireNonNull(network, "network"), Objects.requireNonNull(retry, "retry"));
    return this;
  }

  /** How often the outbox is asked for what other nodes or retries made due; 1 second. */
  public TrackerBuilder pollInterval(Duration pollInterval) {
    this.pollInterval = Objects.requireNonNull(pollInterval, "pollInterval");
    return this;
  }

  /**
   * How long one attempt may take, and how long a claim on it holds; 10 and 30 seconds. They come
   * together because the lease must be longer by 10 seconds or more.
   */
  public TrackerBuilder callTimeout(Duration callTimeout, Duration lease) {
    this.callTimeout = Objects.requireNonNull(callTimeout, "callTimeout");
    this.lease = Objects.requireNonNull(lease, "lease");
    return this;
  }

  /** Most attempts under way at once, over all networks; 64. */
  public TrackerBuilder maxInFlight(int maxInFlight) {
    this.maxInFlight = maxInFlight;
    return this;
  }

  /** How long what is finished is kept; {@link Retention#ofDefaults} by default. */
  public TrackerBuilder retention(Retention retention) {
    this.retention = Objects.requireNonNull(retention, "retention");
    return this;
  }

  /** Is told what becomes of postbacks. */
  public TrackerBuilder listener(DeliveryListener listener) {
    this.listener = Objects.requireNonNull(listener, "listener");
    return this;
  }

  /** Tells the time; the system's clock by default. */
  public TrackerBuilder clock(Clock clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
    return this;
  }

  /** Source of IDs and jitter; safe for use by many threads. */
  public TrackerBuilder random(RandomGenerator random) {
    this.random = Objects.requireNonNull(random, "random");
    return this;
  }

  /**
   * Whether {@code track} throws a {@link TrackingException} where it would return a failure: for
   * those who would rather lose the order than the report; false.
   */
  public TrackerBuilder strict(boolean strict) {
    this.strict = strict;
    return this;
  }

  /**
   * The tracker, not yet started.
   *
   * @throws ConfigurationException if there is no network, numbers do not fit together, or what is
   *     needed takes a keyed session store and there is none
   */
  public PostbackTracker build() {
    if (networks.isEmpty()) {
      throw new ConfigurationException(
          "networks",
          "there is none",
          "Add one: network(Network.preset(\"tune\").url(...).build()).");
    }
    checkNeeds();
    CouponDesk.check(coupons, networks);
    warnOfSharedNames();
    PostbackSender used = sender == null ? PostbackSender.okHttp() : sender;
    try {
      DispatcherBuilder delivery = Dispatcher.builder(outbox(), used);
      retries.forEach(delivery::retry);
      Dispatcher dispatcher =
          delivery
              .networks(List.copyOf(sending().values()))
              .retry(retry)
              .pollInterval(pollInterval)
              .callTimeout(callTimeout)
              .lease(lease)
              .maxInFlight(maxInFlight)
              .listener(listener)
              .clock(clock)
              .random(random)
              .build();
      return new PostbackTracker(this, dispatcher, used);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "delivery",
          String.valueOf(e.getMessage()),
          "The defaults fit: lease 30s, call-timeout 10s.");
    }
  }

  private void checkNeeds() {
    if (!needs.isEmpty() && !sessions().isKeyed()) {
      throw new ConfigurationException(
          "sessions",
          needs.stream().map(KeyedUse::text).collect(Collectors.joining(", "))
              + " cannot be done with a carrier alone",
          "Keep sessions in a keyed store beside the carrier (memory, a database or Redis), or do"
              + " without and ask for none of these.");
    }
  }

  /**
   * A click of one network would be credited to the other's partner as well. Nothing is lost where
   * a network only keeps its clicks.
   */
  private void warnOfSharedNames() {
    List<Network> all = List.copyOf(sending().values());
    for (int i = 0; i < all.size(); i++) {
      for (Network other : all.subList(0, i)) {
        Network network = all.get(i);
        String shared = sharedName(other, network);
        if (shared != null && !network.isConditional() && !other.isConditional()) {
          log.warn(
              "Networks {} and {} both read the landing parameter {}: each click counts for both. Agree"
                  + " on another name with one of them, or tell them apart by landing.when",
              other.name(),
              network.name(),
              shared);
        }
      }
    }
  }

  private static @Nullable String sharedName(Network one, Network other) {
    boolean anyCase = one.ignoresCase() || other.ignoresCase();
    for (String name : one.identifierNames()) {
      for (String same : other.identifierNames()) {
        if (anyCase ? same.equalsIgnoreCase(name) : same.equals(name)) {
          return name;
        }
      }
    }
    return null;
  }

  /** Those that are ever sent anything: not those whose clicks are only kept. */
  Map<String, Network> sending() {
    Map<String, Network> sending = new LinkedHashMap<>(networks);
    sending.values().removeIf(Network::isCaptureOnly);
    return sending;
  }

  SessionStore sessions() {
    if (sessions == null) {
      sessions =
          database == null
              ? SessionStore.inMemory(DEFAULT_SESSIONS_IN_MEMORY, clock)
              : SessionStore.jdbc(database, clock);
    }
    return sessions;
  }

  Outbox outbox() {
    if (outbox == null) {
      outbox = database == null ? Outbox.inMemory().clock(clock).build() : Outbox.jdbc(database);
    }
    return outbox;
  }
}
