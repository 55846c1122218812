package io.github.postback4j;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which partner of which network a coupon code belongs to. A conversion with such a code is
 * credited without any click, and against one by the network's {@link CouponRule}. Immutable.
 * {@link #toString} shows no code.
 *
 * <p>Among several networks the coupon counts like a click at the moment of the conversion: by the
 * last click over all networks it wins, by the first it does not.
 */
public final class CouponBook {

  private static final CouponBook EMPTY = builder().build();

  private final Map<String, List<Owner>> codes;
  private final @Nullable Function<String, ? extends Collection<Owner>> lookup;
  private final boolean ignoreCase;
  private final CouponRule rule;
  private final Map<String, CouponRule> rules;

  private CouponBook(Builder builder) {
    ignoreCase = builder.ignoreCase;
    rule = builder.rule;
    rules = Map.copyOf(builder.rules);
    lookup = builder.lookup;
    Map<String, List<Owner>> byCode = new LinkedHashMap<>();
    builder.codes.forEach(
        (code, owners) ->
            byCode.computeIfAbsent(key(code), key -> new ArrayList<>()).addAll(owners));
    codes = byCode;
  }

  /** A book without codes: coupons say nothing about partners. */
  public static CouponBook empty() {
    return EMPTY;
  }

  /** Starts an empty book. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Whose code it is, at most one partner per network; empty if nobody's.
   *
   * @throws RuntimeException what a lookup of the user's throws
   */
  List<Owner> owners(String code) {
    List<Owner> known = codes.get(key(code));
    if (known != null) {
      return known;
    }
    Collection<Owner> found = lookup == null ? null : lookup.apply(code.strip());
    return found == null ? List.of() : List.copyOf(found);
  }

  CouponRule rule(String network) {
    return rules.getOrDefault(network, rule);
  }

  /** The networks that are named in it; a lookup may name others. */
  Set<String> networks() {
    Set<String> names = new LinkedHashSet<>(rules.keySet());
    codes.values().forEach(owners -> owners.forEach(owner -> names.add(owner.network())));
    return names;
  }

  private String key(String code) {
    return ignoreCase ? code.strip().toUpperCase(Locale.ROOT) : code.strip();
  }

  @Override
  public String toString() {
    return "CouponBook[" + codes.size() + " codes" + (lookup == null ? "]" : ", lookup]");
  }

  /**
   * Whose code it is.
   *
   * @param network name of the network
   * @param partnerId the network's ID of the partner
   * @param offerId the network's ID of the offer, or null where the URL names it or needs none
   */
  public record Owner(String network, String partnerId, @Nullable String offerId) {

    /**
     * @throws IllegalArgumentException if a text is blank
     */
    public Owner {
      if (network.isBlank() || partnerId.isBlank() || (offerId != null && offerId.isBlank())) {
        throw new IllegalArgumentException("network, partnerId and offerId must not be blank");
      }
    }

    /** As above, without an offer. */
    public Owner(String network, String partnerId) {
      this(network, partnerId, null);
    }
  }

  /** Not thread-safe. */
  public static final class Builder {
    private final Map<String, List<Owner>> codes = new LinkedHashMap<>();
    private final Map<String, CouponRule> rules = new LinkedHashMap<>();
    private @Nullable Function<String, ? extends Collection<Owner>> lookup;
    private CouponRule rule = CouponRule.COUPON_WINS;
    private boolean ignoreCase = true;

    private Builder() {}

    /**
     * This code belongs to this partner.
     *
     * @throws IllegalArgumentException if the code is blank, or belongs to another partner of that
     *     network already
     */
    public Builder code(String code, Owner owner) {
      if (code.isBlank()) {
        throw new IllegalArgumentException("a coupon code must not be blank");
      }
      List<Owner> owners = codes.computeIfAbsent(code.strip(), key -> new ArrayList<>());
      if (owners.stream().anyMatch(other -> other.network().equals(owner.network()))) {
        throw new IllegalArgumentException(
            "a coupon code has two partners at network '" + owner.network() + "'");
      }
      owners.add(owner);
      return this;
    }

    /** As {@link #code(String, Owner)}. */
    public Builder code(String code, String network, String partnerId) {
      return code(code, new Owner(network, partnerId));
    }

    /**
     * Asked for codes that are not in the book, with the code as the customer typed it, blanks
     * around it left out. It must be quick and safe for use by many threads: it is called in the
     * checkout, before the tracker's own work in the caller's transaction. If it throws, only
     * clicks count for that conversion, and a log line says so.
     *
     * @param lookup at most one partner per network; empty or null if the code is nobody's
     */
    public Builder lookup(Function<String, ? extends Collection<Owner>> lookup) {
      this.lookup = Objects.requireNonNull(lookup, "lookup");
      return this;
    }

    /** Whether upper and lower case of codes are the same; true. */
    public Builder ignoreCase(boolean ignoreCase) {
      this.ignoreCase = ignoreCase;
      return this;
    }

    /** The rule at networks without one of their own; {@link CouponRule#COUPON_WINS}. */
    public Builder rule(CouponRule rule) {
      this.rule = Objects.requireNonNull(rule, "rule");
      return this;
    }

    /** The rule at one network. */
    public Builder rule(String network, CouponRule rule) {
      rules.put(Objects.requireNonNull(network, "network"), Objects.requireNonNull(rule, "rule"));
      return this;
    }

    /** The book. */
    public CouponBook build() {
      return new CouponBook(this);
    }
  }
}
