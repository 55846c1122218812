package io.github.postback4j.examples.springshop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.testkit.simulator.Fault;
import io.github.postback4j.testkit.simulator.PresetLedgerEntry;
import io.github.postback4j.testkit.simulator.PresetSimulator;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** A network from a file outside the jar, by configuration alone. */
class OwnNetworkTest {

  private static final String CART =
      ",\"coupon\":\"SAVE10\",\"items\":["
          + "{\"sku\":\"mug\",\"name\":\"Mug \\\"blue\\\"\",\"quantity\":2,\"unitPrice\":\"1.25\"},"
          + "{\"sku\":\"tea\",\"quantity\":1,\"unitPrice\":\"10.00\"}]";

  private static TwoNetworks networks;

  private Visitor visitor;
  private String id;

  @BeforeAll
  static void open(@TempDir Path folder) {
    networks = new TwoNetworks(folder);
  }

  @AfterAll
  static void close() {
    networks.close();
  }

  @BeforeEach
  void begin(TestInfo test) {
    networks.homewares().clear();
    visitor = new Visitor(networks.shop());
    id = test.getTestMethod().orElseThrow().getName() + "-" + System.nanoTime();
  }

  private static PresetSimulator homewares() {
    return networks.homewares();
  }

  @Test
  void orderWithLines_isSentExactlyAndRecorded() {
    visitor.get("/?hw_click=c%2B%22%2F1&hw_campaign=spring");
    assertThat(visitor.order(id, CART).postbacks())
        .isEqualTo("[{\"network\":\"homewares\",\"state\":\"PENDING\"}]");
    JsonNode recorded = visitor.await(id, "RECORDED");

    assertThat(recorded.get("attempts").asInt()).isEqualTo(1);
    assertThat(homewares().ledger())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.booked()).isTrue();
              assertThat(entry.transactionId()).isEqualTo("c+\"/1");
              assertThat(entry.orderId()).isEqualTo(id);
              assertThat(entry.amount()).isEqualTo("12.50");
              assertThat(entry.currency()).isEqualTo("EUR");
              assertThat(entry.items())
                  .extracting(item -> item.get("item.sku"))
                  .containsExactly("mug", "tea");
              assertThat(entry.request().method()).isEqualTo("POST");
              assertThat(entry.request().url())
                  .isEqualTo("https://api.homewares.example/v2/shops/4711/orders");
              assertThat(entry.request().headers())
                  .containsEntry("authorization", "Bearer t-12345678")
                  .containsEntry("content-type", "application/json");
              assertThat(entry.request().body())
                  .isEqualTo(
                      "{\"click\":\"c+\\\"/1\",\"campaign\":\"spring\",\"order\":{\"id\":\"%s\","
                              .formatted(id)
                          + "\"total\":1250,\"currency\":\"EUR\",\"coupon\":\"SAVE10\"},"
                          + "\"lines\":[{\"sku\":\"mug\",\"name\":\"Mug \\\"blue\\\"\","
                          + "\"quantity\":2,\"price\":125},"
                          + "{\"sku\":\"tea\",\"quantity\":1,\"price\":1000}]}");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "accepted, RECORDED, looked at by fraud desk",
    "duplicate, DUPLICATE, ",
    "not-attributed, REFUSED, the partner has left",
    "refused, REFUSED, a price is missing"
  })
  void answerInJson_decidesStateAndReason(String means, String state, String reason) {
    homewares().addFault(Fault.answer(means));
    visitor.get("/?" + homewares().landing());
    visitor.order(id, CART);

    JsonNode standing = visitor.await(id, state);

    assertThat(standing.get("reason").asString("")).contains(reason == null ? "" : reason);
    assertThat(homewares().ledger()).hasSize(1);
  }

  @Test
  void answerLost_isSentAgainAndBookedOnce() {
    homewares().addFault(Fault.reset().afterBooking().times(1));
    visitor.get("/?" + homewares().landing());
    visitor.order(id, CART);

    visitor.await(id, "RECORDED");

    assertThat(homewares().ledger())
        .extracting(PresetLedgerEntry::outcome)
        .containsExactly(PresetLedgerEntry.Outcome.BOOKED, PresetLedgerEntry.Outcome.DUPLICATE);
  }

  @Test
  void affiliateLinkAndLedger_areOnItsPage() {
    visitor.get("/?" + homewares().landing());
    visitor.order(id, CART);
    visitor.await(id, "RECORDED");

    assertThat(visitor.open(homewares().url() + "/").text())
        .contains("Stands in for the network homewares.", id, "12.50 EUR", "2 x mug")
        .doesNotContain("t-12345678");
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    SpringShop.sayWhatToOpen(
        networks.shop().context(), new PrintStream(said, true, StandardCharsets.UTF_8));
    assertThat(said.toString(StandardCharsets.UTF_8)).contains(homewares().affiliateLink());
  }
}
