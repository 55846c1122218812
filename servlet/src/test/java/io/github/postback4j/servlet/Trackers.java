package io.github.postback4j.servlet;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.click.Protocol;
import io.github.postback4j.network.Network;
import io.github.postback4j.session.SessionStore;
import java.time.Clock;

/** Trackers that are never started: the filter only reads and keeps clicks. */
final class Trackers {

  private Trackers() {}

  /** One network named tune, known by transaction ID, whose clicks may be paid for 28 days. */
  static PostbackTracker tune(SessionStore sessions, Clock clock) {
    return PostbackTracker.builder()
        .network(
            Network.preset("tune")
                .protocols(Protocol.TRANSACTION_ID)
                .url("https://network.example/aff_lsr?transaction_id=TRANSACTION_ID")
                .build())
        .sessions(sessions)
        .clock(clock)
        .build();
  }
}
