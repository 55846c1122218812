package io.github.postback4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.network.Network;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code check} finds in a file before a shop starts with it. */
class CheckCommandTest {

  private final Terminal terminal = new Terminal();

  @TempDir Path folder;

  private int check(String file, String... more) throws IOException {
    String path = Files.writeString(folder.resolve("own.json"), file).toString();
    return more.length == 0 ? terminal.run("check", path) : terminal.run("check", path, more[0]);
  }

  private static String file(String settings, String placeholders, String rest) {
    return """
        {"name": "own", "settings": {%s}, "landing": {"transaction-id": "cid"},
         "placeholders": {%s},
         "request": {"url": "https://n.example/p?c={transaction_id}&v={v}"%s}}
        """
        .formatted(settings, placeholders, rest);
  }

  @Test
  void rightFile_isToldAndAsJsonToo() throws IOException {
    assertThat(check(Terminal.OWN)).isZero();
    assertThat(terminal.out()).contains("The file is right: network own, 2 settings, 1 requests");
    terminal.clear();
    assertThat(check(Terminal.OWN, "--json")).isZero();
    assertThat(terminal.json().get("fine").booleanValue()).isTrue();
    assertThat(terminal.json().get("settings").intValue()).isEqualTo(2);
  }

  @Test
  void likelySlips_areToldAndStopNothing() throws IOException {
    String file = Terminal.OWN.replace("o={order_id}", "o=ORDER_IDD");

    assertThat(check(file)).isZero();
    assertThat(terminal.out()).containsOnlyOnce("hint: ORDER_IDD in $.request.url is no known");
    assertThat(terminal.err()).isEmpty();
    terminal.clear();
    assertThat(check(file, "--json")).isZero();
    assertThat(terminal.json().get("hints").get(0).textValue()).startsWith("ORDER_IDD in ");
    terminal.clear();
    assertThat(check(Terminal.OWN, "--json")).isZero();
    assertThat(terminal.json().get("hints").size()).isZero();
  }

  @Test
  void unknownPlaceholder_isFound() throws IOException {
    assertThat(check(Terminal.OWN.replace("{coupon}", "{cupon}"))).isEqualTo(Main.TROUBLE);
    assertThat(terminal.err()).contains("unknown placeholder {cupon}");
  }

  @Test
  void caseOfAValueThatIsNotTheFirst_isChecked() throws IOException {
    String mode = "\"MODE\": {\"about\": \"A.\", \"values\": [\"a\", \"b\"], \"default\": \"a\"}";
    String cases = "\"v\": {\"choose\": \"MODE\", \"cases\": {\"a\": \"order_id\", \"b\": \"%s\"}}";

    assertThat(check(file(mode, cases.formatted("no_such_value"), ""))).isEqualTo(Main.TROUBLE);
    assertThat(terminal.err()).contains("$.placeholders.v.cases.b", "{no_such_value}");
    terminal.clear();
    String none = "\"v\": {\"choose\": \"MODE\", \"cases\": {\"a\": \"order_id\"}}";
    assertThat(check(file(mode, none, ""))).isEqualTo(Main.TROUBLE);
    assertThat(terminal.err()).contains("cases has none for the value of MODE", "(with MODE=b)");
    assertThat(check(file(mode, cases.formatted("amount"), ""))).isZero();
  }

  @Test
  void testMode_isChecked() throws IOException {
    String broken = ", \"x\": 1}, \"test\": {\"request\": {\"query\": {\"t\": \"{nobody}\"}}";
    String right = broken.replace("{nobody}", "1");

    assertThat(check(file("", "\"v\": \"order_id\"", broken.replace(", \"x\": 1", ""))))
        .isEqualTo(Main.TROUBLE);
    assertThat(terminal.err()).contains("{nobody}", "(in test mode)");
    assertThat(check(file("", "\"v\": \"order_id\"", right.replace(", \"x\": 1", "")))).isZero();
  }

  @Test
  void optionalSettingThatIsNeeded_isFound() throws IOException {
    String host =
        "\"HOST\": {\"about\": \"A host.\", \"optional\": true, \"example\": \"n.example\"}";
    String file = file(host, "\"v\": \"order_id\"", "").replace("//n.example", "//{HOST}");

    assertThat(check(file)).isEqualTo(Main.TROUBLE);
    assertThat(terminal.err()).contains("(without optional settings)");
  }

  @Test
  void settingWithoutExampleThatIsATimeZone_isNoTrouble() throws IOException {
    String zone = "\"ZONE\": {\"about\": \"Of your account.\"}";
    String time = "\"v\": {\"of\": \"time\", \"as\": \"iso\", \"zone\": \"{ZONE}\"}";

    assertThat(check(file(zone, time, ""))).as(terminal.err()).isZero();
  }

  static Iterable<String> presets() {
    return Network.presets();
  }

  @ParameterizedTest
  @MethodSource("presets")
  void everyPreset_isRightInEachOfItsWays(String preset) throws IOException {
    try (InputStream file = Network.class.getResourceAsStream("presets/" + preset + ".json")) {
      assertThat(file).isNotNull();
      Path copy = folder.resolve(preset + ".json");
      Files.copy(file, copy);

      assertThat(terminal.run("check", copy.toString())).as(terminal.err()).isZero();
    }
  }
}
