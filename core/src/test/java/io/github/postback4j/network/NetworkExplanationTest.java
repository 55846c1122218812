package io.github.postback4j.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.NetworkExplanation.Call;
import io.github.postback4j.network.NetworkExplanation.Read;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a network tells it would capture and be sent. */
class NetworkExplanationTest {

  private static final Conversion ORDER =
      Conversion.builder("ORD-7").amount(new BigDecimal("49.90"), "EUR").build();

  private static NetworkBuilder own() {
    String file =
        """
        {'name':'own','landing':{'transaction-id':['cid','click'],'keep':'sub1','when':{'src':'own'}},
         'settings':{'KEY':{'about':'The key.','secret':true},'PIN':{'about':'A short one.','secret':true},
           'HOST':{'about':'Your host.','example':'trk.example'}},
         'request':{'url':'https://{HOST}/a?c={transaction_id}&o=ORDER_ID&k={KEY}&pin={PIN}&code={coupon}&amount=4',
           'auth':{'bearer':'{KEY}'}}}
        """;
    return NetworkFile.read("file own.json", file.replace('\'', '"'));
  }

  private static Network built() {
    return own().setting("HOST", "n.example").setting("KEY", "k/23456").setting("PIN", "4").build();
  }

  @Test
  void landing_isToldParameterByParameter() {
    NetworkExplanation told =
        built()
            .explain(
                "https://shop.example/?x=1&cid=%7Bcid%7D&click=A%2F1&sub1=s&src=own&sub1=t", ORDER);

    assertThat(told.read())
        .containsExactly(
            new Read("x", "", null, "not this network's"),
            new Read("cid", "", null, "an unfilled macro"),
            new Read("click", "transaction-id", "A/1", ""),
            new Read("sub1", "keep", "s", ""),
            new Read("src", "when", "own", ""));
    assertThat(told.captured()).isTrue();
    assertThat(built().explain("https://shop.example/?cid=1&click=2&src=own", ORDER).read())
        .contains(new Read("click", "", null, "cid comes first"));
    NetworkExplanation other = built().explain("https://shop.example/?cid=1", ORDER);
    assertThat(other.read())
        .containsExactly(
            new Read("cid", "transaction-id", "1", ""),
            new Read("src", "", null, "it must be there for this network"));
    assertThat(other.captured()).isFalse();
    assertThat(other.reason()).contains("no click");
    assertThat(other.isFine()).isFalse();
  }

  @Test
  void secrets_areStarsLongAndShort() {
    NetworkExplanation told = built().explain("https://shop.example/?cid=1&src=own", ORDER);

    Call call = told.requests().get(0);
    assertThat(call.url()).isEqualTo("https://n.example/a?c=1&o=ORD-7&k=***&pin=***&amount=***");
    assertThat(call.headers()).containsEntry("Authorization", "Bearer ***");
    assertThat(call.leftOut()).containsExactly("code");
    assertThat(told.text() + told.json() + told).doesNotContain("23456", "k%2F");
    assertThat(told.text())
        .contains(
            "cid: transaction-id = 1",
            "GET https://n.example/a?c=1&o=ORD-7",
            "=> would be sent by transaction-id, tried until 2026-03-30T11:30:00Z (28d after the landing)",
            "repeated after an unknown outcome: no");
    assertThat(told.json())
        .startsWith("{\"network\":\"own\",\"fine\":true,")
        .contains("\"until\":\"2026-03-30T11:30:00Z\"", "\"left-out\":[\"code\"]");
    assertThat(told).hasToString("NetworkExplanation[own, fine]");
  }

  @Test
  void missingSettings_areToldAndExamplesShown() {
    NetworkBuilder builder = own().setting("KEY", "k-123456");
    NetworkExplanation told = builder.explain("https://shop.example/?cid=1&src=own", ORDER);

    assertThat(told.missing())
        .containsOnlyKeys("PIN", "HOST")
        .containsEntry("HOST", "Your host. Such as trk.example.");
    assertThat(told.isFine()).isFalse();
    assertThat(told.requests().get(0).url()).startsWith("https://trk.example/a?c=1&o=ORD-7&k=***");
    assertThat(told.text()).contains("missing: HOST: Your host.", "as it would be with examples");
    assertThat(builder.settings).containsOnlyKeys("KEY");
  }

  @Test
  void urlThatIsMissing_andOtherTrouble_areTold() {
    NetworkExplanation tune = Network.preset("tune").explain();
    assertThat(tune.missing()).containsOnlyKeys("url");
    assertThat(tune.captured()).isTrue();

    NetworkExplanation wrong = own().url("http://n.example/?c={transaction_id}").explain();
    assertThat(wrong.reason()).isNotNull();
    assertThat(wrong.requests()).isEmpty();
  }

  @Test
  void followUpsAndWrongOrders_areTold() {
    NetworkExplanation refund =
        built()
            .explain(
                "https://shop.example/?cid=1&src=own",
                Conversion.refund("ORD-7", "R", BigDecimal.ONE, "EUR"));
    assertThat(refund.reason()).isEqualTo("this network takes no refunds by postback");
    NetworkExplanation wrong =
        built()
            .explain(
                "https://shop.example/?cid=1&src=own",
                Conversion.sale("ORD-7", BigDecimal.ONE, "EURO"));
    assertThat(wrong.reason()).startsWith("not tracked: ");
    assertThat(wrong.requests()).isEmpty();
  }

  @Test
  void landing_isReadByTheRealRulesWhereSomethingIsMissing() {
    NetworkExplanation partner =
        Network.preset("everflow").explain("https://shop.example/?affid=5", ORDER);
    assertThat(partner.missing()).isNotEmpty();
    assertThat(partner.captured()).isFalse();
    assertThat(partner.text()).contains("no click of this network").doesNotContain("=> a click");

    NetworkBuilder broken = own().url("http://n.example/?c={transaction_id}");
    assertThat(broken.explain("https://shop.example/?cid=1", ORDER).captured()).isFalse();
    assertThat(broken.explain("https://shop.example/?cid=1&src=own", ORDER).captured()).isTrue();
  }

  @Test
  void testMode_wantsItsOwnKeysAlone() {
    NetworkBuilder builder = Network.preset("partnerstack").testMode(true);

    assertThat(builder.explain().missing())
        .containsOnlyKeys("TEST_PUBLIC_KEY", "TEST_SECRET_KEY")
        .containsEntry(
            "TEST_PUBLIC_KEY",
            "The public key of the test pair, for test mode. Such as pk_test_xxxx.");
    assertThat(builder.explain().requests()).hasSize(1);
    builder.setting("TEST_PUBLIC_KEY", "pk").setting("TEST_SECRET_KEY", "sk-123456");
    assertThat(builder.explain().isFine()).isTrue();
  }

  @Test
  void troubleBesidesMissingSettings_isTold() {
    NetworkExplanation told = Network.preset("awin").setting("BASKET_ENCODING", "foo").explain();

    assertThat(told.missing()).containsOnlyKeys("MERCHANT");
    assertThat(told.reason()).contains("BASKET_ENCODING", "none of its values");
  }

  @Test
  void settingWithoutExample_mayBeATimeZone() {
    String file =
        """
        {'name':'own','landing':{'transaction-id':'cid'},'settings':{'ZONE':{'about':'Yours.'}},
         'placeholders':{'t':{'of':'time','as':'iso','zone':'{ZONE}'}},
         'request':{'url':'https://n.example/a?c={transaction_id}&t={t}'}}
        """;

    NetworkExplanation told = NetworkFile.read("file", file.replace('\'', '"')).explain();

    assertThat(told.reason()).isEqualTo("not sent: something is missing");
    assertThat(told.requests()).hasSize(1);
  }

  @Test
  void furtherRequestWhoseSettingsAreGivenInPart_isToldAtTheStart() {
    NetworkBuilder builder =
        Network.preset("aspire")
            .url("https://get.aspr.app/aff_lsr?transaction_id=TRANSACTION_ID")
            .setting("CLIENT_SECRET", "cs-123456");

    assertThatThrownBy(builder::build)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("CLIENT_SECRET is given")
        .hasMessageContaining("order-details")
        .hasMessageContaining("Give ORIGIN too")
        .hasMessageNotContaining("cs-123456");
    assertThat(builder.explain().reason()).contains("ORIGIN");
    builder.setting("ORIGIN", "https://shop.example");
    assertThat(builder.explain().requests()).hasSize(2);
  }

  @Test
  void controlCharacters_areSpeltOut() {
    NetworkExplanation told =
        built().explain("https://shop.example/?a%1b%5B2J%0Ab=1&%E2%80%AEx=1&cid=1&src=own", ORDER);

    assertThat(told.text())
        .contains("  a\\u001b[2J\\u000ab: passed over", "  \\u202ex: passed over")
        .doesNotContain("\u001b", "\u202e");
  }

  @Test
  void json_holdsEveryFieldOfTheRecord() throws Exception {
    NetworkExplanation told = built().explain("https://shop.example/?cid=1&src=own", ORDER);
    Map<?, ?> json = (Map<?, ?>) JsonTree.read(told.json());

    for (RecordComponent field : NetworkExplanation.class.getRecordComponents()) {
      String name = field.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
      assertThat(json.containsKey(name)).as(name).isTrue();
    }
    assertThat(json.get("clicked-at")).isEqualTo("2026-03-02T11:30:00Z");
  }

  @Test
  void networkThatIsSentNothing_isFineOnceAClickIsCaptured() {
    NetworkExplanation meta =
        Network.preset("meta").build().explain("https://s.example/?fbclid=AbC", ORDER);
    assertThat(meta.captured()).isTrue();
    assertThat(meta.isFine()).isTrue();
    assertThat(meta.text())
        .contains("=> a click of this network")
        .endsWith("=> nothing is ever sent: its clicks are kept for the shop's own use\n");
    assertThat(meta.json()).contains("\"fine\":true", "\"reason\":null", "\"requests\":[]");

    NetworkExplanation nobody =
        Network.preset("meta").build().explain("https://s.example/?gclid=AbC", ORDER);
    assertThat(nobody.isFine()).isFalse();
    assertThat(nobody.reason()).isEqualTo("not captured: the landing brought no click");
    assertThat(nobody.text()).doesNotContain("nothing is ever sent");
  }

  static Iterable<String> presets() {
    return Network.presets();
  }

  @ParameterizedTest
  @MethodSource("presets")
  void everyPreset_explainsItselfWithAndWithoutSettings(String preset) {
    NetworkExplanation told = Samples.network(preset).explain();
    boolean captureOnly = Samples.isCaptureOnly(preset);
    assertThat(told.captured()).isTrue();
    assertThat(told.requests().isEmpty()).isEqualTo(captureOnly || preset.equals("refersion"));
    NetworkExplanation bare = Network.preset(preset).explain();
    assertThat(bare.text()).contains("Landing", "Conversion");
    boolean shown = !told.requests().isEmpty() && !bare.missing().containsKey("url");
    assertThat(bare.requests().isEmpty()).as(bare.reason()).isEqualTo(!shown);
  }

  @Test
  void networkByCouponAlone_getsNoOrderWithoutOne() {
    Network network =
        Network.builder("n").url("https://n.example/c?code={coupon}&o=ORDER_ID").build();
    Conversion withOne = ORDER.toBuilder().coupon("SPRING").build();

    assertThat(network.explain("https://shop.example/", ORDER).reason())
        .isEqualTo("not sent: no coupon");
    assertThat(network.explain("https://shop.example/", withOne).isFine()).isTrue();
  }
}
