package io.github.postback4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.CouponBook;
import io.github.postback4j.PostbackTracker;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.Network;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.testkit.simulator.LedgerEntry;
import io.github.postback4j.testkit.simulator.NetworkSimulator;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Aspire: the order ID in {@code adv_unique1}, and of link and promo code the code is paid (Aspire
 * help: How Does Aspire Prevent Duplicate Conversions?). The simulator credits a click before a
 * code, so that whoever sends both is found out.
 */
class AspireCouponTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final SessionKey VISITOR = SessionKey.visitor("v1");

  @Test
  void orderWithCoupon_isTheCodesPartnersAlone() throws Exception {
    try (NetworkSimulator aspire = NetworkSimulator.builder().promoCode("KIM10", 1, 3).start()) {
      Network network =
          Network.preset("aspire")
              .url(
                  aspire.url()
                      + "/aff_lsr?transaction_id=TRANSACTION_ID&amount=AMOUNT"
                      + "&adv_unique1=ORDER_ID&promo_code=PROMO_CODE")
              .allowHttp(true)
              .build();
      CouponBook book = CouponBook.builder().code("KIM10", "aspire", "3").build();
      try (PostbackTracker tracker =
          PostbackTracker.builder().network(network).coupons(book).build()) {
        tracker.start();
        tracker.capture(VISITOR, "transaction_id=" + aspire.click(1, 2));

        tracker.track(VISITOR, order("o-1", "KIM10"));
        assertThat(aspire.awaitConversions(1, PATIENCE).get(0))
            .satisfies(
                entry -> {
                  assertThat(entry.partnerId()).isEqualTo(3);
                  assertThat(entry.transactionId()).isNull();
                  assertThat(entry.promoCode()).isEqualTo("KIM10");
                  assertThat(entry.advertiserValues()).isEqualTo(Map.of("adv_unique1", "o-1"));
                });
        tracker.track(VISITOR, order("o-2", "HOUSE5"));

        assertThat(aspire.awaitConversions(2, PATIENCE))
            .extracting(LedgerEntry::partnerId)
            .containsExactly(3L, 2L);
      }
      assertThat(aspire.ledger()).hasSize(2);
    }
  }

  private static Conversion order(String orderId, String coupon) {
    return Conversion.builder(orderId)
        .amount(new BigDecimal("49.90"), "USD")
        .coupon(coupon)
        .build();
  }
}
