package io.github.postback4j;

import static io.github.postback4j.TestShop.partners;
import static io.github.postback4j.TestShop.reason;
import static io.github.postback4j.TestShop.sale;
import static io.github.postback4j.TestShop.tune;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.postback4j.CouponBook.Owner;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.ConfigurationException;
import io.github.postback4j.network.Network;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CouponTest {

  private static final String ASPIRE =
      "https://get.aspr.app/aff_lsr?transaction_id=TRANSACTION_ID&amount=AMOUNT"
          + "&adv_unique1=ORDER_ID&promo_code=PROMO_CODE";

  private static Network aspire() {
    return Network.preset("aspire").url(ASPIRE).build();
  }

  private static Conversion withCoupon(String orderId, String coupon) {
    return sale(orderId).toBuilder().coupon(coupon).build();
  }

  private static TestShop shop(CouponBook book, Network... networks) {
    return new TestShop(
        builder -> {
          for (Network network : networks) {
            builder.network(network);
          }
          return builder.coupons(book);
        });
  }

  private static CouponBook.Builder kim() {
    return CouponBook.builder().code("KIM10", "aspire", "77");
  }

  @Test
  void coupon_isUsedWithoutAnyClick() {
    TestShop shop = shop(kim().build(), aspire());

    shop.track("v1", withCoupon("o-1", " kim10 "));

    assertThat(shop.queries("o-1"))
        .containsExactly("amount=49.90&adv_unique1=o-1&promo_code=%20kim10%20");
  }

  @Test
  void couponWins_leavesTheClickOut() {
    TestShop shop = shop(kim().build(), aspire());
    shop.land("v1", "transaction_id=t1");

    shop.track("v1", withCoupon("o-1", "KIM10"));
    shop.track("v1", withCoupon("o-2", "NOBODYS"));

    assertThat(shop.queries("o-1"))
        .containsExactly("amount=49.90&adv_unique1=o-1&promo_code=KIM10");
    assertThat(shop.queries("o-2")).singleElement().asString().contains("transaction_id=t1");
  }

  @Test
  void clickWins_leavesTheCouponOut() {
    TestShop shop = shop(kim().rule("aspire", CouponRule.CLICK_WINS).build(), aspire());
    shop.land("v1", "transaction_id=t1");

    shop.track("v1", withCoupon("o-1", "KIM10"));
    shop.track("v2", withCoupon("o-2", "KIM10"));

    assertThat(shop.queries("o-1"))
        .containsExactly("transaction_id=t1&amount=49.90&adv_unique1=o-1");
    assertThat(shop.queries("o-2")).singleElement().asString().endsWith("promo_code=KIM10");
  }

  @Test
  void both_isOnePostbackWithClickAndCoupon() {
    TestShop shop = shop(kim().rule(CouponRule.BOTH).build(), aspire());
    shop.land("v1", "transaction_id=t1");

    shop.track("v1", withCoupon("o-1", "KIM10"));

    assertThat(shop.queries("o-1"))
        .containsExactly("transaction_id=t1&amount=49.90&adv_unique1=o-1&promo_code=KIM10");
  }

  @Test
  void couponAtANetworkOfPartnerIds_creditsThatPartner() {
    CouponBook book = CouponBook.builder().code("KIM10", "partners", "77").build();
    TestShop shop = shop(book, partners().build());
    shop.land("v1", "pid=5");

    shop.track("v1", withCoupon("o-1", "Kim10"));

    assertThat(shop.queries("o-1"))
        .containsExactly("offer_id=8&aff_id=77&amount=49.90&adv_unique1=o-1");
  }

  @Test
  void lastClickOverAll_couponCountsAsOfNow() {
    TestShop shop =
        new TestShop(
            b ->
                b.network(aspire())
                    .network(partners().build())
                    .coupons(kim().build())
                    .attribution(Attribution.lastClick()));
    shop.land("v1", "pid=5");

    TrackResult.Decided decided = shop.track("v1", withCoupon("o-1", "KIM10"));

    assertThat(shop.queries("o-1")).singleElement().asString().contains("promo_code=KIM10");
    assertThat(reason(decided, "partners")).isEqualTo("not chosen by the attribution rule");
  }

  @Test
  void caseRule_canBeExact() {
    TestShop shop = shop(kim().ignoreCase(false).build(), aspire());
    shop.land("v1", "transaction_id=t1");

    shop.track("v1", withCoupon("o-1", "kim10"));

    assertThat(shop.queries("o-1")).singleElement().asString().contains("transaction_id=t1");
  }

  @Test
  void lookup_isAskedForCodesThatAreNotInTheBook() {
    Map<String, Owner> table = Map.of("eve5", new Owner("aspire", "78"));
    CouponBook book =
        kim()
            .lookup(code -> table.containsKey(code) ? List.of(table.get(code)) : List.of())
            .build();
    TestShop shop = shop(book, aspire());
    shop.land("v1", "transaction_id=t1");

    shop.track("v1", withCoupon("o-1", " eve5"));

    assertThat(shop.queries("o-1")).singleElement().asString().doesNotContain("transaction_id");
  }

  @Test
  void lookupThatFails_costsTheCouponAlone() {
    CouponBook book =
        CouponBook.builder()
            .lookup(
                code -> {
                  throw new IllegalStateException("table is away");
                })
            .build();
    TestShop shop = shop(book, aspire());
    shop.land("v1", "transaction_id=t1");

    shop.track("v1", withCoupon("o-1", "KIM10"));

    assertThat(shop.queries("o-1")).singleElement().asString().contains("transaction_id=t1");
  }

  @Test
  void build_bookThatCannotServe_isRefused() {
    assertThatThrownBy(() -> shop(kim().build(), tune().build()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("there is no network 'aspire'");
    assertThatThrownBy(
            () -> shop(CouponBook.builder().code("K", "tune", "7").build(), tune().build()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("neither coupon nor partner ID");
    assertThatThrownBy(
            () ->
                shop(
                    CouponBook.builder().code("K", "partners", "7").rule(CouponRule.BOTH).build(),
                    partners().build()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("does not carry the coupon");
    assertThatThrownBy(() -> kim().code("KIM10", "aspire", "78"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(kim().build().toString()).doesNotContain("KIM");
  }
}
