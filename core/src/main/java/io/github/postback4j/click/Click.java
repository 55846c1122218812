package io.github.postback4j.click;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One visit that a network sent: the identifiers that arrived on the landing page, byte-exact.
 *
 * <p>{@link #toString} tells which identifiers there are, never their values.
 *
 * @param network name of the {@code Network} that sent the visitor
 * @param transactionId the network's ID of this click, exactly as it arrived, or null
 * @param partnerId the network's ID of the publisher, or null; at least one of the two IDs is there
 * @param offerId the network's ID of the offer, or null where the landing page was not told
 * @param parameters the other landing parameters kept for this network, by their landing name
 * @param clickedAt when the landing page was requested
 */
public record Click(
    String network,
    @Nullable String transactionId,
    @Nullable String partnerId,
    @Nullable String offerId,
    Map<String, String> parameters,
    Instant clickedAt) {

  /**
   * @throws IllegalArgumentException if there is neither a transaction ID nor a partner ID, or one
   *     of the given texts is blank
   */
  public Click {
    requireText(network, "network");
    parameters = Map.copyOf(parameters);
    Objects.requireNonNull(clickedAt, "clickedAt");
    if (transactionId == null && partnerId == null) {
      throw new IllegalArgumentException("a click needs a transaction ID or a partner ID");
    }
    requireTextOrNull(transactionId, "transactionId");
    requireTextOrNull(partnerId, "partnerId");
    requireTextOrNull(offerId, "offerId");
  }

  /**
   * A click known by its transaction ID alone, from another way than a landing page: an app, a
   * phone order, a file. Whether the ID can be one is seen when it is captured or tracked: {@link
   * #problem}.
   *
   * @param clickedAt when the network sent the person; its attribution window begins then
   * @throws IllegalArgumentException if a text is blank
   */
  public static Click ofTransaction(String network, String transactionId, Instant clickedAt) {
    requireText(transactionId, "transactionId");
    return new Click(network, transactionId, null, null, Map.of(), clickedAt);
  }

  /**
   * As {@link #ofTransaction}, known by the partner alone.
   *
   * @throws IllegalArgumentException if a text is blank
   */
  public static Click ofPartner(String network, String partnerId, Instant clickedAt) {
    requireText(partnerId, "partnerId");
    return new Click(network, null, partnerId, null, Map.of(), clickedAt);
  }

  /** The same click of an offer. */
  public Click offer(String newOfferId) {
    return new Click(network, transactionId, partnerId, newOfferId, parameters, clickedAt);
  }

  /**
   * What is wrong with its identifiers by the rules for landing pages (a macro that nobody filled
   * in, a control character, too long), in words without the value; null if nothing is.
   */
  public @Nullable String problem() {
    String problem = problem(transactionId, "transaction_id", "transaction ID");
    problem = problem != null ? problem : problem(partnerId, "affiliate_id", "partner ID");
    return problem != null ? problem : problem(offerId, "offer_id", "offer ID");
  }

  private static @Nullable String problem(@Nullable String value, String name, String word) {
    String problem = value == null ? null : IdentifierSyntax.problem(value, name);
    return problem == null ? null : "the click's " + word + " cannot be one: " + problem;
  }

  /** Whether this click carries the identifier that {@code protocol} needs. */
  public boolean serves(Protocol protocol) {
    return (protocol == Protocol.TRANSACTION_ID ? transactionId : partnerId) != null;
  }

  @Override
  public String toString() {
    return "Click["
        + network
        + (transactionId == null ? "" : ", transaction ID")
        + (partnerId == null ? "" : ", partner ID")
        + (offerId == null ? "" : ", offer ID")
        + ", "
        + parameters.size()
        + " parameters, "
        + clickedAt
        + "]";
  }

  private static void requireTextOrNull(@Nullable String value, String name) {
    if (value != null) {
      requireText(value, name);
    }
  }

  private static void requireText(String value, String name) {
    if (Objects.requireNonNull(value, name).isBlank()) {
      throw new IllegalArgumentException(name + " must not be blank");
    }
  }
}
