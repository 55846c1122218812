package io.github.postback4j.testkit.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The ledger for people and as JSON, and the control addresses. */
final class LedgerPageTest {

  private final SettableClock clock = new SettableClock();
  private final NetworkSimulator network =
      NetworkSimulator.builder().clock(clock).securityToken("s3cret").start();
  private final ShopClient shop = new ShopClient(network);

  @AfterEach
  void close() {
    shop.close();
    network.close();
  }

  private JsonNode json(String target) throws IOException {
    return new ObjectMapper().readTree(shop.get(target));
  }

  @Test
  void page_beforeTheFirstSaleShowsLinksToClick() throws IOException {
    String page = shop.get("/");

    assertThat(page)
        .contains("No conversion yet")
        .contains("href=\"/aff_c?offer_id=1&amp;aff_id=1\"")
        .contains(network.url() + "/aff_c?offer_id=2&amp;aff_id=1")
        .doesNotContain("<!--live-->");
    assertThat(shop.get("/ledger")).isEqualTo(page);
  }

  @Test
  void page_needsNothingFromElsewhere() throws IOException {
    assertThat(shop.get("/")).doesNotContainPattern("(src|href)=\"(https?:)?//");
  }

  @Test
  void page_showsSalesAndRefusals() throws IOException {
    shop.get("/aff_lsr?offer_id=2&aff_id=3&amount=49.50&adv_unique1=o-7&security_token=s3cret");
    shop.get("/aff_lsr?transaction_id=unknown");

    assertThat(shop.get("/ledger"))
        .contains("49.50", "adv_unique1=o-7", "2026-03-01 12:00:00 UTC")
        .contains("<span class=\"status approved\">approved</span>")
        .contains("Invalid Trans. ID #unknown.");
  }

  @Test
  void page_escapesHostileValues() throws IOException {
    String hostile = "%3Cscript%3Ealert(1)%3C/script%3E%22%27%26";
    shop.get(
        "/aff_lsr?offer_id=2&aff_id=1&security_token=s3cret&amount="
            + hostile
            + "&adv_sub="
            + hostile
            + "&adv_unique1="
            + hostile
            + "&conversion_unique_id="
            + hostile
            + "&promo_code="
            + hostile);
    shop.get("/aff_lsr?transaction_id=" + hostile);
    shop.raw("GET /<script>alert(1)</script> HTTP/1.1");

    assertThat(shop.get("/ledger"))
        .doesNotContain("<script>alert")
        .contains("adv_sub=&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;");
  }

  @Test
  void answers_letABrowserRunNothing() throws IOException {
    try (Response response =
        shop.exchange(shop.request("/aff_lsr?transaction_id=%3Cscript%3E").build())) {
      assertThat(response.body().string()).contains("#<script>.");
      assertThat(response.header("Content-Security-Policy")).isEqualTo("default-src 'none'");
    }
  }

  @Test
  void page_showsNoToken() throws IOException {
    shop.get("/aff_lsr?offer_id=2&security_token=s3cret&aff_id=1");

    assertThat(shop.get("/ledger")).contains("security_token=***").doesNotContain("s3cret");
  }

  @Test
  void ledgerJson_holdsEveryField() throws IOException {
    String id = network.click(1, 3);
    shop.get("/aff_lsr?security_token=s3cret&amount=9&adv_sub2=x&transaction_id=" + id);
    shop.get("/aff_lsr?transaction_id=" + id);

    JsonNode ledger = json("/simulator/ledger");

    assertThat(ledger).hasSize(2);
    assertThat(ledger.get(0))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"time":"2026-03-01T12:00:00Z","transactionId":"%s","partnerId":3,"offerId":1,
                     "goal":"default","amount":"9","advertiserValues":{"adv_sub2":"x"},
                     "uniqueId":null,"promoCode":null,"status":"approved","statusCode":43,
                     "reason":""}
                    """
                        .formatted(id)));
    assertThat(ledger.get(1).get("status").asText()).isEqualTo("rejected");
    assertThat(json("/simulator/ledger?last=1").get(0)).isEqualTo(ledger.get(1));
    assertThat(json("/simulator/ledger?last=0")).isEmpty();
  }

  @Test
  void requestsJson_holdsTheRawTarget() throws IOException {
    shop.get("/aff_lsr?adv_sub=a%20b");

    JsonNode request = json("/simulator/requests").get(0);

    assertThat(request.get("method").asText()).isEqualTo("GET");
    assertThat(request.get("target").asText()).isEqualTo("/aff_lsr?adv_sub=a%20b");
    assertThat(request.get("arrivedAt").asText()).isEqualTo("2026-03-01T12:00:00Z");
    assertThat(request.get("headers").get("host").get(0).asText()).startsWith("localhost:");
    assertThat(request.get("answer").asText()).startsWith("success=false;");
  }

  @Test
  void faultsByJsonAndByQuery_areAddedListedAndCleared() throws IOException {
    try (Response response =
        shop.post(
            "/simulator/faults",
            """
            {"kind":"status","status":429,"body":"busy","retryAfter":2,"times":1,
             "probability":1.0,"afterBooking":true}
            """)) {
      assertThat(response.code()).isEqualTo(201);
    }
    shop.post("/simulator/faults?kind=delay&delayMillis=60000&times=3", "").close();
    shop.post("/simulator/faults?kind=reset", "").close();
    shop.post("/simulator/faults?kind=hang", "").close();

    assertThat(json("/simulator/faults"))
        .extracting(fault -> fault.get("text").asText())
        .containsExactly(
            "status 429, next 1, after booking",
            "delay PT1M, next 3, after booking",
            "reset, before booking",
            "hang, before booking");
    String conversion = "/aff_lsr?offer_id=2&aff_id=1&security_token=s3cret";
    try (Response response = shop.exchange(shop.request(conversion).build())) {
      assertThat(response.code()).isEqualTo(429);
      assertThat(response.header("Retry-After")).isEqualTo("2");
      assertThat(response.body().string()).isEqualTo("busy");
    }
    assertThat(network.booked()).hasSize(1);

    shop.delete("/simulator/faults").close();

    assertThat(json("/simulator/faults")).isEmpty();
  }

  @Test
  void wrongControlRequests_sayWhatIsWrong() throws IOException {
    String[][] cases = {
      {"{\"kind\":\"explode\"}", "kind must be status, hang, reset or delay: explode"},
      {"{\"kind\":\"status\",\"staus\":500}", "unknown field: staus"},
      {"{\"kind\":\"status\",\"status\":\"x\"}", "status must be a whole number: x"},
      {"{\"kind\":\"delay\"}", "delayMillis must be a whole number: null"},
      {"{\"kind\":\"hang\",\"probability\":\"often\"}", "probability must be a number: often"},
      {"{\"kind\":\"hang\",\"times\":0}", "times must be at least 1: 0"},
      {"{\"kind\":\"hang\",\"retryAfter\":\"1\"}", "only a fault with a status"},
      {"{\"kind\":{}}", "a plain value is wanted: kind"},
      {"[]", "the body must be a JSON object"},
      {"{", "the body must be a JSON object"}
    };
    for (String[] wrong : cases) {
      try (Response response = shop.post("/simulator/faults", wrong[0])) {
        assertThat(response.code()).as(wrong[0]).isEqualTo(400);
        assertThat(response.body().string()).contains(wrong[1]);
      }
    }
    assertThat(json("/simulator/faults")).isEmpty();
    try (Response response = shop.exchange(shop.request("/simulator/ledger?last=x").build())) {
      assertThat(response.code()).isEqualTo(400);
    }
    try (Response response = shop.exchange(shop.request("/simulator/nothing").build())) {
      assertThat(response.code()).isEqualTo(404);
    }
  }

  @Test
  void clear_forgetsEverything() throws IOException {
    String id = network.click(1, 1);
    shop.get("/aff_lsr?offer_id=2&aff_id=1&security_token=s3cret");
    network.addFault(Fault.hang());

    shop.post("/simulator/clear", "").close();

    assertThat(network.ledger()).isEmpty();
    assertThat(network.requests()).isEmpty();
    assertThat(shop.get("/aff_lsr?transaction_id=" + id)).contains("Invalid Trans. ID");
  }
}
