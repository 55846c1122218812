package io.github.postback4j.network;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How money is written: always with a dot, without grouping, sign or exponent, rounded half up.
 *
 * @param form see there
 * @param digits decimals, or the power of ten of the minor unit; null for the currency's own, which
 *     may be no more than two for cents
 */
record Money(Form form, @Nullable Integer digits) {

  static final Money DECIMAL = new Money(Form.DECIMAL, null);

  static final Map<String, Form> FORMS =
      Map.of(
          "decimal", Form.DECIMAL,
          "plain", Form.PLAIN,
          "minor-units", Form.MINOR_UNITS,
          "cents", Form.CENTS);

  /** What is written. */
  enum Form {
    /** That many decimals. */
    DECIMAL,
    /** At most that many decimals, and no more than were given. */
    PLAIN,
    /** An integer in the currency's smallest unit: cents, yen, fils. */
    MINOR_UNITS,
    /** An integer in hundredths, and whole units of a currency without decimals. */
    CENTS
  }

  @Nullable String text(@Nullable BigDecimal amount, @Nullable String currency) {
    if (amount == null) {
      return null;
    }
    int scale = scale(currency);
    return switch (form) {
      case DECIMAL -> plain(amount.setScale(scale, RoundingMode.HALF_UP));
      case PLAIN ->
          plain(
              amount.setScale(Math.max(0, Math.min(scale, amount.scale())), RoundingMode.HALF_UP));
      case MINOR_UNITS, CENTS ->
          plain(amount.movePointRight(scale).setScale(0, RoundingMode.HALF_UP));
    };
  }

  /** Whether an amount is written as an integer of parts of the unit. */
  boolean isOfParts() {
    return form == Form.MINOR_UNITS || form == Form.CENTS;
  }

  /** The decimals that are written, or the power of ten of the part that is counted. */
  int scale(@Nullable String currency) {
    if (form == Form.CENTS) {
      return Math.min(digits == null ? 2 : digits, decimals(currency));
    }
    return digits != null ? digits : decimals(currency);
  }

  /** Without an exponent; with up to six decimals {@code toString} has none, and is kept. */
  private static String plain(BigDecimal amount) {
    return amount.scale() >= 0 && amount.scale() <= 6 ? amount.toString() : amount.toPlainString();
  }

  /** The currency's own decimals; 2 where there is no currency. */
  static int decimals(@Nullable String currency) {
    return currency == null
        ? 2
        : Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
  }
}
