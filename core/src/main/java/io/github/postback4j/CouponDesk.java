package io.github.postback4j;

import io.github.postback4j.CouponBook.Owner;
import io.github.postback4j.click.Click;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.ConfigurationException;
import io.github.postback4j.network.Network;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Brings coupons among the clicks that may be credited, by each network's rule. */
final class CouponDesk {

  private final CouponBook book;
  private final Map<String, Network> networks;
  private final FailureLog failures;

  CouponDesk(CouponBook book, Map<String, Network> networks, FailureLog failures) {
    this.book = book;
    this.networks = networks;
    this.failures = failures;
  }

  /**
   * @throws ConfigurationException if the book names a network that there is not, or whose URLs
   *     carry neither coupon nor partner ID
   */
  static void check(CouponBook book, Map<String, Network> networks) {
    for (String name : book.networks()) {
      Network network = networks.get(name);
      if (network == null) {
        throw new ConfigurationException(
            "coupons", "there is no network '" + name + "'", "Use one of " + networks.keySet());
      }
      if (network.isCaptureOnly()) {
        throw new ConfigurationException(
            "coupons",
            "nothing is ever sent to network '" + name + "'",
            "Name a network that is sent conversions.");
      }
      boolean byPartner =
          network.protocols().contains(io.github.postback4j.click.Protocol.PARTNER_ID);
      boolean both = book.rule(name) == CouponRule.BOTH;
      if (!network.carriesCoupon() && (both || !byPartner)) {
        throw new ConfigurationException(
            "coupons",
            "the URL of network '"
                + name
                + (both
                    ? "' does not carry the coupon"
                    : "' carries neither coupon nor partner ID"),
            "Add promo_code=PROMO_CODE, or the parameter by which it knows coupons, to the URL.");
      }
    }
  }

  /** Whose coupon it is; nobody's if there is none, or the user's lookup fails. */
  List<Owner> owners(Conversion conversion) {
    String coupon = conversion.coupon();
    if (coupon == null) {
      return List.of();
    }
    try {
      return book.owners(coupon);
    } catch (RuntimeException | LinkageError e) {
      failures.report("A coupon could not be looked up; only clicks count for its order", e);
      return List.of();
    }
  }

  /**
   * What may be credited.
   *
   * @param clicks in the order of candidates
   * @param coupons those of the clicks that stand for a coupon, by identity
   * @param withoutCoupon names of networks whose postback must not carry the coupon
   * @param owned whether the coupon is somebody's
   */
  record Candidates(
      List<Click> clicks, Set<Click> coupons, Set<String> withoutCoupon, boolean owned) {

    boolean isCoupon(@Nullable Click click) {
      return click != null && coupons.contains(click);
    }
  }

  Candidates among(List<Click> clicks, List<Owner> owners, Conversion conversion, Instant now) {
    if (owners.isEmpty()) {
      return new Candidates(clicks, Set.of(), Set.of(), false);
    }
    Instant happened = conversion.occurredAt();
    Instant at = happened == null || happened.isAfter(now) ? now : happened;
    List<Click> all = new ArrayList<>(clicks);
    Set<Click> coupons = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<String> without = new LinkedHashSet<>();
    for (Owner owner : owners) {
      if (!networks.containsKey(owner.network())) {
        continue;
      }
      boolean clicked = all.stream().anyMatch(click -> click.network().equals(owner.network()));
      CouponRule rule = book.rule(owner.network());
      if (clicked && rule == CouponRule.CLICK_WINS) {
        without.add(owner.network());
      } else if (!clicked || rule == CouponRule.COUPON_WINS) {
        all.removeIf(click -> click.network().equals(owner.network()));
        Click coupon =
            new Click(owner.network(), null, owner.partnerId(), owner.offerId(), Map.of(), at);
        all.add(coupon);
        coupons.add(coupon);
      }
    }
    all.sort(Attribution.order());
    return new Candidates(List.copyOf(all), coupons, without, true);
  }
}
