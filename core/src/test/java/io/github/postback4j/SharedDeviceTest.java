package io.github.postback4j;

import static io.github.postback4j.TestShop.sale;
import static io.github.postback4j.TestShop.tune;
import static io.github.postback4j.TestShop.visitor;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.Network;
import io.github.postback4j.session.SessionKey;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Several people at one browser, several browsers of one person. */
class SharedDeviceTest {

  private final TestShop shop = new TestShop(tune().build());

  private void login(String visitor, String customerId) {
    assertThat(shop.tracker.linkCustomer(visitor(visitor), customerId)).isTrue();
  }

  private List<String> ids(String orderId) {
    return shop.queries(orderId).stream()
        .map(query -> query.replaceAll("transaction_id=([^&]*).*", "$1"))
        .toList();
  }

  @Test
  void logOut_unlinksNothing() {
    shop.land("v1", "transaction_id=t1");
    login("v1", "c1");

    shop.track("other-browser", sale("o-1", "c1"));

    assertThat(ids("o-1")).containsExactly("t1");
  }

  @Test
  void registration_givesWhatTheGuestClicked() {
    shop.land("v1", "transaction_id=t1");
    login("v1", "new-customer");
    shop.tracker.remove(visitor("v1"));

    shop.track("v2", sale("o-1", "new-customer"));

    assertThat(ids("o-1")).containsExactly("t1");
  }

  @Test
  void severalBrowsers_theLatestClickWinsWhicheverWasLinkedLast() {
    shop.land("phone", "transaction_id=t1");
    shop.land("laptop", "transaction_id=t2");
    login("laptop", "c1");
    login("phone", "c1");

    shop.track("tablet", sale("o-1", "c1"));
    shop.track("phone", sale("o-2", "c1"));

    assertThat(ids("o-1")).containsExactly("t2");
    assertThat(ids("o-2")).containsExactly("t2");
  }

  @Test
  void sharedBrowser_eachHasHisOwnClicks() {
    shop.land("family", "transaction_id=t1");
    login("family", "c1");
    shop.land("family", "transaction_id=t2");
    login("family", "c2");

    shop.track("family", sale("o-1", "c1"));
    shop.track("family", sale("o-2", "c2"));
    shop.track("family", sale("o-3", "c3"));

    assertThat(ids("o-1")).containsExactly("t1");
    assertThat(ids("o-2")).containsExactly("t2");
    assertThat(ids("o-3")).isEmpty();
  }

  @Test
  void orderPlacedByAnotherAtTheSameBrowser_copiesHisAlone() {
    shop.land("family", "transaction_id=t1");
    login("family", "c1");

    shop.tracker.linkOrder(visitor("family"), "o-2", "c2");
    shop.tracker.track(SessionKey.order("o-2"), sale("o-2", "c2"));

    assertThat(ids("o-2")).isEmpty();
  }

  @Test
  void firstClickNetwork_thatSendsLaterLandingsWithoutAnId_losesNothing() {
    TestShop first =
        new TestShop(
            b -> b.network(tune().build()).attribution(Attribution.firstClickPerNetwork()));
    first.land("v1", "transaction_id=t1&affiliate_id=7");
    first.land("v1", "affiliate_id=7&utm_source=partner");
    first.land("v1", "transaction_id=&affiliate_id=8");
    first.land("v1", "transaction_id={transaction_id}");

    first.track("v1", sale("o-1"));

    assertThat(first.queries("o-1")).singleElement().asString().startsWith("transaction_id=t1&");
  }

  @Test
  void windowOfAGoal_isItsOwn() {
    Network network =
        tune()
            .goalUrl(
                "lead", "https://t.example/aff_goal?a=lsr&goal_id=3&transaction_id=TRANSACTION_ID")
            .goalUrl(
                "trial", "https://t.example/aff_goal?a=lsr&goal_id=4&transaction_id=TRANSACTION_ID")
            .goalWindow("lead", Duration.ofDays(7))
            .goalWindow("trial", Duration.ofDays(60))
            .build();
    TestShop goals = new TestShop(network);
    goals.land("v1", "transaction_id=t1");

    assertThat(network.longestWindow()).isEqualTo(Duration.ofDays(60));
    assertThat(goals.track("v1", goal("l-1", "lead")).queued()).hasSize(1);
    goals.clock.advance(Duration.ofDays(7));
    assertThat(goals.track("v1", goal("l-2", "lead")).queued()).isEmpty();
    assertThat(goals.track("v1", sale("o-1")).queued()).hasSize(1);
    goals.clock.advance(Duration.ofDays(21));
    assertThat(goals.track("v1", sale("o-2")).queued()).isEmpty();
    assertThat(goals.track("v1", goal("t-1", "trial")).queued()).hasSize(1);
    goals.clock.advance(Duration.ofDays(32));
    assertThat(goals.track("v1", goal("t-2", "trial")).queued()).isEmpty();
  }

  private static Conversion goal(String orderId, String goal) {
    return Conversion.builder(orderId).goal(goal).build();
  }
}
