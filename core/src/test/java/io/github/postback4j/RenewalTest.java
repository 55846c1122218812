package io.github.postback4j;

import static io.github.postback4j.TestShop.partners;
import static io.github.postback4j.TestShop.reason;
import static io.github.postback4j.TestShop.sale;
import static io.github.postback4j.TestShop.tune;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.postback4j.TrackResult.Decided;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.Renewals;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.testkit.contract.MutableClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RenewalTest {

  private static final String OVER = "the limit of 2 renewals is reached";

  private static TestShop shop(Renewals renewals) {
    return new TestShop(partners().renewals(renewals).build());
  }

  private static Decided renew(TestShop shop, String orderId, String customerId) {
    return (Decided)
        shop.tracker.track(
            SessionKey.customer(customerId),
            Conversion.renewal(orderId, customerId, BigDecimal.TEN, "EUR"));
  }

  private static TestShop withFirstSale(Renewals renewals) {
    TestShop shop = shop(renewals);
    shop.land("v1", "pid=5");
    shop.track("v1", sale("o-1", "c1"));
    return shop;
  }

  @Test
  void count_endsAfterThatMany() {
    TestShop shop = withFirstSale(Renewals.count(2));

    for (int i = 1; i <= 4; i++) {
      shop.clock.advance(Duration.ofDays(30));
      assertThat(reason(renew(shop, "r-" + i, "c1"), "partners")).isEqualTo(i <= 2 ? null : OVER);
    }
  }

  @Test
  void countedRenewalTrackedAgain_countsOnce() {
    TestShop shop = withFirstSale(Renewals.count(2));

    renew(shop, "r-1", "c1");
    renew(shop, "r-1", "c1");
    assertThat(renew(shop, "r-1", "c1").first()).isFalse();

    assertThat(renew(shop, "r-2", "c1").queued()).hasSize(1);
    assertThat(renew(shop, "r-2", "c1").queued()).hasSize(1);
  }

  @Test
  void count_isPerCustomerAndPartner_whateverIsClickedInBetween() {
    TestShop shop = withFirstSale(Renewals.count(2));
    shop.land("v9", "pid=5");
    shop.track("v9", sale("o-9", "c9"));
    renew(shop, "r-1", "c1");
    renew(shop, "r-2", "c1");

    assertThat(renew(shop, "r-9", "c9").queued()).hasSize(1);
    shop.land("v1", "pid=5");
    shop.track("v1", sale("o-2", "c1"));
    assertThat(reason(renew(shop, "r-3", "c1"), "partners")).isEqualTo(OVER);
    shop.land("v1", "pid=6");
    shop.track("v1", sale("o-3", "c1"));
    assertThat(renew(shop, "r-4", "c1").queued()).hasSize(1);
    assertThat(shop.queries("r-4")).singleElement().asString().contains("aff_id=6");
  }

  @Test
  void renewalsAtOnce_areNeverMoreThanTheLimit() throws Exception {
    TestShop shop = withFirstSale(Renewals.count(2));
    ExecutorService pool = Executors.newFixedThreadPool(6);
    CountDownLatch start = new CountDownLatch(1);
    List<Future<Integer>> queued = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      String order = "r-" + i;
      queued.add(
          pool.submit(
              () -> {
                start.await();
                return renew(shop, order, "c1").queued().size();
              }));
    }
    start.countDown();
    int sum = 0;
    for (Future<Integer> one : queued) {
      sum += one.get(30, TimeUnit.SECONDS);
    }
    pool.shutdown();

    assertThat(sum).isEqualTo(2);
  }

  @Test
  void months_endByTheCalendarAfterTheClick() {
    TestShop shop = withFirstSale(Renewals.months(3)); // clicked on 1 March
    MutableClock clock = shop.clock;

    clock.advance(Duration.ofDays(91)); // 31 May
    assertThat(renew(shop, "r-1", "c1").queued()).hasSize(1);
    clock.advance(Duration.ofDays(1));
    assertThat(reason(renew(shop, "r-2", "c1"), "partners"))
        .isEqualTo("renewals are paid for 3 months after the click, which are over");
  }

  @Test
  void none_paysTheFirstSaleAlone() {
    TestShop shop = withFirstSale(Renewals.none());

    assertThat(shop.queries("o-1")).hasSize(1);
    assertThat(reason(renew(shop, "r-1", "c1"), "partners"))
        .isEqualTo("renewals are not paid by this network");
  }

  @Test
  void transactionId_servesNoRenewalUnlessDeclared() {
    TestShop not = new TestShop(tune().build());
    not.land("v1", "transaction_id=t1");
    not.track("v1", sale("o-1", "c1"));
    TestShop declared =
        new TestShop(tune().renewalsByTransactionId(true).renewals(Renewals.count(1)).build());
    declared.land("v1", "transaction_id=t1");
    declared.track("v1", sale("o-1", "c1"));

    assertThat(renew(not, "r-1", "c1").queued()).isEmpty();
    assertThat(renew(declared, "r-1", "c1").queued()).hasSize(1);
    assertThat(renew(declared, "r-2", "c1").queued()).isEmpty();
  }

  @Test
  void words_areReadAndRefused() {
    assertThat(Renewals.of("none")).isEqualTo(Renewals.none());
    assertThat(Renewals.of(" Unlimited ")).isEqualTo(Renewals.unlimited());
    assertThat(Renewals.of("count 12")).isEqualTo(Renewals.count(12));
    assertThat(Renewals.of("months  6")).isEqualTo(Renewals.months(6));
    for (String wrong : List.of("", "12", "count", "count 0", "months -1", "count x", "never")) {
      assertThatThrownBy(() -> Renewals.of(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
