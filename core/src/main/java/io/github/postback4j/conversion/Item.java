package io.github.postback4j.conversion;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of an order. Never throws; what is wrong with it is told by {@link Conversion#problem}.
 *
 * @param sku the shop's article number
 * @param name what a person reads, or null
 * @param quantity how many; at least 1
 * @param unitPrice price of one, after discounts, in the conversion's currency
 * @param category the shop's category or the network's commission group, or null
 * @param parameters free parameters by name, for a network's own placeholders; at most {@value
 *     Conversion#MAX_ITEM_PARAMETERS}
 */
public record Item(
    String sku,
    @Nullable String name,
    int quantity,
    BigDecimal unitPrice,
    @Nullable String category,
    Map<String, String> parameters) {

  public Item {
    // Keeps a null for Conversion.problem to tell.
    parameters =
        parameters == null
            ? Map.of()
            : Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /** A line without free parameters. */
  public Item(
      String sku,
      @Nullable String name,
      int quantity,
      BigDecimal unitPrice,
      @Nullable String category) {
    this(sku, name, quantity, unitPrice, category, Map.of());
  }

  /** A line without a category. */
  public static Item of(String sku, @Nullable String name, int quantity, BigDecimal unitPrice) {
    return new Item(sku, name, quantity, unitPrice, null);
  }

  /** The same with a free parameter more, or with another value of one. */
  public Item with(String parameter, String value) {
    Map<String, String> more = new LinkedHashMap<>(parameters);
    more.put(parameter, value);
    return new Item(sku, name, quantity, unitPrice, category, more);
  }
}
