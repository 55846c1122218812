package io.github.postback4j.delivery;

import io.github.postback4j.delivery.Flight.Landed;
import io.github.postback4j.delivery.NetworkGate.Change;
import io.github.postback4j.delivery.Outcomes.Outcome;
import io.github.postback4j.delivery.SendResult.Answered;
import io.github.postback4j.delivery.SendResult.NoAnswer;
import io.github.postback4j.delivery.SendResult.NotSent;
import io.github.postback4j.network.Answer;
import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.Outbox.Claim;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The dispatcher's work, one step at a time: take results, write outcomes, free what dead nodes
 * held, claim and send. Used by one thread.
 */
final class DeliveryLoop {

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

  private final DeliverySettings settings;
  private final DeliveryLog log;
  private final OutcomeWriter writer;
  private final Flights flights;
  private final Claiming claiming;
  private final SaleFirst saleFirst;
  private final List<Traffic> networks;
  private final List<Lane> lanes;
  private Mode mode = Mode.RUN;
  private volatile boolean handBack;
  private int firstLane;

  /** Whether something is to be written that makes a postback due at once. */
  private boolean dueAgain;

  DeliveryLoop(
      Outbox outbox,
      PostbackSender sender,
      List<Recipient> recipients,
      DeliverySettings settings,
      Executor storing,
      Executor claims,
      Runnable unpark) {
    this.settings = settings;
    log = new DeliveryLog(settings.listener());
    writer = new OutcomeWriter(outbox, settings.clock(), log, storing, unpark);
    long now = settings.nanoTime().getAsLong();
    flights = new Flights(sender, settings.maxInFlight(), settings.callTimeout(), unpark, now);
    networks = recipients.stream().map(this::traffic).toList();
    lanes = networks.stream().flatMap(network -> lanes(network, now - Claiming.LINGER)).toList();
    saleFirst = new SaleFirst(outbox, settings.clock());
    claiming = new Claiming(outbox, settings, log, lanes, claims, unpark, this::held);
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
    claiming.stir();
  }

  /** Changes how much is claimed from now on. */
  void mode(Mode mode) {
    this.mode = mode;
    if (mode == Mode.STOP) {
      for (Lane lane : lanes) {
        giveBackAhead(lane, now());
        if (lane.next != null && lane.next.giveUp()) {
          lane.next = null;
        }
      }
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
    writer.collect(claiming.successes(), now);
    for (Lane lane : lanes) {
      if (claiming.collectNext(lane, now) && !mayClaimAhead(lane)) {
        giveBackAhead(lane, now);
      }
    }
    if (isWriteDue(now)) {
      writer.write(claiming.successes(), now);
    }
    if (dueAgain && writer.size() == 0) {
      dueAgain = false;
      stir();
    }
    if (mode != Mode.STOP) {
      claiming.lookAround(mayRelease(now), now);
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
      Answer answer = read(network.recipient, claim.postback(), landed.result(), now);
      Outcome outcome = outcome(flight, landed.result(), answer);
      writer.add(claim.postback(), outcome, now);
      Postback after = writer.after(claim.postback(), outcome.finish());
      Duration took = Duration.ofNanos(now - flight.start);
      log.attempted(after, outcome.code(), took, now);
      tellIfLate(network.recipient, after, took, now);
      tellGate(flight, outcome, now);
      dueAgain |= after.state() == PostbackState.PENDING && outcome.finish().delay().isZero();
    } catch (RuntimeException | Error e) {
      log.unexpected("reading a result", e, now); // its lease will end
      if (landed.flight().probe) {
        landed.flight().lane.traffic.gate.probeUnsent();
      }
    }
  }

  /** By when it was sent: what the answer took is not the shop's. */
  private void tellIfLate(Recipient recipient, Postback after, Duration took, long now) {
    Duration lateAfter = recipient.lateAfter();
    if (lateAfter != null && after.state() == PostbackState.RECORDED) {
      Instant sent = settings.clock().instant().minus(took);
      Duration age = Duration.between(after.createdAt(), sent);
      if (age.compareTo(lateAfter) > 0) {
        log.recordedLate(after, age, now);
      }
    }
  }

  private Outcome outcome(Flight flight, SendResult result, @Nullable Answer answer) {
    Traffic network = flight.lane.traffic;
    Instant now = settings.clock().instant();
    return answer != null && Outcomes.isAboutUs(result, answer) && network.gate.isUnauthorized()
        ? network.outcomes.turnedAway(flight.claim, answer, now)
        : network.outcomes.afterAttempt(flight.claim, result, answer, flight.probe, now);
  }

  private @Nullable Answer read(
      Recipient recipient, Postback postback, SendResult result, long now) {
    try {
      if (result instanceof Answered answered) {
        return recipient.readAnswer(postback, answered.status(), answered.body());
      }
      Answered begun = result instanceof NoAnswer cut ? cut.begun() : null;
      return begun == null ? null : recipient.readStatus(postback, begun.status());
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
            || writer.age(now) >= Claiming.LINGER);
  }

  /**
   * Not while outcomes wait for long: the store is in trouble. Nor while a claim is being made,
   * whose postbacks are not yet known to be ours.
   */
  private boolean mayRelease(long now) {
    return writer.lag(now) < MOST_LAG && lanes.stream().allMatch(lane -> lane.next == null);
  }

  /** The postbacks that this node is busy with: claimed and not sent, under way, or not written. */
  private Set<String> held() {
    Set<String> held = new HashSet<>(flights.ids());
    held.addAll(writer.ids());
    lanes.forEach(lane -> held.addAll(lane.aheadIds()));
    return held;
  }

  private void serveLanes(long now) {
    int count = lanes.size();
    for (int i = 0; i < count; i++) {
      Lane lane = lanes.get((firstLane + i) % count);
      sendAhead(lane, now);
      if (claiming.isDue(lane, now)) {
        int permits = permits(lane.traffic, now);
        if (permits > 0) {
          claiming.claim(lane, permits, mayClaimAhead(lane));
          sendAhead(lane, now());
        }
      }
      if (mayClaimAhead(lane)) {
        claiming.claimNext(lane, now);
      }
    }
    firstLane = count == 0 ? 0 : (firstLane + 1) % count;
  }

  private boolean mayClaimAhead(Lane lane) {
    // Not where a rate holds them back: they would lie claimed.
    return mode == Mode.RUN && lane.traffic.gate.isOpen() && lane.traffic.rate == null;
  }

  /** How many calls this network may have more, leaving one for every network that has none. */
  private int permits(Traffic network, long now) {
    if (writer.queued() > 2 * settings.maxInFlight()) {
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
    return Math.max(0, Math.min(Math.min(left, own), network.withinRate(now)));
  }

  private void sendAhead(Lane lane, long now) {
    if (lane.ahead() > 0 && now - lane.aheadUntil() > 0) {
      giveBackAhead(lane, now);
    }
    int permits = lane.ahead() == 0 ? 0 : permits(lane.traffic, now);
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
      Duration wait = saleFirst.waitOf(postback);
      if (wait == null) {
        send(lane, claim, request, now);
      } else {
        writer.add(postback, network.outcomes.giveBack(claim, wait), "sale_first", now);
      }
    }
  }

  private void send(Lane lane, Claim claim, PostbackRequest request, long now) {
    Traffic network = lane.traffic;
    PostbackRequest complete = complete(network.recipient, claim.postback(), request, now);
    if (complete == null) {
      NotSent unsent = new NotSent(SendCodes.CLIENT_FAILED, false);
      Instant time = settings.clock().instant();
      Outcome outcome = network.outcomes.afterAttempt(claim, unsent, null, false, time);
      writer.add(claim.postback(), outcome, now);
      return;
    }
    boolean probe = mode == Mode.RUN && network.gate.isPaused();
    if (probe) {
      network.gate.probing();
    }
    flights.send(lane, claim, complete, probe, now);
  }

  private @Nullable PostbackRequest complete(
      Recipient recipient, Postback postback, PostbackRequest kept, long now) {
    try {
      return recipient.complete(postback, kept);
    } catch (RuntimeException | Error e) {
      log.unexpected("adding the credentials of " + recipient.name(), e, now);
      return null;
    }
  }

  private long waitTime(long now) {
    long wait = settings.pollInterval().toNanos(); // overdue calls, and whatever was forgotten here
    if (writer.size() > 0 && !writer.isWriting()) { // else its end wakes us
      long write =
          Math.max(writer.left(now), flights.count() == 0 ? 0 : Claiming.LINGER - writer.age(now));
      wait = Math.min(wait, write);
    }
    if (mode != Mode.STOP) {
      wait = Math.min(wait, claiming.waitTime(mayRelease(now), now));
      for (Lane lane : lanes) {
        wait = Math.min(wait, laneWait(lane, now));
      }
    }
    return Math.max(0, wait);
  }

  private long laneWait(Lane lane, long now) {
    if (lane.ahead() == 0 && (!lane.more || lane.next != null)) {
      return Long.MAX_VALUE; // the end of a claim wakes us
    }
    if (permits(lane.traffic, now) == 0) {
      Long probe = lane.traffic.gate.untilProbe(now);
      long wait = probe == null || probe == 0 ? Long.MAX_VALUE : probe; // else a result wakes us
      long rate = lane.traffic.rate == null ? 0 : lane.traffic.rate.untilFree(now);
      wait = rate == 0 ? wait : Math.min(wait, rate);
      return lane.ahead() == 0 ? wait : Math.min(wait, lane.aheadUntil() - now);
    }
    return lane.ahead() == 0 ? claiming.waitTime(lane, now) : 0;
  }
}
