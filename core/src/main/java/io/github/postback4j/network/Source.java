package io.github.postback4j.network;

import io.github.postback4j.click.Click;
import io.github.postback4j.click.Protocol;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.conversion.Item;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where a value comes from: click, conversion, a line of the order, a commission group. */
sealed interface Source {

  String TRANSACTION_ID = "transaction_id";
  String PARTNER_ID = "partner_id";
  String COUPON = "coupon";
  String UNIQUE_ID = "unique_id";
  String ORDER_ID = "order_id";
  String GOAL = "goal";
  String EMAIL = "email";
  String CUSTOMER_ID = "customer_id";

  /** How many lines there are, if any. */
  String ITEMS = "items";

  /** The number of a line or group. */
  String NUMBER = "n";

  /** The values that differ from line to line. */
  Set<String> LINE = Set.of(NUMBER, "item.sku", "item.name");

  /** The values of a click that are no landing parameters kept as they are. */
  Set<String> CLICK = Set.of(TRANSACTION_ID, PARTNER_ID, "offer_id", "clicked_at");

  /** A text. */
  record Text(Function<Scope, @Nullable String> of) implements Source {}

  /** Money in the conversion's currency. */
  record Money(Function<Scope, @Nullable BigDecimal> of) implements Source {}

  /** A moment. */
  record Time(Function<Scope, @Nullable Instant> of) implements Source {}

  /** Names of the values there are, as users write them in files. */
  Map<String, Source> NAMED = named();

  /** Other names under which networks print them, small. */
  Map<String, String> ALIASES =
      Map.ofEntries(
          Map.entry("transactionid", TRANSACTION_ID),
          Map.entry("affiliate_id", PARTNER_ID),
          Map.entry("affilate_id", PARTNER_ID), // as Aspire's article spells it
          Map.entry("aff_id", PARTNER_ID),
          Map.entry("offerid", "offer_id"),
          Map.entry("adv_sub", ORDER_ID),
          Map.entry("sub_id", ORDER_ID),
          Map.entry("promo_code", COUPON),
          Map.entry("coupon_code", COUPON),
          Map.entry("conversion_unique_id", UNIQUE_ID),
          Map.entry("goal_name", GOAL));

  /** The values that networks print as words in capitals. */
  Set<String> PRINTED =
      Set.of(
          TRANSACTION_ID,
          PARTNER_ID,
          "offer_id",
          ORDER_ID,
          UNIQUE_ID,
          "amount",
          "currency",
          GOAL,
          COUPON,
          CUSTOMER_ID,
          "customer_status",
          "status",
          "refund_id",
          "time");

  /** The names that only count as bracketed or printed words where the list above has them. */
  Set<String> CAPITALS_ONLY = Set.of("transactionid", "offerid", "affilate_id");

  /** The value's name for what stands in a template, or null if it is unknown. */
  static @Nullable String nameOf(String placeholder) {
    if (NAMED.containsKey(placeholder)) {
      return placeholder;
    }
    boolean capitals = placeholder.equals(placeholder.toUpperCase(Locale.ROOT));
    String small = placeholder.toLowerCase(Locale.ROOT);
    if (!capitals && (!small.equals(placeholder) || CAPITALS_ONLY.contains(small))) {
      return null;
    }
    return PRINTED.contains(small) ? small : ALIASES.get(small);
  }

  /**
   * The value with this name, or {@code click:NAME}, {@code conversion:NAME}, {@code item:NAME};
   * null if unknown.
   */
  static @Nullable Source named(String name) {
    Source source = NAMED.get(name);
    if (source != null) {
      return source;
    }
    if (name.startsWith("click:")) {
      String parameter = name.substring(6);
      return ofClick(click -> click.parameters().get(parameter));
    }
    if (name.startsWith("conversion:")) {
      String parameter = name.substring(11);
      return ofConversion(conversion -> conversion.parameters().get(parameter));
    }
    if (name.startsWith("item:")) {
      String parameter = name.substring(5);
      return ofItem(item -> item.parameters().get(parameter));
    }
    return null;
  }

  /** Whether it is of a line of the order: there only where something is done for each. */
  static boolean isOfLine(String name) {
    return (name.startsWith("item.") && !name.equals("item.count"))
        || name.startsWith("item:")
        || name.equals(NUMBER);
  }

  /** Whether it tells one line of an order from the others. */
  static boolean tellsLines(String name) {
    return LINE.contains(name) || name.startsWith("item:");
  }

  /** Whether it is of a commission group: there only where something is done for each. */
  static boolean isOfGroup(String name) {
    return name.startsWith("group.") || name.equals(NUMBER);
  }

  /** Whether it is of the click: there without any conversion. */
  static boolean isOfClick(String name) {
    return CLICK.contains(name) || name.startsWith("click:");
  }

  private static Source ofClick(Function<Click, @Nullable String> text) {
    return new Text(scope -> scope.click() == null ? null : text.apply(scope.click()));
  }

  private static Source ofConversion(Function<Conversion, @Nullable String> text) {
    return new Text(scope -> text.apply(scope.conversion()));
  }

  private static Source ofItem(Function<Item, @Nullable String> text) {
    return new Text(scope -> scope.item() == null ? null : text.apply(scope.item()));
  }

  private static Source money(Function<Scope, @Nullable BigDecimal> of) {
    return new Money(of);
  }

  private static Source itemMoney(Function<Item, BigDecimal> of) {
    return new Money(scope -> scope.item() == null ? null : of.apply(scope.item()));
  }

  private static @Nullable String emptyToNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static String uniqueId(Conversion conversion, String goal, String part) {
    return conversion.orderId()
        + (goal.equals(Conversion.SALE) ? "" : "-" + goal)
        + (part.isEmpty() ? "" : "-" + part);
  }

  private static String originalGoal(Conversion conversion) {
    return conversion.isFollowUp() ? conversion.originalGoal() : conversion.goal();
  }

  private static Map<String, Source> named() {
    Map<String, Source> values = new HashMap<>();
    values.put(
        TRANSACTION_ID,
        new Text(
            scope ->
                scope.click() == null || scope.protocol() != Protocol.TRANSACTION_ID
                    ? null
                    : scope.click().transactionId()));
    values.put(PARTNER_ID, ofClick(Click::partnerId));
    values.put("offer_id", ofClick(Click::offerId));
    values.put(
        "clicked_at", new Time(scope -> scope.click() == null ? null : scope.click().clickedAt()));
    values.put(ORDER_ID, ofConversion(Conversion::orderId));
    values.put("amount", money(scope -> scope.conversion().amount()));
    values.put("discount", money(scope -> scope.conversion().discount()));
    values.put("currency", ofConversion(Conversion::currency));
    values.put(GOAL, ofConversion(Conversion::goal));
    values.put(COUPON, ofConversion(Conversion::coupon));
    values.put(CUSTOMER_ID, ofConversion(Conversion::customerId));
    values.put(
        "customer_status",
        ofConversion(
            conversion ->
                conversion.customerStatus() == null
                    ? null
                    : conversion.customerStatus().name().toLowerCase(Locale.ROOT)));
    values.put(EMAIL, ofConversion(Conversion::email));
    values.put("client_ip", ofConversion(Conversion::clientIp));
    values.put("user_agent", ofConversion(Conversion::userAgent));
    values.put("time", new Time(scope -> scope.conversion().occurredAt()));
    values.put(
        UNIQUE_ID,
        ofConversion(conversion -> uniqueId(conversion, conversion.goal(), conversion.part())));
    values.put("original_goal", ofConversion(Source::originalGoal));
    values.put(
        "original_unique_id",
        ofConversion(
            conversion ->
                uniqueId(
                    conversion,
                    originalGoal(conversion),
                    conversion.isFollowUp() ? "" : conversion.part())));
    values.put("status", ofConversion(Conversion::status));
    values.put("refund_id", ofConversion(conversion -> emptyToNull(conversion.part())));
    values.put("test", new Text(scope -> String.valueOf(scope.test())));
    values.put("item.sku", ofItem(Item::sku));
    values.put("item.name", ofItem(Item::name));
    values.put("item.quantity", ofItem(item -> Integer.toString(item.quantity())));
    values.put("item.category", ofItem(Item::category));
    values.put("item.unit_price", itemMoney(Item::unitPrice));
    values.put(
        "item.line_total",
        itemMoney(item -> item.unitPrice().multiply(BigDecimal.valueOf(item.quantity()))));
    values.put(
        "item.count",
        new Text(scope -> Integer.toString(Math.max(1, scope.conversion().items().size()))));
    values.put(
        ITEMS,
        ofConversion(
            conversion ->
                conversion.items().isEmpty() ? null : Integer.toString(conversion.items().size())));
    values.put(NUMBER, new Text(scope -> Integer.toString(scope.n())));
    values.put(
        "group.code", new Text(scope -> scope.group() == null ? null : scope.group().code()));
    values.put(
        "group.amount", money(scope -> scope.group() == null ? null : scope.group().amount()));
    return Map.copyOf(values);
  }
}
