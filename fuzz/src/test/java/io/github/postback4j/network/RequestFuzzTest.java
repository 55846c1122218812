package io.github.postback4j.network;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.github.postback4j.click.Click;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.conversion.Item;
import io.github.postback4j.network.PlannedPostback.Send;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.Map;

/** Whatever a click and a checkout bring, over a network that uses every way of saying it. */
class RequestFuzzTest {

  private static final String FILE =
      """
      {"name": "all", "landing": {"transaction-id": "cid", "keep": "sub"},
       "placeholders": {
         "commission_group": {"first": ["item.category"], "otherwise": "none"},
         "parts": {"each": "group", "template": "{group.code}:{group.amount}", "separator": "|"},
         "names": {"each": "item", "template": "{item.name}", "separator": "|"},
         "path": {"each": "item", "template": ["n:{item.name}", "c:{item.category}"], "join": "/",
           "encode-values": true, "raw": true},
         "short": {"of": "coupon", "replace": {"|": "_"}, "remove": "()", "max": 5},
         "mail": {"of": "email", "lower": true, "trim": true, "hash": "sha-256"},
         "signed": {"text": "{order_id}{amount}", "hmac": "sha-256", "key": "k", "prefix": "v1"}},
       "request": {
         "url": "https://n.example/a/{order_id}/?c={transaction_id}",
         "path": ["s:{sub}", "{path}"],
         "query": {"p": "{parts}", "n": "{names}", "s": "{short}", "m": "{mail}", "h": "{signed}",
           "$items": {"parameters": {"I{n}": "{item.sku}"}}},
         "headers": {"X-Coupon": "{short}"},
         "json": {"id": "x{order_id}y", "n": {"$number": "{coupon}"}, "sub": "{sub}",
           "items": {"$items": {"sku": "{item.sku}", "name": "{item.name}"}}}}}
      """;

  private static final Network NETWORK = NetworkFile.read("fuzz", FILE).build();
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  /**
   * @param text parts parted by line breaks: transaction ID, order ID, coupon, e-mail, sub, and
   *     three for each line of the order
   */
  @FuzzTest(maxDuration = "2m")
  void whateverTheyBring_isOneUrlAndOneJsonText(@NotNull String text) throws IOException {
    String[] parts = text.split("\n", 40);
    if (parts.length < 5 || parts[0].isBlank()) {
      return;
    }
    Conversion.Builder order =
        Conversion.builder(parts[1])
            .amount(new BigDecimal("49.90"), "EUR")
            .coupon(parts[2])
            .email(parts[3]);
    for (int i = 5; i + 2 < parts.length; i += 3) {
      order.item(new Item(parts[i], parts[i + 1], 1 + i, BigDecimal.ONE, parts[i + 2]));
    }
    Click click =
        new Click("all", parts[0], null, null, Map.of("sub", parts[4]), NOW.minusSeconds(60));
    Conversion conversion = order.build();
    if (conversion.problem() != null) {
      return;
    }
    if (NETWORK.plan(click, conversion, NOW) instanceof Send send) {
      PostbackRequest request = NETWORK.authorize("sale", "", send.request());
      URI url = URI.create(request.url());
      require(
          url.getRawPath().startsWith("/a/") && "n.example".equals(url.getHost()),
          "no value leads elsewhere");
      require(url.getRawFragment() == null, "no value ends the URL");
      JsonTree.read(String.valueOf(request.body()));
    }
  }

  private static void require(boolean condition, String rule) {
    if (!condition) {
      throw new AssertionError(rule);
    }
  }
}
