package io.github.postback4j.outbox;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the first {@code track} of an order and goal decided, for all networks; final on every node
 * and kept beyond the purge of the postbacks themselves.
 *
 * @param orderId the shop's order ID
 * @param goal the kind of conversion
 * @param part which part of the order; empty for the whole
 * @param decidedAt when
 * @param networks one line per configured network, in configuration order
 */
public record Decision(
    String orderId, String goal, String part, Instant decidedAt, List<NetworkDecision> networks) {

  public Decision {
    Objects.requireNonNull(orderId, "orderId");
    Objects.requireNonNull(goal, "goal");
    Objects.requireNonNull(part, "part");
    Objects.requireNonNull(decidedAt, "decidedAt");
    networks = List.copyOf(networks);
  }

  /**
   * What was decided for one network: a postback, or the reason why not.
   *
   * @param network its name
   * @param postbackId the postback that was queued, or null
   * @param reason why none was queued, or null; names no value of a click or conversion
   */
  public record NetworkDecision(
      String network, @Nullable String postbackId, @Nullable String reason) {

    /**
     * @throws IllegalArgumentException unless exactly one of postback and reason is given
     */
    public NetworkDecision {
      Objects.requireNonNull(network, "network");
      if ((postbackId == null) == (reason == null)) {
        throw new IllegalArgumentException("either a postback or a reason");
      }
    }
  }
}
