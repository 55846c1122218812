package io.github.postback4j.testkit.year;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.testkit.year.Event.Ad;
import io.github.postback4j.testkit.year.Event.Coupon;
import io.github.postback4j.testkit.year.Event.Deal;
import io.github.postback4j.testkit.year.Event.Manner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The oracle by stories whose end is plain to everyone. */
final class OracleTest {

  private final List<Event> events = new ArrayList<>();
  private Instant now = StoryWriter.NEW_YEAR;

  private void after(Duration time) {
    now = now.plus(time);
  }

  private void land(String browser, YearNetwork network, String label, int partner) {
    after(Duration.ofMinutes(1));
    List<Ad> ads = List.of(new Ad(network, label, 1, partner));
    events.add(new Event.Land(now, 1, browser, ads, true));
  }

  private void login(String browser, String customer) {
    after(Duration.ofMinutes(1));
    events.add(new Event.Login(now, 1, browser, customer));
  }

  private static Deal deal(String order, @Nullable String customer) {
    return new Deal(order, Event.SALE, 4990, "EUR", customer, null);
  }

  private void order(String browser, String order, @Nullable String customer) {
    after(Duration.ofMinutes(1));
    events.add(new Event.Order(now, 1, browser, deal(order, customer), Manner.PLAIN, 0));
  }

  private List<String> told(Rule rule) {
    return Oracle.tell(new Story(1, rule, 1, events)).stream().map(Expected::toString).toList();
  }

  @Test
  void orderAfterClicks_isEachNetworksLastOrTheLastOrTheFirst() {
    land("b", YearNetwork.TUNE, "k1", 1);
    land("b", YearNetwork.BLOGS, "k2", 2);
    land("b", YearNetwork.TUNE, "k3", 3);
    order("b", "o1", null);

    assertThat(told(Rule.LAST_OF_EACH_NETWORK))
        .containsExactlyInAnyOrder(
            "tune: sale of order o1 to click k3, amount 49.90",
            "blogs: sale of order o1 to partner 2, offer 1, amount 49.90");
    assertThat(told(Rule.LAST)).containsExactly("tune: sale of order o1 to click k3, amount 49.90");
    assertThat(told(Rule.FIRST))
        .containsExactly("tune: sale of order o1 to click k1, amount 49.90");
  }

  @Test
  void orderAgain_isToldOnce() {
    land("b", YearNetwork.TUNE, "k1", 1);
    order("b", "o1", null);
    land("b", YearNetwork.TUNE, "k2", 1);
    order("b", "o1", null);

    assertThat(told(Rule.LAST)).containsExactly("tune: sale of order o1 to click k1, amount 49.90");
  }

  @Test
  void orderAtTheEndOfTheWindow_isNobodys() {
    land("b", YearNetwork.TUNE, "k1", 1);
    after(Duration.ofDays(28).minusMinutes(2));
    order("b", "o1", null);
    order("b", "o2", null);

    assertThat(told(Rule.LAST)).containsExactly("tune: sale of order o1 to click k1, amount 49.90");
  }

  @Test
  void sharedBrowser_theClickIsTheFirstCustomers() {
    land("b", YearNetwork.MEMBERS, "k1", 1);
    login("b", "anna");
    login("b", "ben");
    order("b", "o1", "ben");
    order("other", "o2", "anna");

    assertThat(told(Rule.LAST))
        .containsExactly("members: sale of order o2 to partner 1, offer 1, amount 49.90");
  }

  @Test
  void placedThenPaid_theClickInBetweenDoesNotCount() {
    land("b", YearNetwork.TUNE, "k1", 1);
    events.add(new Event.Place(now, 1, "b", "o1", null));
    land("b", YearNetwork.TUNE, "k2", 1);
    events.add(new Event.Pay(now, 1, deal("o1", null), null, 0));

    assertThat(told(Rule.LAST)).containsExactly("tune: sale of order o1 to click k1, amount 49.90");
  }

  @Test
  void renewal_isByThePartnerAndNotByTheClick() {
    land("b", YearNetwork.MIXED, "k1", 2);
    order("b", "o1", "anna");
    after(Duration.ofDays(90));
    events.add(new Event.Renew(now, 1, deal("o2", "anna"), 0));

    assertThat(told(Rule.LAST))
        .containsExactly(
            "mixed: sale of order o1 to click k1, amount 49.90",
            "mixed: sale of order o2 to partner 2, offer 1, amount 49.90");
  }

  @Test
  void cookiesLostBeforeTheLogin_nobodyIsCredited() {
    land("b", YearNetwork.TUNE, "k1", 1);
    events.add(new Event.CookieLoss(now, 1, "b"));
    order("b", "o1", "anna");

    assertThat(told(Rule.LAST)).isEmpty();
  }

  @Test
  void couponAgainstAClick_winsOrLosesByTheNetwork() {
    land("b", YearNetwork.BLOGS, "k1", 1);
    land("b", YearNetwork.MEMBERS, "k2", 2);
    for (Coupon coupon : Coupon.values()) {
      Deal deal = new Deal("o" + coupon, Event.SALE, 4990, "EUR", null, coupon);
      after(Duration.ofMinutes(1));
      events.add(new Event.Order(now, 1, "b", deal, Manner.PLAIN, 0));
    }

    assertThat(told(Rule.LAST))
        .containsExactly(
            "members: sale of order oSPRING to partner 2, offer 1, amount 49.90",
            "blogs: sale of order oBLOG_TWO to partner 2, offer 1, amount 49.90",
            "blogs: sale of order oBLOG_THREE to partner 3, offer 1, amount 49.90",
            "members: sale of order oMEMBER_ONE to partner 2, offer 1, amount 49.90");
  }

  @Test
  void refunds_goToWhoTakesThemUpToTheTotal() {
    land("b", YearNetwork.BLOGS, "k1", 1);
    land("b", YearNetwork.TUNE, "k2", 1);
    order("b", "o1", null);
    for (String refund : List.of("r1", "r1", "r2", "r3")) {
      after(Duration.ofDays(1));
      events.add(new Event.Refund(now, 1, "o1", refund, 2000, "EUR", 0));
    }

    assertThat(told(Rule.LAST_OF_EACH_NETWORK))
        .containsExactlyInAnyOrder(
            "tune: sale of order o1 to click k2, amount 49.90",
            "blogs: sale of order o1 to partner 1, offer 1, amount 49.90",
            "blogs: refund of order o1/r1 to partner 1, offer 1, amount 20.00",
            "blogs: refund of order o1/r2 to partner 1, offer 1, amount 20.00");
  }

  @Test
  void heldThenCancelled_isNeverSent() {
    land("b", YearNetwork.BLOGS, "k1", 1);
    events.add(new Event.Hold(now, 1, "b", deal("o1", null), 14, 0));
    events.add(new Event.Hold(now, 1, "b", deal("o2", null), 14, 0));
    events.add(new Event.Hold(now, 1, "b", deal("o3", null), 60, 0));
    after(Duration.ofDays(13));
    events.add(new Event.Cancel(now, 1, "o1", 0));
    after(Duration.ofDays(2));
    events.add(new Event.Cancel(now, 1, "o2", 0));

    assertThat(told(Rule.LAST))
        .containsExactly("blogs: sale of order o2 to partner 1, offer 1, amount 49.90");
  }

  @Test
  void renewals_areLimitedWhereThatWasAgreed() {
    Ad told = new Ad(YearNetwork.MEMBERS, "k1", 1, 2);
    events.add(new Event.Told(now, 1, deal("o1", "anna"), told, 0));
    for (int i = 1; i <= 5; i++) {
      after(Duration.ofDays(30));
      events.add(new Event.Renew(now, 1, deal("o1m" + i, "anna"), 0));
    }

    assertThat(told(Rule.LAST))
        .hasSize(4)
        .last()
        .isEqualTo("members: sale of order o1m3 to partner 2, offer 1, amount 49.90");
  }

  @Test
  void money_hasItsCurrencysDigits() {
    assertThat(Oracle.money(5, "EUR")).isEqualTo("0.05");
    assertThat(Oracle.money(123456, "USD")).isEqualTo("1234.56");
    assertThat(Oracle.money(123456, "JPY")).isEqualTo("123456");
    assertThat(Oracle.money(1, "KWD")).isEqualTo("0.001");
  }
}
