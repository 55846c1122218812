package io.github.postback4j.delivery;

import io.github.postback4j.outbox.Outbox.Claim;

/** One call under way. Compared by identity. */
final class Flight {

  final Lane lane;
  final Claim claim;
  final boolean probe;
  final long start;

  Flight(Lane lane, Claim claim, boolean probe, long start) {
    this.lane = lane;
    this.claim = claim;
    this.probe = probe;
    this.start = start;
  }

  /** A call that ended. */
  record Landed(Flight flight, SendResult result) {}
}
