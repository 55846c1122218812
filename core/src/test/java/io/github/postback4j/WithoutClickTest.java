package io.github.postback4j;

import static io.github.postback4j.TestShop.own;
import static io.github.postback4j.TestShop.partners;
import static io.github.postback4j.TestShop.reason;
import static io.github.postback4j.TestShop.sale;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.postback4j.CouponBook.Owner;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.ConfigurationException;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.NetworkBuilder;
import io.github.postback4j.network.Renewals;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

/** Networks that know the person or the coupon themselves, so that no click is needed. */
class WithoutClickTest {

  private static final String FIELDS =
      "'landing':{'transaction-id':'cid'},'without-click':['email','coupon'],"
          + "'request':{'url':'https://a.example/p','query':{'c':'{transaction_id}','e':'{email}',"
          + "'code':'{coupon}','o':'{order_id}'}}";

  private static Network acme() {
    return own("acme", FIELDS).build();
  }

  private static Conversion known(String orderId) {
    return sale(orderId).toBuilder().email("jane@shop.example").build();
  }

  @Test
  void personThatTheNetworkKnows_isSentWithoutAnyClick() {
    TestShop shop = new TestShop(acme());

    shop.track(null, known("o-1"));
    shop.track(null, sale("o-2").toBuilder().coupon("SPRING").build());

    assertThat(shop.queries("o-1")).containsExactly("e=jane%40shop.example&o=o-1");
    assertThat(shop.queries("o-2")).containsExactly("code=SPRING&o=o-2");
    assertThat(reason(shop.track(null, sale("o-3")), "acme")).isEqualTo("no click");
  }

  @Test
  void personWithAClick_isCreditedByIt() {
    TestShop shop = new TestShop(acme());
    shop.land("v1", "cid=t1");

    shop.track("v1", known("o-1"));

    assertThat(shop.queries("o-1")).containsExactly("c=t1&e=jane%40shop.example&o=o-1");
  }

  @Test
  void personWhoseClickWasNotChosen_isNotSentWithoutIt() {
    TestShop shop =
        new TestShop(
            builder ->
                builder
                    .network(acme())
                    .network(partners().build())
                    .attribution(Attribution.lastClick()));
    shop.land("v1", "cid=t1");
    shop.land("v1", "pid=5");

    assertThat(reason(shop.track("v1", known("o-1")), "acme"))
        .isEqualTo("not chosen by the attribution rule");
  }

  @Test
  void couponOfAnotherNetwork_bringsNothingAndIsNotSentAlong() {
    CouponBook book = CouponBook.builder().code("SPRING", new Owner("partners", "5")).build();
    TestShop shop =
        new TestShop(builder -> builder.network(acme()).network(partners().build()).coupons(book));
    Conversion coupon = sale("o-1").toBuilder().coupon("SPRING").build();

    assertThat(reason(shop.track(null, coupon), "acme")).isEqualTo("no click");
    shop.track(null, known("o-2").toBuilder().coupon("SPRING").build());

    assertThat(shop.queries("o-2"))
        .containsExactly(
            "e=jane%40shop.example&o=o-2", "offer_id=8&aff_id=5&amount=49.90&adv_unique1=o-2");
  }

  @Test
  void renewalWithoutAClick_isSentOnlyWhereRenewalsHaveNoLimit() {
    TestShop limited = new TestShop(own("acme", FIELDS).renewals(Renewals.count(12)).build());
    TestShop unlimited = new TestShop(acme());
    TestShop none = new TestShop(own("acme", FIELDS).renewals(Renewals.none()).build());
    Conversion renewal =
        Conversion.renewal("o-1", "c-1", BigDecimal.TEN, "EUR").toBuilder()
            .email("jane@shop.example")
            .build();

    assertThat(unlimited.track(null, renewal).queued()).hasSize(1);
    assertThat(reason(limited.track(null, renewal), "acme")).contains("limited");
    assertThat(reason(none.track(null, renewal), "acme")).contains("not paid");
  }

  private static NetworkBuilder bySetting() {
    return own(
        "acme",
        "'settings':{'COUPONS':{'about':'Whether.','values':['no','yes'],'default':'no'}},"
            + "'placeholders':{'lone':{'choose':'COUPONS','cases':{'no':null,'yes':'coupon'}}},"
            + "'landing':{'transaction-id':'cid'},'protocol':'transaction-id',"
            + "'without-click':'lone','request':{'url':'https://a.example/p',"
            + "'query':{'c':'{transaction_id}','code':'{coupon}','o':'{order_id}'}}");
  }

  private static Conversion withCoupon(String orderId) {
    return sale(orderId).toBuilder().coupon("SPRING").build();
  }

  @Test
  void couponThatASettingDecidesAbout_isSentWithoutAClickOnlyIfItSaysSo() {
    TestShop without = new TestShop(bySetting().build());
    TestShop with = new TestShop(bySetting().setting("COUPONS", "yes").build());
    without.land("v1", "cid=t1");

    with.track(null, withCoupon("o-1"));
    without.track("v1", withCoupon("o-2"));

    assertThat(with.queries("o-1")).containsExactly("code=SPRING&o=o-1");
    assertThat(without.queries("o-2")).containsExactly("c=t1&code=SPRING&o=o-2");
    assertThat(reason(without.track(null, withCoupon("o-3")), "acme")).isEqualTo("no click");
  }

  @Test
  void couponThatTheBookGivesToTheNetwork_isSentWhateverTheSettingSays() {
    CouponBook book = CouponBook.builder().code("SPRING", new Owner("acme", "5")).build();
    TestShop shop = new TestShop(builder -> builder.network(bySetting().build()).coupons(book));

    shop.track(null, withCoupon("o-1"));

    assertThat(shop.queries("o-1")).containsExactly("code=SPRING&o=o-1");
  }

  @Test
  void valueThatThereIsNot_isRefusedAtTheStart() {
    assertThatThrownBy(() -> own("acme", FIELDS.replace("'coupon']", "'cupon']")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("without-click")
        .hasMessageContaining("cupon");
  }
}
