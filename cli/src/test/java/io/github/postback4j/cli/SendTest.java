package io.github.postback4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.NetworkDescription;
import io.github.postback4j.network.NetworkDescription.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code --send} sends, to whom, and what it refuses. */
class SendTest {

  /** Its sale and its sign-up have a test mode, its refund and its further request have none. */
  private static final String HALF =
      """
      {"name": "half", "landing": {"transaction-id": "cid"},
       "settings": {"FEED": {"about": "A key.", "optional": true}},
       "request": {"url": "https://n.example/p?c={transaction_id}&o={order_id}",
         "goals": {"refund": "https://n.example/r?o={order_id}"},
         "also": {"feed": {"if": ["FEED"], "url": "https://feed.example/f?o={order_id}&k={FEED}"}}},
       "test": {"about": "A parameter.", "request": {"query": {"test": "1"}}}}
      """;

  private final Terminal terminal = new Terminal();
  private final MockWebServer server = new MockWebServer();
  private String body = "{\"result\":\"ok\"}";

  @TempDir Path folder;

  @BeforeEach
  void start() throws IOException {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return new MockResponse.Builder().body(body).build();
          }
        });
    server.start();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private String file(String text) throws IOException {
    return Files.writeString(folder.resolve("own.json"), text).toString();
  }

  /** Sends to the server of this test. */
  private int send(String network, String... more) {
    List<String> args = new ArrayList<>(List.of("explain", network, "--send"));
    args.addAll(List.of("--host", "http://localhost:" + server.getPort()));
    args.addAll(List.of(more));
    return terminal.run(args.toArray(new String[0]));
  }

  private int sendOwn(String... more) throws IOException {
    List<String> args = new ArrayList<>(List.of("--set", "HOST=track.example"));
    args.addAll(List.of(more));
    return send(file(Terminal.OWN), args.toArray(new String[0]));
  }

  @Test
  void conversion_isSentOnceInTestModeWithANewOrder() throws Exception {
    assertThat(sendOwn("--set", "KEY=k-123456")).isZero();

    RecordedRequest request = server.takeRequest();
    assertThat(request.getTarget()).matches("/p\\?c=Sample-Click-Id&o=TEST-[0-9]+&code=SPRING10");
    assertThat(request.getHeaders().get("X-Key")).isEqualTo("k-123456");
    assertThat(request.getBody().utf8()).endsWith(",\"test\":true}");
    assertThat(terminal.out())
        .contains("Answer: HTTP 200", "=> recorded")
        .doesNotContain("k-123456");
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void orderThatIsGiven_isSentAndItsDuplicateIsTrouble() throws Exception {
    body = "{\"result\":\"again\"}";

    assertThat(sendOwn("--set=KEY=k-123456", "--order=ORD-7", "--amount=1"))
        .isEqualTo(Main.TROUBLE);
    assertThat(server.takeRequest().getTarget()).contains("&o=ORD-7");
    assertThat(terminal.out()).contains("=> duplicate");
  }

  @Test
  void answerThatRepeatsSecrets_isMaskedBeforeItIsCut() throws Exception {
    body = "{\"error\":\"bad pin9z, k\\/ey-123456" + " ".repeat(957) + "k/ey-123456\"}";

    assertThat(sendOwn("--set", "KEY=k/ey-123456", "--json")).isEqualTo(Main.TROUBLE);
    JsonNode answer = terminal.json().at("/answers/0");
    assertThat(answer.get("means").textValue()).isEqualTo("refused");
    assertThat(answer.get("body").textValue()).startsWith("{\"error\":\"bad pin9z, ***   ");
    assertThat(terminal.out()).doesNotContain("ey-1", "k\\");
    terminal.clear();

    assertThat(sendOwn("--set", "KEY=pin9z", "--json")).isEqualTo(Main.TROUBLE);
    assertThat(terminal.json().at("/answers/0/reason").textValue()).startsWith("bad ***, ");
    assertThat(terminal.out()).doesNotContain("pin9z");
  }

  @Test
  void answerWithControlCharacters_doesNotReachTheTerminal() throws Exception {
    body = "\u001b[31mred\nnext";

    assertThat(sendOwn("--set", "KEY=k-123456")).isEqualTo(Main.TROUBLE);
    assertThat(terminal.out()).contains("\\u001b[31mred\nnext").doesNotContain("\u001b");
  }

  @Test
  void otherHostOrNone_isRefusedAndTheExplanationStays() throws Exception {
    String[] args = {
      "explain",
      file(Terminal.OWN),
      "--set",
      "HOST=track.example",
      "--set",
      "KEY=k-123456",
      "--send"
    };

    assertThat(terminal.run(with(args, "--host", "other.example"))).isEqualTo(Main.USAGE);
    assertThat(terminal.err()).contains("track.example");
    assertThat(terminal.run(with(args, "--host", "a b"))).isEqualTo(Main.USAGE);
    terminal.clear();
    assertThat(terminal.run(with(args, "--host", "other.example", "--json"))).isEqualTo(Main.USAGE);
    assertThat(terminal.json().at("/requests/0/url").textValue()).startsWith("https://track.exa");
    assertThat(terminal.json().at("/error/kind").textValue()).isEqualTo("usage");
    assertThat(terminal.json().get("answers")).isEmpty();
    terminal.clear();
    // Nothing listens there.
    assertThat(terminal.run(with(args, "--host", "http://localhost:1"))).isEqualTo(Main.TROUBLE);
    assertThat(terminal.out()).contains("=> not-sent: connect_error");
    // Settings are missing.
    assertThat(terminal.run("explain", args[1], "--send", "--host", "localhost:1"))
        .isEqualTo(Main.TROUBLE);
  }

  @Test
  void wrongHost_isToldWithoutTheSecretInTheRightOne() {
    int code =
        terminal.run(
            "explain",
            "tune",
            "--url",
            "https://{ACCOUNT}.n.example/aff_lsr?transaction_id=TRANSACTION_ID",
            "--set",
            "ACCOUNT=s3cret9",
            "--send",
            "--no-test-mode",
            "--host",
            "other.example");

    assertThat(code).isEqualTo(Main.USAGE);
    assertThat(terminal.err()).contains("***.n.example: nothing was sent");
    assertThat(terminal.out() + terminal.err()).doesNotContain("s3cret9");
  }

  private static String[] with(String[] args, String... more) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of(more));
    return all.toArray(new String[0]);
  }

  @Test
  void requestThatTestModeDoesNotChange_isNotSent() throws Exception {
    assertThat(send(file(HALF))).isZero();
    assertThat(server.takeRequest().getTarget()).contains("test=1");
    String[][] refused = {
      {"--goal", "refund", "--part", "R1", "--order", "O-1", "--amount", "1", "--currency", "EUR"},
      {"--set", "FEED=f-123456"}
    };
    for (String[] more : refused) {
      terminal.clear();
      assertThat(send(file(HALF), more)).isEqualTo(Main.USAGE);
      assertThat(terminal.err())
          .contains("would be booked. Nothing was sent")
          .contains("--no-test");
      assertThat(server.getRequestCount()).isEqualTo(1);
    }
    assertThat(terminal.err()).contains("[+feed]");
    assertThat(send(file(HALF), "--set", "FEED=f-123456", "--no-test-mode")).isZero();
    assertThat(server.getRequestCount()).isEqualTo(3);
    terminal.clear();
    String about = Terminal.OWN.replace(", \"request\": {\"json\": {\"test\": true}}", "");
    assertThat(send(file(about), "--set", "HOST=track.example", "--set", "KEY=k-123456", "--json"))
        .isEqualTo(Main.USAGE);
    assertThat(terminal.json().at("/error/message").textValue()).contains("test mode");
    assertThat(server.getRequestCount()).isEqualTo(3);
  }

  @Test
  void testKeys_areEnoughForASaleAndNoneIsSentForASignUp() throws Exception {
    String[] keys = {"--set", "TEST_PUBLIC_KEY=pk_test_1", "--set", "TEST_SECRET_KEY=sk_test_123"};
    body = "";

    assertThat(send("partnerstack", keys)).isZero();
    assertThat(server.takeRequest().getHeaders().get("Authorization")).startsWith("Basic ");
    assertThat(send("partnerstack", with(keys, "--goal", "signup", "--customer", "C-1")))
        .isEqualTo(Main.USAGE);
    assertThat(terminal.err()).contains("does not change the request for the goal signup");
    // The same keys as in production.
    assertThat(
            send(
                "partnerstack",
                with(keys, "--set", "PUBLIC_KEY=pk_test_1", "--set", "SECRET_KEY=sk_test_123")))
        .isEqualTo(Main.USAGE);
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void networkOfSeveralHosts_isSentAll() throws Exception {
    body = "success=true;";
    String[] args = {
      "--url",
      "https://get.aspr.app/aff_lsr?transaction_id=TRANSACTION_ID&adv_unique1=ORDER_ID",
      "--set",
      "CLIENT_SECRET=cs-123456",
      "--set",
      "ORIGIN=https://shop.example",
      "--no-test-mode"
    };

    assertThat(send("aspire", args)).isZero();
    assertThat(server.getRequestCount()).isEqualTo(2);
    assertThat(terminal.out()).contains("Answer to [+order-details]: HTTP 200");
    assertThat(
            terminal.run(
                with(
                    with(new String[] {"explain", "aspire", "--send"}, args),
                    "--host",
                    "get.aspr.app")))
        .isEqualTo(Main.USAGE);
    assertThat(terminal.err()).contains("services.aspireiq.com");
  }

  static Iterable<String> presets() {
    return Network.presets();
  }

  @ParameterizedTest
  @MethodSource("presets")
  void everyPreset_canBeTried(String preset) throws Exception {
    body = "";
    NetworkDescription description = Network.preset(preset).describe();
    Map<String, String> settings = new LinkedHashMap<>();
    for (Setting setting : description.settings()) {
      String value =
          !setting.values().isEmpty()
              ? setting.values().get(0)
              : setting.example() == null ? "v-" + setting.name() : setting.example();
      settings.putIfAbsent(setting.name().replace(".*", ".sale"), value);
    }
    List<String> args = new ArrayList<>();
    settings.forEach((name, value) -> args.add("--set=" + name + "=" + value));
    if (!description.rules().captureOnly()
        && description.requests().stream().noneMatch(request -> request.also().isEmpty())) {
      args.add("--url=https://t.example/lsr?transaction_id={transaction_id}&adv_sub=ORDER_ID");
    }
    if (description.test() == null) {
      args.add("--no-test-mode");
    }
    args.add("--json");

    int code = send(preset, args.toArray(new String[0]));

    JsonNode told = terminal.json();
    boolean fine = !preset.equals("refersion");
    boolean sends = fine && !description.rules().captureOnly();
    assertThat(told.get("fine").booleanValue()).as(terminal.out()).isEqualTo(fine);
    assertThat(told.has("error")).as(terminal.out()).isFalse();
    assertThat(server.getRequestCount()).isEqualTo(sends ? told.get("requests").size() : 0);
    if (sends) {
      told.get("answers")
          .forEach(answer -> assertThat(answer.get("status").intValue()).isEqualTo(200));
    } else {
      assertThat(code).as("there was nothing to send").isEqualTo(Main.TROUBLE);
    }
  }
}
