package io.github.postback4j.testkit.year;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happens in the year. Its text is a line of the story. Any event can be left out
 * without making nonsense of the others: what one refers to and is not there has not happened.
 */
sealed interface Event {

  /** The shop's ordinary goal. */
  String SALE = "sale";

  /** A registration, or an event in an app. */
  String LEAD = "lead";

  /** Money given back. */
  String REFUND = "refund";

  /** When it happens. */
  Instant at();

  /** Whose household it happens in; {@link #WORLD} for what happens to the shop or a network. */
  int household();

  /** Not in a household. */
  int WORLD = -1;

  /**
   * An advertisement that was followed.
   *
   * @param label the story's name of the click
   * @param offer 1 or 2
   * @param partner 1 to 3
   */
  record Ad(YearNetwork network, String label, int offer, int partner) {

    @Override
    public String toString() {
      return network.text() + "'s partner " + partner + ", offer " + offer + " (" + label + ")";
    }
  }

  /**
   * A landing page is opened.
   *
   * @param consent without it nothing may be kept, but the shop remembers the query
   */
  record Land(Instant at, int household, String device, List<Ad> ads, boolean consent)
      implements Event {

    @Override
    public String toString() {
      String brought =
          ads.isEmpty()
              ? "without a click"
              : "sent by " + ads.stream().map(Ad::toString).collect(Collectors.joining(" and "));
      return "browser " + device + " lands " + brought + (consent ? "" : ", and refuses consent");
    }
  }

  /** The visitor consents after all: what landed on this browser without is kept now. */
  record Consent(Instant at, int household, String device) implements Event {

    @Override
    public String toString() {
      return "browser " + device + " consents: landings without consent are kept now";
    }
  }

  /** The landing page that this browser opened last is opened again. */
  record Reload(Instant at, int household, String device) implements Event {

    @Override
    public String toString() {
      return "browser " + device + " opens its last landing page again";
    }
  }

  /** The browser clears its cookies. */
  record CookieLoss(Instant at, int household, String device) implements Event {

    @Override
    public String toString() {
      return "browser " + device + " loses its cookies";
    }
  }

  /** A login, or the one that comes with a registration. */
  record Login(Instant at, int household, String device, String customer) implements Event {

    @Override
    public String toString() {
      return "customer " + customer + " logs in on browser " + device;
    }
  }

  /** A log-out: to the library nothing. */
  record Logout(Instant at, int household, String device) implements Event {

    @Override
    public String toString() {
      return "the customer logs out on browser " + device;
    }
  }

  /** How the shop tracks, and what becomes of its transaction. */
  enum Manner {
    /** Outside any transaction. */
    PLAIN,
    /** In the shop's transaction, which is committed. */
    COMMITTED,
    /** In the shop's transaction, which is rolled back: the payment failed. */
    ROLLED_BACK
  }

  /**
   * What an order or lead is about.
   *
   * @param order its ID
   * @param goal {@link #SALE} or {@link #LEAD}
   * @param minor the amount in the currency's smallest unit; nothing for a lead
   * @param currency ISO 4217
   * @param customer null for a guest
   * @param coupon the code that was used, or null
   */
  record Deal(
      String order,
      String goal,
      long minor,
      String currency,
      @Nullable String customer,
      @Nullable Coupon coupon) {

    @Override
    public String toString() {
      return (goal.equals(LEAD)
              ? "lead " + order
              : "order " + order + ", " + minor + " " + currency)
          + (customer == null ? ", guest" : ", customer " + customer)
          + (coupon == null ? "" : ", coupon " + coupon);
    }
  }

  /** The codes in the shop's coupon book, and whose they are. */
  enum Coupon {
    /** Nobody's. */
    SPRING(null, 0),
    BLOG_TWO(YearNetwork.BLOGS, 2),
    BLOG_THREE(YearNetwork.BLOGS, 3),
    MEMBER_ONE(YearNetwork.MEMBERS, 1);

    /** Every coupon is for this offer. */
    static final int OFFER = 1;

    final @Nullable YearNetwork network;
    final int partner;

    Coupon(@Nullable YearNetwork network, int partner) {
      this.network = network;
      this.partner = partner;
    }
  }

  /**
   * An order is placed and paid at once, or tracked again by a reload or a repeated message.
   *
   * @param device null for an order without a browser
   */
  record Order(
      Instant at, int household, @Nullable String device, Deal deal, Manner manner, int node)
      implements Event {

    @Override
    public String toString() {
      return deal
          + (device == null ? ", without a browser" : ", on browser " + device)
          + (manner == Manner.ROLLED_BACK ? ", rolled back" : "")
          + (manner == Manner.COMMITTED ? ", in a transaction" : "")
          + " [node "
          + node
          + "]";
    }
  }

  /** An order is placed; it will be paid later, by a message that knows no browser. */
  record Place(Instant at, int household, String device, String order, @Nullable String customer)
      implements Event {

    @Override
    public String toString() {
      return "order "
          + order
          + " is placed on browser "
          + device
          + (customer == null ? ", guest" : ", customer " + customer);
    }
  }

  /**
   * The message that a placed order is paid; it may come several times.
   *
   * @param placedAt when the shop says the order was placed; null if it does not
   */
  record Pay(Instant at, int household, Deal deal, @Nullable Instant placedAt, int node)
      implements Event {

    @Override
    public String toString() {
      return deal + ": the payment's message [node " + node + "]";
    }
  }

  /** An order is tracked now and sent after some days, unless it is cancelled before. */
  record Hold(Instant at, int household, String device, Deal deal, int days, int node)
      implements Event {

    @Override
    public String toString() {
      return deal + ", on browser " + device + ", held for " + days + " days [node " + node + "]";
    }
  }

  /** An order is cancelled. */
  record Cancel(Instant at, int household, String order, int node) implements Event {

    @Override
    public String toString() {
      return "order " + order + " is cancelled [node " + node + "]";
    }
  }

  /**
   * Money is given back for an order.
   *
   * @param refund the shop's ID of it; the same again is the same refund
   */
  record Refund(
      Instant at, int household, String order, String refund, long minor, String currency, int node)
      implements Event {

    @Override
    public String toString() {
      return "refund "
          + refund
          + " of order "
          + order
          + ", "
          + minor
          + " "
          + currency
          + " [node "
          + node
          + "]";
    }
  }

  /** An order by phone, or an event in an app: whose it is the shop says itself. */
  record Told(Instant at, int household, Deal deal, Ad ad, int node) implements Event {

    @Override
    public String toString() {
      return deal + ", told to be " + ad + "'s [node " + node + "]";
    }
  }

  /** A subscription is renewed by a job. */
  record Renew(Instant at, int household, Deal deal, int node) implements Event {

    @Override
    public String toString() {
      return deal + ": a renewal [node " + node + "]";
    }
  }

  /** A node is stopped and started. */
  record Restart(Instant at, int node) implements Event {

    @Override
    public int household() {
      return WORLD;
    }

    @Override
    public String toString() {
      return "node " + node + " restarts";
    }
  }

  /** What is wrong with a network's next answers. */
  enum Trouble {
    ERROR_BEFORE,
    ERROR_AFTER,
    RESET_BEFORE,
    RESET_AFTER,
    UNREADABLE_AFTER,
    SILENCE,
    TOO_MANY,
    UNAVAILABLE
  }

  /** A network is in trouble for its next requests. */
  record Fault(Instant at, YearNetwork network, Trouble trouble, int times) implements Event {

    @Override
    public int household() {
      return WORLD;
    }

    @Override
    public String toString() {
      return network.text() + " answers the next " + times + " postbacks with " + trouble;
    }
  }
}
