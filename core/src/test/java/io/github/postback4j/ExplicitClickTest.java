package io.github.postback4j;

import static io.github.postback4j.TestShop.partners;
import static io.github.postback4j.TestShop.reason;
import static io.github.postback4j.TestShop.sale;
import static io.github.postback4j.TestShop.tune;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.postback4j.TrackResult.Decided;
import io.github.postback4j.TrackResult.Invalid;
import io.github.postback4j.click.Click;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.Network;
import io.github.postback4j.session.SessionKey;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Phone orders, files of offline sales, and apps that hand their click ID over. */
class ExplicitClickTest {

  private final TestShop shop = new TestShop(tune().build(), partners().build());

  @Test
  void phoneOrder_isCreditedToTheNamedPartnerAlone() {
    Click click = Click.ofPartner("partners", "42", shop.clock.instant());

    Decided decided = (Decided) shop.tracker.track(click, sale("o-1"));

    assertThat(shop.queries("o-1"))
        .containsExactly("offer_id=8&aff_id=42&amount=49.90&adv_unique1=o-1");
    assertThat(reason(decided, "tune")).isEqualTo("no click");
  }

  @Test
  void offlineSale_byTransactionId_countsWhateverIsKept() {
    shop.land("v1", "transaction_id=kept&pid=5");
    Click click = Click.ofTransaction("tune", "told", shop.clock.instant());

    shop.tracker.track(click, sale("o-1"));

    assertThat(shop.queries("o-1"))
        .containsExactly("transaction_id=told&amount=49.90&adv_unique1=o-1");
  }

  @Test
  void clickOutsideItsWindow_isNotSent() {
    Click click = Click.ofTransaction("tune", "old", shop.clock.instant());
    shop.clock.advance(Duration.ofDays(28));

    Decided decided = (Decided) shop.tracker.track(click, sale("o-1"));

    assertThat(reason(decided, "tune"))
        .isEqualTo("not sent: the click is outside its attribution window");
  }

  @Test
  void clickThatCannotBeOne_decidesNothing() {
    for (String id : List.of("{transaction_id}", "TRANSACTION_ID", "a\nb", "x".repeat(2000))) {
      Click click = Click.ofTransaction("tune", id, shop.clock.instant());

      TrackResult result = shop.tracker.track(click, sale("o-1"));

      assertThat(result).isInstanceOf(Invalid.class);
      assertThat(((Invalid) result).problem()).doesNotContain(id);
    }
    Click good = Click.ofTransaction("tune", "good", shop.clock.instant());
    assertThat(shop.tracker.track(good, sale("o-1")).queued()).hasSize(1);
    Click stranger = Click.ofTransaction("other", "good", shop.clock.instant());
    assertThat(shop.tracker.track(stranger, sale("o-2"))).isInstanceOf(Invalid.class);
    assertThatThrownBy(() -> Click.ofPartner("tune", " ", shop.clock.instant()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void explicitPartner_servesTheCustomersRenewals() {
    Click click = Click.ofPartner("partners", "42", shop.clock.instant());
    shop.tracker.track(click, sale("o-1", "c1"));
    shop.clock.advance(Duration.ofDays(60));

    shop.tracker.track(
        SessionKey.customer("c1"), Conversion.renewal("r-1", "c1", BigDecimal.TEN, "EUR"));

    assertThat(shop.queries("r-1")).singleElement().asString().contains("aff_id=42");
  }

  @Test
  void trackAgain_withAnotherClick_isTheFirstDecision() {
    shop.tracker.track(Click.ofPartner("partners", "42", shop.clock.instant()), sale("o-1"));

    Decided again =
        (Decided)
            shop.tracker.track(
                Click.ofPartner("partners", "43", shop.clock.instant()), sale("o-1"));

    assertThat(again.first()).isFalse();
    assertThat(shop.queries("o-1")).singleElement().asString().contains("aff_id=42");
  }

  @Test
  void app_handsItsClickOverAndReportsInstallAndEvents() {
    Network app =
        Network.preset("tune")
            .name("app")
            .url("https://a.example/aff_lsr?transaction_id=TRANSACTION_ID&amount=AMOUNT")
            .goalUrl(
                "install",
                "https://a.example/aff_goal?a=lsr&goal_id=3&transaction_id=TRANSACTION_ID"
                    + "&google_aid={device}&device_brand={brand}")
            .goalUrl(
                "level-10",
                "https://a.example/aff_goal?a=lsr&goal_id=4&transaction_id=TRANSACTION_ID"
                    + "&google_aid={device}")
            .placeholder("device", "conversion:google_aid")
            .placeholder("brand", "conversion:brand")
            .build();
    TestShop appShop = new TestShop(app);
    SessionKey device = SessionKey.visitor("install-7f3a");
    appShop.tracker.capture(
        device, List.of(Click.ofTransaction("app", "t-9", appShop.clock.instant())));
    appShop.tracker.capture(
        device, List.of(Click.ofTransaction("app", "{transaction_id}", appShop.clock.instant())));

    for (String goal : List.of("install", "level-10")) {
      appShop.tracker.track(
          device,
          Conversion.builder("install-7f3a")
              .goal(goal)
              .parameter("google_aid", "38400000-8cf0-11bd-b23e-10b96e40000d")
              .build());
    }

    assertThat(appShop.queries("install-7f3a"))
        .containsExactlyInAnyOrder(
            "a=lsr&goal_id=3&transaction_id=t-9&google_aid=38400000-8cf0-11bd-b23e-10b96e40000d",
            "a=lsr&goal_id=4&transaction_id=t-9&google_aid=38400000-8cf0-11bd-b23e-10b96e40000d");
  }
}
