package io.github.postback4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line as a person or a script uses it. */
class MainTest {

  private final Terminal terminal = new Terminal();

  @TempDir Path folder;

  private int run(Map<String, String> environment, String... args) {
    return terminal.run(environment, args);
  }

  private int run(String... args) {
    return terminal.run(args);
  }

  private String out() {
    return terminal.out();
  }

  private String err() {
    return terminal.err();
  }

  private String own() throws IOException {
    return file("own.json", Terminal.OWN);
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
  void explain_ofANetworkThatIsSentNothing_isFineIfItsClickIsCaptured() {
    int code = run("explain", "meta", "--landing", "https://s.example/?fbclid=AbC");

    assertThat(out()).contains("a click of this network", "nothing is ever sent");
    assertThat(code).isZero();
    assertThat(run("explain", "meta", "--landing", "https://s.example/?gclid=AbC")).isEqualTo(1);
    assertThat(run("explain", "meta", "--send", "--no-test-mode", "--host", "s.example"))
        .isEqualTo(1);
  }

  @Test
  void explain_inTestModeAsJson_isJson() throws IOException {
    int code = run("explain", "awin", "--set=MERCHANT=123", "--test", "--json");

    assertThat(code).isZero();
    var tree = terminal.json();
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
  void placeholdersOfAUrl_comeFromTheEnvironmentAsWell() {
    int code =
        run(
            Map.of("POSTBACK4J_TOKEN", "t-123456", "POSTBACK4J_GOAL_KEY", "g-123456"),
            "explain",
            "tune",
            "--url",
            "https://t.example/aff_lsr?transaction_id=TRANSACTION_ID&security_token=TOKEN",
            "--goal-url",
            "lead=https://t.example/aff_goal?a=lsr&transaction_id=TRANSACTION_ID&k=%7BGOAL_KEY%7D",
            "--json");

    assertThat(code).isZero();
    assertThat(out()).contains("&security_token=***\"").doesNotContain("TOKEN", "t-123456");
  }

  @Test
  void unknownPreset_isToldWithThoseThatMayBeMeant() {
    assertThat(run("explain", "Awn")).isEqualTo(Main.USAGE);
    assertThat(err()).contains("neither a preset nor a file: Awn. Did you mean awin? Use one of [");
    terminal.clear();
    assertThat(run("describe", "cj-affiliate")).isEqualTo(Main.USAGE);
    assertThat(err()).contains("Did you mean cj?");
  }

  @Test
  void troubleAsJson_isOneObject() throws IOException {
    for (String[] args :
        new String[][] {
          {"explain", "awin", "--nothing", "--json"},
          {"explain", "no-such-network", "--json"},
          {"list", "awin", "--json"},
          {"check", "missing.json", "--json"}
        }) {
      terminal.clear();
      assertThat(run(args)).isEqualTo(Main.USAGE);
      assertThat(terminal.json().at("/error/kind").textValue()).isEqualTo("usage");
      assertThat(terminal.json().at("/error/message").textValue()).isNotBlank();
    }
    terminal.clear();
    String wrong = file("wrong.json", "{\"name\": \"x\", \"no-field\": 1}");
    assertThat(run("describe", wrong, "--json")).isEqualTo(Main.TROUBLE);
    assertThat(terminal.json().at("/error/kind").textValue()).isEqualTo("configuration");
    terminal.clear();
    assertThat(run("explain", "awin", "--json")).isEqualTo(Main.TROUBLE);
    assertThat(terminal.json().at("/missing/MERCHANT").textValue()).isNotBlank();
  }

  @Test
  void mistakeOfTheProgram_isToldWithoutValues() throws IOException {
    Map<String, String> failing =
        new AbstractMap<>() {
          @Override
          public Set<Map.Entry<String, String>> entrySet() {
            throw new IllegalStateException("https://t.example/?token=s3cret");
          }
        };

    assertThat(run(failing, "explain", "awin", "--json")).isEqualTo(Main.TROUBLE);
    assertThat(terminal.json().at("/error/kind").textValue()).isEqualTo("unexpected");
    assertThat(terminal.json().at("/error/message").textValue())
        .contains("IllegalStateException", "MainTest.java");
    assertThat(out() + err()).doesNotContain("s3cret");
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
          {"explain", "awin", "--set", "MERCHANT=s3cret", "--set", "MERCHANT=2"},
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
    terminal.clear();
    assertThat(run("list", "--json")).isZero();
    assertThat(terminal.json().get("networks").size()).isGreaterThan(30);
    terminal.clear();
    assertThat(run("describe", "awin")).isZero();
    assertThat(out()).startsWith("# awin").contains("| `MERCHANT` |");
    terminal.clear();
    assertThat(run("describe", own(), "--json")).isZero();
    var tree = terminal.json();
    assertThat(tree.at("/settings/0/name").textValue()).isEqualTo("KEY");
    assertThat(tree.at("/requests/0/parameters/0/name").textValue()).isEqualTo("c");
    terminal.clear();
    for (String[] help :
        new String[][] {{"help"}, {}, {"--help"}, {"-h"}, {"explain", "--help"}, {"check", "-h"}}) {
      terminal.clear();
      assertThat(run(help)).as(String.join(" ", help)).isZero();
      assertThat(out())
          .contains("--send --host HOST")
          .contains("java -jar postback4j-cli.jar explain awin --set MERCHANT=12345");
    }
  }
}
