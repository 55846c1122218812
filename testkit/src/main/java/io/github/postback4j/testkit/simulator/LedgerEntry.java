package io.github.postback4j.testkit.simulator;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One conversion in the network's books. Its text form shows neither IDs nor values.
 *
 * @param time when it was booked, by the simulator's clock
 * @param transactionId the click that was credited; null under the partner-ID protocol and for
 *     promo codes
 * @param partnerId the affiliate who was credited
 * @param offerId the offer it was booked on
 * @param goal number or name of the goal, or {@value #DEFAULT_GOAL}
 * @param amount {@code amount} exactly as received; null if it was missing
 * @param advertiserValues {@code adv_sub} to {@code adv_sub5} and {@code adv_unique1} to {@code
 *     adv_unique5}, those that were received, by name
 * @param uniqueId {@code conversion_unique_id}; null if it was missing
 * @param promoCode {@code promo_code}; null if it was missing
 * @param status what the books say; only {@link Status#REJECTED} pays nobody
 * @param statusCode TUNE's number for it, for example 43 (server postback) or 12 (duplicate)
 * @param reason why it was rejected or held back, in words; empty if it was approved
 */
public record LedgerEntry(
    Instant time,
    @Nullable String transactionId,
    long partnerId,
    long offerId,
    String goal,
    @Nullable String amount,
    Map<String, String> advertiserValues,
    @Nullable String uniqueId,
    @Nullable String promoCode,
    Status status,
    int statusCode,
    String reason) {

  /** Name of the goal that {@code /aff_lsr} books. */
  public static final String DEFAULT_GOAL = "default";

  /** What the network made of a conversion. */
  public enum Status {
    /** Will be paid. */
    APPROVED,
    /** Accepted; a person at the network decides. */
    PENDING,
    /** Stored for the record and never paid. */
    REJECTED
  }

  /** Whether it counts as a sale: approved or pending. */
  public boolean booked() {
    return status != Status.REJECTED;
  }

  @Override
  public String toString() {
    return "LedgerEntry[offer "
        + offerId
        + ", goal "
        + goal
        + ", "
        + status
        + (reason.isEmpty() ? "" : ": " + reason)
        + "]";
  }
}
