package io.github.postback4j;

/** Who is credited at a network where a coupon names one of its partners and there is a click. */
public enum CouponRule {
  /**
   * The coupon's partner; the network's clicks do not count. The default: Aspire credits the promo
   * code and rejects the link (Aspire help: How Does Aspire Prevent Duplicate Conversions?).
   */
  COUPON_WINS,
  /** The click, and the coupon is left out of the postback; the coupon where there is no click. */
  CLICK_WINS,
  /**
   * One postback with the IDs of the click and the coupon, for the network to decide: TUNE's
   * precedence is not documented. The network's URL must carry the coupon. The coupon alone where
   * there is no click.
   */
  BOTH
}
