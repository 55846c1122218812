package io.github.postback4j.examples.springshop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.testkit.simulator.LedgerEntry;
import io.github.postback4j.testkit.simulator.PresetLedgerEntry;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Two networks, one order, two ledgers: each is right, under every rule of attribution. */
class AttributionRulesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  /**
   * Two visitors, each of whom clicked twice on links of either network: the one came first and
   * last by tune (partner 1, then 2), the other first and last by homewares (h1, then h2). Who is
   * credited is the partner at tune or the click at homewares; a dash is nobody.
   */
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "last-click-per-network,  '',             2, h2, 2, h2",
    "first-click-per-network, '',             1, h1, 1, h1",
    "last-click,              '',             2, -,  -, h2",
    "first-click,             '',             1, -,  -, h1",
    "priority,                homewares tune, -, h2, -, h2",
    "priority,                tune homewares, 2, -,  2, -"
  })
  void rule_creditsTheRightClickAndNobodyElse(
      String rule,
      String priority,
      String tuneOfFirst,
      String homewaresOfFirst,
      String tuneOfSecond,
      String homewaresOfSecond) {
    try (TwoNetworks networks =
        new TwoNetworks(
            folder,
            "--postback4j.attribution=" + rule,
            "--postback4j.attribution-priority=" + priority.replace(' ', ','))) {
      Visitor first = new Visitor(networks.shop());
      first.open(networks.shop().network().affiliateLink(1, 1));
      homewares(first, "first-h1");
      homewares(first, "first-h2");
      first.open(networks.shop().network().affiliateLink(1, 2));
      assertCredited(networks, first, "first", tuneOfFirst, homewaresOfFirst);

      Visitor second = new Visitor(networks.shop());
      homewares(second, "second-h1");
      second.open(networks.shop().network().affiliateLink(1, 1));
      second.open(networks.shop().network().affiliateLink(1, 2));
      homewares(second, "second-h2");
      assertCredited(networks, second, "second", tuneOfSecond, homewaresOfSecond);
    }
  }

  private static void homewares(Visitor visitor, String click) {
    visitor.get("/?hw_click=" + URLEncoder.encode(click, StandardCharsets.UTF_8));
  }

  private static void assertCredited(
      TwoNetworks networks, Visitor visitor, String order, String partner, String click) {
    int credited = (partner.equals("-") ? 0 : 1) + (click.equals("-") ? 0 : 1);
    visitor.order(order, ",\"items\":[{\"sku\":\"mug\",\"quantity\":1,\"unitPrice\":\"12.50\"}]");
    JsonNode postbacks =
        Awaitility.await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(20))
            .until(
                () -> visitor.postbacks(order),
                found ->
                    found
                        .valueStream()
                        .noneMatch(
                            one ->
                                one.get("state").asString().equals("PENDING")
                                    || one.get("state").asString().equals("IN_FLIGHT")));
    assertThat(postbacks)
        .hasSize(credited)
        .allSatisfy(one -> assertThat(one.get("state").asString()).isEqualTo("RECORDED"));

    assertThat(networks.shop().network().ledger())
        .filteredOn(entry -> order.equals(entry.advertiserValues().get("adv_unique1")))
        .extracting(LedgerEntry::partnerId, LedgerEntry::amount, LedgerEntry::booked)
        .isEqualTo(
            partner.equals("-")
                ? List.of()
                : List.of(
                    org.assertj.core.groups.Tuple.tuple(Long.valueOf(partner), "12.50", true)));
    assertThat(networks.shop().network().requests())
        .filteredOn(request -> request.target().contains(order))
        .hasSize(partner.equals("-") ? 0 : 1);
    assertThat(networks.homewares().ledger())
        .filteredOn(entry -> order.equals(entry.orderId()))
        .extracting(
            PresetLedgerEntry::transactionId, PresetLedgerEntry::amount, PresetLedgerEntry::booked)
        .isEqualTo(
            click.equals("-")
                ? List.of()
                : List.of(org.assertj.core.groups.Tuple.tuple(order + "-" + click, "12.50", true)));
  }
}
