package io.github.postback4j.network;

import static io.github.postback4j.network.OwnNetwork.own;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be a slip and may be meant is told, and stops nothing. */
class HintsTest {

  private static final String URL = "'url':'https://n.example/p?c={transaction_id}'";

  @Test
  void misspeltWordsInTheUrlOfAFile_areToldWithWhatTheyMayMean() {
    Network network =
        own("'request':{'url':'https://n.example/?t=TRANSACTION_ID&o=ORDER_IDD&a=AMMOUNT&x=RETAIL',"
                + "'goals':{'lead':'https://n.example/l?t=TRANSACTION_ID&c=CURENCY'},"
                + "'also':{'more':{'url':'https://n.example/m?g=COUPONN'}}}")
            .build();

    assertThat(network.hints())
        .satisfiesExactlyInAnyOrder(
            hint ->
                assertThat(hint)
                    .startsWith("ORDER_IDD in $.request.url is no known placeholder")
                    .contains("did you mean ORDER_ID?"),
            hint -> assertThat(hint).contains("AMMOUNT in $.request.url", "mean AMOUNT?"),
            hint -> assertThat(hint).contains("RETAIL in $.request.url").doesNotContain("did you"),
            hint -> assertThat(hint).contains("CURENCY in $.request.goals.lead.url", "CURRENCY?"),
            hint -> assertThat(hint).contains("COUPONN in $.request.also.more.url", "COUPON?"));
  }

  @Test
  void misspeltParameters_areToldInUrlAndQuery() {
    Network network =
        own("'request':{'url':'https://n.example/?order_ref=1&click={transaction_id}&ammount=1',"
                + "'query':{'curency':'EUR','colour':'red'},"
                + "'parameters':['order_ref','click','amount','currency']}")
            .build();

    assertThat(network.hints())
        .satisfiesExactlyInAnyOrder(
            hint ->
                assertThat(hint)
                    .startsWith("parameter ammount in $.request.url")
                    .contains("mean amount?"),
            hint ->
                assertThat(hint)
                    .startsWith("parameter curency in $.request")
                    .contains("mean currency?"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'request':{%s,'auth':{'bearer':'brr-12345'}} | $.request.auth holds a key as it stands",
        "'request':{%s,'also':{'x':{'url':'https://n.example/','auth':{'basic':{'user':'u-12345'}}}}} | $.request.also.x.auth holds a key",
        "'settings':{'KEY':{'about':'A key.','secret':true,'default':'dflt-12345'}},'request':{%s} | $.settings.KEY.default is a secret",
        "'request':{%s,'goals':{'lead':{}}},'goal-windows':{'leads':'7d'} | goal-windows has leads, a goal without a request: did you mean lead?",
        "'request':{%s,'goals':{'refunds':{}}} | $.request.goals.refunds is a goal of its own: did you mean refund?",
        "'request':{%s,'goals':{'cancle':{}}} | $.request.goals.cancle is a goal of its own: did you mean cancel?",
        "'request':{%s,'goals':{'sales':{}}} | $.request.goals.sales is a goal of its own: did you mean sale?"
      })
  void whatIsRarelyMeant_isToldWithoutAnyKey(String fields, String hint) {
    Network network = own(fields.formatted(URL)).build();

    assertThat(network.hints()).singleElement().asString().startsWith(hint);
    assertThat(network.hints().toString()).doesNotContain("12345");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'request':{%s,'query':{'t':'RETAIL','g':'{goal}'}},'goal-windows':{'leads':'7d'}",
        "'request':{%s,'goals':{'lead':{},'load':{},'refund':{}}},'goal-windows':{'read':'7d'}",
        "'settings':{'KEY':{'about':'K.','secret':true}},'request':{%s,'auth':{'basic':{'user':'api','password':'{KEY}'}}}"
      })
  void whatMayWellBeMeant_isNotTold(String fields) {
    NetworkBuilder builder = own(fields.formatted(URL));
    if (fields.contains("KEY")) {
      builder.setting("KEY", "k");
    }

    assertThat(builder.build().hints()).isEmpty();
  }

  @Test
  void hints_areInExplanations() throws IOException {
    String fields = "'request':{'url':'https://%s/?t={transaction_id}&o=ORDER_IDD'}";
    NetworkExplanation told = own(fields.formatted("n.example")).explain();

    assertThat(told.isFine()).isTrue();
    assertThat(told.hints()).hasSize(1);
    assertThat(told.text()).contains("hint: ORDER_IDD in $.request.url");
    assertThat(((Map<?, ?>) JsonTree.read(told.json())).get("hints")).isEqualTo(told.hints());
    String missing = "'settings':{'HOST':{'about':'Yours.','example':'h.example'}}," + fields;
    assertThat(own(missing.formatted("{HOST}")).explain().hints()).hasSize(1);
    assertThat(own(fields.formatted("n.example") + ",'protocol':'partner-id'").explain().hints())
        .as("of a file that is refused")
        .hasSize(1);
  }

  @Test
  void networkThatIsBuiltAgain_tellsTheSame() {
    NetworkBuilder builder =
        own("'request':{'url':'https://n.example/?t={transaction_id}&o=ORDER_IDD'}");
    List<String> hints = builder.build().hints();

    assertThat(builder.build().hints()).isEqualTo(hints).hasSize(1);
    assertThat(builder.url("https://n.example/?t={transaction_id}").build().hints()).isEmpty();
  }

  static Iterable<String> presets() {
    return Network.presets();
  }

  /** Whoever begins with a copy of a preset has no hints to look through. */
  @ParameterizedTest
  @MethodSource("presets")
  void copyOfAPreset_hasNone(String preset) throws IOException {
    try (InputStream in = Network.class.getResourceAsStream("presets/" + preset + ".json")) {
      assertThat(in).isNotNull();
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      NetworkBuilder copy = NetworkFile.read("file copy.json", text);
      NetworkBuilder sample = Samples.builder(preset);
      sample.settings.forEach(copy::setting);
      if (sample.url != null) {
        copy.url(sample.url);
      }

      assertThat(copy.build().hints()).isEmpty();
      assertThat(sample.build().hints()).isEmpty();
    }
  }
}
