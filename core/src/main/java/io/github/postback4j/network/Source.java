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
  String ORIGINAL_UNIQUE_ID = "original_unique_id";
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

  /** The texts of which not every one can be. */
  Set<String> OF_FORM =
      Set.of("test", "currency", "customer_status", "item.quantity", "item.count", "n");

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
      return new Text(
          scope -> scope.click() == null ? null : scope.click().parameters().get(parameter));
    }
    if (name.startsWith("conversion:")) {
      String parameter = name.substring(11);
      return new Text(scope -> scope.conversion().parameters().get(parameter));
    }
    if (name.startsWith("item:")) {
      String parameter = name.substring(5);
      return new Text(
          scope -> scope.item() == null ? null : scope.item().parameters().get(parameter));
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

  /** Whether any text may be its value. */
  static boolean isFree(String name) {
    return named(name) instanceof Text && !OF_FORM.contains(name);
  }

  /** Texts by what they are of. One class: a lambda each would be felt at the start. */
  enum TextOf implements Function<Scope, @Nullable String> {
    CLICK_TRANSACTION_ID,
    CLICK_PARTNER_ID,
    CLICK_OFFER_ID,
    ORDER_ID,
    CURRENCY,
    GOAL,
    COUPON,
    CUSTOMER_ID,
    CUSTOMER_STATUS,
    EMAIL,
    CLIENT_IP,
    USER_AGENT,
    UNIQUE_ID,
    ORIGINAL_GOAL,
    ORIGINAL_UNIQUE_ID,
    STATUS,
    REFUND_ID,
    TEST,
    ITEM_SKU,
    ITEM_NAME,
    ITEM_QUANTITY,
    ITEM_CATEGORY,
    ITEM_COUNT,
    ITEMS,
    N,
    GROUP_CODE;

    @Override
    public @Nullable String apply(Scope scope) {
      Click click = scope.click();
      Item item = scope.item();
      Conversion conversion = scope.conversion();
      return switch (this) {
        case CLICK_TRANSACTION_ID ->
            click == null || scope.protocol() != Protocol.TRANSACTION_ID
                ? null
                : click.transactionId();
        case CLICK_PARTNER_ID -> click == null ? null : click.partnerId();
        case CLICK_OFFER_ID -> click == null ? null : click.offerId();
        case ORDER_ID -> conversion.orderId();
        case CURRENCY -> conversion.currency();
        case GOAL -> conversion.goal();
        case COUPON -> conversion.coupon();
        case CUSTOMER_ID -> conversion.customerId();
        case CUSTOMER_STATUS ->
            conversion.customerStatus() == null
                ? null
                : conversion.customerStatus().name().toLowerCase(Locale.ROOT);
        case EMAIL -> conversion.email();
        case CLIENT_IP -> conversion.clientIp();
        case USER_AGENT -> conversion.userAgent();
        case UNIQUE_ID -> uniqueId(conversion, conversion.goal(), conversion.part());
        case ORIGINAL_GOAL -> originalGoal(conversion);
        case ORIGINAL_UNIQUE_ID ->
            uniqueId(
                conversion,
                originalGoal(conversion),
                conversion.isFollowUp() ? "" : conversion.part());
        case STATUS -> conversion.status();
        case REFUND_ID ->
            conversion.part().isEmpty() || conversion.goal().equals(Conversion.CANCEL)
                ? null
                : conversion.part();
        case TEST -> String.valueOf(scope.test());
        case ITEM_SKU -> item == null ? null : item.sku();
        case ITEM_NAME -> item == null ? null : item.name();
        case ITEM_QUANTITY -> item == null ? null : Integer.toString(item.quantity());
        case ITEM_CATEGORY -> item == null ? null : item.category();
        case ITEM_COUNT -> Integer.toString(Math.max(1, conversion.items().size()));
        case ITEMS ->
            conversion.items().isEmpty() ? null : Integer.toString(conversion.items().size());
        case N -> Integer.toString(scope.n());
        case GROUP_CODE -> scope.group() == null ? null : scope.group().code();
      };
    }

    private static String uniqueId(Conversion conversion, String goal, String part) {
      return conversion.orderId()
          + (goal.equals(Conversion.SALE) ? "" : "-" + goal)
          + (part.isEmpty() ? "" : "-" + part);
    }

    private static String originalGoal(Conversion conversion) {
      return conversion.isFollowUp() ? conversion.originalGoal() : conversion.goal();
    }
  }

  /** Amounts by what they are of. */
  enum MoneyOf implements Function<Scope, @Nullable BigDecimal> {
    AMOUNT,
    DISCOUNT,
    UNIT_PRICE,
    LINE_TOTAL,
    GROUP_AMOUNT;

    @Override
    public @Nullable BigDecimal apply(Scope scope) {
      Item item = scope.item();
      return switch (this) {
        case AMOUNT -> scope.conversion().amount();
        case DISCOUNT -> scope.conversion().discount();
        case UNIT_PRICE -> item == null ? null : item.unitPrice();
        case LINE_TOTAL ->
            item == null ? null : item.unitPrice().multiply(BigDecimal.valueOf(item.quantity()));
        case GROUP_AMOUNT -> scope.group() == null ? null : scope.group().amount();
      };
    }
  }

  private static Map<String, Source> named() {
    Map<String, Source> values = new HashMap<>();
    values.put(TRANSACTION_ID, new Text(TextOf.CLICK_TRANSACTION_ID));
    values.put(PARTNER_ID, new Text(TextOf.CLICK_PARTNER_ID));
    values.put("offer_id", new Text(TextOf.CLICK_OFFER_ID));
    values.put(
        "clicked_at", new Time(scope -> scope.click() == null ? null : scope.click().clickedAt()));
    values.put(ORDER_ID, new Text(TextOf.ORDER_ID));
    values.put("amount", new Money(MoneyOf.AMOUNT));
    values.put("discount", new Money(MoneyOf.DISCOUNT));
    values.put("currency", new Text(TextOf.CURRENCY));
    values.put(GOAL, new Text(TextOf.GOAL));
    values.put(COUPON, new Text(TextOf.COUPON));
    values.put(CUSTOMER_ID, new Text(TextOf.CUSTOMER_ID));
    values.put("customer_status", new Text(TextOf.CUSTOMER_STATUS));
    values.put(EMAIL, new Text(TextOf.EMAIL));
    values.put("client_ip", new Text(TextOf.CLIENT_IP));
    values.put("user_agent", new Text(TextOf.USER_AGENT));
    values.put("time", new Time(scope -> scope.conversion().occurredAt()));
    values.put(UNIQUE_ID, new Text(TextOf.UNIQUE_ID));
    values.put("original_goal", new Text(TextOf.ORIGINAL_GOAL));
    values.put(ORIGINAL_UNIQUE_ID, new Text(TextOf.ORIGINAL_UNIQUE_ID));
    values.put("status", new Text(TextOf.STATUS));
    values.put("refund_id", new Text(TextOf.REFUND_ID));
    values.put("test", new Text(TextOf.TEST));
    values.put("item.sku", new Text(TextOf.ITEM_SKU));
    values.put("item.name", new Text(TextOf.ITEM_NAME));
    values.put("item.quantity", new Text(TextOf.ITEM_QUANTITY));
    values.put("item.category", new Text(TextOf.ITEM_CATEGORY));
    values.put("item.unit_price", new Money(MoneyOf.UNIT_PRICE));
    values.put("item.line_total", new Money(MoneyOf.LINE_TOTAL));
    values.put("item.count", new Text(TextOf.ITEM_COUNT));
    values.put(ITEMS, new Text(TextOf.ITEMS));
    values.put(NUMBER, new Text(TextOf.N));
    values.put("group.code", new Text(TextOf.GROUP_CODE));
    values.put("group.amount", new Money(MoneyOf.GROUP_AMOUNT));
    return Map.copyOf(values);
  }
}
