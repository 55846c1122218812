package io.github.postback4j.testkit.simulator;

import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * An affiliate network to test a shop against: it hands out clicks, takes postbacks, answers in
 * TUNE's words, and fails when told to. Any other network is played by {@link PresetSimulator}.
 * Thread-safe.
 *
 * <p>It listens on the loopback address only. What it serves:
 *
 * <ul>
 *   <li>{@code GET /aff_c?offer_id=1&aff_id=1}: an affiliate link. Creates a click and redirects to
 *       the offer's landing page with its macros filled. Optional: {@code aff_sub} to {@code
 *       aff_sub5}, {@code aff_unique1} to {@code aff_unique5}, {@code source}, {@code
 *       aff_click_id}, and a deep link as {@code url}.
 *   <li>{@code /aff_lsr} and {@code /aff_goal?a=lsr&goal_id=..} (or {@code goal_name}, with {@code
 *       adv_id}): a conversion, by GET, or by POST with a query. Business errors come with HTTP
 *       200, as TUNE's do. An offer may also have an encrypted path such as {@code /SPx1}.
 *   <li>{@code GET /} or {@code /ledger}: the ledger for people, on a page that refreshes itself.
 *   <li>{@code GET /simulator/ledger} and {@code GET /simulator/requests}: the same as JSON, oldest
 *       first; {@code ?last=20} for the latest.
 *   <li>{@code POST /simulator/faults}: a fault, as a JSON object or as query: {@code kind} ({@code
 *       status}, {@code hang}, {@code reset}, {@code delay}), {@code status} (503), {@code body},
 *       {@code retryAfter}, {@code delayMillis}, {@code afterBooking} (false), {@code times} (until
 *       cleared), {@code probability} (1). {@code GET} lists the faults, {@code DELETE} clears
 *       them.
 *   <li>{@code POST /simulator/clear}: {@link #clear}.
 * </ul>
 *
 * <p>Everything it remembers is bounded, see {@link Builder#remember}.
 */
public final class NetworkSimulator implements AutoCloseable {

  private final SimulatorServer server;
  private final NetworkSetup setup;
  private final Books books;
  private final Faults faults;

  private NetworkSimulator(Builder builder) {
    setup = builder.setup();
    books = new Books(setup, builder.clock, builder.random, builder.remember);
    faults = new Faults(builder.faultSeed);
    server =
        SimulatorServer.open(
            builder.port, opened -> new SimulatorDispatcher(setup, books, faults, opened));
  }

  /** A simulator with offers 1 (transaction ID) and 2 (partner ID) and partners 1 to 3. */
  public static Builder builder() {
    return new Builder();
  }

  public int port() {
    return server.port();
  }

  /** Where it listens, for example {@code http://localhost:9090}: no slash at the end. */
  public String url() {
    return server.url();
  }

  /** The link that a partner would publish for an offer. */
  public String affiliateLink(long offerId, long partnerId) {
    return url() + SimulatorDispatcher.CLICK + "?offer_id=" + offerId + "&aff_id=" + partnerId;
  }

  /**
   * Creates a click as if a visitor had followed {@link #affiliateLink}, and returns its
   * transaction ID.
   *
   * @throws IllegalArgumentException if there is no such offer
   */
  public String click(long offerId, long partnerId) {
    if (!setup.offers().containsKey(offerId)) {
      throw new IllegalArgumentException("no such offer: " + offerId);
    }
    return books.click(offerId, partnerId).transactionId();
  }

  /**
   * Every conversion in the books, oldest first: those {@linkplain #booked() booked} and those
   * stored as rejected (duplicates, wrong token, wrong protocol, {@code status=rejected}). What
   * cannot be credited to anyone, such as an unknown transaction ID, is in no ledger; see {@link
   * #requests}.
   */
  public List<LedgerEntry> ledger() {
    return books.ledger();
  }

  /** The conversions that count as sales, approved or pending, oldest first. */
  public List<LedgerEntry> booked() {
    return books.booked();
  }

  /**
   * Every conversion request as it arrived, and every request to an address that does not exist,
   * oldest first. Clicks and the simulator's own pages are not among them.
   */
  public List<ReceivedRequest> requests() {
    return books.requests();
  }

  /**
   * Waits until there are at least {@code count} {@linkplain #booked() booked} conversions, and
   * returns them all.
   *
   * @throws AssertionError if there are fewer at the end of {@code timeout}
   * @throws InterruptedException if interrupted while waiting
   */
  public List<LedgerEntry> awaitConversions(int count, Duration timeout)
      throws InterruptedException {
    List<LedgerEntry> sales = books.awaitBooked(count, timeout);
    if (sales.size() < count) {
      List<ReceivedRequest> requests = books.requests();
      throw new AssertionError(
          "expected "
              + count
              + " conversions within "
              + timeout
              + ", booked are "
              + sales.size()
              + "; requests received: "
              + requests.size());
    }
    return sales;
  }

  /**
   * Adds a fault behind those that already wait; the first that hits a request is the one it gets.
   *
   * @throws IllegalArgumentException if it is a {@link Fault#answer}: TUNE's words are its rules'
   * @throws IllegalStateException if 1,000 faults wait
   */
  public void addFault(Fault fault) {
    if (fault.meaning() != null) {
      throw new IllegalArgumentException("only a PresetSimulator takes " + fault);
    }
    faults.add(fault);
  }

  /** Ends all faults. Requests that already hang go on hanging. */
  public void clearFaults() {
    faults.clear();
  }

  /** Forgets clicks, conversions, requests and faults, as if just started. */
  public void clear() {
    books.clear();
    faults.clear();
  }

  /** Closes the port and every connection. Does nothing the second time. */
  @Override
  public void close() {
    server.close();
  }

  @Override
  public String toString() {
    return "NetworkSimulator[" + url() + "]";
  }

  /** Collects settings; every one is optional. Not thread-safe. */
  public static final class Builder {
    private int port;
    private Clock clock = Clock.systemUTC();
    private RandomGenerator random = new SecureRandom();
    private long faultSeed = 1;
    private int remember = 100_000;
    private String landing = "http://localhost:8080/";
    private Duration clickLifespan = Duration.ofDays(28);
    private @Nullable String securityToken;
    private boolean limitByUniqueId;
    private final Map<Long, Offer> offers = new LinkedHashMap<>();
    private final Map<Long, String> partners = new LinkedHashMap<>();
    private final Map<String, NetworkSetup.PromoCode> promoCodes = new LinkedHashMap<>();

    private Builder() {}

    /**
     * Port to listen on; 0, which takes any free one.
     *
     * @throws IllegalArgumentException if not from 0 to 65535
     */
    public Builder port(int port) {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("port must be from 0 to 65535: " + port);
      }
      this.port = port;
      return this;
    }

    /** Time of clicks and conversions; the system's. */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /** Where transaction IDs come from, used by one thread at a time; a {@code SecureRandom}. */
    public Builder random(RandomGenerator random) {
      this.random = Objects.requireNonNull(random, "random");
      return this;
    }

    /** Seed that decides which requests a fault with a probability hits; 1. */
    public Builder faultSeed(long faultSeed) {
      this.faultSeed = faultSeed;
      return this;
    }

    /**
     * How many ledger entries, requests, clicks and unique IDs are remembered, of each; 100,000.
     * The oldest are forgotten first: a click so forgotten is unknown, a unique ID so forgotten is
     * new.
     *
     * @throws IllegalArgumentException if less than 1
     */
    public Builder remember(int entries) {
      if (entries < 1) {
        throw new IllegalArgumentException("entries must be at least 1: " + entries);
      }
      remember = entries;
      return this;
    }

    /**
     * Landing page of every offer without one of its own; {@code http://localhost:8080/}. It may
     * hold TUNE's macros, such as <code>{transaction_id}</code>; unknown ones stay as they are. A
     * page without any gets <code>
     * transaction_id={transaction_id}&amp;affiliate_id={affiliate_id}&amp;offer_id={offer_id}
     * </code> added, the first only if the offer takes transaction IDs.
     *
     * @throws IllegalArgumentException if it is neither http nor https
     */
    public Builder landing(String landing) {
      if (!landing.startsWith("http://") && !landing.startsWith("https://")) {
        throw new IllegalArgumentException("landing must be an http or https URL: " + landing);
      }
      this.landing = landing;
      return this;
    }

    /**
     * How long a click can be converted; 28 days, TUNE's month of 672 hours.
     *
     * @throws IllegalArgumentException if not positive
     */
    public Builder clickLifespan(Duration clickLifespan) {
      if (clickLifespan.isNegative() || clickLifespan.isZero()) {
        throw new IllegalArgumentException("clickLifespan must be positive: " + clickLifespan);
      }
      this.clickLifespan = clickLifespan;
      return this;
    }

    /**
     * Wants this {@code security_token} with every conversion; none. Without it a conversion is
     * stored as rejected (TUNE status 19).
     *
     * @throws IllegalArgumentException if empty
     */
    public Builder securityToken(String securityToken) {
      if (securityToken.isEmpty()) {
        throw new IllegalArgumentException("securityToken must not be empty");
      }
      this.securityToken = securityToken;
      return this;
    }

    /**
     * Makes {@code conversion_unique_id} the one rule of de-duplication, over all offers (TUNE:
     * Limit Conversion by Unique ID); off.
     */
    public Builder limitByUniqueId() {
      limitByUniqueId = true;
      return this;
    }

    /** Adds an offer; the first one takes the place of the two that are there by default. */
    public Builder offer(Offer offer) {
      offers.put(offer.id(), offer);
      return this;
    }

    /**
     * Adds a partner; the first one takes the place of the three that are there by default.
     *
     * @throws IllegalArgumentException if {@code id} is less than 1
     */
    public Builder partner(long id, String name) {
      if (id < 1) {
        throw new IllegalArgumentException("id must be at least 1: " + id);
      }
      partners.put(id, Objects.requireNonNull(name, "name"));
      return this;
    }

    /** Credits conversions with this {@code promo_code} to a partner, without any click; none. */
    public Builder promoCode(String code, long offerId, long partnerId) {
      promoCodes.put(code, new NetworkSetup.PromoCode(offerId, partnerId));
      return this;
    }

    /**
     * Opens the port and begins to serve.
     *
     * @throws UncheckedIOException if the port cannot be opened
     */
    public NetworkSimulator start() {
      return new NetworkSimulator(this);
    }

    private NetworkSetup setup() {
      return new NetworkSetup(
          offers.isEmpty() ? NetworkSetup.defaultOffers() : offers,
          partners.isEmpty() ? NetworkSetup.defaultPartners() : partners,
          promoCodes,
          securityToken,
          limitByUniqueId,
          clickLifespan,
          landing);
    }
  }
}
