package io.github.postback4j.delivery;

import io.github.postback4j.delivery.Flight.Landed;
import io.github.postback4j.delivery.SendResult.NoAnswer;
import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.outbox.Outbox.Claim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The calls under way. Those that end are queued by whatever thread ended them; all else is the
 * loop's thread's.
 */
final class Flights {

  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final long ROLL_CALL = Duration.ofMillis(500).toNanos();

  private final PostbackSender sender;
  private final int batch;
  private final long overdueAfter;
  private final Runnable unpark;
  private final Set<Flight> flying = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Queue<Landed> landed = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile int count;
  private long lastRollCall;

  Flights(PostbackSender sender, int maxInFlight, Duration callTimeout, Runnable unpark, long now) {
    this.lastRollCall = now;
    this.sender = sender;
    this.batch = Math.max(1, maxInFlight / 2);
    this.overdueAfter = callTimeout.plus(GRACE).toNanos();
    this.unpark = unpark;
  }

  /** How many are under way, or ended and not yet taken. */
  int count() {
    return count;
  }

  /** The postbacks of those. */
  List<String> ids() {
    return flying.stream().map(flight -> flight.claim.postback().id()).toList();
  }

  /** Sends; whatever the sender does, there will be a result. */
  void send(Lane lane, Claim claim, PostbackRequest request, boolean probe, long now) {
    Flight flight = new Flight(lane, claim, probe, now);
    flying.add(flight);
    lane.traffic.begin(now);
    count = flying.size();
    boolean reuse = lane.queue.repeatable() && !Outcomes.wasStale(claim.postback());
    try {
      CompletableFuture<SendResult> unused =
          sender
              .send(request, reuse ? lane.reusing : lane.fresh)
              .whenComplete((result, failure) -> land(flight, result));
    } catch (RuntimeException | Error e) {
      land(flight, null);
    }
  }

  private void land(Flight flight, @Nullable SendResult result) {
    landed.add(new Landed(flight, result == null ? new NoAnswer("sender_failed") : result));
    int now = waiting.incrementAndGet();
    if (now == 1 || now == batch || now >= count) { // for the others it is awake, or will be
      unpark.run();
    }
  }

  /** Those that ended since the last time, the overdue ones included. */
  List<Landed> take(long now) {
    List<Landed> taken = new ArrayList<>();
    Landed next = landed.poll();
    while (next != null) {
      waiting.decrementAndGet();
      if (remove(next.flight())) { // else it was overdue and counted already
        taken.add(next);
      }
      next = landed.poll();
    }
    if (now - lastRollCall > ROLL_CALL) {
      lastRollCall = now;
      for (Flight flight : List.copyOf(flying)) {
        if (now - flight.start > overdueAfter && remove(flight)) {
          taken.add(new Landed(flight, new NoAnswer("timeout")));
        }
      }
    }
    return taken;
  }

  private boolean remove(Flight flight) {
    if (!flying.remove(flight)) {
      return false;
    }
    flight.lane.traffic.inFlight--;
    count = flying.size();
    return true;
  }
}
