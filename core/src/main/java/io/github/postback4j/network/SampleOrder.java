package io.github.postback4j.network;

import io.github.postback4j.click.Protocol;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.conversion.CustomerStatus;
import io.github.postback4j.conversion.Item;
import io.github.postback4j.network.NetworkDescription.Reading;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A landing and an order with everything in it, for explanations. */
final class SampleOrder {

  /** When the sample was bought. */
  static final Instant BOUGHT = Instant.parse("2026-03-02T12:30:00Z");

  /** How long before that its landing was. */
  static final Duration BEFORE = Duration.ofHours(1);

  private SampleOrder() {}

  /** A landing that brings everything that counts. */
  static String landing(Reading reading, List<Protocol> protocols) {
    List<String> parts = new ArrayList<>();
    boolean partner = protocols.contains(Protocol.PARTNER_ID);
    if (!reading.transactionId().isEmpty()
        && (protocols.isEmpty() || protocols.contains(Protocol.TRANSACTION_ID))) {
      parts.add(encoded(reading.transactionId().get(0)) + "=Sample-Click-Id");
    }
    if (!reading.partnerId().isEmpty() && (partner || parts.isEmpty())) {
      parts.add(encoded(reading.partnerId().get(0)) + "=1001");
    }
    for (Map.Entry<String, String> condition : reading.when().entrySet()) {
      parts.add(encoded(condition.getKey()) + "=" + encoded(condition.getValue()));
    }
    return "https://shop.example/?" + String.join("&", parts);
  }

  private static String encoded(String text) {
    StringBuilder out = new StringBuilder();
    PercentEncoding.appendValue(out, text);
    return out.toString();
  }

  /** An order of two lines. */
  static Conversion.Builder order() {
    return Conversion.builder("ORD-1001")
        .amount(new BigDecimal("49.90"), "EUR")
        .item(new Item("SKU-A", "Blue Mug", 2, new BigDecimal("19.95"), "Kitchen"))
        .item(new Item("SKU-B", "Tea", 1, new BigDecimal("10.00"), "Food"))
        .coupon("SPRING10")
        .customerId("C-1")
        .customerStatus(CustomerStatus.NEW)
        .email("jane.doe@example.com")
        .occurredAt(BOUGHT);
  }
}
