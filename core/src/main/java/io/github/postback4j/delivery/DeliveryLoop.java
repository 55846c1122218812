package io.github.postback4j.delivery;

import io.github.postback4j.delivery.Flight.Landed;
import io.github.postback4j.delivery.NetworkGate.Change;
import io.github.postback4j.delivery.Outcomes.Outcome;
import io.github.postback4j.delivery.SendResult.Answered;
import io.github.postback4j.delivery.SendResult.NoAnswer;
import io.github.postback4j.network.Answer;
import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.Outbox.Claim;
import io.github.postback4j.outbox.Outbox.Queue;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The dispatcher's work, one step at a time: take results, write outcomes, free what dead nodes
 * held, claim and send. Used by one thread.
 */
final class DeliveryLoop {

  /**
   * How long results and permits are collected, so that a database is asked for many at once. An
   * outbox in memory is asked for each.
   */
  static final long LINGER = Duration.ofMillis(10).toNanos();

  private static final int RELEASE_LIMIT = 500;

  private static final long MOST_LAG = Duration.ofSeconds(1).toNanos();

  /** How much claiming is wanted. */
  enum Mode {
    /** As the networks' gates allow. */
    RUN,
    /** All that is due, once more, closed gates or not. */
    DRAIN,
    /** None. */
    STOP
  }

  private final Outbox outbox;
  private final DeliverySettings settings;
  private final DeliveryLog log;
  private final OutcomeWriter writer;
  private final Flights flights;
  private final Executor storing;
  private final Runnable unpark;
  private final Backoff claiming = new Backoff();
  private final List<Traffic> networks;
  private final List<Lane> lanes;
  private final Map<Queue, Lane> byQueue;
  private final long linger;
  private Mode mode = Mode.RUN;
  private volatile boolean handBack;
  private int firstLane;
  private boolean stirred = true;

  /** Whether something is to be written that makes a postback due at once. */
  private boolean dueAgain;

  private long lastLook;
  private long nextLook;
  private long nextRelease;
  private long storeSuccesses;

  DeliveryLoop(
      Outbox outbox,
      PostbackSender sender,
      List<Recipient> recipients,
      DeliverySettings settings,
      Executor storing,
      Runnable unpark) {
    this.outbox = outbox;
    this.settings = settings;
    this.storing = storing;
    this.unpark = unpark;
    log = new DeliveryLog(settings.listener());
    writer = new OutcomeWriter(outbox, settings.clock(), log, storing, unpark);
    long now = settings.nanoTime().getAsLong();
    flights = new Flights(sender, settings.maxInFlight(), settings.callTimeout(), unpark, now);
    linger = outbox.isDurable() ? LINGER : 0;
    nextLook = now;
    lastLook = now - LINGER;
    nextRelease = now;
    networks = recipients.stream().map(this::traffic).toList();
    lanes = networks.stream().flatMap(network -> lanes(network, now - LINGER)).toList();
    byQueue = lanes.stream().collect(Collectors.toMap(lane -> lane.queue, Function.identity()));
  }

  private Traffic traffic(Recipient recipient) {
    RetryPolicy retry = settings.retry(recipient.name());
    NetworkGate gate = new NetworkGate(most(recipient), retry, settings.random());
    return new Traffic(recipient, gate, new Outcomes(retry, settings.random()));
  }

  private Stream<Lane> lanes(Traffic network, long lastClaim) {
    return Stream.of(true, false)
        .map(repeatable -> new Lane(network, repeatable, settings.callTimeout(), lastClaim));
  }

  private int most(Recipient recipient) {
    return Math.min(recipient.maxConcurrency(), settings.maxInFlight());
  }

  /** Something may have become due. */
  void stir() {
    stirred = true;
    lanes.forEach(lane -> lane.dry = false);
  }

  /** Changes how much is claimed from now on. */
  void mode(Mode mode) {
    this.mode = mode;
    if (mode == Mode.STOP) {
      lanes.forEach(lane -> giveBackAhead(lane, now()));
    }
    stir();
  }

  /** From now on, what a claim brings is given back unsent. May be called by any thread. */
  void handBack() {
    handBack = true;
  }

  /** Whether nothing is under way, nothing unwritten, and nothing more was due. */
  boolean isDrained() {
    return isIdle() && lanes.stream().allMatch(lane -> lane.dry);
  }

  /** Whether nothing is under way and nothing unwritten. */
  boolean isIdle() {
    return flights.count() == 0
        && writer.size() == 0
        && lanes.stream().allMatch(lane -> lane.ahead() == 0 && lane.next == null);
  }

  int inFlight() {
    return flights.count();
  }

  int unwritten() {
    return writer.size();
  }

  DeliveryLog log() {
    return log;
  }

  /**
   * Does what is to be done now.
   *
   * @return how long nothing is to be done unless woken, in nanoseconds
   */
  long step() {
    long now = now();
    for (Landed landed : flights.take(now)) {
      landed(landed, now);
    }
    writer.collect(storeSuccesses, now);
    lanes.forEach(lane -> collectNext(lane, now));
    if (isWriteDue(now)) {
      writer.write(storeSuccesses, now);
    }
    if (dueAgain && writer.size() == 0) {
      dueAgain = false;
      stir();
    }
    if (mode != Mode.STOP) {
      if (claiming.left(now) == 0 && isReleaseDue(now)) {
        asStoreAllows("releasing ended leases", () -> release(now));
      }
      if (claiming.left(now) == 0 && isLookDue(now)) {
        asStoreAllows("looking for what is due", () -> look(now));
      }
      serveLanes(now);
    }
    log.sumUp(now);
    return waitTime(now());
  }

  private long now() {
    return settings.nanoTime().getAsLong();
  }

  private void landed(Landed landed, long now) {
    try {
      Flight flight = landed.flight();
      Claim claim = flight.claim;
      Traffic network = flight.lane.traffic;
      flight.lane.landed++;
      Answer answer = read(network.recipient, landed.result(), now);
      Outcome outcome = outcome(flight, landed.result(), answer);
      writer.add(claim.postback(), outcome, now);
      Postback after = writer.after(claim.postback(), outcome.finish());
      log.attempted(after, outcome.code(), Duration.ofNanos(now - flight.start), now);
      tellGate(flight, outcome, now);
      dueAgain |= after.state() == PostbackState.PENDING && outcome.finish().delay().isZero();
    } catch (RuntimeException | Error e) {
      log.unexpected("reading a result", e, now); // its lease will end
      if (landed.flight().probe) {
        landed.flight().lane.traffic.gate.probeUnsent();
      }
    }
  }

  private Outcome outcome(Flight flight, SendResult result, @Nullable Answer answer) {
    Traffic network = flight.lane.traffic;
    Instant now = settings.clock().instant();
    return answer != null && answer.unauthorized() && network.gate.isUnauthorized()
        ? network.outcomes.turnedAway(flight.claim, answer, now)
        : network.outcomes.afterAttempt(flight.claim, result, answer, flight.probe, now);
  }

  private @Nullable Answer read(Recipient recipient, SendResult result, long now) {
    try {
      if (result instanceof Answered answered) {
        return recipient.readAnswer(answered.status(), answered.body());
      }
      Answered begun = result instanceof NoAnswer cut ? cut.begun() : null;
      return begun == null ? null : recipient.readStatus(begun.status());
    } catch (RuntimeException | Error e) {
      log.unexpected("reading an answer of " + recipient.name(), e, now);
      return new Answer(Answer.Meaning.UNKNOWN, "the rules for reading answers failed");
    }
  }

  private void tellGate(Flight flight, Outcome outcome, long now) {
    Traffic network = flight.lane.traffic;
    String id = outcome.finish().id();
    Change change = network.gate.result(id, outcome.sign(), flight.probe, outcome.pause(), now);
    switch (change) {
      case PAUSED -> log.paused(network.name(), outcome.code(), now);
      case UNAUTHORIZED -> log.unauthorized(network.name(), now);
      case RESUMED -> log.resumed(network.name(), now);
      case NONE -> {}
    }
    if (change == Change.PAUSED || change == Change.UNAUTHORIZED) {
      lanes.stream()
          .filter(lane -> lane.traffic == network)
          .forEach(lane -> giveBackAhead(lane, now));
    }
  }

  private boolean isWriteDue(long now) {
    return writer.size() > 0
        && !writer.isWriting()
        && writer.left(now) == 0
        && (writer.size() >= settings.maxInFlight() / 2
            || flights.count() == 0
            || writer.age(now) >= LINGER);
  }

  /**
   * Not while outcomes wait for long: the leases that end then may be our own, of answered calls.
   */
  private boolean isReleaseDue(long now) {
    return now - nextRelease >= 0 && writer.lag(now) < MOST_LAG;
  }

  private void release(long now) {
    List<Postback> released = outbox.releaseExpired(RELEASE_LIMIT);
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
      }
    }
  }

  private boolean isLookDue(long now) {
    return (stirred || now - nextLook >= 0) && now - lastLook >= linger;
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
    }
  }

  private void serveLanes(long now) {
    int count = lanes.size();
    for (int i = 0; i < count; i++) {
      Lane lane = lanes.get((firstLane + i) % count);
      sendAhead(lane, now);
      if (claiming.left(now) == 0 && isClaimDue(lane, now)) {
        int limit = permits(lane.traffic, now);
        if (limit > 0) {
          asStoreAllows("claiming", () -> claim(lane, limit));
        }
      }
      if (claiming.left(now) == 0 && isNextDue(lane, now)) {
        lane.next = new NextClaim(lane.worthAhead(now), now);
        lane.next.begin(outbox, lane.queue, settings.lease(), storing, unpark);
      }
    }
    firstLane = count == 0 ? 0 : (firstLane + 1) % count;
  }

  private boolean isClaimDue(Lane lane, long now) {
    return lane.more && lane.ahead() == 0 && lane.next == null && now - lane.lastClaim >= linger;
  }

  /** Whether to claim more before the last of those ahead are sent. */
  private boolean isNextDue(Lane lane, long now) {
    return lane.more
        && lane.runsLow()
        && lane.next == null
        && mayClaimAhead(lane)
        && lane.worthAhead(now) > 0;
  }

  private boolean mayClaimAhead(Lane lane) {
    return linger > 0 && mode == Mode.RUN && lane.traffic.gate.isOpen();
  }

  /** How many calls this network may have more, leaving one for every network that has none. */
  private int permits(Traffic network, long now) {
    if (writer.size() > 2 * settings.maxInFlight()) {
      return 0; // the store is away: what is known is to be written before more is asked
    }
    int left = settings.maxInFlight() - flights.count();
    int idle = 0;
    for (Traffic other : networks) {
      idle += other != network && other.inFlight == 0 ? 1 : 0;
    }
    int kept = Math.min(idle, settings.maxInFlight() / 2);
    left = Math.max(network.inFlight == 0 ? Math.min(1, left) : 0, left - kept);
    int own =
        mode == Mode.DRAIN
            ? most(network.recipient) - network.inFlight
            : network.gate.free(network.inFlight, now);
    return Math.max(0, Math.min(left, own));
  }

  private void claim(Lane lane, int permits) {
    long before = now();
    int limit = permits + (mayClaimAhead(lane) ? lane.worthAhead(before) : 0);
    claimed(lane, outbox.claim(lane.queue, limit, settings.lease()), limit, before);
    sendAhead(lane, lane.lastClaim, permits);
  }

  /** Takes what another thread claimed meanwhile. */
  private void collectNext(Lane lane, long now) {
    NextClaim next = lane.next;
    if (next == null || !next.isDone()) {
      return;
    }
    lane.next = null;
    try {
      claimed(lane, next.claims(), next.limit, next.begun);
      storeSuccesses++;
      claiming.succeeded();
    } catch (CompletionException e) {
      claiming.failed(now);
      log.storeFailed("claiming", e.getCause() == null ? e : e.getCause(), now);
    }
    if (!mayClaimAhead(lane)) {
      giveBackAhead(lane, now);
    }
  }

  private void claimed(Lane lane, List<Claim> claims, int limit, long begun) {
    long now = now();
    lane.lastClaim = now;
    lane.landed = 0;
    lane.more = claims.size() >= limit;
    lane.dry = !lane.more;
    // A lease that is nearly over when we come to it could end, elsewhere, under a running call.
    long ahead = settings.lease().minus(settings.callTimeout()).dividedBy(2).toNanos();
    lane.addAhead(claims, begun + ahead);
    if (now - begun > ahead) {
      giveBackAhead(lane, now);
    }
  }

  private void sendAhead(Lane lane, long now) {
    if (lane.ahead() == 0) {
      return;
    }
    if (now - lane.aheadUntil() > 0) {
      giveBackAhead(lane, now);
    } else {
      sendAhead(lane, now, permits(lane.traffic, now));
    }
  }

  private void sendAhead(Lane lane, long now, int permits) {
    for (int i = 0; i < permits && lane.ahead() > 0; i++) {
      start(lane, lane.takeFirst(), now);
    }
  }

  private void giveBackAhead(Lane lane, long now) {
    lane.takeAhead().forEach(claim -> giveBack(lane, claim, now));
  }

  private void giveBack(Lane lane, Claim claim, long now) {
    writer.add(claim.postback(), lane.traffic.outcomes.giveBack(claim), "given_back", now);
    dueAgain = true;
  }

  private void start(Lane lane, Claim claim, long now) {
    Postback postback = claim.postback();
    Traffic network = lane.traffic;
    Outcome without = network.outcomes.beforeSending(claim, settings.clock().instant());
    PostbackRequest request = postback.request();
    if (without != null || request == null) {
      if (without != null) {
        writer.add(postback, without, now);
      }
    } else if (handBack) {
      giveBack(lane, claim, now);
    } else {
      boolean probe = mode == Mode.RUN && network.gate.isPaused();
      if (probe) {
        network.gate.probing();
      }
      flights.send(lane, claim, request, probe, now);
    }
  }

  /** A little less by chance, so that nodes do not ask in step. */
  private long jittered(Duration interval) {
    long length = interval.toNanos();
    return length - (long) (settings.random().nextDouble() * 0.2 * (double) length);
  }

  private void asStoreAllows(String doing, Runnable work) {
    try {
      work.run();
      storeSuccesses++;
      claiming.succeeded();
    } catch (RuntimeException e) {
      long now = now();
      claiming.failed(now);
      log.storeFailed(doing, e, now);
    }
  }

  private long waitTime(long now) {
    long wait = settings.pollInterval().toNanos(); // overdue calls, and whatever was forgotten here
    if (writer.size() > 0 && !writer.isWriting()) { // else its end wakes us
      long write = Math.max(writer.left(now), flights.count() == 0 ? 0 : LINGER - writer.age(now));
      wait = Math.min(wait, write);
    }
    if (mode != Mode.STOP) {
      long store = claiming.left(now);
      if (writer.lag(now) < MOST_LAG) {
        wait = Math.min(wait, Math.max(store, nextRelease - now));
      }
      long look = Math.max(stirred ? 0 : nextLook - now, linger - (now - lastLook));
      wait = Math.min(wait, Math.max(store, look));
      for (Lane lane : lanes) {
        wait = Math.min(wait, laneWait(lane, store, now));
      }
    }
    return Math.max(0, wait);
  }

  private long laneWait(Lane lane, long store, long now) {
    if (lane.ahead() == 0 && (!lane.more || lane.next != null)) {
      return Long.MAX_VALUE; // the end of a claim wakes us
    }
    if (permits(lane.traffic, now) == 0) {
      Long probe = lane.traffic.gate.untilProbe(now);
      long wait = probe == null || probe == 0 ? Long.MAX_VALUE : probe; // else a result wakes us
      return lane.ahead() == 0 ? wait : Math.min(wait, lane.aheadUntil() - now);
    }
    return lane.ahead() == 0 ? Math.max(store, linger - (now - lane.lastClaim)) : 0;
  }
}
