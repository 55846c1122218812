package io.github.postback4j.cli;

import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.conversion.CustomerStatus;
import io.github.postback4j.conversion.Item;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The conversion that the command line describes, or a sample. */
final class OrderArguments {

  private static final Set<String> OWN =
      Set.of("--order", "--amount", "--currency", "--item", "--discount");

  private final Arguments arguments;

  OrderArguments(Arguments arguments) {
    this.arguments = arguments;
  }

  /**
   * @param at when it happened
   * @param sampleId the order ID where none is given
   * @throws UsageException if it is no conversion
   */
  Conversion conversion(Instant at, String sampleId) {
    boolean sample = OWN.stream().noneMatch(arguments::has);
    String order = arguments.one("--order");
    Conversion.Builder builder = Conversion.builder(order == null ? sampleId : order);
    builder.occurredAt(at);
    if (sample) {
      builder
          .amount(new BigDecimal("49.90"), "EUR")
          .item(new Item("SKU-A", "Blue Mug", 2, new BigDecimal("19.95"), "Kitchen"))
          .item(new Item("SKU-B", "Tea", 1, new BigDecimal("10.00"), "Food"))
          .coupon("SPRING10")
          .customerId("C-1")
          .customerStatus(CustomerStatus.NEW)
          .email("jane.doe@example.com");
    }
    String amount = arguments.one("--amount");
    String currency = arguments.one("--currency");
    if (amount != null) {
      builder.amount(money("--amount", amount), currency == null ? "EUR" : currency);
    } else if (currency != null) {
      throw new UsageException("--currency goes with --amount");
    }
    for (String item : arguments.all("--item")) {
      builder.item(item(item));
    }
    person(builder);
    String discount = arguments.one("--discount");
    if (discount != null) {
      builder.discount(money("--discount", discount));
    }
    arguments.pairs("--param").forEach(builder::parameter);
    Conversion conversion = builder.build();
    if (conversion.problem() != null) {
      throw new UsageException("the order cannot be one: " + conversion.problem());
    }
    return conversion;
  }

  private void person(Conversion.Builder builder) {
    given("--goal", builder::goal);
    given("--part", builder::part);
    given("--status", builder::status);
    given("--coupon", builder::coupon);
    given("--customer", builder::customerId);
    given("--email", builder::email);
    given("--client-ip", builder::clientIp);
    given("--user-agent", builder::userAgent);
    given("--customer-status", text -> builder.customerStatus(status(text)));
  }

  private void given(String option, java.util.function.Consumer<String> setter) {
    @Nullable String value = arguments.one(option);
    if (value != null) {
      setter.accept(value);
    }
  }

  private static CustomerStatus status(String text) {
    try {
      return CustomerStatus.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--customer-status wants new or returning");
    }
  }

  private static BigDecimal money(String option, String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw new UsageException(option + " wants a number such as 49.90");
    }
  }

  private static Item item(String text) {
    String[] parts = text.split(";", -1);
    if (parts.length < 4 || parts.length > 5) {
      throw new UsageException("--item wants SKU;NAME;QUANTITY;PRICE;CATEGORY");
    }
    int quantity;
    try {
      quantity = Integer.parseInt(parts[2].strip());
    } catch (NumberFormatException e) {
      throw new UsageException("--item wants a whole number as QUANTITY");
    }
    String category = parts.length == 5 && !parts[4].isBlank() ? parts[4] : null;
    String name = parts[1].isBlank() ? null : parts[1];
    return new Item(parts[0], name, quantity, money("--item", parts[3].strip()), category);
  }
}
