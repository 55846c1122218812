package io.github.postback4j.delivery;

import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.Outbox.Claim;
import io.github.postback4j.outbox.Outbox.Queue;
import io.github.postback4j.outbox.Postback;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Asks the outbox for work: what is due, what dead nodes held, and claims, at once or by a thread
 * that does it while calls go out. Rests a while when the outbox fails. Used by one thread.
 */
final class Claiming {

  /**
   * How long results and permits are collected, so that a database is asked for many at once. An
   * outbox in memory is asked for each.
   */
  static final long LINGER = Duration.ofMillis(10).toNanos();

  private static final int RELEASE_LIMIT = 500;

  private final Outbox outbox;
  private final DeliverySettings settings;
  private final DeliveryLog log;
  private final Executor claims;
  private final Runnable unpark;
  private final Supplier<Set<String>> held;
  private final List<Lane> lanes;
  private final Map<Queue, Lane> byQueue;
  private final Backoff backoff = new Backoff();
  private final long linger;
  private boolean stirred = true;
  private long lastLook;
  private long nextLook;
  private long nextRelease;
  private long successes;

  /**
   * @param claims makes them while calls go out
   * @param unpark called when such a claim has ended, by the thread that made it
   * @param held IDs of the postbacks that this node is busy with
   */
  Claiming(
      Outbox outbox,
      DeliverySettings settings,
      DeliveryLog log,
      List<Lane> lanes,
      Executor claims,
      Runnable unpark,
      Supplier<Set<String>> held) {
    this.outbox = outbox;
    this.settings = settings;
    this.log = log;
    this.lanes = lanes;
    this.claims = claims;
    this.unpark = unpark;
    this.held = held;
    linger = outbox.isDurable() ? LINGER : 0;
    byQueue = lanes.stream().collect(Collectors.toMap(lane -> lane.queue, Function.identity()));
    nextLook = now();
    lastLook = nextLook - LINGER;
    nextRelease = nextLook;
  }

  /** Something may have become due. */
  void stir() {
    stirred = true;
    for (Lane lane : lanes) {
      lane.dry = false;
      lane.news = true;
    }
  }

  /** How often the outbox did what it was asked for. */
  long successes() {
    return successes;
  }

  /** Frees what dead nodes held and looks for what is due, each where it is time. */
  void lookAround(boolean mayRelease, long now) {
    if (backoff.left(now) == 0 && mayRelease && now - nextRelease >= 0) {
      asOutboxAllows("releasing ended leases", () -> release(now));
    }
    if (backoff.left(now) == 0 && (stirred || now - nextLook >= 0) && now - lastLook >= linger) {
      asOutboxAllows("looking for what is due", () -> look(now));
    }
  }

  private void release(long now) {
    List<Postback> released = outbox.releaseExpired(RELEASE_LIMIT, held.get());
    if (released.size() < RELEASE_LIMIT) {
      nextRelease = now + jittered(settings.lease().dividedBy(3));
    }
    for (Postback postback : released) {
      Lane lane = byQueue.get(new Queue(postback.network(), postback.repeatable()));
      if (postback.state().isFinal()) {
        log.finished(postback, "lease_ended", now);
      } else if (lane != null) {
        lane.more = true;
        lane.dry = false;
        lane.news = true;
      }
    }
  }

  /** Asks which lanes have anything due: one query, however many networks there are. */
  private void look(long now) {
    stirred = false;
    nextLook = now + jittered(settings.pollInterval());
    lastLook = now;
    Set<Queue> due = outbox.due(byQueue.keySet());
    for (Lane lane : lanes) {
      lane.more = due.contains(lane.queue);
      lane.dry = !lane.more;
      lane.news |= lane.more;
    }
  }

  /** Whether a lane has nothing left to send, and may have more in the outbox. */
  boolean isDue(Lane lane, long now) {
    return lane.more
        && lane.ahead() == 0
        && lane.next == null
        && now - lane.lastClaim >= linger
        && backoff.left(now) == 0;
  }

  /**
   * Claims.
   *
   * @param permits how many can be sent at once
   * @param mayClaimAhead whether to claim more than those
   */
  void claim(Lane lane, int permits, boolean mayClaimAhead) {
    long begun = now();
    int limit = permits + (mayClaimAhead && linger > 0 ? lane.worthAhead(begun) : 0);
    asOutboxAllows(
        "claiming",
        () -> claimed(lane, outbox.claim(lane.queue, limit, settings.lease()), limit, begun));
  }

  /**
   * Asks for more before the last of those ahead are sent. Not while a release is due, which has to
   * wait for the end of such claims: what they bring is not yet known to be held.
   */
  void claimNext(Lane lane, long now) {
    if (now - nextRelease < 0
        && lane.more
        && lane.runsLow()
        && lane.next == null
        && linger > 0
        && backoff.left(now) == 0) {
      int limit = lane.worthAhead(now);
      if (limit > 0) {
        lane.news = false;
        lane.next = new NextClaim(limit, now);
        lane.next.begin(outbox, lane.queue, settings.lease(), claims, unpark);
      }
    }
  }

  /**
   * Takes what the other thread claimed meanwhile.
   *
   * @return false if nothing came
   */
  boolean collectNext(Lane lane, long now) {
    NextClaim next = lane.next;
    if (next == null || !next.isDone()) {
      return false;
    }
    lane.next = null;
    try {
      claimed(lane, next.claims(), next.limit, next.begun);
      if (lane.news) { // it may be older than what came meanwhile
        lane.more = true;
        lane.dry = false;
      }
      succeeded();
      return true;
    } catch (CompletionException e) {
      failed("claiming", e.getCause() == null ? e : e.getCause(), now);
      return false;
    }
  }

  private void claimed(Lane lane, List<Claim> claims, int limit, long begun) {
    lane.lastClaim = now();
    lane.landed = 0;
    lane.more = claims.size() >= limit;
    lane.dry = !lane.more;
    // A lease that is nearly over when we come to it could end, elsewhere, under a running call.
    Duration ahead = settings.lease().minus(settings.callTimeout()).dividedBy(2);
    lane.addAhead(claims, begun + ahead.toNanos());
  }

  private void asOutboxAllows(String doing, Runnable work) {
    try {
      work.run();
      succeeded();
    } catch (RuntimeException | Error e) { // a pool that can make no thread throws the latter
      failed(doing, e, now());
    }
  }

  private void succeeded() {
    successes++;
    backoff.succeeded();
  }

  private void failed(String doing, Throwable e, long now) {
    backoff.failed(now);
    log.storeFailed(doing, e, now);
  }

  /** How long {@link #lookAround} has nothing to do, in nanoseconds. */
  long waitTime(boolean mayRelease, long now) {
    long look = Math.max(stirred ? 0 : nextLook - now, linger - (now - lastLook));
    long wait = Math.max(backoff.left(now), look);
    return mayRelease ? Math.min(wait, Math.max(backoff.left(now), nextRelease - now)) : wait;
  }

  /** How long a lane that has permits is not to be claimed from, in nanoseconds. */
  long waitTime(Lane lane, long now) {
    return Math.max(backoff.left(now), linger - (now - lane.lastClaim));
  }

  /** A little less by chance, so that nodes do not ask in step. */
  private long jittered(Duration interval) {
    long length = interval.toNanos();
    return length - (long) (settings.random().nextDouble() * 0.2 * (double) length);
  }

  private long now() {
    return settings.nanoTime().getAsLong();
  }
}
