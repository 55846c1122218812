package io.github.postback4j.benchmarks;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.TrackResult;
import io.github.postback4j.TrackResult.Decided;
import io.github.postback4j.click.Click;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.PlannedPostback;
import io.github.postback4j.outbox.Decision;
import io.github.postback4j.outbox.Decision.NetworkDecision;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.session.SessionStore;
import io.github.postback4j.store.CallerTransaction;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * {@code track} into the outbox in memory, whole and in its parts. The outbox is bounded, so every
 * ten thousand orders, outside the measured time, it is replaced by an empty one.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TrackBenchmark {

  private static final int ORDERS = 10_000;
  private static final int VISITORS = 1 << 10;

  private final Clock clock = Clock.systemUTC();
  private final Network network = Shop.network();
  private final SessionStore sessions = SessionStore.inMemory(100_000, clock);
  private final SessionKey[] visitors = new SessionKey[VISITORS];
  private final Conversion[] guests = new Conversion[ORDERS];
  private final Conversion[] customers = new Conversion[ORDERS];
  private final Decision[] decisions = new Decision[ORDERS];
  private final Postback[] postbacks = new Postback[ORDERS];
  private final Click click;
  private Outbox outbox;
  private PostbackTracker tracker;

  public TrackBenchmark() {
    Instant now = clock.instant();
    click = Shop.click(now.minusSeconds(3600));
    for (int i = 0; i < VISITORS; i++) {
      visitors[i] = Shop.visitor(i);
      sessions.save(visitors[i], click, network.expiresAt(click));
    }
    for (int i = 0; i < ORDERS; i++) {
      String orderId = Shop.orderId(i);
      guests[i] = Shop.conversion(orderId);
      customers[i] = Shop.order(orderId).customerId("customer-" + i % VISITORS).build();
      postbacks[i] = postback("%028x".formatted(i), guests[i], now);
      decisions[i] = decision(postbacks[i], now);
    }
    outbox = emptyOutbox();
    tracker = tracker();
  }

  @Setup(Level.Invocation)
  public void empty() {
    outbox = emptyOutbox();
    tracker = tracker();
  }

  @Benchmark
  @OperationsPerInvocation(ORDERS)
  public void track(Blackhole results) {
    for (int i = 0; i < ORDERS; i++) {
      results.consume(queued(tracker.track(visitors[i & VISITORS - 1], guests[i])));
    }
  }

  /** With the customer named: the visitor's clicks are linked to the customer as well. */
  @Benchmark
  @OperationsPerInvocation(ORDERS)
  public void trackOfCustomer(Blackhole results) {
    for (int i = 0; i < ORDERS; i++) {
      results.consume(queued(tracker.track(visitors[i & VISITORS - 1], customers[i])));
    }
  }

  /** A part: the visitor's clicks. */
  @Benchmark
  @OperationsPerInvocation(ORDERS)
  public void lookup(Blackhole results) {
    for (int i = 0; i < ORDERS; i++) {
      results.consume(sessions.find(visitors[i & VISITORS - 1]));
    }
  }

  /** A part: the request. */
  @Benchmark
  @OperationsPerInvocation(ORDERS)
  public void plan(Blackhole results) {
    Instant now = clock.instant();
    for (int i = 0; i < ORDERS; i++) {
      results.consume(network.plan(click, guests[i], now));
    }
  }

  /** A part: the outbox. */
  @Benchmark
  @OperationsPerInvocation(ORDERS)
  public void decide(Blackhole results) {
    for (int i = 0; i < ORDERS; i++) {
      results.consume(outbox.decide(decisions[i], List.of(postbacks[i])));
    }
  }

  private static TrackResult queued(TrackResult result) {
    if (result instanceof Decided decided && decided.first() && decided.queued().size() == 1) {
      return result;
    }
    throw new IllegalStateException("not queued: " + result);
  }

  private Outbox emptyOutbox() {
    return Outbox.inMemory(100_000, clock, CallerTransaction.NONE);
  }

  private PostbackTracker tracker() {
    return Shop.tracker().sessions(sessions).outbox(outbox).clock(clock).build();
  }

  private Postback postback(String id, Conversion conversion, Instant now) {
    if (network.plan(click, conversion, now) instanceof PlannedPostback.Send send) {
      return Postback.pending(
          id, "tune", conversion.orderId(), "sale", send.request(), true, now, send.deadline());
    }
    throw new IllegalStateException("nothing to send");
  }

  private static Decision decision(Postback postback, Instant now) {
    NetworkDecision line = new NetworkDecision("tune", postback.id(), null);
    return new Decision(postback.orderId(), "sale", "", now, List.of(line));
  }
}
