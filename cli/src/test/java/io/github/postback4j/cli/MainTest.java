package io.github.postback4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line as a person or a script uses it. */
class MainTest {

  private static final String OWN =
      """
      {"name": "own", "about": "Ours. For tests.",
       "settings": {"KEY": {"about": "The key.", "secret": true}, "HOST": {"about": "Your host."}},
       "landing": {"transaction-id": "cid"},
       "request": {"url": "https://{HOST}/p?c={transaction_id}&o={order_id}&code={coupon}",
         "headers": {"X-Key": "{KEY}"},
         "json": {"items": {"$items": {"sku": "{item.sku}", "name": "{item.name}", "cat": "{item.category}"}}}},
       "answers": {"rules": [{"when": {"$.result": "ok"}, "means": "recorded"},
         {"when": {"$.error": "*"}, "means": "refused", "reason": "{$.error}"}]},
       "test": {"about": "A field.", "request": {"json": {"test": true}}}}
      """;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path folder;

  private int run(Map<String, String> environment, String... args) {
    return Main.run(
        args,
        environment,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private int run(String... args) {
    return run(Map.of(), args);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private String own() throws IOException {
    return file("own.json", OWN);
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void explain_ofAPresetWithAnOrder_showsWhatWouldBeSent() {
    int code =
        run(
            "explain",
            "awin",
            "--set",
            "MERCHANT=123",
            "--landing",
            "https://shop.example/?awc=Aw-1&utm_source=x",
            "--order",
            "ORD-1",
            "--amount",
            "49.90",
            "--currency",
            "EUR",
            "--item",
            "SKU-A;Blue Mug;2;19.95;Kitchen",
            "--item=SKU-B;;1;10;",
            "--coupon",
            "SPRING");

    assertThat(code).isZero();
    assertThat(err()).isEmpty();
    assertThat(out())
        .contains(
            "awc: transaction-id = Aw-1",
            "utm_source: passed over: not this network's",
            "GET https://www.awin1.com/sread.php?tt=ss&tv=2&merchant=123&amount=49.90",
            "&vc=SPRING&cr=EUR&ref=ORD-1&testmode=0&cks=Aw-1",
            "SKU-B");
  }

  @Test
  void explain_inTestModeAsJson_isJson() throws IOException {
    int code = run("explain", "awin", "--set=MERCHANT=123", "--test", "--json");

    assertThat(code).isZero();
    var tree = new ObjectMapper().readTree(out());
    assertThat(tree.get("fine").booleanValue()).isTrue();
    assertThat(tree.at("/requests/0/url").textValue()).contains("testmode=1");
  }

  @Test
  void explain_withMissingSettings_isTroubleAndSaysWhatTheyAre() {
    assertThat(run("explain", "awin")).isEqualTo(Main.TROUBLE);
    assertThat(out()).contains("missing: MERCHANT: Your advertiser ID");
  }

  @Test
  void settings_comeFromFileEnvironmentAndCommandLine() throws IOException {
    String settings = file("own.properties", "HOST=file.example\nKEY=of-the-file\n");

    int code =
        run(
            Map.of("POSTBACK4J_KEY", "of-the-environment", "POSTBACK4J_OTHER", "x"),
            "explain",
            own(),
            "--settings-file",
            settings,
            "--set",
            "HOST=line.example");

    assertThat(code).isZero();
    assertThat(out())
        .contains("POST https://line.example/p?c=Sample-Click-Id&o=ORD-1001", "X-Key: ***")
        .doesNotContain("of-the");
  }

  @Test
  void familiesOfSettings_comeFromTheEnvironmentAsWell() {
    int code =
        run(Map.of("POSTBACK4J_CID", "7", "POSTBACK4J_TYPE_sale", "414141"), "explain", "cj");

    assertThat(code).isZero();
    assertThat(out()).contains("CID=7&TYPE=414141&");
  }

  @Test
  void networkWithoutUrl_takesItFromTheCommandLine() {
    assertThat(run("explain", "tune")).isEqualTo(Main.TROUBLE);
    assertThat(
            run(
                "explain", "tune",
                "--url", "https://t.example/aff_lsr?transaction_id=TRANSACTION_ID",
                "--goal-url", "lead=https://t.example/aff_goal?a=lsr&transaction_id=TRANSACTION_ID",
                "--goal", "lead"))
        .isZero();
    assertThat(out())
        .contains("GET https://t.example/aff_goal?a=lsr&transaction_id=Sample-Click-Id");
  }

  @Test
  void wrongCommandLines_areToldWithoutValues() {
    for (String[] args :
        new String[][] {
          {"explode"},
          {"explain"},
          {"explain", "awin", "cj"},
          {"explain", "no-such-network"},
          {"explain", "awin", "--nothing"},
          {"explain", "awin", "--order"},
          {"explain", "awin", "--order", "1", "--order", "2"},
          {"explain", "awin", "--set", "s3cret"},
          {"explain", "awin", "--amount", "s3cret"},
          {"explain", "awin", "--item", "s3cret"},
          {"explain", "awin", "--item", "a;b;s3cret;1"},
          {"explain", "awin", "--amount", "-1"},
          {"explain", "awin", "--currency", "EUR", "--order", "1"},
          {"explain", "awin", "--customer-status", "s3cret"},
          {"explain", "awin", "--settings-file", "s3cret.properties"},
          {"explain", "awin", "--send"},
          {"explain", "awin", "--host", "a.example"},
          {"explain", "awin", "--no-test-mode"},
          {"explain", "cj", "--send", "--host", "www.emjcd.com"},
          {"list", "--test"},
          {"list", "awin"},
          {"check", "missing.json"}
        }) {
      assertThat(run(args)).as(String.join(" ", args)).isEqualTo(Main.USAGE);
    }
    assertThat(out()).isEmpty();
    assertThat(err()).doesNotContain("s3cret");
  }

  @Test
  void listDescribeAndHelp_arePrinted() throws IOException {
    assertThat(run("list")).isZero();
    assertThat(out()).contains("awin ", "tune ");
    out.reset();
    assertThat(run("list", "--json")).isZero();
    assertThat(new ObjectMapper().readTree(out()).size()).isGreaterThan(30);
    out.reset();
    assertThat(run("describe", "awin")).isZero();
    assertThat(out()).startsWith("# awin").contains("| `MERCHANT` |");
    out.reset();
    assertThat(run("describe", own(), "--json")).isZero();
    var tree = new ObjectMapper().readTree(out());
    assertThat(tree.at("/settings/0/name").textValue()).isEqualTo("KEY");
    assertThat(tree.at("/requests/0/parameters/0/name").textValue()).isEqualTo("c");
    out.reset();
    assertThat(run("help")).isZero();
    assertThat(run()).isZero();
    assertThat(out()).contains("--send --host HOST");
  }

  @Test
  void check_findsWhatAStartWouldFind() throws IOException {
    assertThat(run("check", own())).isZero();
    assertThat(out()).contains("The file is right: network own, 2 settings, 1 requests");
    String wrong = file("wrong.json", OWN.replace("{coupon}", "{cupon}"));
    assertThat(run("check", wrong)).isEqualTo(Main.TROUBLE);
    assertThat(err()).contains("unknown placeholder {cupon}");
  }

  @Test
  void send_goesOnceToTheHostThatIsGivenInTestMode() throws Exception {
    try (MockWebServer server = new MockWebServer()) {
      server.enqueue(new MockResponse.Builder().body("{\"result\":\"ok\"}").build());
      server.start();
      String host = "http://localhost:" + server.getPort();

      int code =
          run(
              Map.of("POSTBACK4J_KEY", "k-123456"),
              "explain",
              own(),
              "--set",
              "HOST=track.example",
              "--send",
              "--host",
              host);

      assertThat(code).isZero();
      RecordedRequest request = server.takeRequest();
      assertThat(request.getTarget()).isEqualTo("/p?c=Sample-Click-Id&o=ORD-1001&code=SPRING10");
      assertThat(request.getHeaders().get("X-Key")).isEqualTo("k-123456");
      assertThat(request.getBody().utf8()).endsWith(",\"test\":true}");
      assertThat(out()).contains("Answer: HTTP 200", "=> recorded").doesNotContain("k-123456");
      assertThat(server.getRequestCount()).isEqualTo(1);
    }
  }

  @Test
  void send_thatIsRefused_isTroubleAndMasksSecrets() throws Exception {
    try (MockWebServer server = new MockWebServer()) {
      server.enqueue(new MockResponse.Builder().body("{\"error\":\"bad key k-123456\"}").build());
      server.start();

      int code =
          run(
              "explain",
              own(),
              "--set",
              "HOST=track.example",
              "--set",
              "KEY=k-123456",
              "--send",
              "--json",
              "--host",
              "localhost:" + server.getPort());

      assertThat(code).isEqualTo(Main.TROUBLE);
      var answer = new ObjectMapper().readTree(out()).at("/answers/0");
      assertThat(answer.get("means").textValue()).isEqualTo("refused");
      assertThat(answer.get("reason").textValue()).isEqualTo("bad key ***");
      assertThat(out()).doesNotContain("k-123456");
    }
  }

  @Test
  void send_toAnotherHostOrNowhere_isRefused() throws Exception {
    String[] args = {
      "explain", own(), "--set", "HOST=track.example", "--set", "KEY=k-123456", "--send"
    };

    assertThat(run(with(args, "--host", "other.example"))).isEqualTo(Main.USAGE);
    assertThat(err()).contains("track.example");
    assertThat(run(with(args, "--host", "a b"))).isEqualTo(Main.USAGE);
    // Nothing listens there.
    assertThat(run(with(args, "--host", "http://localhost:1"))).isEqualTo(Main.TROUBLE);
    assertThat(out()).contains("=> not-sent: connect_error");
    assertThat(run("explain", own(), "--send", "--host", "localhost:1")).isEqualTo(Main.TROUBLE);
  }

  private static String[] with(String[] args, String... more) {
    String[] all = java.util.Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return all;
  }
}
