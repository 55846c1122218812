package io.github.postback4j.testkit.year;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The networks of the year, and what was agreed with each. This is what shop, simulator and oracle
 * all go by, so it says nothing about how any of them does it.
 */
enum YearNetwork {
  /** By transaction ID alone, which it books once for each goal. Takes leads, no refunds. */
  TUNE(true, false, Twice.ONCE_BY_CLICK, Duration.ofDays(28), Event.LEAD),

  /**
   * By partner ID, with a unique ID that it books once; no end. Takes refunds, no leads, and pays
   * for {@value #RENEWALS_OF_MEMBERS} renewals of a customer. A click wins against a coupon.
   */
  MEMBERS(false, true, Twice.ONCE_BY_ORDER, null, Event.REFUND),

  /**
   * By partner ID alone: it books whatever comes, as often as it comes. 60 days. Takes leads and
   * refunds. A coupon wins against a click.
   */
  BLOGS(false, true, Twice.PAYS_TWICE, Duration.ofDays(60), Event.LEAD, Event.REFUND),

  /** By transaction ID for 28 days; by partner ID for renewals and after that. Takes sales only. */
  MIXED(true, true, Twice.ONCE_BY_CLICK, Duration.ofDays(28));

  /** How many renewals of one customer {@link #MEMBERS} pays for one partner. */
  static final int RENEWALS_OF_MEMBERS = 3;

  /** What the network does with a repeated postback. */
  enum Twice {
    ONCE_BY_CLICK,
    ONCE_BY_ORDER,
    PAYS_TWICE
  }

  final boolean takesTransactionIds;
  final boolean takesPartnerIds;
  final Twice twice;
  private final boolean takesLeads;
  private final boolean takesRefunds;
  private final @Nullable Duration window;

  YearNetwork(
      boolean takesTransactionIds,
      boolean takesPartnerIds,
      Twice twice,
      @Nullable Duration window,
      String... otherGoals) {
    this.takesTransactionIds = takesTransactionIds;
    this.takesPartnerIds = takesPartnerIds;
    this.twice = twice;
    this.window = window;
    this.takesLeads = List.of(otherGoals).contains(Event.LEAD);
    this.takesRefunds = List.of(otherGoals).contains(Event.REFUND);
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static YearNetwork of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  /** How long a click may be paid by this kind of identifier; null for no end. */
  @Nullable Duration window(boolean byTransactionId) {
    return byTransactionId || !takesTransactionIds ? window : null;
  }

  /** Whether a click of that time may still be paid by this kind of identifier. */
  boolean isWithinWindow(Instant clickedAt, boolean byTransactionId, Instant now) {
    Duration length = window(byTransactionId);
    return length == null || now.isBefore(clickedAt.plus(length));
  }

  /** Whether a repetition of this postback is booked a second time. */
  boolean paysTwice(boolean byTransactionId) {
    return twice == Twice.PAYS_TWICE || (twice == Twice.ONCE_BY_CLICK && !byTransactionId);
  }

  boolean takes(String goal) {
    return switch (goal) {
      case Event.LEAD -> takesLeads;
      case Event.REFUND -> takesRefunds;
      default -> true;
    };
  }
}
