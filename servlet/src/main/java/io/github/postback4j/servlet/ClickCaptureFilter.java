package io.github.postback4j.servlet;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.click.Click;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the clicks that a landing page is requested with, before the page itself is made. To be
 * mapped to every page that a network may send visitors to ({@code /*} does no harm), before
 * filters that redirect or change the query.
 *
 * <p>Reads the query string only, never parameters, so that a form's body is left to the page. Only
 * the browser's own request counts, once: forwards, includes, error and async dispatches do not
 * capture. A request without a click's parameters passes at once and costs no memory. The cookie is
 * set only for a visitor who brought a click, and only once the click is kept.
 *
 * <p>Where a network's file says so, a click also sets the cookies that the network's own scripts
 * look for, and a cookie that such a script left is captured as a click, once.
 *
 * <p>Nothing of ours is thrown into the page: a failure is logged, at most once a minute, and costs
 * the click. What the page itself throws passes through untouched. Supports asynchronous requests;
 * safe for use by many threads.
 *
 * <p>A landing page's answer carries the visitor's own cookie: like any page that sets one, it must
 * not be served to others from a shared cache.
 */
public final class ClickCaptureFilter implements Filter {

  private static final Logger log = LoggerFactory.getLogger(ClickCaptureFilter.class);

  /** Holds the tracker that has already seen the request. */
  private static final String SEEN = ClickCaptureFilter.class.getName() + ".seen";

  private final PostbackTracker tracker;
  private final RequestVisitors visitors;
  private final ConsentPolicy consent;
  private final Set<String> methods;
  private final boolean ignorePrefetches;
  private final List<String> bots;
  private final CaptureFailures failures;

  /** With the defaults of {@link #builder}. */
  public ClickCaptureFilter(PostbackTracker tracker, VisitorCookie cookie) {
    this(builder(tracker, cookie));
  }

  /** With the defaults of {@link #builder}, by visitor cookie, carrier, or both. */
  public ClickCaptureFilter(RequestVisitors visitors) {
    this(builder(visitors));
  }

  private ClickCaptureFilter(Builder builder) {
    visitors = builder.visitors;
    tracker = visitors.tracker();
    consent = builder.consent;
    bots = builder.bots;
    methods = Set.copyOf(builder.methods);
    ignorePrefetches = builder.ignorePrefetches;
    failures = new CaptureFailures(log, builder.clock);
  }

  /**
   * Starts a configuration.
   *
   * @param tracker keeps the clicks; need not be started yet
   * @param cookie knows the visitor; give the same one to the code that tracks
   */
  public static Builder builder(PostbackTracker tracker, VisitorCookie cookie) {
    return builder(RequestVisitors.builder(tracker).cookie(cookie).build());
  }

  /**
   * Starts a configuration.
   *
   * @param visitors know the visitor; give the same ones to the code that tracks
   */
  public static Builder builder(RequestVisitors visitors) {
    return new Builder(visitors);
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request instanceof HttpServletRequest landing
        && response instanceof HttpServletResponse answer) {
      captureSafely(landing, answer);
    }
    chain.doFilter(request, response);
  }

  private void captureSafely(HttpServletRequest request, HttpServletResponse response) {
    try {
      String query = request.getQueryString();
      boolean landing = tracker.mayBringClick(query);
      if ((landing || visitors.scripts().bringsNew(request)) && isLanding(request)) {
        capture(request, response, landing ? query : null);
      }
    } catch (RuntimeException | LinkageError e) {
      failures.report(e);
    }
  }

  private boolean isLanding(HttpServletRequest request) {
    if (request.getDispatcherType() != DispatcherType.REQUEST
        || !methods.contains(request.getMethod())
        || request.getAttribute(SEEN) == tracker) {
      return false;
    }
    request.setAttribute(SEEN, tracker);
    if (ignorePrefetches && Prefetch.isOne(request)) {
      log.debug("A click was not captured: the browser only prefetches the page");
      return false;
    }
    if (Bots.isOne(request, bots)) {
      log.debug("A click was not captured: a bot fetches the page");
      return false;
    }
    return true;
  }

  private void capture(
      HttpServletRequest request, HttpServletResponse response, @Nullable String query) {
    List<Click> clicks = tracker.readClicks(query);
    List<Click> left = visitors.scripts().read(request, clicks);
    if (clicks.isEmpty() && left.isEmpty()) {
      return;
    }
    if (!consent.allows(request)) {
      log.debug("A click was not captured: the visitor has not consented");
      return;
    }
    visitors.capture(request, response, clicks, left);
  }

  /** Not thread-safe. */
  public static final class Builder {

    private final RequestVisitors visitors;
    private ConsentPolicy consent = ConsentPolicy.always();
    private Set<String> methods = Set.of("GET");
    private boolean ignorePrefetches = true;
    private List<String> bots = Bots.KNOWN;
    private Clock clock = Clock.systemUTC();

    private Builder(RequestVisitors visitors) {
      this.visitors = Objects.requireNonNull(visitors, "visitors");
    }

    /** Whose clicks may be kept; {@link ConsentPolicy#always}. */
    public Builder consent(ConsentPolicy consent) {
      this.consent = Objects.requireNonNull(consent, "consent");
      return this;
    }

    /**
     * Pieces of the {@code User-Agent} by which a request is a bot's and brings no click, in any
     * case; a short list of well-known crawlers, link previews and monitors by default, none to
     * take everybody for a visitor. A visitor taken for a bot costs a sale: name nothing that a
     * browser may bear.
     *
     * @throws IllegalArgumentException if one is shorter than 3 characters
     */
    public Builder bots(List<String> pieces) {
      for (String piece : pieces) {
        if (piece.strip().length() < 3) {
          throw new IllegalArgumentException("bots must be named by 3 characters or more");
        }
      }
      bots = pieces.stream().map(piece -> piece.strip().toLowerCase(Locale.ROOT)).toList();
      return this;
    }

    /**
     * The HTTP methods whose requests may bring a click, in capitals; GET.
     *
     * @throws IllegalArgumentException if none is given, or one is not a word in capitals
     */
    public Builder methods(String... methods) {
      Set<String> given = new LinkedHashSet<>(List.of(methods));
      if (given.isEmpty()) {
        throw new IllegalArgumentException("methods must name at least one, such as GET");
      }
      for (String method : given) {
        if (!method.matches("[A-Z]{1,20}")) {
          throw new IllegalArgumentException("methods must be words in capitals, such as GET");
        }
      }
      this.methods = given;
      return this;
    }

    /**
     * Whether requests by which a browser only prefetches the page ({@code Sec-Purpose}, {@code
     * Purpose}, {@code X-Purpose}, {@code X-Moz}) bring no click; true. A browser that later shows
     * the prefetched page does not ask again: set it to false where the links that lead to the shop
     * are themselves prefetched.
     */
    public Builder ignorePrefetches(boolean ignorePrefetches) {
      this.ignorePrefetches = ignorePrefetches;
      return this;
    }

    /** Tells when a failure may be logged again; the system's clock by default. */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /** The filter, ready to be registered. */
    public ClickCaptureFilter build() {
      return new ClickCaptureFilter(this);
    }
  }
}
