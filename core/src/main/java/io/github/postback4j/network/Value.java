package io.github.postback4j.network;

import io.github.postback4j.click.Click;
import io.github.postback4j.conversion.Conversion;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where the text of a placeholder comes from. */
interface Value {

  /** The text for this conversion, or null if there is none. */
  @Nullable String of(@Nullable Click click, Conversion conversion);

  /** Names of the values there are, as users write them in configuration. */
  Map<String, Value> NAMED = named();

  /** Other names under which networks print them, small. */
  Map<String, String> ALIASES =
      Map.ofEntries(
          Map.entry("transactionid", Value.TRANSACTION_ID),
          Map.entry("affiliate_id", Value.PARTNER_ID),
          Map.entry("affilate_id", Value.PARTNER_ID), // as Aspire's article spells it
          Map.entry("aff_id", Value.PARTNER_ID),
          Map.entry("offerid", "offer_id"),
          Map.entry("adv_sub", "order_id"),
          Map.entry("sub_id", "order_id"),
          Map.entry("promo_code", Value.COUPON),
          Map.entry("coupon_code", Value.COUPON),
          Map.entry("conversion_unique_id", Value.UNIQUE_ID),
          Map.entry("goal_name", "goal"));

  /** The names that only count as bracketed or printed words where the list above has them. */
  Set<String> CAPITALS_ONLY = Set.of("transactionid", "offerid", "affilate_id");

  String TRANSACTION_ID = "transaction_id";
  String PARTNER_ID = "partner_id";
  String COUPON = "coupon";
  String UNIQUE_ID = "unique_id";
  String ORDER_ID = "order_id";

  /** The value's name for what stands in a template, or null if it is unknown. */
  static @Nullable String nameOf(String placeholder) {
    boolean capitals = placeholder.equals(placeholder.toUpperCase(Locale.ROOT));
    String small = placeholder.toLowerCase(Locale.ROOT);
    if (!capitals && (!small.equals(placeholder) || CAPITALS_ONLY.contains(small))) {
      return null;
    }
    if (NAMED.containsKey(small)) {
      return small;
    }
    return ALIASES.get(small);
  }

  /** The value with this name, or {@code click:NAME}, {@code conversion:NAME}; null if unknown. */
  static @Nullable Value named(String source) {
    Value value = NAMED.get(source);
    if (value != null) {
      return value;
    }
    if (source.startsWith("click:")) {
      String name = source.substring(6);
      return ofClick(click -> click.parameters().get(name));
    }
    if (source.startsWith("conversion:")) {
      String name = source.substring(11);
      return (click, conversion) -> conversion.parameters().get(name);
    }
    return null;
  }

  private static Value ofClick(Function<Click, @Nullable String> text) {
    return (click, conversion) -> click == null ? null : text.apply(click);
  }

  private static Map<String, Value> named() {
    Map<String, Value> values = new HashMap<>();
    values.put(TRANSACTION_ID, ofClick(Click::transactionId));
    values.put(PARTNER_ID, ofClick(Click::partnerId));
    values.put("offer_id", ofClick(Click::offerId));
    values.put(ORDER_ID, (click, conversion) -> conversion.orderId());
    values.put("amount", (click, conversion) -> conversion.amountText());
    values.put("currency", (click, conversion) -> conversion.currency());
    values.put("goal", (click, conversion) -> conversion.goal());
    values.put(COUPON, (click, conversion) -> conversion.coupon());
    values.put("customer_id", (click, conversion) -> conversion.customerId());
    values.put(
        "customer_status",
        (click, conversion) ->
            conversion.customerStatus() == null
                ? null
                : conversion.customerStatus().name().toLowerCase(Locale.ROOT));
    values.put(
        "time",
        (click, conversion) ->
            conversion.occurredAt() == null ? null : conversion.occurredAt().toString());
    values.put(
        UNIQUE_ID,
        (click, conversion) ->
            conversion.orderId()
                + (conversion.goal().equals(Conversion.SALE) ? "" : "-" + conversion.goal())
                + (conversion.part().isEmpty() ? "" : "-" + conversion.part()));
    values.put("status", (click, conversion) -> conversion.status());
    values.put(
        "refund_id", (click, conversion) -> conversion.part().isEmpty() ? null : conversion.part());
    return Map.copyOf(values);
  }
}
