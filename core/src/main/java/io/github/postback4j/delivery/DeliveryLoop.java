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
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
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

  /** The same after nothing was found, however often we are woken for other networks. */
  private static final long LINGER_EMPTY = Duration.ofMillis(50).toNanos();

  private static final int RELEASE_LIMIT = 500;

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
  private final Outcomes outcomes;
  private final DeliveryLog log;
  private final OutcomeWriter writer;
  private final Flights flights;
  private final Backoff claiming = new Backoff();
  private final List<Lane> lanes;
  private final Map<String, Lane> byName;
  private Mode mode = Mode.RUN;
  private volatile boolean handBack;
  private int firstLane;
  private long nextRelease;
  private long storeSuccesses;

  DeliveryLoop(
      Outbox outbox,
      PostbackSender sender,
      List<Recipient> recipients,
      DeliverySettings settings,
      Runnable unpark) {
    this.outbox = outbox;
    this.settings = settings;
    outcomes = new Outcomes(settings.retry(), settings.random());
    log = new DeliveryLog(settings.listener());
    writer = new OutcomeWriter(outbox, settings.clock(), log);
    flights = new Flights(sender, settings.maxInFlight(), settings.callTimeout(), unpark);
    long now = settings.nanoTime().getAsLong();
    nextRelease = now;
    lanes = recipients.stream().map(recipient -> lane(recipient, now)).toList();
    byName = lanes.stream().collect(Collectors.toMap(Lane::name, Function.identity()));
  }

  private Lane lane(Recipient recipient, long now) {
    int most = Math.min(recipient.maxConcurrency(), settings.maxInFlight());
    NetworkGate gate = new NetworkGate(most, settings.retry(), settings.random());
    return new Lane(recipient, gate, settings.callTimeout(), now);
  }

  /** Something may have become due. */
  void stir() {
    lanes.forEach(Lane::stir);
  }

  /** Changes how much is claimed from now on. */
  void mode(Mode mode) {
    this.mode = mode;
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
    return flights.count() == 0 && writer.size() == 0;
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
    if (isWriteDue(now)) {
      writer.write(storeSuccesses, now);
    }
    if (mode != Mode.STOP && claiming.left(now) == 0) {
      if (now - nextRelease >= 0 && writer.size() == 0) { // else some may be our own, answered
        asStoreAllows("releasing ended leases", () -> release(now));
      }
      claimAll(now);
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
      Answer answer = read(flight.lane.recipient, landed.result(), now);
      Outcome outcome =
          outcomes.afterAttempt(
              claim, landed.result(), answer, flight.probe, settings.clock().instant());
      writer.add(claim.postback(), outcome, now);
      Postback after = writer.after(claim.postback(), outcome.finish());
      log.attempted(after, outcome.code(), Duration.ofNanos(now - flight.start), now);
      tellGate(flight, outcome, now);
      if (after.state() == PostbackState.PENDING && outcome.finish().delay().isZero()) {
        flight.lane.stir();
      }
    } catch (RuntimeException | LinkageError e) {
      log.unexpected("reading a result", e, now); // its lease will end
      if (landed.flight().probe) {
        landed.flight().lane.gate.probeUnsent();
      }
    }
  }

  private @Nullable Answer read(Recipient recipient, SendResult result, long now) {
    try {
      if (result instanceof Answered answered) {
        return recipient.readAnswer(answered.status(), answered.body());
      }
      Answered begun = result instanceof NoAnswer cut ? cut.begun() : null;
      return begun == null ? null : recipient.readStatus(begun.status());
    } catch (RuntimeException | LinkageError e) {
      log.unexpected("reading an answer of " + recipient.name(), e, now);
      return new Answer(Answer.Meaning.UNKNOWN, "the rules for reading answers failed");
    }
  }

  private void tellGate(Flight flight, Outcome outcome, long now) {
    Lane lane = flight.lane;
    String id = outcome.finish().id();
    Change change = lane.gate.result(id, outcome.sign(), flight.probe, outcome.pause(), now);
    if (change == Change.PAUSED) {
      log.paused(lane.name(), outcome.code(), now);
    } else if (change == Change.RESUMED) {
      lane.stir();
      log.resumed(lane.name(), now);
    }
  }

  private boolean isWriteDue(long now) {
    return writer.size() > 0
        && writer.left(now) == 0
        && (writer.size() >= settings.maxInFlight() / 2
            || flights.count() == 0
            || writer.age(now) >= LINGER);
  }

  private void release(long now) {
    List<Postback> released = outbox.releaseExpired(RELEASE_LIMIT);
    if (released.size() < RELEASE_LIMIT) {
      nextRelease = now + settings.lease().dividedBy(3).toNanos();
    }
    for (Postback postback : released) {
      Lane lane = byName.get(postback.network());
      if (postback.state().isFinal()) {
        log.finished(postback, "lease_ended", now);
      } else if (lane != null) {
        lane.stir();
      }
    }
  }

  private void claimAll(long now) {
    int count = lanes.size();
    for (int i = 0; i < count && claiming.left(now) == 0; i++) {
      Lane lane = lanes.get((firstLane + i) % count);
      int limit = isClaimDue(lane, now) ? free(lane, now) : 0;
      if (limit > 0) {
        asStoreAllows("claiming", () -> claim(lane, limit));
      }
    }
    firstLane = count == 0 ? 0 : (firstLane + 1) % count;
  }

  private boolean isClaimDue(Lane lane, long now) {
    return (lane.more || now - lane.nextPoll >= 0) && now - lane.lastClaim >= lane.gap;
  }

  private int keptForOthers(Lane lane) {
    long idle = lanes.stream().filter(other -> other != lane && other.inFlight == 0).count();
    return (int) Math.min(idle, settings.maxInFlight() / 2);
  }

  /** How many calls this network may have more, leaving one for every network that has none. */
  private int free(Lane lane, long now) {
    if (writer.size() > settings.maxInFlight()) {
      return 0; // the store is away: what is known is to be written before more is asked
    }
    int left = settings.maxInFlight() - flights.count();
    left = Math.max(lane.inFlight == 0 ? Math.min(1, left) : 0, left - keptForOthers(lane));
    int most = Math.min(lane.recipient.maxConcurrency(), settings.maxInFlight());
    int own = mode == Mode.DRAIN ? most - lane.inFlight : lane.gate.free(lane.inFlight, now);
    return Math.max(0, Math.min(left, own));
  }

  private void claim(Lane lane, int limit) {
    long before = now();
    List<Claim> claims = outbox.claim(lane.name(), limit, settings.lease());
    long after = now();
    lane.lastClaim = after;
    lane.gap = claims.isEmpty() ? LINGER_EMPTY : outbox.isDurable() ? LINGER : 0;
    lane.more = claims.size() >= limit;
    lane.dry = !lane.more;
    lane.nextPoll = after + pollInterval();
    // A lease that is nearly over when we hear of it could end, elsewhere, under a running call.
    long spent = after - before;
    boolean usable = spent <= settings.lease().minus(settings.callTimeout()).dividedBy(2).toNanos();
    for (Claim claim : claims) {
      start(lane, claim, usable, after);
    }
  }

  private void start(Lane lane, Claim claim, boolean usable, long now) {
    Postback postback = claim.postback();
    Outcome without = outcomes.beforeSending(claim, settings.clock().instant());
    PostbackRequest request = postback.request();
    if (without != null || request == null) {
      if (without != null) {
        writer.add(postback, without, now);
      }
    } else if (!usable || handBack) {
      writer.add(postback, outcomes.giveBack(claim), "given_back", now);
      lane.stir();
    } else {
      boolean probe = mode == Mode.RUN && lane.gate.isPaused();
      if (probe) {
        lane.gate.probing();
      }
      flights.send(lane, claim, request, probe, now);
    }
  }

  /** A little less by chance, so that nodes do not ask in step. */
  private long pollInterval() {
    long length = settings.pollInterval().toNanos();
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
    List<Long> waits = new ArrayList<>();
    if (writer.size() > 0) {
      waits.add(Math.max(writer.left(now), flights.count() == 0 ? 0 : LINGER - writer.age(now)));
    }
    if (mode != Mode.STOP) {
      long store = claiming.left(now);
      if (writer.size() == 0) {
        waits.add(Math.max(store, nextRelease - now));
      }
      for (Lane lane : lanes) {
        waits.add(Math.max(store, laneWait(lane, now)));
      }
    }
    waits.add(settings.pollInterval().toNanos()); // overdue calls, and whatever was forgotten here
    return Math.max(0, waits.stream().mapToLong(Long::longValue).min().orElse(0));
  }

  private long laneWait(Lane lane, long now) {
    if (free(lane, now) == 0) {
      Long probe = lane.gate.untilProbe(now);
      return probe == null || probe == 0 ? Long.MAX_VALUE : probe; // else a result will wake us
    }
    long due = lane.more ? 0 : lane.nextPoll - now;
    return Math.max(due, lane.gap - (now - lane.lastClaim));
  }
}
