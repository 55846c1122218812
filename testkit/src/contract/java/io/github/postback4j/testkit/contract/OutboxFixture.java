package io.github.postback4j.testkit.contract;

import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.outbox.Decision;
import io.github.postback4j.outbox.Decision.NetworkDecision;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.Outbox.Claim;
import io.github.postback4j.outbox.Outbox.Finish;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The outbox under test, and how the rules about it make and move postbacks. */
abstract class OutboxFixture {

  static final String NETWORK = "acme";
  static final Duration LEASE = Duration.ofMinutes(1);

  Outbox outbox;

  /**
   * Another node on the same store; the same outbox where there is no other. Claims that race, and
   * results that come too late, are tested between the two.
   */
  Outbox other;

  /**
   * Makes the new, empty outbox of one test, with room for 500 postbacks or more; it is started and
   * closed by the contract.
   */
  protected abstract Outbox newOutbox();

  /**
   * Lets {@code time} pass by the outbox's own clock: a due time or a lease that lies that far
   * ahead has come. An outbox that asks a database for the time moves the times in its rows back
   * instead.
   */
  protected abstract void advance(Duration time);

  /**
   * The time to write into new postbacks, in whole milliseconds: the machine's by default. An
   * outbox that is given a clock answers with that clock's.
   */
  protected Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  /** Another outbox on the same store, not started; the one given by default. */
  protected Outbox otherNode(Outbox outbox) {
    return outbox;
  }

  @BeforeEach
  protected final void openOutbox() {
    outbox = newOutbox();
    outbox.start();
    other = otherNode(outbox);
    if (other != outbox) {
      other.start();
    }
  }

  @AfterEach
  protected final void closeOutbox() {
    if (other != outbox) {
      other.close();
    }
    outbox.close();
  }

  /** A decision for one network, that queued the postback {@code id}. */
  final Decision decision(String orderId, String id) {
    return decision(orderId, new NetworkDecision(NETWORK, id, null));
  }

  final Decision decision(String orderId, NetworkDecision... networks) {
    return new Decision(orderId, "sale", "", now(), List.of(networks));
  }

  /** A repeatable postback of {@link #NETWORK}. */
  final Postback postback(String orderId, String id) {
    return postback(orderId, id, NETWORK, true);
  }

  final Postback postback(String orderId, String id, String network, boolean repeatable) {
    return Postback.pending(
        id,
        network,
        orderId,
        "sale",
        PostbackRequest.get("https://track.example/lsr?transaction_id=" + id),
        repeatable,
        now(),
        now().plus(Duration.ofDays(28)));
  }

  /** Decides order {@code "order-" + id} with one repeatable postback. */
  final void add(String id) {
    add(id, NETWORK, true);
  }

  final void add(String id, String network, boolean repeatable) {
    String orderId = "order-" + id;
    outbox.decide(
        decision(orderId, new NetworkDecision(network, id, null)),
        List.of(postback(orderId, id, network, repeatable)));
  }

  final Claim claimOne() {
    List<Claim> claims = Claims.of(outbox, NETWORK, 1, LEASE);
    if (claims.size() != 1) {
      throw new AssertionError("one postback was to be claimed: " + claims.size());
    }
    return claims.get(0);
  }

  /** Adds a postback and brings it to {@code state}, which is not PENDING. */
  final Claim addInState(String id, PostbackState state) {
    add(id);
    Claim claim = claimOne();
    if (state != PostbackState.IN_FLIGHT) {
      outbox.finish(List.of(finish(claim, state, "because")));
    }
    return claim;
  }

  /** The result of a claim: not ambiguous, attempts as claimed. */
  final Finish finish(Claim claim, PostbackState state, @Nullable String reason) {
    return new Finish(
        claim.postback().id(),
        claim.token(),
        state,
        Duration.ZERO,
        false,
        claim.postback().attempts(),
        reason);
  }

  final Finish tryAgain(Claim claim, Duration delay) {
    return new Finish(
        claim.postback().id(),
        claim.token(),
        PostbackState.PENDING,
        delay,
        false,
        claim.postback().attempts(),
        "later");
  }

  final Postback stored(String id) {
    return Objects.requireNonNull(outbox.get(id), "postback is gone");
  }

  static List<String> ids(List<Postback> postbacks) {
    return postbacks.stream().map(Postback::id).toList();
  }

  static List<String> claimed(List<Claim> claims) {
    return claims.stream().map(claim -> claim.postback().id()).toList();
  }
}
