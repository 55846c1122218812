package io.github.postback4j.network;

import io.github.postback4j.conversion.Item;
import io.github.postback4j.network.Scope.Group;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sums an order's lines by commission group, so that the groups' amounts are the order's. */
final class CommissionGroups {

  private CommissionGroups() {}

  /**
   * The groups in the order of their first lines; one for an order without lines.
   *
   * @param code the group of a line
   */
  static List<Group> of(Scope scope, Value code) {
    Map<String, BigDecimal> sums = new LinkedHashMap<>();
    Map<String, @Nullable String> codes = new LinkedHashMap<>();
    List<Item> items = scope.conversion().items();
    for (Item item : items) {
      String group = code.text(scope.of(item, 0));
      String key = group == null ? "" : group;
      codes.put(key, group);
      BigDecimal line = item.unitPrice().multiply(BigDecimal.valueOf(item.quantity()));
      sums.merge(key, line, BigDecimal::add);
    }
    int scale = Money.decimals(scope.conversion().currency());
    BigDecimal amount = rounded(scope.conversion().amount(), scale);
    if (items.isEmpty()) {
      return List.of(new Group(code.text(scope), amount));
    }
    List<Group> groups = new ArrayList<>();
    Map<String, BigDecimal> shares = amount == null ? sums : shares(sums, amount, scale);
    shares.forEach((key, share) -> groups.add(new Group(codes.get(key), share)));
    return groups;
  }

  /** As it is sent: what is less than the smallest unit is nobody's share, not a negative one. */
  private static @Nullable BigDecimal rounded(@Nullable BigDecimal amount, int scale) {
    return amount == null || amount.scale() <= scale
        ? amount
        : amount.setScale(scale, RoundingMode.HALF_UP);
  }

  private static Map<String, BigDecimal> shares(
      Map<String, BigDecimal> sums, BigDecimal amount, int scale) {
    if (sums.size() == 1) {
      return Map.of(sums.keySet().iterator().next(), amount);
    }
    BigDecimal total = sums.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    boolean exact =
        sums.values().stream().allMatch(sum -> sum.stripTrailingZeros().scale() <= scale);
    if (exact && total.compareTo(amount) == 0) {
      return sums;
    }
    // The running total is rounded, not the shares, so that no cent is lost between them.
    Map<String, BigDecimal> shares = new LinkedHashMap<>();
    BigDecimal lines = BigDecimal.ZERO;
    BigDecimal given = BigDecimal.ZERO;
    int left = sums.size();
    for (Map.Entry<String, BigDecimal> sum : sums.entrySet()) {
      lines = lines.add(sum.getValue());
      left--;
      BigDecimal upTo =
          left == 0 || total.signum() == 0
              ? amount
              : amount.multiply(lines).divide(total, scale, RoundingMode.HALF_UP);
      shares.put(sum.getKey(), upTo.subtract(given));
      given = upTo;
    }
    return shares;
  }
}
