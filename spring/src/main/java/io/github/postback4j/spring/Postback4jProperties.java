package io.github.postback4j.spring;

import io.github.postback4j.CouponRule;
import io.github.postback4j.KeyedUse;
import io.github.postback4j.servlet.VisitorCookie.SameSite;
import io.github.postback4j.servlet.VisitorCookie.Secure;
import io.github.postback4j.store.SchemaMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.Ordered;
import org.springframework.util.unit.DataSize;

/**
 * Settings under {@code postback4j}. The descriptions here are what an IDE shows.
 *
 * @param enabled Whether anything of Postback4j is set up. Where it is not, there is no
 *     PostbackTracker bean.
 * @param networks Networks by name. Each name is kept with clicks and postbacks.
 * @param attribution Whose sale it is, where several clicks could be credited.
 * @param attributionPriority Names of networks for the rule priority, the preferred first.
 * @param coupons Which partner a coupon code belongs to. Not used where the application has a
 *     CouponBook bean.
 * @param strict Whether track throws where it would return a failure, for those who would rather
 *     lose the order than the report.
 * @param schema What is done about the tables in the application's DataSource at the start.
 * @param customerKeySecret What visitor, customer and order keys are hashed with in the
 *     application's DataSource or in Redis, at least 16 characters, the same on all nodes. By
 *     default a random one, kept beside the tables; Redis needs one. When it changes, kept clicks
 *     are not found any more.
 * @param retry When to send again.
 * @param delivery How postbacks are sent.
 * @param http How networks are reached. Not used where the application has a PostbackSender bean.
 * @param outbox Where clicks and postbacks are kept.
 * @param retention How long finished postbacks and decisions are kept.
 * @param sessions How clicks are kept between landing and sale.
 * @param visitorCookie The cookie by which a visitor is known from landing to checkout.
 * @param filter The filter that captures clicks on landing pages.
 */
@ConfigurationProperties(prefix = Postback4jProperties.PREFIX, ignoreUnknownFields = false)
record Postback4jProperties(
    @DefaultValue("true") boolean enabled,
    @DefaultValue Map<String, NetworkProperties> networks,
    @DefaultValue("last-click-per-network") AttributionRule attribution,
    @DefaultValue List<String> attributionPriority,
    @DefaultValue Coupons coupons,
    @DefaultValue("false") boolean strict,
    @DefaultValue("create") SchemaMode schema,
    @Nullable String customerKeySecret,
    @DefaultValue Retry retry,
    @DefaultValue Delivery delivery,
    @DefaultValue Http http,
    @DefaultValue Outbox outbox,
    @DefaultValue Retention retention,
    @DefaultValue Sessions sessions,
    @DefaultValue VisitorCookie visitorCookie,
    @DefaultValue Filter filter) {

  static final String PREFIX = "postback4j";

  /** Names no secret. */
  @Override
  public String toString() {
    return "Postback4jProperties[networks=" + networks + ", outbox=" + outbox.store() + "]";
  }

  /**
   * Which partner a coupon code belongs to.
   *
   * @param rule Who is credited where a coupon names a partner and there is a click: coupon-wins,
   *     click-wins or both.
   * @param rules The same for one network, by its name.
   * @param ignoreCase Whether upper and lower case of codes are the same.
   * @param codes Partner IDs by network and code. Keys keep their case.
   */
  record Coupons(
      @DefaultValue("coupon-wins") CouponRule rule,
      @DefaultValue Map<String, CouponRule> rules,
      @DefaultValue("true") boolean ignoreCase,
      @DefaultValue Map<String, Map<String, String>> codes) {

    /** Shows no code. */
    @Override
    public String toString() {
      return "Coupons[rule=" + rule + ", networks=" + codes.keySet() + "]";
    }
  }

  /**
   * When to send again.
   *
   * @param initialDelay Delay before the second attempt, doubling from then on. 5s, or max-delay if
   *     that is shorter.
   * @param maxDelay Longest delay between two attempts, and between two probes of a network paused
   *     for trouble. 6h, or initial-delay if that is longer.
   * @param maxAttempts Attempts in all, the first included; at least 1.
   */
  record Retry(
      @Nullable Duration initialDelay,
      @Nullable Duration maxDelay,
      @DefaultValue("150") int maxAttempts) {}

  /**
   * How postbacks are sent.
   *
   * @param pollInterval How often the outbox is asked for what retries or other nodes made due.
   * @param callTimeout How long one attempt may take, from the start to the end of the answer.
   * @param lease How long a node may hold a postback it claimed. At least 10s longer than
   *     call-timeout.
   * @param maxInFlight Most attempts under way at once, over all networks.
   * @param closeDeadline How long attempts under way may take to end when the application stops.
   */
  record Delivery(
      @DefaultValue("1s") Duration pollInterval,
      @DefaultValue("10s") Duration callTimeout,
      @DefaultValue("30s") Duration lease,
      @DefaultValue("64") int maxInFlight,
      @DefaultValue("10s") Duration closeDeadline) {}

  /**
   * How networks are reached.
   *
   * @param connectTimeout How long a connection may take to be made, TLS left out; from 10ms to 1d.
   * @param sslBundle SSL bundle under spring.ssl.bundle. Its trust store takes the place of the
   *     JVM's, its key is the client certificate. Read once at the start. By default the JVM's
   *     trust store, and no client certificate.
   * @param proxy The HTTP proxy for all calls, which tunnels https. By default what the JVM's
   *     system properties say.
   */
  record Http(
      @DefaultValue("5s") Duration connectTimeout,
      @Nullable String sslBundle,
      @DefaultValue Proxy proxy) {}

  /**
   * The HTTP proxy.
   *
   * @param host Name or address of the proxy. It may be a private one.
   * @param port Port of the proxy.
   */
  record Proxy(@Nullable String host, @Nullable Integer port) {}

  /**
   * Where clicks and postbacks are kept.
   *
   * @param store Which store. By default the application's DataSource where there is one, else the
   *     file where a path is given, else memory.
   * @param path SQLite file of its own, made if absent, with its folder. For one process. Needs
   *     org.xerial:sqlite-jdbc.
   * @param maxPostbacks Most postbacks, and most decisions, kept in memory. No bound for a database
   *     or a file.
   * @param maxSize Most memory that they may take, as estimated. No bound for a database or a file.
   */
  record Outbox(
      @DefaultValue("auto") Store store,
      @Nullable Path path,
      @DefaultValue("100000") int maxPostbacks,
      @DefaultValue("64MB") DataSize maxSize) {}

  /**
   * How Redis is used, where clicks are kept there. Reached through the application's Lettuce
   * client: a RedisClient or RedisClusterClient bean, or else Boot's own connection.
   *
   * @param timeout How long one round trip may take before it counts as failed. So long a landing
   *     page waits at most.
   * @param keepPartnerClicks How long clicks of partner IDs, which never expire, are kept after
   *     they were last written or found; at least 1d.
   * @param prefix What the names of all keys begin with.
   */
  record Redis(
      @DefaultValue("250ms") Duration timeout,
      @DefaultValue("400d") Duration keepPartnerClicks,
      @DefaultValue("postback4j:") String prefix) {}

  /**
   * How long finished postbacks and decisions are kept; then they are deleted, in small batches.
   *
   * @param recorded How long recorded and duplicate postbacks are kept.
   * @param unrecorded How long refused, expired, dead and uncertain postbacks are kept, to be
   *     replayed or settled.
   * @param decisions How long it is known which orders were tracked. A call of track after that
   *     decides anew, and could pay twice. At least as long as the others.
   */
  record Retention(
      @DefaultValue("30d") Duration recorded,
      @DefaultValue("180d") Duration unrecorded,
      @DefaultValue("400d") Duration decisions) {}

  /**
   * How clicks are kept between landing and sale: in a keyed store, carried by the browser or its
   * session, or both.
   *
   * @param store Keyed store, which renewals, orders confirmed later and removal need. Not used
   *     where the application has a SessionStore bean.
   * @param carrier What carries a visitor's clicks beside the store, or alone.
   * @param cookieKeys Keys of the click cookie, each 32 random bytes in base64. The first encrypts,
   *     all decrypt.
   * @param cookieName Name of the click cookie. The rest of it is like the visitor cookie.
   * @param timeLimit How long anybody waits for the keyed store, outside transactions that it takes
   *     part in, from 1ms to 1m. By default as long as it takes.
   * @param needs What the shop relies on that only a keyed store can do. The application does not
   *     start where there is none.
   * @param redis How Redis is used, where clicks are kept there.
   */
  record Sessions(
      @DefaultValue("auto") SessionsStore store,
      @DefaultValue("none") Carrier carrier,
      @DefaultValue List<String> cookieKeys,
      @DefaultValue("pb4j_clicks") String cookieName,
      @Nullable Duration timeLimit,
      @DefaultValue List<KeyedUse> needs,
      @DefaultValue Redis redis) {

    /** Names no key. */
    @Override
    public String toString() {
      return "Sessions[" + store + ", " + carrier + ", " + cookieKeys.size() + " keys]";
    }
  }

  /** Keyed stores. */
  enum SessionsStore {
    /** The database or file that the outbox is in, else memory. */
    AUTO,
    /** The database or file that the outbox is in. */
    DATABASE,
    /** Redis, by postback4j-redis. */
    REDIS,
    /** This process, which loses all when it ends. */
    MEMORY,
    /** None: the carrier alone. */
    NONE
  }

  /** What can carry a visitor's clicks. */
  enum Carrier {
    /** Nothing. */
    NONE,
    /** An encrypted cookie. */
    COOKIE,
    /** The HTTP session. */
    HTTP_SESSION
  }

  /** Where clicks and postbacks can be kept. */
  enum Store {
    /** The application's DataSource, else the file, else memory. */
    AUTO,
    /** The application's DataSource, in its transactions. */
    DATA_SOURCE,
    /** An SQLite file of its own. */
    FILE,
    /** This process, which loses all at a crash. */
    MEMORY
  }

  /**
   * The cookie by which a visitor is known from landing to checkout.
   *
   * @param name Name of the cookie.
   * @param domain Domain whose hosts all see the cookie, such as shop.example for www.shop.example
   *     and pay.shop.example. By default the landing page's own host alone.
   * @param path Path under which the cookie is seen, checkout included.
   * @param lifetime How long the browser keeps the cookie, at most 400d. By default as long as the
   *     longest attribution window.
   * @param sameSite When the browser sends the cookie along.
   * @param secure When the cookie is marked for TLS only.
   * @param trustForwardedProto Whether Forwarded and X-Forwarded-Proto are believed about TLS. Only
   *     for a shop that is reached through its proxy alone.
   */
  record VisitorCookie(
      @DefaultValue("pb4j_visitor") String name,
      @Nullable String domain,
      @DefaultValue("/") String path,
      @Nullable Duration lifetime,
      @DefaultValue("lax") SameSite sameSite,
      @DefaultValue("when-tls") Secure secure,
      @DefaultValue("false") boolean trustForwardedProto) {}

  /**
   * The filter that captures clicks on landing pages.
   *
   * @param enabled Whether the filter is registered.
   * @param urlPatterns Servlet URL patterns of the pages that a network may send visitors to.
   * @param order Place among the filters. By default before Spring Security and after the filters
   *     for encoding and forwarded headers.
   * @param ignorePrefetches Whether pages that a browser only prefetches bring no click.
   * @param bots Pieces of the User-Agent by which a request is a bot's and brings no click, in
   *     place of the well-known ones. Empty for none.
   */
  record Filter(
      @DefaultValue("true") boolean enabled,
      @DefaultValue("/*") List<String> urlPatterns,
      @DefaultValue(DEFAULT_ORDER) int order,
      @DefaultValue("true") boolean ignorePrefetches,
      @Nullable List<String> bots) {

    /** {@link Ordered#HIGHEST_PRECEDENCE} and 100. */
    static final String DEFAULT_ORDER = "-2147483548";
  }
}
