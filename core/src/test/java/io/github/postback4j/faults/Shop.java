package io.github.postback4j.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.TrackResult;
import io.github.postback4j.TrackerBuilder;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.delivery.DeliveryListener;
import io.github.postback4j.delivery.PostbackSender;
import io.github.postback4j.delivery.RetryPolicy;
import io.github.postback4j.network.DeDuplication;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.NetworkBuilder;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.session.SessionKey;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import okhttp3.OkHttpClient;

/**
 * A shop with a real tracker, a real sender and an outbox in memory. Its clock stands still until
 * it is moved, so that a delay is exact and nothing is repeated before a test wants it.
 */
final class Shop implements AutoCloseable {

  static final String ID = "102656693ac3ca6e0cdafbfe89ab99";
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  static final Duration SOON = Duration.ofSeconds(20);

  /** Our own delay before the second attempt, and what later ones are made of. */
  static final Duration RETRY = Duration.ofMillis(250);

  /**
   * Call time-outs for calls that are not to end by themselves. A test takes the next one if a call
   * ended before it came as far as it was to hang, as it may on a machine that stalls.
   */
  static final List<Duration> LIMITS =
      List.of(Duration.ofMillis(400), Duration.ofSeconds(2), Duration.ofSeconds(10));

  static final Duration LAST_LIMIT = LIMITS.get(LIMITS.size() - 1);

  /** Reading the trust store takes long, so it is read once. */
  static final OkHttpClient HTTP =
      new OkHttpClient.Builder().readTimeout(Duration.ZERO).writeTimeout(Duration.ZERO).build();

  private final MovableClock clock = new MovableClock();
  private final BlockingQueue<Attempt> attempts = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> pauses = new LinkedBlockingQueue<>();
  private final PostbackTracker tracker;

  Shop(Network... networks) {
    this(builder -> builder, networks);
  }

  Shop(UnaryOperator<TrackerBuilder> changes, Network... networks) {
    TrackerBuilder builder =
        PostbackTracker.builder()
            .clock(clock)
            .sender(PostbackSender.okHttp(HTTP))
            .callTimeout(Duration.ofMinutes(1), Duration.ofMinutes(2)) // held back, none is to end
            .retry(RetryPolicy.builder().backoff(RETRY, Duration.ofHours(1)).jitter(0).build())
            .pollInterval(Duration.ofMillis(10))
            .listener(new Ears());
    for (Network network : networks) {
      builder.network(network);
    }
    tracker = changes.apply(builder).build();
    tracker.start();
  }

  /** De-duplicates by transaction ID; its answer's body decides. */
  static NetworkBuilder deDuplicating(String origin) {
    return Network.preset("tune")
        .url(origin + "/aff_lsr?transaction_id=TRANSACTION_ID&adv_sub=ORDER_ID")
        .allowHttp(true);
  }

  /** Books every postback that reaches it; its answer's body decides. */
  static NetworkBuilder bookingTwice(String origin) {
    return Network.preset("tune")
        .name("twice")
        .url(origin + "/aff_lsr?offer_id=3&aff_id=AFFILIATE_ID&adv_sub=ORDER_ID")
        .allowHttp(true);
  }

  /** De-duplicates; its answer's status decides. */
  static NetworkBuilder byStatus(String origin) {
    return Network.builder("status")
        .url(origin + "/pb?transaction_id=TRANSACTION_ID&order=ORDER_ID")
        .deDuplication(DeDuplication.TRANSACTION_ID)
        .allowHttp(true);
  }

  /** A landing with both IDs, and an order. */
  void order(String orderId) {
    SessionKey visitor = SessionKey.visitor("visitor-of-" + orderId);
    tracker.capture(visitor, "transaction_id=" + ID + "&affiliate_id=100&offer_id=3");
    TrackResult result =
        tracker.track(visitor, Conversion.sale(orderId, new BigDecimal("49.90"), "EUR"));
    assertThat(result.queued()).isNotEmpty();
  }

  /** Waits for the next attempt to end, of whatever postback. */
  Attempt attempt() throws InterruptedException {
    Attempt next = attempts.poll(SOON.toSeconds(), TimeUnit.SECONDS);
    assertThat(next).as("an attempt").isNotNull();
    return next;
  }

  /** Waits for the next attempt, until it is stored, and returns what is. */
  Postback attempted() throws InterruptedException {
    String id = attempt().postback().id();
    long end = System.nanoTime() + SOON.toNanos();
    Postback stored = tracker.postback(id);
    while (stored == null || stored.state() == PostbackState.IN_FLIGHT) {
      assertThat(System.nanoTime() - end).as("the outcome is stored in time").isNegative();
      LockSupport.parkNanos(1_000_000);
      stored = tracker.postback(id);
    }
    return stored;
  }

  /** As {@link #order}, then {@link #attempted}. */
  Postback ordered(String orderId) throws InterruptedException {
    order(orderId);
    return attempted();
  }

  /** The network that was paused, and why. */
  String pause() throws InterruptedException {
    String pause = pauses.poll(SOON.toSeconds(), TimeUnit.SECONDS);
    assertThat(pause).as("a pause").isNotNull();
    return pause;
  }

  boolean isPaused() {
    return !pauses.isEmpty();
  }

  Postback only(String orderId) {
    assertThat(tracker.postbacks(orderId)).hasSize(1);
    return tracker.postbacks(orderId).get(0);
  }

  /** How long until the next attempt, as stored. */
  Duration delay(Postback postback) {
    assertThat(postback.nextAttemptAt()).isNotNull();
    return Duration.between(clock.instant(), postback.nextAttemptAt());
  }

  void passes(Duration time) {
    clock.now = clock.now.plus(time);
  }

  PostbackTracker tracker() {
    return tracker;
  }

  @Override
  public void close() {
    tracker.close(Duration.ofSeconds(2));
  }

  /**
   * @param postback as it stands after it
   */
  record Attempt(Postback postback, String code, Duration took) {}

  private final class Ears implements DeliveryListener {
    @Override
    public void attempted(Postback postback, String code, Duration took) {
      attempts.add(new Attempt(postback, code, took));
    }

    @Override
    public void paused(String network, String code) {
      pauses.add(network + " " + code);
    }
  }

  private static final class MovableClock extends Clock {
    private volatile Instant now = NOON;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
