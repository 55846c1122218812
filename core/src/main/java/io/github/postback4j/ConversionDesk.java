package io.github.postback4j;

import io.github.postback4j.CouponBook.Owner;
import io.github.postback4j.CouponDesk.Candidates;
import io.github.postback4j.TrackResult.Decided;
import io.github.postback4j.click.Click;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.PlannedPostback;
import io.github.postback4j.network.PlannedPostback.Skip;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.session.KeptClick;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.session.SessionStore;
import io.github.postback4j.session.Visitor;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides a conversion: looks its clicks up, attributes, renders, and writes decision and
 * postbacks.
 */
final class ConversionDesk {

  private static final String NO_CLICK = "no click";

  private final Map<String, Network> networks;
  private final SessionStore sessions;
  private final ClickDesk clicks;
  private final Outbox outbox;
  private final Attribution attribution;
  private final CouponDesk coupons;
  private final CreditCodec codec;
  private final FailureLog failures;
  private final Clock clock;
  private final RandomGenerator random;

  ConversionDesk(TrackerBuilder given, ClickDesk clicks, CouponDesk coupons, FailureLog failures) {
    networks = given.sending();
    sessions = given.sessions();
    outbox = given.outbox();
    attribution = given.attribution;
    clock = given.clock;
    random = given.random;
    this.clicks = clicks;
    this.coupons = coupons;
    this.failures = failures;
    codec = new CreditCodec();
  }

  /** Decides at once or not at all; any exception leaves nothing behind. */
  Decided decide(Visitor visitor, Conversion conversion) {
    List<Owner> owners = coupons.owners(conversion); // a user's lookup, before anything of ours
    return outbox.atomically(
        () -> {
          Instant now = clock.instant();
          List<Click> usable = usable(visitor, conversion, now);
          Candidates candidates = coupons.among(usable, owners, conversion, now);
          Map<String, Click> chosen = chosen(conversion, candidates.clicks());
          String person = Persons.of(outbox, visitor.key(), conversion);
          return decide(conversion, candidates, chosen, person, now);
        });
  }

  /** As above, for this very click, whatever else there is. */
  Decided decide(Click click, Conversion conversion) {
    return outbox.atomically(
        () -> {
          Instant now = clock.instant();
          clicks.keepFor(conversion.customerId(), click);
          Candidates candidates = new Candidates(List.of(click), Set.of(), Set.of(), false);
          String person = Persons.of(outbox, null, conversion);
          return decide(conversion, candidates, Map.of(click.network(), click), person, now);
        });
  }

  /** Clicks that can serve the conversion, of those it may draw on, oldest first. */
  private List<Click> usable(Visitor visitor, Conversion conversion, Instant now) {
    SessionKey customer =
        conversion.customerId() == null ? null : SessionKey.customer(conversion.customerId());
    String owner = customer == null ? null : sessions.ownerOf(customer);
    Set<Click> usable = new LinkedHashSet<>();
    for (KeptClick candidate : clicks.held(visitor, customer, conversion.orderId(), now)) {
      if (isUsable(candidate, owner, conversion, now)) {
        usable.add(candidate.click());
      }
    }
    return usable.size() < 2
        ? List.copyOf(usable)
        : usable.stream().sorted(Attribution.order()).toList();
  }

  private boolean isUsable(
      KeptClick kept, @Nullable String owner, Conversion conversion, Instant now) {
    Click click = kept.click();
    Network network = networks.get(click.network());
    if (network == null || !kept.isLive(now) || !network.isServedBy(click, conversion, now)) {
      return false;
    }
    if (owner != null && kept.owner() != null && !owner.equals(kept.owner())) {
      return false;
    }
    Instant occurredAt = conversion.occurredAt();
    return occurredAt == null || !click.clickedAt().isAfter(occurredAt);
  }

  /** By network; only what was a candidate counts, whatever a user's rule brings. */
  private Map<String, Click> chosen(Conversion conversion, List<Click> candidates) {
    Map<String, Click> chosen = new HashMap<>();
    if (!candidates.isEmpty()) {
      Map<Click, Click> known = new HashMap<>();
      candidates.forEach(click -> known.put(click, click));
      for (Click click : attribution.choose(conversion, candidates)) {
        Click candidate = known.get(click);
        if (candidate != null) {
          chosen.put(candidate.network(), candidate);
        }
      }
    }
    return chosen;
  }

  private Decided decide(
      Conversion conversion,
      Candidates candidates,
      Map<String, Click> chosen,
      @Nullable String person,
      Instant now) {
    Conversion dated = conversion.occurredBy(now);
    Conversion bare = candidates.owned() ? dated.toBuilder().coupon(null).build() : dated;
    Draft draft = new Draft(conversion, now, conversion.dueAt(now), random);
    RenewalCount renewals = new RenewalCount(outbox, codec, person);
    boolean heldTooLong = false;
    for (Network network : networks.values()) {
      Click click = chosen.get(network.name());
      String refusal = click == null ? reason(network, conversion, candidates) : null;
      boolean unowned = click == null && refusal == null && candidates.owned();
      int running = 0;
      if (click == null && refusal == null && conversion.isRenewal()) {
        refusal = renewalWithoutClick(network);
      } else if (click != null && conversion.isRenewal()) {
        running = network.renewals().isCounted() ? renewals.next(network, click) : 0;
        Instant happened = dated.occurredAt();
        refusal = network.renewals().refusal(click, running, happened == null ? now : happened);
        if (refusal == null && network.renewals().isCounted() && running == 0) {
          refusal = "a renewal without a customer cannot be counted";
        }
      }
      if (refusal != null) {
        draft.skip(network.name(), refusal);
        continue;
      }
      PlannedPostback plan =
          candidates.isCoupon(click) && click != null
              ? network.planCoupon(click, dated, now)
              : network.plan(
                  click,
                  unowned || candidates.withoutCoupon().contains(network.name()) ? bare : dated,
                  now);
      heldTooLong |= plan instanceof Skip skip && skip.reason().equals(Network.HELD_TOO_LONG);
      draft.add(network.name(), plan, memo(network, click, running, conversion));
    }
    Decided decided = draft.decide(outbox, person);
    if (heldTooLong && decided.first()) {
      failures.report(
          "A conversion is held until after the end of its click's attribution window, and is not"
              + " sent; hold it for a shorter time",
          null);
    }
    return decided;
  }

  /** Renewals are counted from a click: where they are limited and there is none, they end. */
  private static @Nullable String renewalWithoutClick(Network network) {
    return switch (network.renewals().kind()) {
      case UNLIMITED -> null;
      case NONE -> "renewals are not paid by this network";
      case COUNT, MONTHS ->
          "renewals are limited by this network, and there is no click of this one";
    };
  }

  private @Nullable String memo(
      Network network, @Nullable Click click, int running, Conversion conversion) {
    return running > 0 || network.remembersCredit()
        ? codec.write(Credit.of(click, running, conversion), network.hasFollowUpUrl())
        : null;
  }

  /**
   * Why a network without a credited click gets nothing; null if it needs none, because it knows
   * the coupon or the person itself. A coupon that is somebody's counts for its owner alone.
   */
  private static @Nullable String reason(
      Network network, Conversion conversion, Candidates candidates) {
    for (Click candidate : candidates.clicks()) {
      if (candidate.network().equals(network.name())) {
        return "not chosen by the attribution rule";
      }
    }
    Conversion known =
        candidates.owned() ? conversion.toBuilder().coupon(null).build() : conversion;
    if (network.servesWithoutClick(known)) {
      return null;
    }
    if (network.isByCouponOnly()) {
      return conversion.coupon() == null ? "no coupon" : "the coupon is of another network";
    }
    return NO_CLICK;
  }
}
