package io.github.postback4j.examples.springshop;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bodies that the JSON interface takes; {@code order()} says what is wrong with them. */
final class Requests {

  /**
   * Far more than any currency needs; a scale beyond it would take the memory of a page to print.
   */
  private static final int MAX_SCALE = 30;

  private static final int MAX_ID_LENGTH = 190;

  private Requests() {}

  /** Something is wrong with a request; the message is for its sender. */
  static final class InvalidException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidException(String message) {
      super(message);
    }
  }

  /** {@code POST /api/login}. */
  record Login(@Nullable String customerId) {
    String customer() {
      return text("customerId", customerId, 255);
    }
  }

  /** {@code POST /api/payments}. */
  record Payment(@Nullable String orderId) {
    String order() {
      return text("orderId", orderId, MAX_ID_LENGTH);
    }
  }

  /** {@code POST /api/orders}. */
  record Placement(
      @Nullable String orderId,
      @Nullable BigDecimal amount,
      @Nullable String currency,
      @Nullable String customerId,
      @Nullable String coupon,
      @Nullable List<@Nullable Line> items,
      @Nullable String payment,
      @Nullable Boolean failAfterTrack) {

    /**
     * @param loggedIn who is logged in, or null
     */
    Order order(@Nullable String loggedIn) {
      if (payment != null && !payment.equals("later")) {
        throw new InvalidException("payment must be \"later\" or left out");
      }
      String customer =
          customerId == null || customerId.isBlank()
              ? loggedIn
              : text("customerId", customerId, 255);
      List<Order.Line> lines =
          items == null ? List.of() : items.stream().map(line -> Requests.line(line)).toList();
      return checked(
          new Order(
              text("orderId", orderId, MAX_ID_LENGTH),
              payment == null ? Order.Kind.ORDER : Order.Kind.LATER,
              customer,
              money("amount", amount),
              text("currency", currency, 3),
              coupon,
              lines,
              null));
    }

    boolean fails() {
      return Boolean.TRUE.equals(failAfterTrack);
    }
  }

  /** One of {@code items}. */
  record Line(
      @Nullable String sku,
      @Nullable String name,
      @Nullable Integer quantity,
      @Nullable BigDecimal unitPrice) {}

  /** {@code POST /api/renewals}. */
  record Renewal(
      @Nullable String customerId,
      @Nullable String orderId,
      @Nullable BigDecimal amount,
      @Nullable String currency) {

    Order order() {
      return checked(
          new Order(
              text("orderId", orderId, MAX_ID_LENGTH),
              Order.Kind.RENEWAL,
              text("customerId", customerId, 255),
              money("amount", amount),
              text("currency", currency, 3),
              null,
              List.of(),
              null));
    }
  }

  private static Order.Line line(@Nullable Line line) {
    if (line == null || line.quantity() == null) {
      throw new InvalidException("items: each needs sku, quantity and unitPrice");
    }
    return new Order.Line(
        text("sku", line.sku(), 255),
        line.name(),
        line.quantity(),
        money("unitPrice", line.unitPrice()));
  }

  private static Order checked(Order order) {
    String problem = order.conversion().problem();
    if (problem != null) {
      throw new InvalidException(problem);
    }
    return order;
  }

  private static String text(String name, @Nullable String value, int longest) {
    if (value == null || value.isBlank()) {
      throw new InvalidException(name + " is missing");
    }
    if (value.length() > longest) {
      throw new InvalidException(name + " has more than " + longest + " characters");
    }
    if (value.chars().anyMatch(Character::isISOControl)) {
      // PostgreSQL keeps no NUL.
      throw new InvalidException(name + " has a control character");
    }
    return value;
  }

  private static BigDecimal money(String name, @Nullable BigDecimal value) {
    if (value == null) {
      throw new InvalidException(name + " is missing");
    }
    if (Math.abs((long) value.scale()) > MAX_SCALE || value.precision() > 2 * MAX_SCALE) {
      throw new InvalidException(name + " has too many digits");
    }
    return value;
  }
}
