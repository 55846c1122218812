package io.github.postback4j.conversion;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What happened in the shop: a sale, a lead, a renewal, a refund, a cancellation. Immutable.
 *
 * <p>Making one never throws, because it is made in the middle of a checkout: what is wrong with it
 * is told by {@link #problem}, and tracking it then returns a result that says so. {@link
 * #toString} shows neither customer (ID, e-mail address, browser) nor coupon.
 */
public final class Conversion {

  /** The goal of an ordinary sale; networks call it their default goal. */
  public static final String SALE = "sale";

  /** The goal of a refund; see {@link #refund}. */
  public static final String REFUND = "refund";

  /** The goal of a change of status; see {@link #statusChange}. */
  public static final String STATUS = "status";

  /** The goal of a cancellation; see {@link #cancellation}. */
  public static final String CANCEL = "cancel";

  /** Longest part, in characters. An outbox adds which of several requests a postback is. */
  public static final int MAX_PART_LENGTH = 60;

  /** Longest time a conversion may be held; 400 days. */
  public static final Duration MAX_HOLD = Duration.ofDays(400);

  /** Longest order ID, in characters. */
  public static final int MAX_ORDER_ID_LENGTH = 190;

  /** Longest goal, in characters. */
  public static final int MAX_GOAL_LENGTH = 60;

  /** Longest text of any other kind, in characters. */
  public static final int MAX_TEXT_LENGTH = 1024;

  /** Most items and most free parameters. */
  public static final int MAX_ENTRIES = 500;

  /** Most free parameters of one item. */
  public static final int MAX_ITEM_PARAMETERS = 50;

  private final String orderId;
  private final String goal;
  private final String part;
  private final String originalGoal;
  private final @Nullable String status;
  private final @Nullable Duration holdFor;
  private final @Nullable Instant holdUntil;
  private final @Nullable BigDecimal amount;
  private final @Nullable String currency;
  private final List<Item> items;
  private final @Nullable BigDecimal discount;
  private final @Nullable String coupon;
  private final @Nullable String customerId;
  private final @Nullable String email;
  private final @Nullable String clientIp;
  private final @Nullable String userAgent;
  private final @Nullable CustomerStatus customerStatus;
  private final @Nullable Instant occurredAt;
  private final boolean renewal;
  private final Map<String, String> parameters;
  private final @Nullable String problem;

  private Conversion(Builder builder) {
    orderId = builder.orderId == null ? "" : builder.orderId;
    goal = builder.goal == null ? "" : builder.goal;
    originalGoal = builder.originalGoal;
    part = partOf(goal, builder.part == null ? "" : builder.part, originalGoal);
    status = blankToNull(builder.status);
    holdFor = builder.holdFor;
    holdUntil = builder.holdUntil;
    amount = builder.amount;
    currency = builder.currency == null ? null : builder.currency.strip().toUpperCase(Locale.ROOT);
    discount = builder.discount;
    coupon = blankToNull(builder.coupon);
    customerId = blankToNull(builder.customerId);
    email = blankToNull(builder.email);
    clientIp = ConversionCheck.usable(builder.clientIp);
    userAgent = ConversionCheck.usable(builder.userAgent);
    customerStatus = builder.customerStatus;
    occurredAt = builder.occurredAt;
    renewal = builder.renewal;
    problem = new ConversionCheck(builder).problem();
    items = problem == null ? List.copyOf(builder.items) : List.of();
    parameters = problem == null ? Map.copyOf(builder.parameters) : Map.of();
  }

  /** The same, checked already, with its time. */
  private Conversion(Conversion same, Instant time) {
    orderId = same.orderId;
    goal = same.goal;
    part = same.part;
    originalGoal = same.originalGoal;
    status = same.status;
    holdFor = same.holdFor;
    holdUntil = same.holdUntil;
    amount = same.amount;
    currency = same.currency;
    items = same.items;
    discount = same.discount;
    coupon = same.coupon;
    customerId = same.customerId;
    email = same.email;
    clientIp = same.clientIp;
    userAgent = same.userAgent;
    customerStatus = same.customerStatus;
    occurredAt = time;
    renewal = same.renewal;
    parameters = same.parameters;
    problem = same.problem;
  }

  /** An order is cancelled once for each of the goals it was tracked under. */
  private static String partOf(String goal, String part, String originalGoal) {
    boolean another = goal.equals(CANCEL) && part.isEmpty() && !SALE.equals(originalGoal);
    return another ? originalGoal : part;
  }

  /** A sale of this order, of this total in this ISO 4217 currency. */
  public static Conversion sale(String orderId, BigDecimal amount, String currency) {
    return builder(orderId).amount(amount, currency).build();
  }

  /**
   * A recurring sale to a customer, with an order ID of its own. Clicks known by a transaction ID
   * do not serve it, unless the network is declared to allow that.
   */
  public static Conversion renewal(
      String orderId, String customerId, BigDecimal amount, String currency) {
    return builder(orderId).amount(amount, currency).customerId(customerId).renewal().build();
  }

  /**
   * Money given back, wholly or partly, for an order whose sale was tracked. It goes to the
   * networks that were credited for the sale, by their URL of the goal {@link #REFUND} alone.
   *
   * @param refundId the shop's ID of this refund: a second call with it changes nothing; empty
   *     where an order is refunded once at most
   * @param amount what is given back, more than zero
   */
  public static Conversion refund(
      String orderId, String refundId, BigDecimal amount, String currency) {
    return builder(orderId).goal(REFUND).part(refundId).amount(amount, currency).build();
  }

  /**
   * A change of status of an order whose sale was tracked, in the network's own word, such as
   * {@code approved} or {@code rejected}. It goes to the networks that were credited for the sale,
   * by their URL of the goal {@link #STATUS} alone; each status once per order, unless {@link
   * Builder#part} tells them apart.
   */
  public static Conversion statusChange(String orderId, String status) {
    return builder(orderId).goal(STATUS).part(status).status(status).build();
  }

  /**
   * An order whose sale was tracked is cancelled as a whole, after its postbacks may have been
   * sent. It goes to the networks that were credited for the sale, by their request of the goal
   * {@link #CANCEL} alone; once per order and {@link Builder#originalGoal}. What is not sent yet is
   * taken back by {@code cancel} of the tracker, which needs no network.
   */
  public static Conversion cancellation(String orderId) {
    return builder(orderId).goal(CANCEL).build();
  }

  /** A conversion of this order; a sale unless {@link Builder#goal} says otherwise. */
  public static Builder builder(String orderId) {
    return new Builder(orderId);
  }

  /** The shop's order ID. */
  public String orderId() {
    return orderId;
  }

  /** The kind of conversion; {@link #SALE} by default. */
  public String goal() {
    return goal;
  }

  /** Which part of the order, such as a refund's ID; empty for the whole. */
  public String part() {
    return part;
  }

  /** Whether it changes what was reported earlier; see {@link #isFollowUp(String)}. */
  public boolean isFollowUp() {
    return isFollowUp(goal);
  }

  /**
   * Whether this is a goal that changes what was reported earlier: {@link #REFUND}, {@link #STATUS}
   * or {@link #CANCEL}.
   */
  public static boolean isFollowUp(String goal) {
    return goal.equals(REFUND) || goal.equals(STATUS) || goal.equals(CANCEL);
  }

  /** The goal of the conversion that a follow-up changes; {@link #SALE} by default. */
  public String originalGoal() {
    return originalGoal;
  }

  /** The network's word for the new status, or null. */
  public @Nullable String status() {
    return status;
  }

  /** When it is to be sent, if it was tracked at {@code now}: at once, unless it is held. */
  public Instant dueAt(Instant now) {
    Instant due = now;
    if (holdFor != null) {
      due = now.plus(holdFor);
    }
    return holdUntil != null && holdUntil.isAfter(due) ? holdUntil : due;
  }

  /** The total, exactly as given; null where there is none (a lead). */
  public @Nullable BigDecimal amount() {
    return amount;
  }

  /** ISO 4217 code, in capitals; null only where there is no amount. */
  public @Nullable String currency() {
    return currency;
  }

  /**
   * The total as networks want it: plain digits, a dot, no grouping, no exponent, rounded half up
   * to the currency's own digits (2 for EUR, 0 for JPY, 3 for KWD); null where there is no amount.
   */
  public @Nullable String amountText() {
    return amount == null || currency == null ? null : money(amount, currency);
  }

  /** The lines of the order; empty if not given. */
  public List<Item> items() {
    return items;
  }

  /** What was taken off the order, in its currency; null where the shop does not tell. */
  public @Nullable BigDecimal discount() {
    return discount;
  }

  /** The coupon code that was used, or null. */
  public @Nullable String coupon() {
    return coupon;
  }

  /** The shop's customer ID, or null for a guest. */
  public @Nullable String customerId() {
    return customerId;
  }

  /** The customer's e-mail address, or null. */
  public @Nullable String email() {
    return email;
  }

  /** The address of the shopper's browser, or null. */
  public @Nullable String clientIp() {
    return clientIp;
  }

  /** What the shopper's browser calls itself, or null. */
  public @Nullable String userAgent() {
    return userAgent;
  }

  /** New or returning, or null where the shop does not tell. */
  public @Nullable CustomerStatus customerStatus() {
    return customerStatus;
  }

  /** When it happened, or null for the moment it is tracked. */
  public @Nullable Instant occurredAt() {
    return occurredAt;
  }

  /** Whether it is a recurring sale. */
  public boolean isRenewal() {
    return renewal;
  }

  /** Free parameters by name, for a network's own placeholders. */
  public Map<String, String> parameters() {
    return parameters;
  }

  /** This conversion, with the time it happened if none was given. */
  public Conversion occurredBy(Instant time) {
    if (occurredAt != null || problem != null) {
      return this;
    }
    return new Conversion(this, time);
  }

  /** A builder that starts with all of this. */
  public Builder toBuilder() {
    Builder builder = new Builder(orderId);
    builder.goal = goal;
    builder.part = part;
    builder.originalGoal = originalGoal;
    builder.status = status;
    builder.holdFor = holdFor;
    builder.holdUntil = holdUntil;
    builder.amount = amount;
    builder.currency = currency;
    builder.discount = discount;
    builder.coupon = coupon;
    builder.customerId = customerId;
    builder.email = email;
    builder.clientIp = clientIp;
    builder.userAgent = userAgent;
    builder.customerStatus = customerStatus;
    builder.occurredAt = occurredAt;
    builder.renewal = renewal;
    builder.items.addAll(items);
    builder.parameters.putAll(parameters);
    return builder;
  }

  /** What is wrong with it, in words without any of its values; null if nothing is. */
  public @Nullable String problem() {
    return problem;
  }

  /** Money as text; see {@link #amountText}. */
  public static String money(BigDecimal amount, String currency) {
    int digits = Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
    return amount.setScale(digits, RoundingMode.HALF_UP).toPlainString();
  }

  @Override
  public String toString() {
    return "Conversion[order " + orderId + ", " + goal + (renewal ? ", renewal]" : "]");
  }

  static @Nullable String blankToNull(@Nullable String text) {
    return text == null || text.isBlank() ? null : text;
  }

  /** Not thread-safe. No method throws; see {@link Conversion#problem}. */
  public static final class Builder {
    final @Nullable String orderId;
    @Nullable String goal = SALE;
    @Nullable String part = "";
    String originalGoal = SALE;
    @Nullable String status;
    @Nullable Duration holdFor;
    @Nullable Instant holdUntil;
    @Nullable BigDecimal amount;
    @Nullable String currency;
    @Nullable BigDecimal discount;
    @Nullable String coupon;
    @Nullable String customerId;
    @Nullable String email;
    @Nullable String clientIp;
    @Nullable String userAgent;
    @Nullable CustomerStatus customerStatus;
    @Nullable Instant occurredAt;
    boolean renewal;
    final List<Item> items = new ArrayList<>();
    final Map<String, String> parameters = new LinkedHashMap<>();

    private Builder(@Nullable String orderId) {
      this.orderId = orderId;
    }

    /** The network's name for this kind of conversion; {@link Conversion#SALE} by default. */
    public Builder goal(String goal) {
      this.goal = goal;
      return this;
    }

    /**
     * Which part of the order this is, where one order has several conversions of one goal; the
     * whole by default. Each part is decided and sent for itself.
     */
    public Builder part(@Nullable String part) {
      this.part = part;
      return this;
    }

    /** For a follow-up, the goal under which the order was tracked; {@link Conversion#SALE}. */
    public Builder originalGoal(String originalGoal) {
      this.originalGoal = Objects.requireNonNull(originalGoal, "originalGoal");
      return this;
    }

    /** The network's word for the new status. */
    public Builder status(@Nullable String status) {
      this.status = status;
      return this;
    }

    /**
     * Holds it back that long from the moment it is tracked, as for a time of return; not at all by
     * default. Until then {@code cancel} takes it back. Where it would be sent after the end of the
     * click's window, tracking tells so at once and nothing is queued.
     */
    public Builder holdFor(@Nullable Duration holdFor) {
      this.holdFor = holdFor;
      return this;
    }

    /** As {@link #holdFor}, until a moment; of the two the later counts. */
    public Builder holdUntil(@Nullable Instant holdUntil) {
      this.holdUntil = holdUntil;
      return this;
    }

    /**
     * The total that is commissionable, usually the subtotal without tax and shipping, and its ISO
     * 4217 currency. Zero is allowed, less is not: a refund is a goal of its own.
     */
    public Builder amount(BigDecimal amount, String currency) {
      this.amount = amount;
      this.currency = currency;
      return this;
    }

    /** Adds a line of the order. */
    public Builder item(Item item) {
      items.add(item);
      return this;
    }

    /** What was taken off the order, in the amount's currency; zero or more. */
    public Builder discount(@Nullable BigDecimal discount) {
      this.discount = discount;
      return this;
    }

    /** The coupon code that was used; blank means none. */
    public Builder coupon(@Nullable String coupon) {
      this.coupon = coupon;
      return this;
    }

    /** The shop's customer ID; blank means a guest. */
    public Builder customerId(@Nullable String customerId) {
      this.customerId = customerId;
      return this;
    }

    /**
     * The customer's e-mail address, for networks that take its hash; blank means none. It is sent
     * only where a network's file says so, and shown nowhere.
     */
    public Builder email(@Nullable String email) {
      this.email = email;
      return this;
    }

    /**
     * The address of the shopper's browser, for networks that want it; blank means none. Not the
     * address of a proxy. What cannot be one (over 1,024 characters, a control character) counts as
     * none: what a browser says costs no sale.
     */
    public Builder clientIp(@Nullable String clientIp) {
      this.clientIp = clientIp;
      return this;
    }

    /** The {@code User-Agent} of the shopper's browser, as {@link #clientIp}. */
    public Builder userAgent(@Nullable String userAgent) {
      this.userAgent = userAgent;
      return this;
    }

    /** Whether the customer is new. */
    public Builder customerStatus(@Nullable CustomerStatus customerStatus) {
      this.customerStatus = customerStatus;
      return this;
    }

    /** When it happened; by default the moment it is tracked. */
    public Builder occurredAt(@Nullable Instant occurredAt) {
      this.occurredAt = occurredAt;
      return this;
    }

    /** Marks a recurring sale. */
    public Builder renewal() {
      this.renewal = true;
      return this;
    }

    /** A free parameter for a network's own placeholder. */
    public Builder parameter(String name, String value) {
      parameters.put(name, value);
      return this;
    }

    /** The conversion; never fails. */
    public Conversion build() {
      return new Conversion(this);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Conversion that
        && orderId.equals(that.orderId)
        && goal.equals(that.goal)
        && part.equals(that.part)
        && originalGoal.equals(that.originalGoal)
        && Objects.equals(status, that.status)
        && Objects.equals(holdFor, that.holdFor)
        && Objects.equals(holdUntil, that.holdUntil)
        && Objects.equals(amount, that.amount)
        && Objects.equals(currency, that.currency)
        && items.equals(that.items)
        && Objects.equals(discount, that.discount)
        && Objects.equals(coupon, that.coupon)
        && Objects.equals(customerId, that.customerId)
        && Objects.equals(email, that.email)
        && Objects.equals(clientIp, that.clientIp)
        && Objects.equals(userAgent, that.userAgent)
        && customerStatus == that.customerStatus
        && Objects.equals(occurredAt, that.occurredAt)
        && renewal == that.renewal
        && parameters.equals(that.parameters)
        && Objects.equals(problem, that.problem);
  }

  @Override
  public int hashCode() {
    return Objects.hash(orderId, goal, part, amount, currency);
  }
}
