package io.github.postback4j;

import io.github.postback4j.click.Click;
import io.github.postback4j.conversion.Conversion;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What one network was credited for, as a decision's memo keeps it for refunds, renewals and the
 * manual listing. {@link #toString} shows none of it.
 *
 * @param click with the parameters only where a URL may need them; null for a coupon without one
 * @param renewal which renewal of the customer and partner it was, from 1; 0 for none, or if nobody
 *     counts
 * @param amount of the conversion, or of the refund; of a cancellation what was not refunded before
 * @param currency of the amount
 * @param remaining of a refund, the order's total less all refunds so far; zero of a cancellation;
 *     or null
 * @param status the new status, or null
 * @param changes of a follow-up, the goal of what it changes; null for a sale, and of what is none
 */
record Credit(
    @Nullable Click click,
    int renewal,
    @Nullable BigDecimal amount,
    @Nullable String currency,
    @Nullable BigDecimal remaining,
    @Nullable String status,
    @Nullable String changes) {

  static Credit of(@Nullable Click click, int renewal, Conversion conversion) {
    return new Credit(
        click,
        renewal,
        conversion.amount(),
        conversion.currency(),
        null,
        conversion.status(),
        null);
  }

  /** Of a follow-up to the sale that this is. */
  Credit followedBy(Conversion followUp, BigDecimal refundedBefore) {
    BigDecimal back = followUp.amount();
    String goal = followUp.originalGoal();
    String of = goal.equals(Conversion.SALE) ? null : goal;
    BigDecimal left = null;
    if (followUp.goal().equals(Conversion.REFUND) && amount != null && back != null) {
      left = amount.subtract(refundedBefore).subtract(back);
    } else if (followUp.goal().equals(Conversion.CANCEL) && amount != null) {
      BigDecimal rest = amount.subtract(refundedBefore);
      return new Credit(click, 0, rest, currency, BigDecimal.ZERO, null, of);
    }
    return new Credit(click, 0, back, followUp.currency(), left, followUp.status(), of);
  }

  /** Whether it is of a follow-up to this goal. */
  boolean changes(String goal) {
    return goal.equals(changes == null ? Conversion.SALE : changes);
  }

  @Override
  public String toString() {
    return "Credit[" + (click == null ? "coupon" : click.network()) + "]";
  }
}
