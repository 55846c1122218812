package io.github.postback4j.examples.springshop;

import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.conversion.Item;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An order as the shop keeps it.
 *
 * @param id the shop's order ID
 * @param kind how it came to be
 * @param customerId the customer, or null for a guest
 * @param amount total, exactly as it was given
 * @param currency ISO 4217 code
 * @param coupon coupon code, or null
 * @param items its lines; may be empty
 * @param reportedTo networks that a postback was queued for; null while nothing is decided
 */
record Order(
    String id,
    Kind kind,
    @Nullable String customerId,
    BigDecimal amount,
    String currency,
    @Nullable String coupon,
    List<Line> items,
    @Nullable List<String> reportedTo) {

  enum Kind {
    /** Paid when it is placed. */
    ORDER,
    /** Placed now, paid later. */
    LATER,
    /** A subscription goes on. */
    RENEWAL
  }

  /** A line of an order. */
  record Line(String sku, @Nullable String name, int quantity, BigDecimal unitPrice) {}

  Order {
    items = List.copyOf(items);
  }

  Order reportedTo(@Nullable List<String> networks) {
    return new Order(id, kind, customerId, amount, currency, coupon, items, networks);
  }

  /** What an affiliate network is told. */
  Conversion conversion() {
    if (kind == Kind.RENEWAL) {
      return Conversion.renewal(
          id, Objects.requireNonNull(customerId, "customerId"), amount, currency);
    }
    Conversion.Builder conversion =
        Conversion.builder(id).amount(amount, currency).coupon(coupon).customerId(customerId);
    for (Line line : items) {
      conversion.item(Item.of(line.sku(), line.name(), line.quantity(), line.unitPrice()));
    }
    return conversion.build();
  }
}
