package io.github.postback4j.servlet;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.click.Click;
import io.github.postback4j.session.CarriedClicks;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.session.Visitor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who makes a request, and with which clicks: by the {@link VisitorCookie} that names the visitor
 * to a keyed session store, by a {@link ClickCarrier}, or by both. With both, each click is written
 * to the carrier first, then to the store, and looked up in both: the one that fails costs nothing
 * but itself.
 *
 * <p>No method throws: a failure is logged, at most once a minute, and costs the click. Safe for
 * use by many threads.
 */
public final class RequestVisitors {

  private static final Logger log = LoggerFactory.getLogger(RequestVisitors.class);

  private final PostbackTracker tracker;
  private final VisitorCookie cookie;
  private final ClickCarrier carrier;
  private final LandingCookies landingCookies;
  private final ScriptCookies scripts;
  private final CaptureFailures failures;

  private RequestVisitors(Builder builder) {
    tracker = builder.tracker;
    cookie = builder.cookie;
    carrier = builder.carrier;
    landingCookies = new LandingCookies(tracker, cookie.attributes());
    scripts = new ScriptCookies(tracker, cookie, builder.clock);
    failures = new CaptureFailures(log, builder.clock);
  }

  /** Starts a configuration: by the visitor cookie alone unless a carrier is given. */
  public static Builder builder(PostbackTracker tracker) {
    return new Builder(tracker);
  }

  /** Who makes this request, for {@code tracker.track(visitor, conversion)} and the links. */
  public Visitor visitor(HttpServletRequest request) {
    return new Visitor(key(request).orElse(null), carried(request).clicks());
  }

  /**
   * Keeps the clicks that a landing brought earlier: for a shop that kept the landing's query
   * itself until the visitor consented. A click is as old as its landing, and one whose window is
   * over is not kept.
   *
   * @param rawQuery as the servlet's {@code getQueryString()} gave it
   * @param landedAt when the landing page was requested
   * @return false if there was a click and it could not be kept
   */
  public boolean capture(
      HttpServletRequest request,
      HttpServletResponse response,
      @Nullable String rawQuery,
      Instant landedAt) {
    try {
      List<Click> clicks = tracker.readClicks(rawQuery, landedAt);
      return clicks.isEmpty() || capture(request, response, clicks, List.of());
    } catch (RuntimeException | LinkageError e) {
      failures.report(e);
      return false;
    }
  }

  /**
   * Gives the visitor's clicks to a customer, at login or registration: in the keyed store if there
   * is one, and marked so where they are carried.
   *
   * @return false if one of the two could not be done; a log line says so
   */
  public boolean linkCustomer(
      HttpServletRequest request, HttpServletResponse response, String customerId) {
    boolean linked = !tracker.isKeyed() || tracker.linkCustomer(visitor(request), customerId);
    try {
      synchronized (lock(request)) {
        CarriedClicks carried = carrier.read(request);
        CarriedClicks owned = tracker.owned(carried, customerId);
        boolean marked = owned.equals(carried) || write(owned, request, response);
        return linked && marked;
      }
    } catch (RuntimeException | LinkageError e) {
      failures.report(e);
      return false;
    }
  }

  /**
   * Forgets the clicks of this browser: what is carried, the cookies (those set for networks'
   * scripts included), and what the keyed store holds under the visitor. What was given to a
   * customer or an order is theirs: see {@code tracker.forget}.
   *
   * @return false if something was not removed; a log line says so
   */
  public boolean forget(HttpServletRequest request, HttpServletResponse response) {
    try {
      landingCookies.clear(tracker.clicks(visitor(request)), request, response);
      Optional<SessionKey> key = key(request);
      boolean forgotten = key.isEmpty() || tracker.forget(key.get());
      synchronized (lock(request)) { // or a landing under way brings back what it had read
        carrier.clear(request, response);
      }
      if (key.isPresent()) {
        cookie.clear(request, response);
      }
      return forgotten;
    } catch (RuntimeException | LinkageError e) {
      failures.report(e);
      return false;
    }
  }

  /**
   * Keeps clicks, and sets the cookies that go with those of a landing.
   *
   * @param landed by the landing's parameters
   * @param left by cookies of networks' own scripts
   * @return whether they are held now
   */
  boolean capture(
      HttpServletRequest request,
      HttpServletResponse response,
      List<Click> landed,
      List<Click> left) {
    List<Click> clicks = new ArrayList<>(landed);
    clicks.addAll(left);
    boolean kept = keep(request, response, clicks);
    if (!response.isCommitted()) {
      // If the store failed as well: some networks' cookies bring the click back later.
      landingCookies.set(landed, request, response);
      scripts.seen(clicks, kept, request, response);
    }
    return kept;
  }

  /** Carrier first, then the store; true if either holds them now. */
  private boolean keep(
      HttpServletRequest request, HttpServletResponse response, List<Click> clicks) {
    boolean carried = carry(request, response, clicks);
    if (!tracker.isKeyed()) {
      return carried;
    }
    Optional<SessionKey> known = cookie.visitor(request);
    if (response.isCommitted()) {
      log.debug("A click came when the response was already committed: no cookie can be set");
      return (known.isPresent() && tracker.capture(known.get(), clicks)) || carried;
    }
    SessionKey visitor = known.orElseGet(cookie::newVisitor);
    boolean stored = tracker.capture(visitor, clicks);
    if (stored || carried) {
      // Where only the carrier has it, the key lets it be written down at the next link.
      cookie.give(visitor, request, response, tracker.visitorLifetime());
    }
    return stored || carried;
  }

  private boolean carry(
      HttpServletRequest request, HttpServletResponse response, List<Click> clicks) {
    try {
      synchronized (lock(request)) {
        CarriedClicks held = carried(request);
        CarriedClicks now = tracker.carry(held, clicks);
        return !now.isEmpty() && write(now, request, response);
      }
    } catch (RuntimeException | LinkageError e) {
      failures.report(e);
      return false;
    }
  }

  /** What is carried by the browser is each request's own; a session is shared. */
  private Object lock(HttpServletRequest request) {
    return carrier instanceof SessionCarrier session ? session.lock(request) : new Object();
  }

  private boolean write(
      CarriedClicks clicks, HttpServletRequest request, HttpServletResponse response) {
    return carrier.write(clicks, request, response, tracker.visitorLifetime());
  }

  private CarriedClicks carried(HttpServletRequest request) {
    try {
      return carrier.read(request);
    } catch (RuntimeException | LinkageError e) {
      failures.report(e);
      return CarriedClicks.none();
    }
  }

  private Optional<SessionKey> key(HttpServletRequest request) {
    return tracker.isKeyed() ? cookie.visitor(request) : Optional.empty();
  }

  /** Clicks that networks' own scripts left. */
  ScriptCookies scripts() {
    return scripts;
  }

  PostbackTracker tracker() {
    return tracker;
  }

  @Override
  public String toString() {
    return "RequestVisitors[" + cookie + ", " + carrier + "]";
  }

  /** Not thread-safe. */
  public static final class Builder {

    private final PostbackTracker tracker;
    private VisitorCookie cookie = VisitorCookie.ofDefaults();
    private ClickCarrier carrier = ClickCarrier.none();
    private Clock clock = Clock.systemUTC();

    private Builder(PostbackTracker tracker) {
      this.tracker = Objects.requireNonNull(tracker, "tracker");
    }

    /**
     * Names the visitor to the keyed store; {@link VisitorCookie#ofDefaults}. Not used, and not
     * set, where the tracker has no keyed store.
     */
    public Builder cookie(VisitorCookie cookie) {
      this.cookie = Objects.requireNonNull(cookie, "cookie");
      return this;
    }

    /** Carries the clicks themselves; {@link ClickCarrier#none}. */
    public Builder carrier(ClickCarrier carrier) {
      this.carrier = Objects.requireNonNull(carrier, "carrier");
      return this;
    }

    /** Tells when a failure may be logged again; the system's clock by default. */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /**
     * The visitors.
     *
     * @throws IllegalStateException if there is neither a keyed store nor a carrier: no click would
     *     be kept anywhere
     */
    public RequestVisitors build() {
      if (!tracker.isKeyed() && carrier == ClickCarrier.none()) {
        throw new IllegalStateException(
            "no click would be kept: give a carrier, or the tracker a keyed session store");
      }
      return new RequestVisitors(this);
    }
  }
}
