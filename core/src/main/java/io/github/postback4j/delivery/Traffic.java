package io.github.postback4j.delivery;

import io.github.postback4j.network.Rate;
import org.jspecify.annotations.Nullable;

/** One network's calls under way, whichever queue they came from. Used by one thread. */
final class Traffic {

  final Recipient recipient;
  final NetworkGate gate;
  final Outcomes outcomes;

  /** Null for no limit. */
  final @Nullable RateLimit rate;

  /** Calls under way. */
  int inFlight;

  Traffic(Recipient recipient, NetworkGate gate, Outcomes outcomes) {
    this.recipient = recipient;
    this.gate = gate;
    this.outcomes = outcomes;
    Rate given = recipient.rate();
    rate = given == null ? null : new RateLimit(given);
  }

  String name() {
    return recipient.name();
  }

  /** How many calls may begin now by the rate, if there is one. */
  int withinRate(long now) {
    return rate == null ? Integer.MAX_VALUE : rate.free(now);
  }

  /** A call begins. */
  void begin(long now) {
    inFlight++;
    if (rate != null) {
      rate.begin(now);
    }
  }
}
