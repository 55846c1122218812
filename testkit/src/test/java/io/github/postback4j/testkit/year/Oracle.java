package io.github.postback4j.testkit.year;

import io.github.postback4j.testkit.year.Event.Ad;
import io.github.postback4j.testkit.year.Event.Coupon;
import io.github.postback4j.testkit.year.Event.Deal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says which postbacks a story must lead to. It is the design's invariants 3, 4 and 5 written down
 * once more in the plainest way, and uses nothing of the library: whoever changes the library must
 * not change this, unless the promise itself has changed.
 */
final class Oracle {

  private final Rule rule;
  private final List<Expected> expected = new ArrayList<>();

  /** The clicks in each pocket: a visitor's cookie, a customer, an order. */
  private final Map<String, List<Kept>> pockets = new HashMap<>();

  /** How often each browser has lost its cookies. */
  private final Map<String, Integer> losses = new HashMap<>();

  private final Map<String, Event.Land> lastLanding = new HashMap<>();
  private final Map<String, List<Event.Land>> withoutConsent = new HashMap<>();
  private final Set<String> placed = new HashSet<>();
  private final Set<String> decided = new HashSet<>();
  private final Map<String, Long> refundable = new HashMap<>();
  private final Map<String, Integer> renewals = new HashMap<>();

  /** Until when each may be paid, where there is an end. */
  private final Map<Expected, Instant> ends = new HashMap<>();

  private final Map<String, Instant> heldUntil = new HashMap<>();

  private Oracle(Rule rule) {
    this.rule = rule;
  }

  /** The postbacks that must exist in the end, each once. */
  static List<Expected> tell(Story story) {
    Oracle oracle = new Oracle(story.rule());
    story.events().forEach(oracle::happens);
    return oracle.expected;
  }

  /** A click that is kept, and whom it belongs to. */
  private static final class Kept {
    final Ad ad;
    final Instant at;
    @Nullable String owner;

    Kept(Ad ad, Instant at, @Nullable String owner) {
      this.ad = ad;
      this.at = at;
      this.owner = owner;
    }

    boolean isAlive(Instant now) {
      YearNetwork network = ad.network();
      return (network.takesTransactionIds && network.isWithinWindow(at, true, now))
          || (network.takesPartnerIds && network.isWithinWindow(at, false, now));
    }
  }

  private void happens(Event event) {
    if (event instanceof Event.Land land) {
      lastLanding.put(land.device(), land);
      if (land.consent()) {
        capture(land, land.at(), land.at());
      } else {
        withoutConsent.computeIfAbsent(land.device(), d -> new ArrayList<>()).add(land);
      }
    } else if (event instanceof Event.Consent consent) {
      List<Event.Land> waiting = withoutConsent.remove(consent.device());
      if (waiting != null) {
        waiting.forEach(land -> capture(land, land.at(), consent.at()));
      }
    } else if (event instanceof Event.Reload reload) {
      Event.Land land = lastLanding.get(reload.device());
      if (land != null && land.consent()) {
        capture(land, reload.at(), reload.at());
      }
    } else if (event instanceof Event.CookieLoss loss) {
      losses.merge(loss.device(), 1, Integer::sum);
      withoutConsent.remove(loss.device());
    } else if (event instanceof Event.Login login) {
      belongs(visitor(login.device()), login.customer(), login.at());
    } else if (event instanceof Event.Order order) {
      ordered(order);
    } else if (event instanceof Event.Place place) {
      place(place);
    } else if (event instanceof Event.Pay pay) {
      decide(pay.deal(), false, pocket(orders(pay.deal())), pay.placedAt(), pay.at());
    } else if (event instanceof Event.Renew renew) {
      decide(renew.deal(), true, pocket(customer(renew.deal())), null, renew.at());
    } else if (event instanceof Event.Hold hold) {
      hold(hold);
    } else if (event instanceof Event.Cancel cancel) {
      cancel(cancel);
    } else if (event instanceof Event.Refund refund) {
      refund(refund);
    } else if (event instanceof Event.Told told) {
      told(told);
    }
  }

  private String visitor(String device) {
    return "visitor " + device + " " + losses.getOrDefault(device, 0);
  }

  private static String customer(Deal deal) {
    return "customer " + deal.customer();
  }

  private static String orders(Deal deal) {
    return "order " + deal.order();
  }

  private List<Kept> pocket(String name) {
    return pockets.computeIfAbsent(name, n -> new ArrayList<>());
  }

  private void capture(Event.Land land, Instant clickedAt, Instant now) {
    List<Kept> pocket = pocket(visitor(land.device()));
    for (Ad ad : land.ads()) {
      put(pocket, new Kept(ad, clickedAt, null), now);
    }
  }

  /**
   * A transaction ID that is there already is no new click. Of each network and offer the first and
   * the last click stay, of those that are alive.
   */
  private static void put(List<Kept> pocket, Kept added, Instant now) {
    pocket.removeIf(kept -> !kept.isAlive(now));
    Ad ad = added.ad;
    for (Kept kept : pocket) {
      if (kept == added || (ad.network().takesTransactionIds && kept.ad.equals(ad))) {
        return;
      }
    }
    if (!added.isAlive(now)) {
      return;
    }
    pocket.add(added);
    pocket.sort(Comparator.comparing((Kept kept) -> kept.at).thenComparing(Oracle::name));
    List<Kept> same = new ArrayList<>(pocket);
    same.removeIf(k -> k.ad.network() != ad.network() || k.ad.offer() != ad.offer());
    if (same.size() > 2) {
      pocket.removeAll(same.subList(1, same.size() - 1));
    }
  }

  private static String name(Kept kept) {
    return kept.ad.network().text();
  }

  /** The customer takes what belongs to nobody yet. */
  private void belongs(String from, String customer, Instant now) {
    for (Kept kept : List.copyOf(pocket(from))) {
      if (kept.owner == null && kept.isAlive(now)) {
        kept.owner = customer;
      }
      if (customer.equals(kept.owner)) {
        put(pocket("customer " + customer), kept, now);
      }
    }
  }

  /** What a visitor and the customer he says he is may draw on. */
  private List<Kept> held(@Nullable String device, @Nullable String customer, Instant now) {
    List<Kept> held = new ArrayList<>();
    if (device != null) {
      if (customer != null) {
        belongs(visitor(device), customer, now);
      }
      held.addAll(pocket(visitor(device)));
    }
    if (customer != null) {
      for (Kept kept : pocket("customer " + customer)) {
        if (!held.contains(kept)) {
          held.add(kept);
        }
      }
    }
    return held;
  }

  private void ordered(Event.Order order) {
    if (order.manner() == Event.Manner.ROLLED_BACK) {
      return; // it never happened
    }
    Deal deal = order.deal();
    decide(deal, false, held(order.device(), deal.customer(), order.at()), null, order.at());
  }

  /** Sent after the time, if its click may still be paid then. */
  private void hold(Event.Hold hold) {
    Deal deal = hold.deal();
    Instant until = hold.at().plus(Duration.ofDays(hold.days()));
    int before = expected.size();
    decide(deal, false, held(hold.device(), deal.customer(), hold.at()), null, hold.at());
    List<Expected> made = expected.subList(before, expected.size());
    made.removeIf(
        one -> {
          Instant end = ends.get(one);
          return end != null && !until.isBefore(end);
        });
    if (!made.isEmpty()) {
      heldUntil.put(deal.order(), until);
    }
  }

  /** What is not sent yet never is, and an order that is not tracked yet is nobody's. */
  private void cancel(Event.Cancel cancel) {
    decided.add(cancel.order() + " " + Event.SALE);
    Instant until = heldUntil.get(cancel.order());
    if (until != null && cancel.at().isBefore(until)) {
      expected.removeIf(one -> one.order().equals(cancel.order()));
    }
  }

  /** To those who were credited for the sale; once each, and no more than was paid in all. */
  private void refund(Event.Refund refund) {
    String name = refund.order() + "/" + refund.refund();
    long left = refundable.getOrDefault(refund.order(), 0L);
    if (decided.contains(name) || refund.minor() > left) {
      return;
    }
    decided.add(name);
    refundable.put(refund.order(), left - refund.minor());
    for (Expected sale : List.copyOf(expected)) {
      if (sale.order().equals(refund.order())
          && sale.goal().equals(Event.SALE)
          && sale.network().takes(Event.REFUND)) {
        expected.add(
            new Expected(
                sale.network(),
                name,
                Event.REFUND,
                null,
                sale.offer(),
                sale.partner(),
                money(refund.minor(), refund.currency())));
      }
    }
  }

  /** Credited to this click alone; it is kept for the customer's renewals. */
  private void told(Event.Told told) {
    Deal deal = told.deal();
    Kept kept = new Kept(told.ad(), told.at(), deal.customer());
    if (deal.customer() != null) {
      put(pocket(customer(deal)), kept, told.at());
    }
    decide(deal, false, List.of(kept), null, told.at());
  }

  /** What is held at the moment of placing, and nothing later. */
  private void place(Event.Place place) {
    List<Kept> held = held(place.device(), place.customer(), place.at());
    if (!placed.add(place.order())) {
      return;
    }
    for (Kept kept : held) {
      if (place.customer() == null || isFor(place.customer(), kept)) {
        put(pocket("order " + place.order()), new Kept(kept.ad, kept.at, kept.owner), place.at());
      }
    }
  }

  private static boolean isFor(String customer, Kept kept) {
    return kept.owner == null || kept.owner.equals(customer);
  }

  /** The first call decides for all networks, and for ever. */
  private void decide(
      Deal deal, boolean renewal, List<Kept> held, @Nullable Instant placedAt, Instant now) {
    if (!decided.add(deal.order() + " " + deal.goal())) {
      return;
    }
    List<Kept> usable = new ArrayList<>();
    for (Kept kept : held) {
      boolean mine = deal.customer() == null || isFor(deal.customer(), kept);
      boolean before = placedAt == null || !kept.at.isAfter(placedAt);
      if (mine && before && (byClick(kept, renewal, now) || byPartner(kept, now))) {
        usable.add(kept);
      }
    }
    coupon(deal.coupon(), usable, placedAt == null ? now : placedAt);
    usable.sort(Comparator.comparing((Kept kept) -> kept.at).thenComparing(Oracle::name));
    for (Kept kept : credited(usable)) {
      YearNetwork network = kept.ad.network();
      if (!network.takes(deal.goal()) || (renewal && isOneTooMany(deal, kept.ad))) {
        continue;
      }
      boolean byClick = byClick(kept, renewal, now);
      Expected one =
          new Expected(
              network,
              deal.order(),
              deal.goal(),
              byClick ? kept.ad.label() : null,
              kept.ad.offer(),
              kept.ad.partner(),
              deal.goal().equals(Event.LEAD) ? null : money(deal.minor(), deal.currency()));
      expected.add(one);
      Duration window = network.window(byClick);
      if (window != null) {
        ends.put(one, kept.at.plus(window));
      }
      if (deal.goal().equals(Event.SALE)) {
        refundable.put(deal.order(), deal.minor());
      }
    }
  }

  /** A code is its partner's, as if clicked at the moment of the order. */
  private static void coupon(@Nullable Coupon coupon, List<Kept> usable, Instant at) {
    YearNetwork network = coupon == null ? null : coupon.network;
    if (coupon == null || network == null) {
      return;
    }
    boolean clicked = usable.stream().anyMatch(kept -> kept.ad.network() == network);
    if (clicked && network == YearNetwork.MEMBERS) {
      return; // there the click wins
    }
    usable.removeIf(kept -> kept.ad.network() == network);
    usable.add(new Kept(new Ad(network, "coupon", Coupon.OFFER, coupon.partner), at, null));
  }

  private boolean isOneTooMany(Deal deal, Ad ad) {
    if (ad.network() != YearNetwork.MEMBERS) {
      return false;
    }
    String counted = deal.customer() + " " + ad.partner();
    int number = renewals.getOrDefault(counted, 0) + 1;
    if (number <= YearNetwork.RENEWALS_OF_MEMBERS) {
      renewals.put(counted, number);
    }
    return number > YearNetwork.RENEWALS_OF_MEMBERS;
  }

  /** A transaction ID pays one sale within its window, and no renewal. */
  private static boolean byClick(Kept kept, boolean renewal, Instant now) {
    YearNetwork network = kept.ad.network();
    return network.takesTransactionIds && !renewal && network.isWithinWindow(kept.at, true, now);
  }

  private static boolean byPartner(Kept kept, Instant now) {
    YearNetwork network = kept.ad.network();
    return network.takesPartnerIds && network.isWithinWindow(kept.at, false, now);
  }

  private List<Kept> credited(List<Kept> oldestFirst) {
    if (oldestFirst.isEmpty()) {
      return List.of();
    }
    return switch (rule) {
      case LAST -> List.of(oldestFirst.get(oldestFirst.size() - 1));
      case FIRST -> List.of(oldestFirst.get(0));
      case LAST_OF_EACH_NETWORK -> {
        Map<YearNetwork, Kept> last = new LinkedHashMap<>();
        oldestFirst.forEach(kept -> last.put(kept.ad.network(), kept));
        yield List.copyOf(last.values());
      }
    };
  }

  /** Plain digits, a dot, and as many of them behind it as the currency has. */
  static String money(long minor, String currency) {
    int digits =
        switch (currency) {
          case "JPY" -> 0;
          case "KWD" -> 3;
          default -> 2;
        };
    String plain = String.valueOf(minor);
    while (plain.length() <= digits) {
      plain = "0" + plain;
    }
    int point = plain.length() - digits;
    return digits == 0 ? plain : plain.substring(0, point) + "." + plain.substring(point);
  }
}
