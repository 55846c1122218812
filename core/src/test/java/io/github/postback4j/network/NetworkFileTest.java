package io.github.postback4j.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.postback4j.network.Answer.Meaning;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkFileTest {

  @TempDir private Path folder;

  private Path file(String json) throws Exception {
    return Files.writeString(folder.resolve("acme.json"), json);
  }

  @Test
  void fromJson_wholeFile_isReadAsWritten() throws Exception {
    Network network =
        Network.fromJson(
                file(
                    """
                    {
                      "name": "acme",
                      "protocol": ["partner-id", "transaction-id"],
                      "landing": {"transaction-id": "cid", "partner-id": ["pid"], "keep": ["sub"]},
                      "request": {
                        "url": "https://n.example/p?c={transaction_id}&p={partner_id}&s={sub}",
                        "goals": {"lead": "https://n.example/l?c={transaction_id}&p={partner_id}"}
                      },
                      "answers": {
                        "statuses": {"503": "not-processed"},
                        "rules": [{"when": {"body": "ok"}, "means": "recorded"}],
                        "otherwise": "refused"
                      },
                      "attribution-window": "7d",
                      "de-duplication": "none",
                      "limits": {"concurrency": 4, "deadline": "3m"}
                    }
                    """))
            .build();

    assertThat(network.name()).isEqualTo("acme");
    assertThat(network.protocols().toString()).isEqualTo("[PARTNER_ID, TRANSACTION_ID]");
    assertThat(network.identifierNames()).containsExactly("cid", "pid");
    assertThat(network.maxConcurrency()).isEqualTo(4);
    assertThat(network.readAnswer(503, "").meaning()).isEqualTo(Meaning.NOT_PROCESSED);
    assertThat(network.readAnswer(200, "OK").meaning()).isEqualTo(Meaning.RECORDED);
    assertThat(network.readAnswer(200, "no").meaning()).isEqualTo(Meaning.REFUSED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"name\":\"a\",\"landin\":{}}                       | unknown field 'landin' at $.landin",
        "{\"name\":\"a\",\"request\":{\"ulr\":\"x\"}}         | unknown field 'ulr' at $.request.ulr",
        "{\"name\":\"a\",\"answers\":{\"rules\":[{\"if\":{}}]}} | unknown field 'if'",
        "{\"name\":\"a\",\"landing\":7}                       | wrong kind of value at $.landing",
        "{\"name\":\"a\"                                      | is not JSON in line 1",
        "{}                                                   | has no name",
        "{\"name\":\"a\",\"protocol\":\"click\"}              | protocol must be",
        "{\"name\":\"a\",\"attribution-window\":\"28 moons\"} | is no duration",
        "{\"name\":\"a\",\"answers\":{\"otherwise\":\"maybe\"}} | is no meaning of an answer",
        "{\"name\":\"a\",\"name\":\"b\"}                      | gives the field 'name' twice in line 1",
      })
  void fromJson_wrongFile_namesFileAndField(String json, String problem) throws Exception {
    assertThatThrownBy(() -> Network.fromJson(file(json)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("acme.json")
        .hasMessageContaining(problem);
  }

  @Test
  void fromJson_noSuchFile_namesIt() {
    assertThatThrownBy(() -> Network.fromJson(folder.resolve("none.json")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("none.json");
  }

  @ParameterizedTest
  @CsvSource({
    "28d, PT672H",
    "672h, PT672H",
    "30m, PT30M",
    "10s, PT10S",
    "100ms, PT0.1S",
    "PT5M, PT5M",
    "p2d, PT48H"
  })
  void durations_asPeopleWriteThem_areRead(String text, Duration expected) {
    assertThat(Durations.parse(text, "x")).isEqualTo(expected);
  }

  @Test
  void durations_none_isNull() {
    assertThat(Durations.parse("none", "x")).isNull();
  }

  @Test
  void goalWindowsRenewalsAndFollowUps_areRead() {
    String request = "\"request\":{\"url\":\"https://n.example/?t={transaction_id}\"}";
    String landing = "\"landing\":{\"transaction-id\":\"t\"}";
    Network network =
        NetworkFile.read(
                "file x",
                "{\"name\":\"x\","
                    + landing
                    + ","
                    + request
                    + ",\"goal-windows\":{\"lead\":\"60d\"},\"renewals\":\"months 6\","
                    + "\"list-follow-ups\":false}")
            .build();

    assertThat(network.longestWindow()).isEqualTo(Duration.ofDays(60));
    assertThat(network.renewals()).isEqualTo(Renewals.months(6));
    assertThat(network.remembersCredit()).isFalse();
    assertThatThrownBy(() -> NetworkFile.read("file x", "{\"name\":\"x\",\"renewals\":\"twelve\"}"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("file x")
        .hasMessageContaining("months N");
  }

  @Test
  void byteOrderMark_ofAnEditor_isPassedOver() throws Exception {
    assertThat(Network.fromJson(file("\uFEFF{\"name\":\"acme\"}")).describe().name())
        .isEqualTo("acme");
  }

  @ParameterizedTest
  @CsvSource({
    "'[', 1001, goes beyond what is read: Document nesting depth (1001)",
    "7, 2000, goes beyond what is read: Number value length (2000)"
  })
  void fromJson_beyondALimit_saysWhich(String sign, int times, String problem) {
    String json = "{\"name\":" + sign.repeat(times);

    assertThatThrownBy(() -> Network.fromJson(file(json)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(problem)
        .hasMessageNotContaining("commas");
  }

  private static NetworkBuilder made(String placeholders) {
    return OwnNetwork.own(placeholders, "'query':{'v':'{v}'}");
  }

  private static String chain(int length) {
    StringBuilder chain = new StringBuilder("'v':'v1'");
    for (int i = 1; i < length; i++) {
      chain.append(",'v%d':'v%d'".formatted(i, i + 1));
    }
    return chain + ",'v" + length + "':'order_id'";
  }

  private static String nested(int depth) {
    return "'v':" + "{'first':[".repeat(depth) + "'order_id'" + "]}".repeat(depth);
  }

  @Test
  void placeholdersMadeFromEachOther_haveAnEnd() {
    for (String deep : new String[] {chain(2000), nested(400), nested(101), chain(101)}) {
      assertThatThrownBy(() -> made(deep).build())
          .isInstanceOf(ConfigurationException.class)
          .hasMessageStartingWith("file own.json, $.placeholders.v")
          .hasMessageContaining("is made in more than 100 steps");
      assertThatThrownBy(() -> made(deep).describe()).hasMessageContaining("more than 100 steps");
    }
    for (String fine : new String[] {chain(90), nested(90)}) {
      assertThat(made(fine).build().describe().requests()).hasSize(1);
    }
    String exposed =
        "'capture-only':true,'exposes':{" + nested(400).replace("order_id", "sub") + "}";
    assertThatThrownBy(() -> OwnNetwork.own(exposed).build())
        .hasMessageStartingWith("file own.json, $.exposes.v")
        .hasMessageContaining("more than 100 steps");
  }

  @Test
  void deepBody_isNoTrouble() {
    String body = "{'a':".repeat(900) + "'{order_id}'" + "}".repeat(900);

    assertThat(OwnNetwork.only(OwnNetwork.own("", "'json':" + body).build()).body())
        .startsWith("{\"a\":{\"a\":");
  }
}
