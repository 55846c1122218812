package io.github.postback4j.conversion;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the first thing that is wrong; values from a checkout are never repeated in its words. */
record ConversionCheck(Conversion.Builder given) {

  @Nullable String problem() {
    if (given.orderId == null || given.orderId.isBlank()) {
      return "order ID is missing";
    }
    if (given.orderId.length() > Conversion.MAX_ORDER_ID_LENGTH) {
      return "order ID has more than " + Conversion.MAX_ORDER_ID_LENGTH + " characters";
    }
    if (hasControl(given.orderId)) {
      return "order ID has a control character";
    }
    if (given.goal == null
        || given.goal.isBlank()
        || given.goal.length() > Conversion.MAX_GOAL_LENGTH) {
      return "goal must have 1 to " + Conversion.MAX_GOAL_LENGTH + " characters";
    }
    if (hasControl(given.goal)) {
      return "goal has a control character";
    }
    if (given.part != null
        && (given.part.length() > Conversion.MAX_PART_LENGTH || hasControl(given.part))) {
      return "part (refund ID) has more than "
          + Conversion.MAX_PART_LENGTH
          + " characters or a control character";
    }
    if (given.part != null && (given.part.startsWith("+") || given.part.contains("/+"))) {
      return "part (refund ID) begins with +, or holds /+, which marks a network's own requests";
    }
    if (Conversion.STATUS.equals(given.goal) && (given.status == null || given.status.isBlank())) {
      return "status is missing";
    }
    if (given.holdFor != null
        && (given.holdFor.isNegative() || given.holdFor.compareTo(Conversion.MAX_HOLD) > 0)) {
      return "holding time must be from 0 to " + Conversion.MAX_HOLD.toDays() + " days";
    }
    String money = moneyProblem();
    String items = money != null ? money : itemProblem();
    return items != null ? items : textProblem();
  }

  private @Nullable String moneyProblem() {
    if (given.discount != null && (given.discount.signum() < 0 || isTooLong(given.discount))) {
      return "discount is negative or has too many digits";
    }
    BigDecimal amount = given.amount;
    if (amount == null) {
      return Conversion.SALE.equals(given.goal) || given.currency != null
          ? "amount is missing"
          : null;
    }
    if (amount.signum() < 0) {
      return "amount is negative; a refund is a goal of its own";
    }
    if (amount.signum() == 0 && Conversion.REFUND.equals(given.goal)) {
      return "a refund of nothing";
    }
    if (isTooLong(amount)) {
      return "amount has too many digits";
    }
    if (!isCurrency(given.currency)) {
      return "currency must be an ISO 4217 code such as EUR";
    }
    return null;
  }

  private @Nullable String itemProblem() {
    for (Item item : given.items) {
      if (item == null || item.sku() == null || item.unitPrice() == null) {
        return "an item lacks its article number or price";
      }
      if (item.quantity() < 1 || item.unitPrice().signum() < 0) {
        return "an item's quantity must be at least 1 and its price not negative";
      }
      if (isTooLong(item.unitPrice())) {
        return "an item's price has too many digits";
      }
      String problem = itemTextProblem(item);
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }

  private static @Nullable String itemTextProblem(Item item) {
    if (isLong(item.sku()) || isLong(item.name()) || isLong(item.category())) {
      return "an item's article number, name or category has more than "
          + Conversion.MAX_TEXT_LENGTH
          + " characters";
    }
    if (item.parameters().size() > Conversion.MAX_ITEM_PARAMETERS) {
      return "an item has more than " + Conversion.MAX_ITEM_PARAMETERS + " free parameters";
    }
    for (Map.Entry<String, String> parameter : item.parameters().entrySet()) {
      if (parameter.getKey() == null || parameter.getValue() == null) {
        return "a free parameter of an item lacks its name or value";
      }
      if (isBad(parameter.getValue())) {
        return "a free parameter of an item is too long or has a control character";
      }
    }
    return null;
  }

  private @Nullable String textProblem() {
    if (given.items.size() > Conversion.MAX_ENTRIES
        || given.parameters.size() > Conversion.MAX_ENTRIES) {
      return "more than " + Conversion.MAX_ENTRIES + " items or free parameters";
    }
    if (isBad(given.status)) {
      return "status is too long or has a control character";
    }
    if (isBad(given.coupon)) {
      return "coupon is too long or has a control character";
    }
    if (isBad(given.email)) {
      return "e-mail address is too long or has a control character";
    }
    if (given.customerId != null && given.customerId.length() > 255) {
      return "customer ID has more than 255 characters";
    }
    for (Map.Entry<String, String> parameter : given.parameters.entrySet()) {
      if (parameter.getKey() == null || parameter.getValue() == null) {
        return "a free parameter lacks its name or value";
      }
      if (isBad(parameter.getValue())) {
        return "a free parameter is too long or has a control character";
      }
    }
    return null;
  }

  private static boolean isBad(@Nullable String text) {
    return text != null && (isLong(text) || hasControl(text));
  }

  private static boolean isLong(@Nullable String text) {
    return text != null && text.length() > Conversion.MAX_TEXT_LENGTH;
  }

  private static boolean isTooLong(BigDecimal amount) {
    return (long) amount.precision() - amount.scale() > 15 || amount.scale() > 30;
  }

  /** The text of a browser, or null if there is none that could be used. */
  static @Nullable String usable(@Nullable String text) {
    return isBad(text) ? null : Conversion.blankToNull(text);
  }

  private static boolean hasControl(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isCurrency(@Nullable String code) {
    if (code == null) {
      return false;
    }
    try {
      return Currency.getInstance(code.strip().toUpperCase(Locale.ROOT)) != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
