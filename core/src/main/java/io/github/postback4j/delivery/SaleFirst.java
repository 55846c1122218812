package io.github.postback4j.delivery;

import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.outbox.Decision;
import io.github.postback4j.outbox.Decision.NetworkDecision;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Holds a refund, cancellation or change of status back until the sale that it changes has ended
 * one way or the other: a network that is told of the refund first refuses it, and books the sale
 * afterwards. When a follow-up is tracked nobody knows how long the sale's attempts will take.
 */
final class SaleFirst {

  /** How long to wait at most before looking again: the sale may have been withdrawn. */
  static final Duration MOST = Duration.ofHours(6);

  /** How long to wait where the sale is under way right now, or could not be looked up. */
  static final Duration SHORTLY = Duration.ofSeconds(5);

  private final Outbox outbox;
  private final Clock clock;

  SaleFirst(Outbox outbox, Clock clock) {
    this.outbox = outbox;
    this.clock = clock;
  }

  /** How long a postback is to wait for another; null if it may go. */
  @Nullable Duration waitOf(Postback postback) {
    if (!Conversion.isFollowUp(postback.goal())) {
      return null;
    }
    Duration longest = null;
    try {
      String goal = changedGoal(postback);
      for (Postback sale : outbox.find(postback.orderId())) {
        Duration wait = isBefore(sale, postback, goal) ? untilNext(sale) : null;
        if (wait != null && (longest == null || wait.compareTo(longest) > 0)) {
          longest = wait;
        }
      }
      return longest;
    } catch (RuntimeException e) {
      return SHORTLY; // the store is in trouble, and says so where it claims and writes
    }
  }

  /** A damaged decision must not hold its postback for ever: nearly all are of the sale. */
  private String changedGoal(Postback followUp) {
    try {
      Decision decision =
          outbox.decision(followUp.orderId(), followUp.goal(), followUp.conversionPart());
      NetworkDecision line = decision == null ? null : decision.of(followUp.network());
      return line == null ? Conversion.SALE : line.changedGoal();
    } catch (StoreException e) {
      return Conversion.SALE;
    }
  }

  private static boolean isBefore(Postback sale, Postback followUp, String goal) {
    return sale.network().equals(followUp.network())
        && sale.goal().equals(goal)
        && !sale.isAdditional()
        && !sale.state().isFinal();
  }

  private Duration untilNext(Postback sale) {
    Instant next = sale.nextAttemptAt();
    Duration wait =
        next == null || sale.state() == PostbackState.IN_FLIGHT
            ? SHORTLY
            : Duration.between(clock.instant(), next);
    return wait.compareTo(SHORTLY) < 0 ? SHORTLY : wait.compareTo(MOST) > 0 ? MOST : wait;
  }
}
