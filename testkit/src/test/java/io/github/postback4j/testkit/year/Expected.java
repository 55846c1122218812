package io.github.postback4j.testkit.year;

import org.jspecify.annotations.Nullable;

/**
 * A postback that must exist.
 *
 * @param transactionId the label of the click; null where the partner is named
 * @param partner the partner who is credited
 * @param amount as the network must read it; null for a lead
 */
record Expected(
    YearNetwork network,
    String order,
    String goal,
    @Nullable String transactionId,
    int offer,
    int partner,
    @Nullable String amount) {

  /** What the network must have been told of whose sale it is. */
  String credit() {
    return transactionId == null
        ? "partner " + partner + ", offer " + offer
        : "click " + transactionId;
  }

  @Override
  public String toString() {
    return network.text()
        + ": "
        + goal
        + " of order "
        + order
        + " to "
        + credit()
        + (amount == null ? "" : ", amount " + amount);
  }
}
