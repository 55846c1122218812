package io.github.postback4j.testkit.year;

import io.github.postback4j.testkit.year.Event.Ad;
import io.github.postback4j.testkit.year.Event.Coupon;
import io.github.postback4j.testkit.year.Event.Deal;
import io.github.postback4j.testkit.year.Event.Manner;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What the people of one household do in the year, with browsers that they may share. */
final class Household {

  private static final Duration TUNE_WINDOW = Duration.ofDays(28);

  private final int number;
  private final SplittableRandom random;
  private final List<String> devices = new ArrayList<>();
  private final List<String> customers = new ArrayList<>();
  private final Map<String, String> loggedIn = new HashMap<>();
  private final Map<String, Instant> landed = new HashMap<>();
  private final Set<String> registered = new HashSet<>();
  private final List<Event> events = new ArrayList<>();
  private Instant now;
  private int names;

  Household(int number, SplittableRandom random) {
    this.number = number;
    this.random = random;
    now = StoryWriter.NEW_YEAR.plusMillis(1 + random.nextLong(Duration.ofDays(300).toMillis()));
    int browsers = 1 + random.nextInt(3);
    for (int i = 1; i <= browsers; i++) {
      devices.add("b" + number + "-" + i);
    }
    int people = 1 + random.nextInt(2);
    for (int i = 1; i <= people; i++) {
      customers.add("c" + number + "-" + i);
    }
    int acts = 4 + random.nextInt(16);
    for (int i = 0; i < acts; i++) {
      act();
      pause();
    }
    events.removeIf(event -> !event.at().isBefore(StoryWriter.END));
  }

  int browsers() {
    return devices.size();
  }

  List<Event> events() {
    return events;
  }

  /** Minutes, hours, days, or just about as long as a window. */
  private void pause() {
    int kind = random.nextInt(20);
    if (kind < 9) {
      after(Duration.ofHours(1));
    } else if (kind < 14) {
      after(Duration.ofDays(1));
    } else if (kind < 18) {
      after(Duration.ofDays(16));
    } else if (kind == 18) {
      now = now.plus(TUNE_WINDOW).minusSeconds(30);
      after(Duration.ofSeconds(60));
    } else {
      after(Duration.ofDays(60));
    }
  }

  private void after(Duration atMost) {
    now = now.plusMillis(1 + random.nextLong(atMost.toMillis()));
  }

  private void act() {
    String device = any(devices);
    int kind = random.nextInt(100);
    if (kind < 28) {
      land(device, true);
    } else if (kind < 33) {
      land(device, false);
      after(Duration.ofDays(kind == 32 ? 35 : 2));
      add(new Event.Consent(now, number, device));
    } else if (kind < 37) {
      reload(device);
    } else if (kind < 41) {
      loggedIn.remove(device);
      landed.remove(device);
      add(new Event.CookieLoss(now, number, device));
    } else if (kind < 51) {
      login(device);
    } else if (kind < 55) {
      loggedIn.remove(device);
      add(new Event.Logout(now, number, device));
    } else if (kind < 71) {
      order(device);
    } else if (kind < 74) {
      add(order(null, sale(any(customers)), Manner.PLAIN));
    } else if (kind < 86) {
      orderPaidLater(device);
    } else if (kind < 91) {
      heldOrder(device);
    } else if (kind < 94) {
      told();
    } else {
      subscription(device);
    }
  }

  private void land(String device, boolean consent) {
    List<Ad> ads = new ArrayList<>();
    int kind = random.nextInt(10);
    if (kind > 0) {
      YearNetwork one = network();
      ads.add(ad(one));
      YearNetwork other = network();
      if (kind == 1 && other != one) {
        ads.add(ad(other));
      }
    }
    if (!ads.isEmpty()) {
      landed.put(device, now);
    }
    add(new Event.Land(now, number, device, ads, consent));
  }

  private YearNetwork network() {
    YearNetwork[] networks = YearNetwork.values();
    return networks[random.nextInt(networks.length)];
  }

  private Ad ad(YearNetwork network) {
    return new Ad(network, "k" + name(), 1 + random.nextInt(2), 1 + random.nextInt(3));
  }

  private String name() {
    return number + "-" + ++names;
  }

  /** Within days, or the click's own network would not know it any more. */
  private void reload(String device) {
    Instant last = landed.get(device);
    if (last != null && last.isAfter(now.minus(7, ChronoUnit.DAYS))) {
      add(new Event.Reload(now, number, device));
    }
  }

  private void login(String device) {
    String customer = any(customers);
    loggedIn.put(device, customer);
    add(new Event.Login(now, number, device, customer));
    if (registered.add(customer)) {
      after(Duration.ofSeconds(2));
      add(order(device, lead(customer), Manner.PLAIN));
    }
  }

  private void order(String device) {
    Deal deal = sale(loggedIn.get(device));
    Manner[] manners = Manner.values();
    Manner manner = manners[random.nextInt(manners.length)];
    add(order(device, deal, manner));
    if (manner == Manner.ROLLED_BACK && random.nextInt(3) > 0) {
      after(Duration.ofMinutes(5));
      add(order(device, deal, Manner.COMMITTED));
    }
    if (random.nextInt(3) == 0) { // the page is opened again, maybe after another click
      after(Duration.ofHours(1));
      if (random.nextBoolean()) {
        land(device, true);
        after(Duration.ofHours(1));
      }
      add(order(device, deal, manner == Manner.ROLLED_BACK ? Manner.COMMITTED : manner));
    }
    if (random.nextInt(6) == 0) {
      refunds(deal);
    }
  }

  /** For the time of return; every third is returned, now and then too late. */
  private void heldOrder(String device) {
    Deal deal = sale(loggedIn.get(device));
    int days = 1 + random.nextInt(30);
    add(new Event.Hold(now, number, device, deal, days, node()));
    if (random.nextInt(3) == 0) {
      after(Duration.ofDays(days + 3L));
      add(new Event.Cancel(now, number, deal.order(), node()));
    }
  }

  /** A phone order, or an event in an app. */
  private void told() {
    YearNetwork network = network();
    if (network == YearNetwork.MIXED) {
      return; // its clicks bring two identifiers, and nobody spells both over the phone
    }
    String customer = random.nextBoolean() ? any(customers) : null;
    Deal deal = random.nextInt(3) == 0 ? lead(customer) : phoned(customer);
    add(new Event.Told(now, number, deal, ad(network), node()));
  }

  private Deal phoned(@Nullable String customer) {
    return new Deal("p" + name(), Event.SALE, 1 + random.nextInt(9_999), "EUR", customer, null);
  }

  private Deal lead(@Nullable String customer) {
    return new Deal("r" + name(), Event.LEAD, 0, "EUR", customer, null);
  }

  /** In parts, some of them told twice, and now and then more than was paid. */
  private void refunds(Deal deal) {
    int parts = 1 + random.nextInt(3);
    for (int i = 1; i <= parts; i++) {
      after(Duration.ofDays(10));
      long minor = 1 + random.nextLong(deal.minor());
      int node = node();
      for (int told = random.nextInt(2); told >= 0; told--) {
        add(
            new Event.Refund(
                now, number, deal.order(), "g" + i, minor, deal.currency(), node + told));
        after(Duration.ofHours(1));
      }
    }
  }

  private void orderPaidLater(String device) {
    String customer = loggedIn.get(device);
    Deal deal = sale(customer);
    Instant placedAt = now;
    add(new Event.Place(now, number, device, deal.order(), customer));
    boolean told = random.nextBoolean();
    if (random.nextInt(3) > 0) {
      after(Duration.ofHours(2));
      land(device, true);
    }
    if (random.nextInt(4) == 0) { // the page is opened again: nothing is placed anew
      after(Duration.ofHours(2));
      add(new Event.Place(now, number, device, deal.order(), customer));
    }
    after(Duration.ofDays(2));
    int messages = random.nextInt(4); // none: it is never paid
    for (int i = 0; i < messages; i++) {
      add(new Event.Pay(now, number, deal, told ? placedAt : null, node()));
      after(Duration.ofDays(i == 0 ? 1 : 100));
    }
  }

  /** A first order, and renewals by a job on some days of the months after. */
  private void subscription(String device) {
    String customer = any(customers);
    loggedIn.put(device, customer);
    Deal first = sale(customer);
    add(order(device, first, Manner.COMMITTED));
    Instant day = now;
    int months = 1 + random.nextInt(8);
    for (int i = 1; i <= months; i++) {
      day = day.plus(Duration.ofDays(29 + random.nextInt(3))).plusMillis(random.nextInt(1000));
      Deal renewal =
          new Deal(first.order() + "m" + i, Event.SALE, first.minor(), "EUR", customer, null);
      add(new Event.Renew(day, number, renewal, node()));
    }
  }

  private Event.Order order(@Nullable String device, Deal deal, Manner manner) {
    return new Event.Order(now, number, device, deal, manner, node());
  }

  private Deal sale(@Nullable String customer) {
    Coupon[] coupons = Coupon.values();
    String[] currencies = {"EUR", "EUR", "USD", "JPY", "KWD"};
    return new Deal(
        "o" + name(),
        Event.SALE,
        1 + random.nextInt(random.nextInt(10) == 0 ? 20 : 100_000),
        currencies[random.nextInt(currencies.length)],
        customer,
        random.nextInt(8) == 0 ? coupons[random.nextInt(coupons.length)] : null);
  }

  private int node() {
    return random.nextInt(3);
  }

  private String any(List<String> some) {
    return some.get(random.nextInt(some.size()));
  }

  private void add(Event event) {
    events.add(event);
  }
}
