package io.github.postback4j;

import io.github.postback4j.outbox.Postback;
import java.util.List;
import java.util.Objects;

/** What cancelling an order came to. */
public sealed interface CancelResult {

  /**
   * Nothing more is sent for it from now on, but for what is too late.
   *
   * @param orderId the shop's order ID
   * @param beforeTracking whether the order was not tracked yet: it is decided now that it is
   *     nobody's, and a later {@code track} of it gets that decision
   * @param cancelled postbacks that were taken back, REFUSED now; they cannot be replayed
   * @param tooLate postbacks that are at the network, or may be: under way, recorded, uncertain,
   *     dead, or waiting after an attempt of unknown outcome. A refund, or a word with the network,
   *     does the rest
   */
  record Cancelled(
      String orderId, boolean beforeTracking, List<Postback> cancelled, List<Postback> tooLate)
      implements CancelResult {

    public Cancelled {
      Objects.requireNonNull(orderId, "orderId");
      cancelled = List.copyOf(cancelled);
      tooLate = List.copyOf(tooLate);
    }
  }

  /**
   * A failure of ours: nothing was cancelled. To be called again.
   *
   * @param reason in words, for people
   */
  record NotCancelled(String reason) implements CancelResult {}
}
