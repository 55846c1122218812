package io.github.postback4j.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.conversion.CustomerStatus;
import io.github.postback4j.conversion.Item;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** The order F of {@code vectors/networks.md}, and what a case lays over it. */
final class OrderF {

  /** When the landing page was requested. */
  static final Instant CLICKED = Instant.parse("2026-03-01T10:00:00Z");

  /** When the order was placed. */
  static final Instant OCCURRED = Instant.parse("2026-03-02T12:30:00Z");

  private static final String ORDER =
      """
      {
        "order-id": "ORD-1001", "goal": "sale", "amount": "49.90", "currency": "EUR",
        "occurred-at": "2026-03-02T12:30:00Z", "coupon": "SPRING10", "customer-status": "new",
        "email": "jane.doe@example.com",
        "items": [
          {"sku": "SKU-A", "name": "Blue Mug", "quantity": 2, "unit-price": "19.95", "category": "Kitchen"},
          {"sku": "SKU-B", "name": "Tea", "quantity": 1, "unit-price": "10.00", "category": "Food"}
        ]
      }
      """;

  private static final Set<String> FIELDS =
      Set.of(
          "order-id",
          "goal",
          "part",
          "original-goal",
          "status",
          "amount",
          "currency",
          "discount",
          "items",
          "coupon",
          "customer-id",
          "customer-status",
          "email",
          "client-ip",
          "user-agent",
          "occurred-at",
          "renewal",
          "parameters");

  private static final Map<String, BiConsumer<Conversion.Builder, String>> TEXTS =
      Map.ofEntries(
          Map.entry("goal", Conversion.Builder::goal),
          Map.entry("part", Conversion.Builder::part),
          Map.entry("original-goal", Conversion.Builder::originalGoal),
          Map.entry("status", Conversion.Builder::status),
          Map.entry("coupon", Conversion.Builder::coupon),
          Map.entry("customer-id", Conversion.Builder::customerId),
          Map.entry("email", Conversion.Builder::email),
          Map.entry("client-ip", Conversion.Builder::clientIp),
          Map.entry("user-agent", Conversion.Builder::userAgent),
          Map.entry("discount", (builder, text) -> builder.discount(new BigDecimal(text))),
          Map.entry("occurred-at", (builder, text) -> builder.occurredAt(Instant.parse(text))),
          Map.entry(
              "customer-status",
              (builder, text) ->
                  builder.customerStatus(CustomerStatus.valueOf(text.toUpperCase(Locale.ROOT)))));

  private OrderF() {}

  /** The order as it is. */
  static Conversion order() {
    return with("{}");
  }

  /** The order with an object in the format of the case files laid over it. */
  static Conversion with(String json) {
    return with(CaseFile.parse(json));
  }

  static Conversion with(JsonNode over) {
    CaseFile.onlyKnown(over, FIELDS, "order");
    ObjectNode order = (ObjectNode) CaseFile.parse(ORDER);
    over.properties().forEach(field -> order.set(field.getKey(), field.getValue()));
    Conversion.Builder builder = Conversion.builder(order.get("order-id").textValue());
    TEXTS.forEach(
        (field, setter) -> {
          if (order.hasNonNull(field)) {
            setter.accept(builder, order.get(field).textValue());
          }
        });
    if (order.hasNonNull("amount")) {
      builder.amount(
          new BigDecimal(order.get("amount").textValue()), order.get("currency").textValue());
    }
    if (order.path("renewal").asBoolean(false)) {
      builder.renewal();
    }
    order.path("items").forEach(item -> builder.item(item(item)));
    order
        .path("parameters")
        .properties()
        .forEach(entry -> builder.parameter(entry.getKey(), entry.getValue().textValue()));
    Conversion conversion = builder.build();
    if (conversion.problem() != null) {
      throw new AssertionError("the order of the case is none: " + conversion.problem());
    }
    return conversion;
  }

  private static Item item(JsonNode tree) {
    CaseFile.onlyKnown(
        tree, Set.of("sku", "name", "quantity", "unit-price", "category", "parameters"), "item");
    Item item =
        new Item(
            tree.get("sku").textValue(),
            tree.path("name").textValue(),
            tree.get("quantity").intValue(),
            new BigDecimal(tree.get("unit-price").textValue()),
            tree.path("category").textValue());
    for (Map.Entry<String, JsonNode> entry : tree.path("parameters").properties()) {
      item = item.with(entry.getKey(), entry.getValue().textValue());
    }
    return item;
  }
}
