package io.github.postback4j.network;

import io.github.postback4j.click.Protocol;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a network would be sent for a conversion, or why nothing is. */
public sealed interface PlannedPostback {

  /**
   * Requests are to be sent.
   *
   * @param requests each on its own, the main one first; at least one
   * @param protocol by which the network recognises it; null for the coupon, or if it knows the
   *     person itself
   * @param deadline until when an attempt makes sense
   */
  record Send(List<Outgoing> requests, @Nullable Protocol protocol, Instant deadline)
      implements PlannedPostback {

    /**
     * @throws IllegalArgumentException if there is no request
     */
    public Send {
      requests = List.copyOf(requests);
      Objects.requireNonNull(deadline, "deadline");
      if (requests.isEmpty()) {
        throw new IllegalArgumentException("a request is needed");
      }
    }

    /** The first of the requests. */
    public PostbackRequest request() {
      return requests.get(0).request();
    }
  }

  /**
   * One of the requests for a conversion.
   *
   * @param part what tells it from the others, added to the conversion's own part: empty for the
   *     main request, {@code item-1} and so on for one per line of the order, {@code +NAME} for an
   *     additional request
   * @param request rendered
   * @param repeatable whether the network de-duplicates it
   */
  record Outgoing(String part, PostbackRequest request, boolean repeatable) {
    public Outgoing {
      Objects.requireNonNull(part, "part");
      Objects.requireNonNull(request, "request");
    }
  }

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
