package io.github.postback4j.delivery;

/** One network's calls under way, whichever queue they came from. Used by one thread. */
final class Traffic {

  final Recipient recipient;
  final NetworkGate gate;
  final Outcomes outcomes;

  /** Calls under way. */
  int inFlight;

  Traffic(Recipient recipient, NetworkGate gate, Outcomes outcomes) {
    this.recipient = recipient;
    this.gate = gate;
    this.outcomes = outcomes;
  }

  String name() {
    return recipient.name();
  }
}
