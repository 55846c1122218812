package io.github.postback4j.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.NetworkExplanation.Call;
import io.github.postback4j.network.NetworkExplanation.Read;
import java.math.BigDecimal;
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
            "by transaction-id, tried until 2026-03-30T11:30:00Z (28d after the landing)",
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
    assertThat(Network.preset(preset).explain().text()).contains("Landing", "Conversion");
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
