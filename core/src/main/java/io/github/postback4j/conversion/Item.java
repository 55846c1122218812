package io.github.postback4j.conversion;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * One line of an order. Never throws; what is wrong with it is told by {@link Conversion#problem}.
 *
 * @param sku the shop's article number
 * @param name what a person reads, or null
 * @param quantity how many; at least 1
 * @param unitPrice price of one, after discounts, in the conversion's currency
 * @param category the shop's category or the network's commission group, or null
 */
public record Item(
    String sku,
    @Nullable String name,
    int quantity,
    BigDecimal unitPrice,
    @Nullable String category) {

  /** A line without a category. */
  public static Item of(String sku, @Nullable String name, int quantity, BigDecimal unitPrice) {
    return new Item(sku, name, quantity, unitPrice, null);
  }
}
