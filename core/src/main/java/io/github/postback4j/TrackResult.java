package io.github.postback4j;

import java.util.List;
import java.util.Objects;

/** What tracking a conversion came to. */
public sealed interface TrackResult {

  /** The postbacks that were queued for this conversion, now or by an earlier call; maybe none. */
  default List<NetworkResult.Queued> queued() {
    return List.of();
  }

  /**
   * Decided for all networks, and final: every later call for this order and goal returns the same.
   *
   * @param orderId the shop's order ID
   * @param goal the kind of conversion
   * @param first whether this very call decided; false if an earlier one had
   * @param networks what was decided for each, in configuration order
   */
  record Decided(String orderId, String goal, boolean first, List<NetworkResult> networks)
      implements TrackResult {

    public Decided {
      Objects.requireNonNull(orderId, "orderId");
      Objects.requireNonNull(goal, "goal");
      networks = List.copyOf(networks);
    }

    @Override
    public List<NetworkResult.Queued> queued() {
      return networks.stream()
          .filter(NetworkResult.Queued.class::isInstance)
          .map(NetworkResult.Queued.class::cast)
          .toList();
    }
  }

  /**
   * The conversion cannot be reported as it is; nothing was decided, a corrected one may follow.
   *
   * @param problem what is wrong with it, without any of its values
   */
  record Invalid(String problem) implements TrackResult {}

  /**
   * A failure of ours, such as a database that is away; nothing was decided as far as could be told
   * (the answer of a commit may have been lost), and the caller's transaction is as it was. The
   * call may be repeated: it then decides, or finds what was decided.
   *
   * @param cause what kind of failure, for code and metrics
   * @param reason in words, for people, without any value of click or conversion
   */
  record Failed(Cause cause, String reason) implements TrackResult {

    public Failed {
      Objects.requireNonNull(cause, "cause");
      Objects.requireNonNull(reason, "reason");
    }

    /** A kind of failure. */
    public enum Cause {
      /** The outbox in memory holds as many postbacks as it may; later there may be room again. */
      OUTBOX_FULL,
      /** A store cannot do its work now: its database is away, full, locked or not as it should. */
      STORE,
      /** Anything else: a setup that does not fit, a rule of yours that threw. */
      OTHER
    }
  }

  /** What was decided for one network. */
  sealed interface NetworkResult {

    /** Its name. */
    String network();

    /**
     * A postback was queued.
     *
     * @param network its name
     * @param postbackId for {@link PostbackTracker#postback}
     */
    record Queued(String network, String postbackId) implements NetworkResult {}

    /**
     * Nothing is sent, because the network does not take it: it is listed for people, see {@link
     * PostbackOperations#followUps}.
     *
     * @param network its name
     * @param postbackId of the entry in the list, for {@link PostbackTracker#postback}
     * @param reason why not, in words, without any value of click or conversion
     */
    record Listed(String network, String postbackId, String reason) implements NetworkResult {}

    /**
     * None was queued.
     *
     * @param network its name
     * @param reason why not, in words, without any value of click or conversion
     */
    record NotSent(String network, String reason) implements NetworkResult {}
  }
}
