package io.github.postback4j.delivery;

import io.github.postback4j.delivery.PostbackSender.Options;
import java.time.Duration;

/** One network's part in the loop. Used by one thread. */
final class Lane {

  final Recipient recipient;
  final NetworkGate gate;
  final Options repeatable;
  final Options once;

  /** Calls under way. */
  int inFlight;

  /** Whether there may be more that is due than was claimed. */
  boolean more = true;

  /** Whether the last claim found everything that was due. */
  boolean dry;

  /** When to look again by itself. */
  long nextPoll;

  /** When it was last claimed from. */
  long lastClaim;

  /** Least time from one claim to the next. */
  long gap = DeliveryLoop.LINGER;

  Lane(Recipient recipient, NetworkGate gate, Duration callTimeout, long now) {
    this.recipient = recipient;
    this.gate = gate;
    // Where a repetition could pay twice, an idle connection that is dead already costs an order.
    this.repeatable = new Options(true, recipient.allowPrivate(), callTimeout);
    this.once = new Options(false, recipient.allowPrivate(), callTimeout);
    this.nextPoll = now;
    this.lastClaim = now - DeliveryLoop.LINGER;
  }

  String name() {
    return recipient.name();
  }

  /** Something may have become due. */
  void stir() {
    more = true;
    dry = false;
  }
}
