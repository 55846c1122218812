package io.github.postback4j.delivery;

import io.github.postback4j.network.Network;
import io.github.postback4j.outbox.Outbox;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Builds a {@link Dispatcher}. Not thread-safe. */
public final class DispatcherBuilder {

  private static final int MOST_IN_FLIGHT = 1000;
  private static final Duration LEAST = Duration.ofMillis(10);
  private static final Duration MOST = Duration.ofDays(1);
  private static final Duration LEASE_MARGIN = Duration.ofSeconds(10);

  final Outbox outbox;
  final PostbackSender sender;
  final List<Recipient> recipients = new ArrayList<>();
  private RetryPolicy retry = RetryPolicy.ofDefaults();
  private final Map<String, RetryPolicy> retries = new HashMap<>();
  private Duration pollInterval = Duration.ofSeconds(1);
  private Duration callTimeout = Duration.ofSeconds(10);
  private Duration lease = Duration.ofSeconds(30);
  private int maxInFlight = 64;
  private DeliveryListener listener = DeliveryListener.NONE;
  private Clock clock = Clock.systemUTC();
  private RandomGenerator random = RandomGenerator.getDefault();
  private LongSupplier nanoTime = System::nanoTime;

  DispatcherBuilder(Outbox outbox, PostbackSender sender) {
    this.outbox = Objects.requireNonNull(outbox, "outbox");
    this.sender = Objects.requireNonNull(sender, "sender");
  }

  /** The networks to deliver to; none by default. */
  public DispatcherBuilder networks(List<Network> networks) {
    networks.forEach(network -> recipient(Recipient.of(network)));
    return this;
  }

  DispatcherBuilder recipient(Recipient recipient) {
    recipients.add(Objects.requireNonNull(recipient, "network"));
    return this;
  }

  /** When to try again; {@link RetryPolicy#ofDefaults}. */
  public DispatcherBuilder retry(RetryPolicy retry) {
    this.retry = Objects.requireNonNull(retry, "retry");
    return this;
  }

  /** When to try again with one network, in place of the policy for all. */
  public DispatcherBuilder retry(String network, RetryPolicy retry) {
    retries.put(Objects.requireNonNull(network, "network"), Objects.requireNonNull(retry, "retry"));
    return this;
  }

  /**
   * How often to look for postbacks that became due by time or were tracked on another node: one
   * query for all networks; 1 second, up to a fifth less by chance. Those tracked on this node are
   * found at once.
   */
  public DispatcherBuilder pollInterval(Duration pollInterval) {
    this.pollInterval = Objects.requireNonNull(pollInterval, "pollInterval");
    return this;
  }

  /** Longest duration of one call, from start to the end of the answer; 10 seconds. */
  public DispatcherBuilder callTimeout(Duration callTimeout) {
    this.callTimeout = Objects.requireNonNull(callTimeout, "callTimeout");
    return this;
  }

  /**
   * How long a claim keeps other nodes away, and so how long until another takes over when this one
   * dies; at least the call time-out and 10 seconds; 30 seconds.
   */
  public DispatcherBuilder lease(Duration lease) {
    this.lease = Objects.requireNonNull(lease, "lease");
    return this;
  }

  /** Most calls at a time on this node, to all networks together; 64. */
  public DispatcherBuilder maxInFlight(int maxInFlight) {
    this.maxInFlight = maxInFlight;
    return this;
  }

  /** Who is told what happens; nobody by default. */
  public DispatcherBuilder listener(DeliveryListener listener) {
    this.listener = Objects.requireNonNull(listener, "listener");
    return this;
  }

  /** What deadlines and dates in answers are compared with; the system's clock. */
  public DispatcherBuilder clock(Clock clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
    return this;
  }

  /** Chance, for jitter; used by one thread; the platform's default generator. */
  public DispatcherBuilder random(RandomGenerator random) {
    this.random = Objects.requireNonNull(random, "random");
    return this;
  }

  DispatcherBuilder nanoTime(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    return this;
  }

  /**
   * The dispatcher, not yet started.
   *
   * @throws IllegalArgumentException if a duration is not from 10 ms to 1 day, the lease is shorter
   *     than the call time-out and 10 seconds, {@code maxInFlight} is not from 1 to 1000, a network
   *     is given twice, or a retry policy is for none of them
   */
  public Dispatcher build() {
    requirePositive(pollInterval, "pollInterval");
    requirePositive(callTimeout, "callTimeout");
    requirePositive(lease, "lease");
    Duration least = callTimeout.plus(LEASE_MARGIN);
    if (lease.compareTo(least) < 0) {
      throw new IllegalArgumentException(
          "lease must be at least the call time-out and 10 s, here " + least + ": " + lease);
    }
    if (maxInFlight < 1 || maxInFlight > MOST_IN_FLIGHT) {
      throw new IllegalArgumentException(
          "maxInFlight must be from 1 to " + MOST_IN_FLIGHT + ": " + maxInFlight);
    }
    Set<String> names = new HashSet<>();
    for (Recipient recipient : recipients) {
      if (!names.add(recipient.name())) {
        throw new IllegalArgumentException("network is given twice: " + recipient.name());
      }
    }
    for (String network : retries.keySet()) {
      if (!names.contains(network)) {
        throw new IllegalArgumentException("retry is given for an unknown network: " + network);
      }
    }
    return new Dispatcher(this);
  }

  DeliverySettings settings() {
    return new DeliverySettings(
        retry,
        Map.copyOf(retries),
        pollInterval,
        callTimeout,
        lease,
        maxInFlight,
        listener,
        clock,
        random,
        nanoTime);
  }

  private static void requirePositive(Duration duration, String name) {
    if (duration.compareTo(LEAST) < 0 || duration.compareTo(MOST) > 0) {
      throw new IllegalArgumentException(name + " must be from 10 ms to 1 day: " + duration);
    }
  }
}
