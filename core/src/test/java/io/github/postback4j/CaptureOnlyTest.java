package io.github.postback4j;

import static io.github.postback4j.TestShop.own;
import static io.github.postback4j.TestShop.sale;
import static io.github.postback4j.TestShop.tune;
import static io.github.postback4j.TestShop.visitor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.postback4j.CouponBook.Owner;
import io.github.postback4j.TrackResult.Invalid;
import io.github.postback4j.TrackResult.NetworkResult;
import io.github.postback4j.click.Click;
import io.github.postback4j.network.ConfigurationException;
import io.github.postback4j.network.Network;
import io.github.postback4j.outbox.Decision.NetworkDecision;
import io.github.postback4j.session.KeptClick;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.session.SessionStore;
import io.github.postback4j.session.Visitor;
import io.github.postback4j.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Networks whose clicks are only kept, for the shop's own use. */
class CaptureOnlyTest {

  private static Network ads() {
    return own(
            "ads",
            "'capture-only':true,'landing':{'transaction-id':['gclid','gbraid'],'keep':['campaign']},"
                + "'exposes':{'time':{'of':'clicked_at','as':'epoch-seconds'}}")
        .build();
  }

  @Test
  void click_isKeptAndItsValuesAreHandedOut() {
    TestShop shop = new TestShop(ads(), tune().build());
    shop.land("v1", "gclid=old");
    shop.land("v1", "gclid=g1&campaign=spring&transaction_id=t1");

    Map<String, Map<String, String>> values = shop.tracker.clickValues(visitor("v1"));

    assertThat(values).containsOnlyKeys("ads", "tune");
    assertThat(values.get("ads"))
        .containsEntry("gclid", "g1")
        .containsEntry("campaign", "spring")
        .containsEntry("time", "1772359260");
    assertThat(shop.tracker.clicks(visitor("v1")))
        .extracting(Click::transactionId)
        .containsExactly("old", "g1", "t1");
    assertThat(shop.tracker.clickValues(visitor("v2"))).isEmpty();
  }

  @Test
  void click_takesNoPartInAttributionDecisionOrResult() {
    TestShop shop =
        new TestShop(
            builder ->
                builder
                    .network(tune().build())
                    .network(ads())
                    .attribution(Attribution.lastClick()));
    shop.land("v1", "transaction_id=t1");
    shop.land("v1", "gclid=g1");

    assertThat(shop.track("v1", sale("o-1")).networks())
        .extracting(NetworkResult::network)
        .containsExactly("tune");
    assertThat(shop.queries("o-1")).hasSize(1);
    assertThat(Objects.requireNonNull(shop.outbox.decision("o-1", "sale", "")).networks())
        .extracting(NetworkDecision::network)
        .containsExactly("tune");
    shop.tracker.cancel("o-2");
    assertThat(Objects.requireNonNull(shop.outbox.decision("o-2", "sale", "")).networks())
        .extracting(NetworkDecision::network)
        .containsExactly("tune");
    assertThat(shop.tracker.networks()).containsExactly("tune", "ads");
  }

  @Test
  void explicitClickOrCoupon_ofSuchANetwork_isRefused() {
    TestShop shop = new TestShop(tune().build(), ads());
    Click click = Click.ofTransaction("ads", "g1", shop.clock.instant());

    assertThat(shop.tracker.track(click, sale("o-1")))
        .isEqualTo(
            new Invalid("the click's network is never sent anything: its clicks are only kept"));
    CouponBook book = CouponBook.builder().code("SPRING", new Owner("ads", "5")).build();
    assertThatThrownBy(() -> new TestShop(builder -> builder.network(ads()).coupons(book)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("ads");
  }

  @Test
  void clicks_ofAnExpiredWindowOrUnknownNetwork_areNotShown() {
    TestShop shop = new TestShop(tune().build());
    shop.land("v1", "transaction_id=t1");
    KeptClick strange =
        new KeptClick(Click.ofTransaction("gone", "x", shop.clock.instant()), null, null);

    assertThat(shop.tracker.clicks(new Visitor(visitor("v1"), List.of(strange)))).hasSize(1);
    shop.clock.advance(Duration.ofDays(28));
    assertThat(shop.tracker.clicks(visitor("v1"))).isEmpty();
  }

  @Test
  void store_thatFails_costsWhatItHoldsAndThrowsNothing() {
    SessionStore broken =
        (SessionStore)
            java.lang.reflect.Proxy.newProxyInstance(
                SessionStore.class.getClassLoader(),
                new Class<?>[] {SessionStore.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("find")) {
                    throw new StoreException("away", null);
                  }
                  return method.getReturnType() == boolean.class ? true : null;
                });
    TestShop shop = new TestShop(builder -> builder.network(ads()).sessions(broken));
    KeptClick carried =
        new KeptClick(Click.ofTransaction("ads", "g1", shop.clock.instant()), null, null);

    Visitor visitor = new Visitor(SessionKey.visitor("v1"), List.of(carried));

    assertThat(shop.tracker.clicks(visitor)).hasSize(1);
    assertThat(shop.tracker.clickValues(visitor).get("ads")).containsEntry("gclid", "g1");
  }
}
