package io.github.postback4j.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages of {@code docs/networks} say what the presets say; {@value #COMMAND} writes them. */
class NetworkPagesTest {

  private static final String COMMAND =
      "mvn -q -Pfast -pl core -am test -Dtest=NetworkPagesTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dpostback4j.pages=write";

  private static final Path FOLDER = Path.of("..", "docs", "networks");

  private static Map<String, String> pages() {
    Map<String, String> pages = new TreeMap<>();
    StringBuilder table = new StringBuilder();
    for (String name : Network.presets()) {
      NetworkDescription network = Network.preset(name).describe();
      String note =
          "<!-- Generated from core/src/main/resources/io/github/postback4j/network/presets/"
              + name
              + ".json: change that, and run "
              + COMMAND
              + " -->\n\n";
      pages.put(name + ".md", note + network.page());
      table.append(row(network));
    }
    pages.put(
        "README.md",
        "<!-- Generated: "
            + COMMAND
            + " -->\n\n# Networks\n\n"
            + "Each is a preset: `Network.preset(\"awin\")`, or `postback4j.networks.awin.preset: awin`"
            + " under Spring. One that is not here is [a file of your own](../networks-format.md).\n\n"
            + "| Preset | What it is | Request | Test mode | De-duplicates by |\n"
            + "| --- | --- | --- | --- | --- |\n"
            + table);
    return pages;
  }

  private static String row(NetworkDescription network) {
    String about = network.about();
    int end = about.indexOf(". ");
    String request =
        network.rules().captureOnly()
            ? "none: clicks are kept"
            : network.wantsUrl()
                ? "by the URL that you give"
                : network.requests().get(0).method() + " " + network.requests().get(0).body();
    return "| [%s](%s.md) | %s | %s | %s | %s |\n"
        .formatted(
            network.name(),
            network.name(),
            (end < 0 ? about : about.substring(0, end + 1)).replace("|", "\\|"),
            request.strip(),
            network.test() == null ? "" : "yes",
            network.rules().captureOnly() ? "" : network.rules().deDuplication());
  }

  @Test
  void pages_areThoseOfThePresets() throws IOException {
    Map<String, String> pages = pages();
    if ("write".equals(System.getProperty("postback4j.pages"))) {
      Files.createDirectories(FOLDER);
      for (Map.Entry<String, String> page : pages.entrySet()) {
        Files.writeString(FOLDER.resolve(page.getKey()), page.getValue());
      }
    }

    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(new TreeSet<>(files.map(file -> file.getFileName().toString()).toList()))
          .as("pages; one for each preset: %s", COMMAND)
          .isEqualTo(pages.keySet());
    }
    for (Map.Entry<String, String> page : pages.entrySet()) {
      assertThat(Files.readString(FOLDER.resolve(page.getKey())).equals(page.getValue()))
          .as("docs/networks/%s is that of the preset; if not: %s", page.getKey(), COMMAND)
          .isTrue();
    }
  }

  @Test
  void page_saysWhatIsInTheFile() {
    String page = Network.preset("awin").describe().page();

    assertThat(page)
        .contains(
            "## Sources",
            "(documented, read 2026-11-21)",
            "## Open doubts",
            "| `MERCHANT` | Your advertiser ID (Account, Overview). | yes | `12345` |",
            "| Transaction ID | `awc` |",
            "`GET https://www.awin1.com/sread.php`",
            "| query | `cks` | `{transaction_id}` | transaction_id | yes |",
            "| query | `vc` | `{coupon}` | coupon |  |",
            "| query, per line | `bd[{n}]` | `{line}` | by setting BASKET_ENCODING",
            "Laid over the request: `{\"query\":{\"testmode\":\"1\"}}`.",
            "| Counts for less after | 3m |");
    assertThat(Network.preset("impact").describe().page())
        .contains("| header | `Authorization` | `Basic {", "## Answers");
    assertThat(Network.preset("tune").describe().page()).contains("Give `url`");
    assertThat(Network.preset("aspire").describe().page())
        .contains("Give `url`", "### Besides: order-details", "| json | `$.orderId` |");
    assertThat(Network.preset("meta").describe().page()).contains("nothing is ever sent");
  }
}
