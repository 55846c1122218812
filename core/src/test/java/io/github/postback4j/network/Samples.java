package io.github.postback4j.network;

import io.github.postback4j.click.Click;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.conversion.CustomerStatus;
import io.github.postback4j.conversion.Item;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Networks and orders that fit every preset. */
final class Samples {

  static final Instant CLICKED = Instant.parse("2026-03-01T10:00:00Z");
  static final Instant BOUGHT = Instant.parse("2026-03-02T12:30:00Z");

  private Samples() {}

  static boolean isCaptureOnly(String preset) {
    return Network.preset(preset).describe().rules().captureOnly();
  }

  /** A preset with all its settings, and a URL where it has none. */
  static Network network(String preset) {
    return builder(preset).build();
  }

  static NetworkBuilder builder(String preset) {
    NetworkBuilder builder = Network.preset(preset);
    NetworkDescription description = builder.describe();
    for (NetworkDescription.Setting setting : description.settings()) {
      String value =
          !setting.values().isEmpty()
              ? setting.values().get(0)
              : setting.fallback() != null
                  ? setting.fallback()
                  : setting.example() != null ? setting.example() : "v-" + setting.name();
      if (setting.name().endsWith(".*")) {
        for (String goal : new String[] {"sale", "lead", "new", "signup", "refund", "status"}) {
          builder.setting(setting.name().replace("*", goal), value + (goal.hashCode() & 0xff));
        }
      } else {
        builder.setting(setting.name(), value);
      }
    }
    if (description.wantsUrl()) {
      builder.url(
          "https://track.example/lsr?transaction_id={transaction_id}&amount=AMOUNT&adv_sub=ORDER_ID");
    }
    return builder;
  }

  static String goal(String declared) {
    return declared.equals("*")
        ? "lead"
        : declared.startsWith("status:") ? Conversion.STATUS : declared;
  }

  /** What would be sent for an order with everything in it. */
  static PlannedPostback plan(Network network, String declared) {
    Map<String, String> kept = new HashMap<>();
    network.describe().landing().keep().forEach(name -> kept.put(name, "kept-" + name));
    Click click = new Click(network.name(), "Click-1", "partner-1", "offer-1", kept, CLICKED);
    PlannedPostback plan = new PlannedPostback.Skip("none");
    for (String status : new String[] {"approved", "rejected", "cancelled"}) {
      Conversion conversion = conversion(declared, status);
      plan =
          conversion.isFollowUp()
              ? network.planFollowUp(click, conversion, BOUGHT)
              : network.plan(click, conversion, BOUGHT);
      if (plan instanceof PlannedPostback.Send) {
        return plan;
      }
    }
    return plan;
  }

  private static Conversion conversion(String declared, String word) {
    String goal = goal(declared);
    Conversion.Builder builder =
        Conversion.builder("ORD-1001")
            .goal(goal)
            .amount(new BigDecimal("49.90"), "EUR")
            .item(new Item("SKU-A", "Blue Mug", 2, new BigDecimal("19.95"), "Kitchen"))
            .item(new Item("SKU-B", "Tea", 1, new BigDecimal("10.00"), "Food"))
            .coupon("SPRING10")
            .customerId("cust-1")
            .email("jane.doe@example.com")
            .customerStatus(CustomerStatus.NEW)
            .clientIp("203.0.113.7")
            .userAgent("Mozilla/5.0")
            .discount(new BigDecimal("5.00"))
            .parameter("cart_id", "cart-1")
            .occurredAt(BOUGHT);
    if (goal.equals(Conversion.STATUS)) {
      String status = declared.startsWith("status:") ? declared.substring(7) : word;
      builder.status(status).part(status);
    }
    return goal.equals(Conversion.REFUND) ? builder.part("R1").build() : builder.build();
  }
}
