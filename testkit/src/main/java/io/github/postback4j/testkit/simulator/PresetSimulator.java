package io.github.postback4j.testkit.simulator;

import io.github.postback4j.delivery.PostbackSender;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.NetworkDescription;
import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.testkit.simulator.PresetLedgerEntry.Outcome;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * Any network, played by its own declaration: a preset or a file of your own, with its settings. A
 * test against it needs no account. Thread-safe.
 *
 * <pre>{@code
 * try (PresetSimulator simulator = PresetSimulator.start(network);
 *     PostbackTracker tracker =
 *         PostbackTracker.builder().network(network).sender(simulator.sender()).build()) {
 *   tracker.start();
 *   tracker.capture(visitor, simulator.landing());
 *   tracker.track(visitor, order);
 *   assertThat(simulator.awaitBooked(1, Duration.ofSeconds(10)).get(0).orderId()).isEqualTo("o-1");
 * }
 * }</pre>
 *
 * <p>{@link #sender} leads the network's hosts here, whatever they are called; the library's own
 * guard against private addresses is not touched. A request of any goal, follow-up or further
 * request is checked against the declaration, credentials included: a good one is booked and gets
 * the sample that means recorded or accepted, one that breaks the declaration is refused with its
 * faults named in the ledger, and one that the network has already is a duplicate if the network
 * de-duplicates. Whether an ID is known to the network is not judged.
 *
 * <p>It listens on the loopback address only. For people and other programs it serves:
 *
 * <ul>
 *   <li>{@code GET /} and {@code /simulator/}: the ledger, on a page that refreshes itself.
 *   <li>{@code GET /simulator/click}: an affiliate link; redirects to the landing page.
 *   <li>{@code /simulator/ledger}, {@code /simulator/requests}, {@code /simulator/faults} and
 *       {@code /simulator/clear}: as {@link NetworkSimulator}; a fault may also be {@code
 *       kind=answer} with {@code means}, a word of {@link Fault#answer}.
 * </ul>
 */
public final class PresetSimulator implements AutoCloseable {

  private final Network network;
  private final PresetBooks books;
  private final PresetAnswers answers;
  private final Faults faults;
  private final RandomGenerator random;
  private final String landing;
  private final SimulatorServer server;

  private PresetSimulator(Builder given) {
    network = given.network;
    answers = new PresetAnswers(network, network.describe());
    books = new PresetBooks(network, answers, given.clock, given.remember);
    faults = new Faults(given.faultSeed);
    random = given.random;
    landing = given.landing;
    PresetLedgerPage page = new PresetLedgerPage(network.name(), landing, books, faults);
    server =
        SimulatorServer.open(
            given.port,
            opened -> new PresetDispatcher(books, faults, page, this::landingPage, opened));
  }

  /**
   * Plays a network on a free port.
   *
   * @throws IllegalArgumentException if the network sends nothing, or no answer to one of its
   *     requests is known that means recorded or accepted
   * @throws UncheckedIOException if no port can be opened
   */
  public static PresetSimulator start(Network network) {
    return builder(network).start();
  }

  /** A simulator of this network, with more to be said. */
  public static Builder builder(Network network) {
    return new Builder(network);
  }

  /**
   * A sender for a tracker: what is for a network's own host comes to the simulator whose
   * declaration it fits best, what is for this machine goes there, and nothing else leaves it. To
   * be closed by its tracker.
   *
   * @throws IllegalArgumentException if there is no simulator
   */
  public static PostbackSender sender(PresetSimulator... simulators) {
    if (simulators.length == 0) {
      throw new IllegalArgumentException("a simulator is needed");
    }
    return new PresetSender(List.of(simulators));
  }

  /** A sender for a tracker of this network alone; see {@link #sender(PresetSimulator...)}. */
  public PostbackSender sender() {
    return sender(this);
  }

  public int port() {
    return server.port();
  }

  /** Where it listens, for example {@code http://localhost:9090}: no slash at the end. */
  public String url() {
    return server.url();
  }

  /** A link that leads a visitor to the landing page with a new click. */
  public String affiliateLink() {
    return url() + PresetDispatcher.CLICK;
  }

  /**
   * The query of a landing page with a new click: what the network's declaration reads, made up.
   */
  public String landing() {
    NetworkDescription.Reading reading = network.describe().landing();
    StringBuilder query = new StringBuilder();
    StringBuilder id = new StringBuilder("c");
    synchronized (random) { // few generators are made for several threads
      while (id.length() < 24) {
        id.append(Character.forDigit(random.nextInt(16), 16));
      }
    }
    first(query, reading.transactionId(), id.toString());
    first(query, reading.partnerId(), "7");
    first(query, reading.offerId(), "3");
    reading.when().forEach((name, value) -> append(query, name, value));
    return query.toString();
  }

  private static void first(StringBuilder query, List<String> names, String value) {
    if (!names.isEmpty()) {
      append(query, names.get(0), value);
    }
  }

  private static void append(StringBuilder query, String name, String value) {
    query.append(query.isEmpty() ? "" : "&");
    query.append(Percent.encode(name)).append('=').append(Percent.encode(value));
  }

  private String landingPage() {
    return landing + (landing.contains("?") ? "&" : "?") + landing();
  }

  /** Every request that arrived, oldest first. */
  public List<PresetLedgerEntry> ledger() {
    return books.ledger();
  }

  /** The requests that count, oldest first. */
  public List<PresetLedgerEntry> booked() {
    return books.with(Outcome.BOOKED);
  }

  /** The requests that were refused, oldest first. */
  public List<PresetLedgerEntry> refused() {
    return books.with(Outcome.REFUSED);
  }

  /**
   * Waits until at least {@code count} requests are {@linkplain #booked() booked}, and returns them
   * all.
   *
   * @throws AssertionError if there are fewer at the end of {@code timeout}; says what was refused
   * @throws InterruptedException if interrupted while waiting
   */
  public List<PresetLedgerEntry> awaitBooked(int count, Duration timeout)
      throws InterruptedException {
    List<PresetLedgerEntry> booked = books.awaitBooked(count, timeout);
    if (booked.size() < count) {
      throw new AssertionError(
          "expected "
              + count
              + " booked requests within "
              + timeout
              + ", the ledger is "
              + books.ledger());
    }
    return booked;
  }

  /**
   * Adds a fault behind those that already wait; the first that hits a request is the one it gets.
   *
   * @throws IllegalArgumentException if it is a {@link Fault#answer} that the network does not give
   * @throws IllegalStateException if 1,000 faults wait
   */
  public void addFault(Fault fault) {
    String meaning = Objects.requireNonNull(fault, "fault").meaning();
    if (meaning != null) {
      answers.require(meaning);
    }
    faults.add(fault);
  }

  /** Ends all faults. Requests that already hang go on hanging. */
  public void clearFaults() {
    faults.clear();
  }

  /** Forgets requests and faults, as if just started. */
  public void clear() {
    books.clear();
    faults.clear();
  }

  /** How far a request is from what this network wants, its host before all; 0 if it fits. */
  int distance(PostbackRequest request) {
    return network.check(request).faults().stream()
        .mapToInt(
            fault ->
                switch (fault.kind()) {
                  case HOST -> 100_000;
                  case PATH -> 1_000;
                  case METHOD, BODY -> 100;
                  default -> 1;
                })
        .sum();
  }

  /** Closes the port and every connection. Does nothing the second time. */
  @Override
  public void close() {
    server.close();
  }

  @Override
  public String toString() {
    return "PresetSimulator[" + network.name() + ", " + url() + "]";
  }

  /** Collects settings; every one is optional. Not thread-safe. */
  public static final class Builder {
    private final Network network;
    private int port;
    private Clock clock = Clock.systemUTC();
    private RandomGenerator random = new SecureRandom();
    private long faultSeed = 1;
    private int remember = 10_000;
    private String landing = "http://localhost:8080/";

    private Builder(Network network) {
      this.network = Objects.requireNonNull(network, "network");
    }

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

    /** Time of the ledger; the system's. */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /** Where click IDs come from, asked by one thread at a time; a {@code SecureRandom}. */
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
     * How many requests are remembered, and how many IDs; 10,000. The oldest are forgotten first:
     * an ID so forgotten is new.
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
     * The landing page that the affiliate link leads to; {@code http://localhost:8080/}.
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
     * Opens the port and begins to serve.
     *
     * @throws IllegalArgumentException if the network sends nothing, or no answer to one of its
     *     requests is known that means recorded or accepted
     * @throws UncheckedIOException if the port cannot be opened
     */
    public PresetSimulator start() {
      return new PresetSimulator(this);
    }
  }
}
