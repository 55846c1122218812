package io.github.postback4j.network;

import io.github.postback4j.click.Protocol;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a network would be sent for a conversion, or why nothing is. */
public sealed interface PlannedPostback {

  /**
   * A request is to be sent.
   *
   * @param request rendered
   * @param protocol by which the network recognises it; null for the coupon
   * @param repeatable whether the network de-duplicates it
   * @param deadline until when an attempt makes sense
   */
  record Send(
      PostbackRequest request, @Nullable Protocol protocol, boolean repeatable, Instant deadline)
      implements PlannedPostback {}

  /**
   * Nothing is to be sent.
   *
   * @param reason in words, without any value of click or conversion
   */
  record Skip(String reason) implements PlannedPostback {}

  /**
   * The network takes none of this goal: people are to tell it.
   *
   * @param reason in words, without any value of click or conversion
   */
  record Manual(String reason) implements PlannedPostback {}
}
