package io.github.postback4j.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.click.Click;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.conversion.Item;
import io.github.postback4j.network.PlannedPostback.Outgoing;
import io.github.postback4j.network.PlannedPostback.Send;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** A network of one's own in a few words, and what it sends. */
final class OwnNetwork {

  static final Instant CLICKED = Instant.parse("2026-03-01T10:00:00Z");
  static final Instant BOUGHT = Instant.parse("2026-03-02T12:30:00Z");

  /** Two lines, the first with a name and a SKU that would smuggle a parameter. */
  static final Conversion SALE =
      Conversion.builder("ORD-1")
          .amount(new BigDecimal("49.9"), "EUR")
          .item(new Item("A&amount=9999", "Mug", 2, new BigDecimal("19.95"), "Kitchen"))
          .item(new Item("B", null, 1, new BigDecimal("10"), "Food"))
          .coupon("a&b=1 \uD83D\uDE00\uD83D\uDE01x")
          .occurredAt(BOUGHT)
          .build();

  private OwnNetwork() {}

  /** Of a file with these fields, quotes written singly. */
  static NetworkBuilder own(String fields) {
    String json = "{'name':'own','landing':{'transaction-id':'cid','keep':'sub'}," + fields + "}";
    return NetworkFile.read("file own.json", json.replace('\'', '"'));
  }

  /** Of a file with these placeholders, and a request of which a part is left open. */
  static NetworkBuilder own(String placeholders, String request) {
    return own(
        "'placeholders':{%s},'request':{'url':'https://n.example/p?c={transaction_id}',%s}"
            .formatted(placeholders, request));
  }

  /** The query after the click, of a parameter {@code v} with this template. */
  static String query(String placeholders, String template) {
    String url = only(own(placeholders, "'query':{'v':'" + template + "'}").build()).url();
    return url.substring(url.indexOf("c=c1") + 4);
  }

  /** The one request for {@link #SALE}, as it goes over the line. */
  static PostbackRequest only(Network network) {
    Click click = Click.ofTransaction(network.name(), "c1", CLICKED);
    PlannedPostback plan = network.plan(click, SALE, BOUGHT);
    assertThat(plan).isInstanceOf(Send.class);
    List<Outgoing> sent = ((Send) plan).requests();
    assertThat(sent).hasSize(1);
    return network.authorize("sale", "", sent.get(0).request());
  }
}
