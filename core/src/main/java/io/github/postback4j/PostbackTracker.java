package io.github.postback4j;

import io.github.postback4j.TrackResult.Failed;
import io.github.postback4j.TrackResult.Failed.Cause;
import io.github.postback4j.TrackResult.Invalid;
import io.github.postback4j.click.Click;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.delivery.CloseReport;
import io.github.postback4j.delivery.Dispatcher;
import io.github.postback4j.delivery.PostbackSender;
import io.github.postback4j.network.LandingCookie;
import io.github.postback4j.network.Network;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.OutboxFullException;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.outbox.Selection;
import io.github.postback4j.session.CarriedClicks;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.session.SessionStore;
import io.github.postback4j.session.Visitor;
import io.github.postback4j.store.Database;
import io.github.postback4j.store.StoreException;
import io.github.postback4j.store.TransactionLostException;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The front door: captures clicks at landing, tracks conversions at checkout, and delivers
 * postbacks in the background. One per application; safe for use by many threads.
 *
 * <p>Nothing is opened before {@link #start}, and {@link #close} leaves no thread, connection or
 * file open. {@link #capture(SessionKey, String)}, {@link #linkCustomer}, {@link #linkOrder} and
 * {@link #track(Conversion)} never throw (but for a strict tracker) and never wait for a network.
 */
public final class PostbackTracker implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PostbackTracker.class);

  /** How long {@link #close()} lets deliveries under way end; 10 seconds. */
  public static final Duration DEFAULT_CLOSE_DEADLINE = Duration.ofSeconds(10);

  private final Map<String, Network> networks;
  private final SessionStore sessions;
  private final Outbox outbox;
  private final @Nullable Database database;
  private final Dispatcher dispatcher;
  private final PostbackSender sender;
  private final ClickReader reader;
  private final ClickDesk clicks;
  private final ConversionDesk desk;
  private final FollowUpDesk followUps;
  private final PersonDesk persons;
  private final PostbackOperations operations;
  private final Housekeeper housekeeper;
  private final Supplier<Visitor> currentVisitor;
  private final Clock clock;
  private final boolean strict;
  private final FailureLog failures;
  private final AtomicBoolean started = new AtomicBoolean();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);

  PostbackTracker(TrackerBuilder given, Dispatcher dispatcher, PostbackSender sender) {
    networks = new LinkedHashMap<>(given.networks);
    sessions = given.sessions();
    outbox = given.outbox();
    database = given.database;
    clock = given.clock;
    strict = given.strict;
    currentVisitor = given.currentVisitor;
    failures = new FailureLog(log, clock);
    reader = new ClickReader(networks, clock);
    clicks = new ClickDesk(networks, sessions, outbox, clock, failures);
    Map<String, Network> sending = given.sending();
    desk =
        new ConversionDesk(
            given, clicks, new CouponDesk(given.coupons, sending, failures), failures);
    followUps = new FollowUpDesk(sending, outbox, clock, given.random);
    persons = new PersonDesk(sessions, outbox);
    this.dispatcher = dispatcher;
    this.sender = sender;
    operations = new PostbackOperations(outbox, sending.keySet(), dispatcher, clock);
    housekeeper =
        new Housekeeper(
            new Housekeeping(
                outbox,
                sessions::purgeExpired,
                operations::stranded,
                given.retention,
                given.random,
                System::nanoTime));
  }

  /** Starts a configuration; at least one network is required, all else is optional. */
  public static TrackerBuilder builder() {
    return new TrackerBuilder();
  }

  /**
   * Opens the stores and starts delivering. To be called once.
   *
   * @throws io.github.postback4j.store.StoreException if a store cannot be used, with what would be
   *     right
   * @throws IllegalStateException if it was started or closed before; what runs goes on
   */
  public void start() {
    if (started.getAndSet(true) || closing.get()) {
      throw new IllegalStateException("a tracker starts once");
    }
    outbox.start();
    try {
      sessions.start();
      dispatcher.start();
      housekeeper.start();
    } catch (RuntimeException | Error e) {
      close(Duration.ZERO);
      throw e;
    }
    log.info(
        "Postback4j started: networks {}, outbox {}",
        networks.keySet(),
        outbox.isDurable() ? "durable" : "in memory");
  }

  /** The networks' names, in configuration order. */
  public List<String> networks() {
    return List.copyOf(networks.keySet());
  }

  /**
   * Whether this raw query string may bring a click: cheap, so that it can be asked at every
   * request.
   */
  public boolean mayBringClick(@Nullable String rawQuery) {
    return reader.mayBringClick(rawQuery);
  }

  /**
   * The clicks that a landing brought, one per network at most; nothing is kept.
   *
   * @param rawQuery as the servlet's {@code getQueryString()} gives it; null where there is none
   */
  public List<Click> readClicks(@Nullable String rawQuery) {
    return reader.readClicks(rawQuery, clock.instant());
  }

  /** As {@link #readClicks(String)}, of a landing at an earlier time; one to come counts as now. */
  public List<Click> readClicks(@Nullable String rawQuery, Instant landedAt) {
    return reader.readClicks(rawQuery, landedAt);
  }

  /**
   * Names of cookies by which networks' own scripts leave a click; mostly none.
   *
   * @see #readCookie
   */
  public Set<String> clickCookies() {
    return reader.clickCookies();
  }

  /**
   * The clicks that a cookie of a network's own script stands for; nothing is kept. The cookie does
   * not tell when the click was: it is one of now.
   *
   * @param name one of {@link #clickCookies}
   * @param value as the browser sent it; percent-decoded once where it is encoded
   * @return empty if it cannot be a transaction ID
   */
  public List<Click> readCookie(String name, String value) {
    return reader.readCookie(name, value);
  }

  /**
   * The cookies that networks' own scripts look for, once these clicks arrived; none for a click
   * whose window is over.
   */
  public List<LandingCookie> landingCookies(List<Click> clicks) {
    return reader.landingCookies(clicks);
  }

  /**
   * What a carrier is to hold after these clicks: each with the end of its network's attribution
   * window, without those that are over or of a network that is not configured.
   */
  public CarriedClicks carry(CarriedClicks held, List<Click> clicks) {
    return this.clicks.carry(held, clicks);
  }

  /** What a carrier is to hold once the visitor is known to be this customer. */
  public CarriedClicks owned(CarriedClicks held, String customerId) {
    return held.ownedBy(sessions.ownerOf(SessionKey.customer(customerId)));
  }

  /** As {@link #clicks(Visitor)}, of what is held under a key. */
  public List<Click> clicks(SessionKey key) {
    return clicks(Visitor.of(key));
  }

  /**
   * The clicks that are held of a visitor and whose window is not over, oldest first. Nothing is
   * written, and nothing given to anybody. Never throws: a store that cannot be read costs a log
   * line, and what it holds.
   *
   * @param visitor a key of any kind, what the browser carried, or both
   */
  public List<Click> clicks(Visitor visitor) {
    return clicks.live(visitor);
  }

  /** As {@link #clickValues(Visitor)}, of what is held under a key. */
  public Map<String, Map<String, String>> clickValues(SessionKey key) {
    return clickValues(Visitor.of(key));
  }

  /**
   * What a shop's own use of networks' software needs: of the latest click of each network that
   * holds any, its identifiers and kept parameters by their landing names ({@code gclid}, {@code
   * fbclid}) and what the network's file exposes besides. Reads and fails as {@link
   * #clicks(Visitor)}. The values identify people: they are not for logs.
   *
   * @return by network, in configuration order
   */
  public Map<String, Map<String, String>> clickValues(Visitor visitor) {
    return clicks.values(visitor);
  }

  /** Whether clicks are kept under keys; false with {@link SessionStore#none}. */
  public boolean isKeyed() {
    return sessions.isKeyed();
  }

  /**
   * Keeps clicks under a key, each for its network's attribution window.
   *
   * @return false if one could not be kept; a log line says so
   */
  public boolean capture(SessionKey key, List<Click> clicks) {
    return this.clicks.capture(key, clicks);
  }

  /** As {@link #capture(SessionKey, List)}, with the clicks that this landing brought. */
  public boolean capture(SessionKey key, @Nullable String rawQuery) {
    return clicks.capture(key, readClicks(rawQuery));
  }

  /**
   * As {@link #capture(SessionKey, String)}, later: for a shop that kept the landing's query and
   * its time itself until the visitor consented. A click is as old as its landing.
   */
  public boolean capture(SessionKey key, @Nullable String rawQuery, Instant landedAt) {
    return clicks.capture(key, readClicks(rawQuery, landedAt));
  }

  /**
   * Clicks that could not be kept under a key since the start, because the session store failed or
   * took longer than its limit. A carrier may still hold them.
   */
  public long lostClicks() {
    return clicks.lost();
  }

  /**
   * How long a visitor is to be remembered: the longest window of any network, at most 400 days.
   */
  public Duration visitorLifetime() {
    return clicks.visitorLifetime();
  }

  /** As {@link #linkCustomer(Visitor, String)}, for a visitor known by a key. */
  public boolean linkCustomer(SessionKey visitor, String customerId) {
    return clicks.linkCustomer(Visitor.of(visitor), customerId);
  }

  /**
   * Gives a visitor's clicks to a customer, at login or registration. Clicks that belong to another
   * customer already stay theirs. Needs a keyed store.
   *
   * @return false if it could not be done; a log line says so
   */
  public boolean linkCustomer(Visitor visitor, String customerId) {
    return clicks.linkCustomer(visitor, customerId);
  }

  /**
   * As {@link #linkOrder(Visitor, String, String)}, for a visitor known by a key.
   *
   * @param visitor the browser, or null where there is none
   */
  public boolean linkOrder(
      @Nullable SessionKey visitor, String orderId, @Nullable String customerId) {
    return clicks.linkOrder(Visitor.of(visitor), orderId, customerId);
  }

  /**
   * Copies the clicks held now to an order that is placed now and confirmed later; {@code
   * track(SessionKey.order(orderId), ...)} then needs no cookie, and clicks after this moment
   * change nothing. Needs a keyed store.
   *
   * @param customerId the customer, or null for a guest
   * @return false if it could not be done; a log line says so
   */
  public boolean linkOrder(Visitor visitor, String orderId, @Nullable String customerId) {
    return clicks.linkOrder(visitor, orderId, customerId);
  }

  /**
   * Tracks a conversion of the current visitor, where the adapter knows one (a Spring application
   * in a request), or of the conversion's customer.
   */
  public TrackResult track(Conversion conversion) {
    Visitor visitor = Visitor.nobody();
    try {
      visitor = currentVisitor.get();
    } catch (RuntimeException | LinkageError e) {
      failures.report("The current visitor is unknown; a sale may not be reported", e);
    }
    return track(visitor, conversion);
  }

  /**
   * As {@link #track(Visitor, Conversion)}, for clicks under a key.
   *
   * @param key whose clicks count: a visitor (with the conversion's customer, if any), a customer,
   *     or an order that clicks were linked to; null for the conversion's customer alone
   */
  public TrackResult track(@Nullable SessionKey key, Conversion conversion) {
    return track(Visitor.of(key), conversion);
  }

  /**
   * Tracks a conversion: finds the live clicks, applies the attribution rule, renders and queues
   * the postbacks. The first call for an order and goal decides for all networks, "nobody"
   * included; a later one, on any node, gets that decision.
   *
   * <p>In a transaction of the caller's that the outbox knows, all of it is part of that
   * transaction: rolled back, it never happened; committed, it is sent at once. A failure of ours
   * leaves the transaction intact.
   *
   * @param visitor whose clicks count; {@link Visitor#nobody} for the conversion's customer alone
   * @throws TrackingException if it could not be tracked and the tracker is strict
   * @throws TransactionLostException if the database itself has rolled the caller's transaction
   *     back (a deadlock on MySQL, MariaDB or H2): the order in it is gone, and must not seem
   *     committed
   */
  public TrackResult track(Visitor visitor, Conversion conversion) {
    Objects.requireNonNull(visitor, "visitor");
    Objects.requireNonNull(conversion, "conversion");
    if (conversion.problem() != null) {
      return invalid(conversion.problem());
    }
    if (visitor.key() != null && !sessions.isKeyed()) {
      failures.report(
          "A conversion was not tracked: clicks under a key were asked for, but "
              + ClickDesk.NO_KEYED_STORE,
          null);
      return strict(new Failed(Cause.OTHER, ClickDesk.NO_KEYED_STORE), null);
    }
    try {
      return conversion.isFollowUp()
          ? followedUp(followUps.decide(conversion))
          : desk.decide(visitor, conversion);
    } catch (TrackingException | TransactionLostException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      return failed(e);
    }
  }

  private TrackResult followedUp(TrackResult result) {
    return result instanceof Invalid invalid ? invalid(invalid.problem()) : result;
  }

  private TrackResult invalid(String problem) {
    failures.report("A conversion was not tracked and will not be reported: " + problem, null);
    return strict(new Invalid(problem), null);
  }

  /**
   * Tracks a conversion that is credited to this very click, whoever the visitor is and whatever
   * clicks are kept: a phone order, a file of offline sales, an app that hands over its click ID.
   * Its identifiers must keep the rules for landing pages, and it its network's window. Coupons are
   * not looked up. With a customer in the conversion the click is kept for that customer's
   * renewals.
   *
   * @param click such as {@link Click#ofTransaction} or {@link Click#ofPartner}
   * @return {@link Invalid} if the click cannot be one
   * @throws TrackingException if it could not be tracked and the tracker is strict
   * @throws TransactionLostException as in {@link #track(Visitor, Conversion)}
   */
  public TrackResult track(Click click, Conversion conversion) {
    String problem = conversion.problem() != null ? conversion.problem() : click.problem();
    Network network = networks.get(click.network());
    if (problem == null && network == null) {
      problem = "the click's network is not configured";
    }
    if (problem == null && network != null && network.isCaptureOnly()) {
      problem = "the click's network is never sent anything: its clicks are only kept";
    }
    if (problem == null && conversion.isFollowUp()) {
      problem = "a refund, cancellation or change of status takes the click of its sale: give none";
    }
    if (problem != null) {
      return invalid(problem);
    }
    try {
      return desk.decide(click, conversion);
    } catch (TransactionLostException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      return failed(e);
    }
  }

  /** As {@link #cancel(String, String)}, for all goals of the order. */
  public CancelResult cancel(String orderId) {
    return cancelled(orderId, null);
  }

  /**
   * Takes back what was tracked for an order and is not sent yet, such as a conversion that is
   * held: its postbacks become REFUSED and are never sent. An order that was not tracked yet is
   * decided to be nobody's, so that a webhook that comes late books nothing. Part of the caller's
   * transaction, where the outbox knows it (an outbox in memory cancels at once, whatever becomes
   * of it).
   *
   * @param goal of this goal alone
   * @return what was cancelled, and what is too late for that
   * @throws TransactionLostException as in {@link #track(Visitor, Conversion)}
   */
  public CancelResult cancel(String orderId, String goal) {
    return cancelled(orderId, Objects.requireNonNull(goal, "goal"));
  }

  private CancelResult cancelled(String orderId, @Nullable String goal) {
    String named = goal == null || goal.equals(Conversion.SALE) ? "any" : goal;
    String problem = Conversion.builder(orderId).goal(named).status("any").build().problem();
    if (problem != null) {
      failures.report("An order was not cancelled: " + problem, null);
      return new CancelResult.NotCancelled(problem);
    }
    try {
      return followUps.cancel(orderId, goal);
    } catch (TransactionLostException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      failures.report("An order was not cancelled; its postbacks are sent unless it is", e);
      return new CancelResult.NotCancelled(FailureLog.describe(e));
    }
  }

  private TrackResult failed(Throwable e) {
    if (e instanceof OutboxFullException) {
      failures.report(
          "A conversion was not tracked, as the outbox in memory is full; unless it is tracked"
              + " again it will not be reported",
          e);
      return strict(new Failed(Cause.OUTBOX_FULL, FailureLog.describe(e)), e);
    }
    failures.report(
        "A conversion was not tracked; unless it is tracked again it will not be reported", e);
    Cause cause = e instanceof StoreException ? Cause.STORE : Cause.OTHER;
    return strict(new Failed(cause, FailureLog.describe(e)), e);
  }

  /** As {@link #track(Connection, Visitor, Conversion)}, for clicks under a key. */
  public TrackResult track(Connection connection, @Nullable SessionKey key, Conversion conversion) {
    return track(connection, Visitor.of(key), conversion);
  }

  /**
   * As {@link #track(Visitor, Conversion)}, in the transaction of this connection: everything is
   * read and written through it, under a savepoint; it is neither committed nor closed. Needs an
   * outbox in the database that the connection belongs to.
   */
  public TrackResult track(Connection connection, Visitor visitor, Conversion conversion) {
    if (database == null) {
      failures.report(
          "A conversion was not tracked: a connection was given, but the outbox is in no database",
          null);
      return strict(
          new Failed(Cause.OTHER, "the outbox is in no database: use outbox(database)"), null);
    }
    try {
      return database.using(connection, () -> track(visitor, conversion));
    } catch (TrackingException | TransactionLostException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      return failed(e);
    }
  }

  private TrackResult strict(TrackResult result, @Nullable Throwable cause) {
    if (strict) {
      String reason =
          result instanceof Invalid invalid ? invalid.problem() : ((Failed) result).reason();
      throw new TrackingException("conversion not tracked: " + reason, cause);
    }
    return result;
  }

  /** Listing by pages, counting, and bulk work; the methods below are its commonest ones. */
  public PostbackOperations operations() {
    return operations;
  }

  /** See {@link PostbackOperations#ofOrder}. */
  public List<Postback> postbacks(String orderId) {
    return operations.ofOrder(orderId);
  }

  /** See {@link PostbackOperations#get}. */
  public @Nullable Postback postback(String id) {
    return operations.get(id);
  }

  /**
   * Postbacks in one state, oldest first.
   *
   * @param network only of this network; null for all
   * @param limit most to return
   */
  public List<Postback> postbacks(PostbackState state, @Nullable String network, int limit) {
    return operations.list(Selection.of(state).network(network), limit);
  }

  /** See {@link PostbackOperations#counts()}. */
  public Map<String, Map<PostbackState, Long>> counts() {
    return operations.counts();
  }

  /** See {@link PostbackOperations#replay}. */
  public boolean replay(String id) {
    return operations.replay(id);
  }

  /**
   * See {@link PostbackOperations#replayAll}.
   *
   * @param network only of this network; null for all
   */
  public int replayAll(PostbackState state, @Nullable String network) {
    return operations.replayAll(Selection.of(state).network(network));
  }

  /** See {@link PostbackOperations#settle}. */
  public boolean settle(String id, boolean recorded, String reason) {
    return operations.settle(id, recorded, reason);
  }

  /**
   * Removes a person: the clicks under these keys and those of the person's orders, and what
   * postbacks and decisions of those orders hold of the person. That they were made stays known, by
   * order ID, so that no order is reported twice. For a person's own orders give the customer; for
   * a guest's the visitor or the orders themselves. To be called outside a transaction; never
   * throws.
   *
   * @param person visitor, customer, orders: all that are known
   */
  public PersonRemoval remove(SessionKey... person) {
    try {
      return persons.remove(List.of(person));
    } catch (RuntimeException | LinkageError e) {
      failures.report("A person was not wholly removed; try again", e);
      return new PersonRemoval(false, 0, List.of());
    }
  }

  /**
   * Everything that is held about a person, to be handed out.
   *
   * @param person visitor, customer, orders: all that are known
   * @throws StoreException if a store cannot be read now
   */
  public PersonRecord export(SessionKey... person) {
    return persons.export(List.of(person));
  }

  /**
   * Forgets the clicks under a key. Needs a keyed store.
   *
   * @return false if it could not be done; a log line says so
   */
  public boolean forget(SessionKey key) {
    return clicks.forget(key);
  }

  /**
   * Waits until nothing is due any more.
   *
   * @return false if the time ran out before
   */
  public boolean flush(Duration atMost) {
    return dispatcher.flush(atMost);
  }

  /** Stops within {@link #DEFAULT_CLOSE_DEADLINE}. */
  @Override
  public void close() {
    close(DEFAULT_CLOSE_DEADLINE);
  }

  /**
   * Stops: nothing new is sent, attempts under way may end until the deadline, an outbox in memory
   * is emptied as far as that goes. Closing again only waits for that end. Waits although the
   * thread is interrupted, and leaves it so; a listener of deliveries is not waited for.
   *
   * @return what is left; for a listener, what is left so far
   */
  public CloseReport close(Duration deadline) {
    boolean first = !closing.getAndSet(true);
    boolean interrupted = Thread.interrupted();
    try {
      if (!first) {
        return awaitClosed(deadline);
      }
      if (dispatcher.isOwnThread()) { // which has to go on until all is stored
        CloseReport soFar = dispatcher.close(deadline);
        new Thread(() -> closeAll(deadline), "postback4j-close").start();
        return soFar;
      }
      return closeAll(deadline);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private CloseReport closeAll(Duration deadline) {
    try {
      housekeeper.stop();
      CloseReport report = dispatcher.close(deadline);
      housekeeper.join();
      return report;
    } finally {
      closeQuietly(sender);
      closeQuietly(outbox);
      closeQuietly(sessions);
      closed.countDown();
    }
  }

  private CloseReport awaitClosed(Duration deadline) {
    CloseReport report = dispatcher.close(deadline);
    if (!dispatcher.isOwnThread()) {
      try {
        boolean unused = closed.await(deadline.toNanos(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return report;
  }

  private static void closeQuietly(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      log.warn(
          "{} was not closed properly ({})",
          part.getClass().getSimpleName(),
          FailureLog.describe(e));
    }
  }
}
