package io.github.postback4j.outbox;

import io.github.postback4j.store.StoredJson;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the first {@code track} of an order, goal and part decided, for all networks; final on every
 * node and kept beyond the purge of the postbacks themselves. {@link #toString} tells neither the
 * person nor a memo.
 *
 * @param orderId the shop's order ID
 * @param goal the kind of conversion
 * @param part which part of the order; empty for the whole
 * @param decidedAt when
 * @param networks in configuration order, a line per network, or one per request where a network
 *     gets several; none for a network that is never sent anything
 * @param person whose order it is, as {@link OutboxDecisions#tokenOf} tells it: the customer, or
 *     for a guest the visitor; null where nobody knows, or any more
 */
public record Decision(
    String orderId,
    String goal,
    String part,
    Instant decidedAt,
    List<NetworkDecision> networks,
    @Nullable String person) {

  public Decision {
    Objects.requireNonNull(orderId, "orderId");
    Objects.requireNonNull(goal, "goal");
    Objects.requireNonNull(part, "part");
    Objects.requireNonNull(decidedAt, "decidedAt");
    networks = List.copyOf(networks);
  }

  /** As above, of nobody known. */
  public Decision(
      String orderId, String goal, String part, Instant decidedAt, List<NetworkDecision> networks) {
    this(orderId, goal, part, decidedAt, networks, null);
  }

  /** The first line of this network, which has its memo; null if it was not configured then. */
  public @Nullable NetworkDecision of(String network) {
    for (NetworkDecision line : networks) {
      if (line.network().equals(network)) {
        return line;
      }
    }
    return null;
  }

  /** All lines of this network. */
  public List<NetworkDecision> allOf(String network) {
    return networks.stream().filter(line -> line.network().equals(network)).toList();
  }

  /** The same of another person, without any memo. */
  Decision blankedFor(@Nullable String newPerson) {
    return new Decision(
        orderId,
        goal,
        part,
        decidedAt,
        networks.stream()
            .map(line -> new NetworkDecision(line.network(), line.postbackId(), line.reason()))
            .toList(),
        newPerson);
  }

  @Override
  public String toString() {
    return "Decision[" + orderId + ", " + goal + ", " + decidedAt + ", " + networks + "]";
  }

  /**
   * What was decided for a network: a postback, the reason why none, or both for one that is only
   * listed for people, because the network does not take it.
   *
   * @param network its name
   * @param postbackId the postback, or null
   * @param reason why none is sent, or null; names no value of a click or conversion
   * @param memo what the tracker has to know later about what was credited; text of its own, opaque
   *     but for {@link #changedGoal}, kept as long as the decision unless the person is removed; of
   *     several lines of a network the first alone has one; or null
   */
  public record NetworkDecision(
      String network, @Nullable String postbackId, @Nullable String reason, @Nullable String memo) {

    /**
     * @throws IllegalArgumentException if there is neither a postback nor a reason
     */
    public NetworkDecision {
      Objects.requireNonNull(network, "network");
      if (postbackId == null && reason == null) {
        throw new IllegalArgumentException("a postback or a reason is needed");
      }
    }

    /** As above, without a memo. */
    public NetworkDecision(String network, @Nullable String postbackId, @Nullable String reason) {
      this(network, postbackId, reason, null);
    }

    /** The memo's name of the goal that a refund, cancellation or change of status is of. */
    public static final String CHANGED_GOAL = "g";

    /** The goal that a refund, cancellation or change of status is of; {@code sale} by default. */
    public String changedGoal() {
      try {
        String goal = memo == null ? null : StoredJson.read(memo).text(CHANGED_GOAL);
        return goal == null ? "sale" : goal;
      } catch (IllegalArgumentException e) {
        return "sale"; // a memo of somebody else's
      }
    }

    /** Without the memo, which holds the IDs of a click. */
    @Override
    public String toString() {
      return "NetworkDecision[" + network + ", " + postbackId + ", " + reason + "]";
    }
  }
}
