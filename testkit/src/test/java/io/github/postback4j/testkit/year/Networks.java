package io.github.postback4j.testkit.year;

import io.github.postback4j.CouponBook;
import io.github.postback4j.CouponRule;
import io.github.postback4j.click.Click;
import io.github.postback4j.network.DeDuplication;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.NetworkBuilder;
import io.github.postback4j.network.Renewals;
import io.github.postback4j.testkit.simulator.Fault;
import io.github.postback4j.testkit.simulator.LedgerEntry;
import io.github.postback4j.testkit.simulator.NetworkSimulator;
import io.github.postback4j.testkit.simulator.Offer;
import io.github.postback4j.testkit.simulator.Offer.Protocol;
import io.github.postback4j.testkit.simulator.ReceivedRequest;
import io.github.postback4j.testkit.year.Event.Ad;
import io.github.postback4j.testkit.year.Event.Coupon;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The simulators of the year's networks, in the story's words. Used by one thread. */
final class Networks implements AutoCloseable {

  private static final Map<String, String> GOAL_NUMBERS =
      Map.of(Event.LEAD, "7", Event.REFUND, "9");
  private static final int MOST = 1_000_000;

  private final Map<YearNetwork, NetworkSimulator> simulators = new EnumMap<>(YearNetwork.class);
  private final Map<String, String> transactionIds = new HashMap<>();
  private final Map<String, String> labels = new HashMap<>();

  Networks(long seed, Clock clock) {
    for (YearNetwork network : YearNetwork.values()) {
      NetworkSimulator.Builder builder =
          NetworkSimulator.builder().clock(clock).random(new SplittableRandom(seed)).remember(MOST);
      for (int offer = 1; offer <= 2; offer++) {
        builder.offer(offer(network, offer));
      }
      if (network.twice == YearNetwork.Twice.ONCE_BY_ORDER) {
        builder.limitByUniqueId();
      }
      simulators.put(network, builder.start());
    }
  }

  private static Offer offer(YearNetwork network, int number) {
    Offer.Builder offer = Offer.builder(number, network.text());
    if (network.takesTransactionIds && network.takesPartnerIds) {
      offer.protocols(Protocol.TRANSACTION_ID, Protocol.PARTNER_ID);
    } else if (network.takesPartnerIds) {
      offer.protocols(Protocol.PARTNER_ID);
    }
    return offer.build();
  }

  /** What the shop configures of one of them. */
  NetworkBuilder configuration(YearNetwork network) {
    String url = simulators.get(network).url();
    String identifier =
        (network.takesTransactionIds ? "transaction_id=TRANSACTION_ID" : "offer_id=OFFER_ID")
            + (network.takesPartnerIds ? "&aff_id=AFFILIATE_ID" : "")
            + (network == YearNetwork.MIXED ? "&offer_id=OFFER_ID" : "")
            + "&adv_unique1=ORDER_ID";
    boolean unique = network.twice == YearNetwork.Twice.ONCE_BY_ORDER;
    NetworkBuilder builder =
        Network.preset("tune")
            .name(network.text())
            .transactionIdNames(List.of(network.text() + "_tx"))
            .partnerIdNames(List.of(network.text() + "_aff"))
            .offerIdNames(List.of(network.text() + "_offer"))
            .attributionWindow(network.window(network.takesTransactionIds))
            .allowHttp(true)
            .allowPrivate(true)
            .url(
                url
                    + "/aff_lsr?"
                    + identifier
                    + "&amount=AMOUNT"
                    + (unique ? "&conversion_unique_id=ORDER_ID" : ""));
    if (network.takes(Event.LEAD)) {
      builder.goalUrl(Event.LEAD, goal(url, Event.LEAD) + identifier);
    }
    if (network.takes(Event.REFUND)) {
      builder.goalUrl(
          Event.REFUND,
          goal(url, Event.REFUND)
              + identifier
              + "&adv_sub2=REFUND_ID&amount=AMOUNT"
              + (unique ? "&conversion_unique_id=UNIQUE_ID" : ""));
    }
    if (network == YearNetwork.MEMBERS) {
      builder.renewals(Renewals.count(YearNetwork.RENEWALS_OF_MEMBERS));
    }
    return unique ? builder.deDuplication(DeDuplication.UNIQUE_ID) : builder;
  }

  private static String goal(String url, String goal) {
    return url + "/aff_goal?a=lsr&goal_id=" + GOAL_NUMBERS.get(goal) + "&";
  }

  /** The shop's coupon codes. */
  static CouponBook coupons() {
    CouponBook.Builder book = CouponBook.builder();
    for (Coupon coupon : Coupon.values()) {
      YearNetwork network = coupon.network;
      if (network != null) {
        String partner = String.valueOf(coupon.partner);
        String offer = String.valueOf(Coupon.OFFER);
        book.code(coupon.name(), new CouponBook.Owner(network.text(), partner, offer));
      }
    }
    return book.rule(YearNetwork.MEMBERS.text(), CouponRule.CLICK_WINS).build();
  }

  /** A click that the shop is told of. */
  Click click(Ad ad, Instant at) {
    String network = ad.network().text();
    Click click =
        ad.network().takesTransactionIds
            ? Click.ofTransaction(network, transactionId(ad), at)
            : Click.ofPartner(network, String.valueOf(ad.partner()), at);
    return click.offer(String.valueOf(ad.offer()));
  }

  /** The query that the visitor lands with; the click is made when it is asked for first. */
  String query(Event.Land land) {
    List<String> parameters = new ArrayList<>();
    parameters.add("utm_source=year");
    for (Ad ad : land.ads()) {
      String name = ad.network().text();
      if (ad.network().takesTransactionIds) {
        parameters.add(name + "_tx=" + transactionId(ad));
      }
      if (ad.network().takesPartnerIds) {
        parameters.add(name + "_aff=" + ad.partner());
      }
      parameters.add(name + "_offer=" + ad.offer());
    }
    return String.join("&", parameters);
  }

  private String transactionId(Ad ad) {
    return transactionIds.computeIfAbsent(
        ad.label(),
        label -> {
          String id = simulators.get(ad.network()).click(ad.offer(), ad.partner());
          labels.put(ad.network() + id, label);
          return id;
        });
  }

  void trouble(Event.Fault event) {
    Fault fault =
        switch (event.trouble()) {
          case ERROR_BEFORE -> Fault.status(500, "trouble");
          case ERROR_AFTER -> Fault.status(500, "trouble").afterBooking();
          case RESET_BEFORE -> Fault.reset();
          case RESET_AFTER -> Fault.reset().afterBooking();
          case UNREADABLE_AFTER -> Fault.status(200, "trouble").afterBooking();
          case SILENCE -> Fault.hang();
          case TOO_MANY -> Fault.status(429, "too many");
          case UNAVAILABLE -> Fault.status(503, "trouble");
        };
    simulators.get(event.network()).addFault(fault.times(event.times()));
  }

  /** All requests as they came in. */
  List<Heard> requests() {
    List<Heard> heard = new ArrayList<>();
    simulators.forEach(
        (network, simulator) -> {
          for (ReceivedRequest request : simulator.requests()) {
            heard.add(heard(network, request));
          }
        });
    return heard;
  }

  private Heard heard(YearNetwork network, ReceivedRequest request) {
    Map<String, String> values = new HashMap<>();
    for (String pair : String.valueOf(URI.create(request.target()).getRawQuery()).split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals >= 0) {
        values.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
    }
    String id = values.getOrDefault("transaction_id", "");
    return new Heard(
        network,
        order(values),
        goal(values.get("goal_id")),
        credit(network, id, values.get("aff_id"), values.get("offer_id")),
        values.get("amount"),
        false,
        request.answer());
  }

  private static String order(Map<String, String> values) {
    String refund = values.get("adv_sub2");
    return values.getOrDefault("adv_unique1", "") + (refund == null ? "" : "/" + refund);
  }

  private static String goal(@Nullable String number) {
    for (Map.Entry<String, String> goal : GOAL_NUMBERS.entrySet()) {
      if (goal.getValue().equals(number)) {
        return goal.getKey();
      }
    }
    return Event.SALE;
  }

  private String credit(
      YearNetwork network, @Nullable String id, @Nullable String partner, @Nullable String offer) {
    return id == null || id.isEmpty()
        ? "partner " + partner + ", offer " + offer
        : "click " + labels.getOrDefault(network + id, "unknown");
  }

  /** What is in the books, rejected repetitions of a click among it. */
  List<Heard> books() {
    List<Heard> lines = new ArrayList<>();
    simulators.forEach(
        (network, simulator) -> {
          for (LedgerEntry entry : simulator.ledger()) {
            lines.add(line(network, entry));
          }
        });
    return lines;
  }

  private Heard line(YearNetwork network, LedgerEntry entry) {
    String partner = String.valueOf(entry.partnerId());
    String offer = String.valueOf(entry.offerId());
    return new Heard(
        network,
        order(entry.advertiserValues()),
        goal(entry.goal()),
        credit(network, entry.transactionId(), partner, offer),
        entry.amount(),
        entry.booked(),
        null);
  }

  @Override
  public void close() {
    simulators.values().forEach(NetworkSimulator::close);
  }
}
