package io.github.postback4j;

import static io.github.postback4j.TestShop.own;
import static io.github.postback4j.TestShop.partners;
import static io.github.postback4j.TestShop.reason;
import static io.github.postback4j.TestShop.sale;
import static io.github.postback4j.TestShop.tune;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.postback4j.FollowUpList.Entry;
import io.github.postback4j.FollowUpList.Written;
import io.github.postback4j.TrackResult.Decided;
import io.github.postback4j.TrackResult.Invalid;
import io.github.postback4j.TrackResult.NetworkResult.Listed;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.Network;
import io.github.postback4j.outbox.Outbox.Queue;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.session.SessionKey;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Refunds and changes of status: to whom the sale was credited, and never by the sale's URL. */
class FollowUpTest {

  private static final String REFUND_URL =
      "https://a.example/refund?cid={transaction_id}&back=AMOUNT&ref=REFUND_ID&src={sub1}";

  private static Network acme() {
    return Network.builder("acme")
        .url("https://a.example/p?cid={transaction_id}&sum=AMOUNT&goal=GOAL")
        .transactionIdNames(List.of("cid"))
        .keep(List.of("sub1"))
        .goalUrl("refund", REFUND_URL)
        .goalUrl("status", "https://a.example/status?cid={transaction_id}&status=STATUS")
        .build();
  }

  private static Conversion refund(String orderId, String refundId, String amount) {
    return Conversion.refund(orderId, refundId, new BigDecimal(amount), "EUR");
  }

  private static Decided decided(TestShop shop, Conversion conversion) {
    shop.clock.advance(Duration.ofMillis(1));
    return (Decided) shop.tracker.track(conversion);
  }

  @Test
  void refund_goesOutWithTheVeryClickOfTheSale() {
    TestShop shop = new TestShop(acme(), partners().build());
    shop.land("v1", "cid=t1&sub1=blog");
    shop.track("v1", sale("o-1"));
    shop.send("acme", PostbackState.RECORDED);
    shop.clock.advance(Duration.ofDays(200));
    shop.land("v1", "cid=t2&pid=5");

    Decided decided = decided(shop, refund("o-1", "r-1", "9.90"));

    assertThat(shop.queries("o-1"))
        .containsExactly("cid=t1&sum=49.90&goal=sale", "cid=t1&back=9.90&ref=r-1&src=blog");
    assertThat(reason(decided, "partners")).isEqualTo("nobody was credited for the order");
    assertThat(shop.outbox.due(List.of(new Queue("acme", true)))).isEmpty();
    assertThat(shop.outbox.due(List.of(new Queue("acme", false)))).hasSize(1);
  }

  @Test
  void sameRefundTwice_isOne() {
    TestShop shop = new TestShop(acme());
    shop.land("v1", "cid=t1");
    shop.track("v1", sale("o-1"));
    Decided first = decided(shop, refund("o-1", "r-1", "9.90"));

    Decided again = decided(shop, refund("o-1", "r-1", "9.90"));
    Decided other = decided(shop, refund("o-1", "r-2", "40.00"));

    assertThat(again.first()).isFalse();
    assertThat(again.networks()).isEqualTo(first.networks());
    assertThat(other.first()).isTrue();
    assertThat(shop.queries("o-1")).hasSize(3);
  }

  @Test
  void refundsOfMoreThanTheSale_decideNothing() {
    TestShop shop = new TestShop(acme());
    shop.land("v1", "cid=t1");
    shop.track("v1", sale("o-1"));
    decided(shop, refund("o-1", "r-1", "30.00"));

    assertThat(shop.tracker.track(refund("o-1", "r-2", "19.91")))
        .isEqualTo(new Invalid("with this the refunds are more than the order's total"));
    assertThat(shop.tracker.track(Conversion.refund("o-1", "r-2", BigDecimal.ONE, "USD")))
        .isEqualTo(new Invalid("the refund is in another currency than the order"));
    assertThat(decided(shop, refund("o-1", "r-2", "19.90")).queued()).hasSize(1);
  }

  @Test
  void refundOfAnUnknownOrder_mayComeAgain() {
    TestShop shop = new TestShop(acme());
    shop.land("v1", "cid=t1");

    assertThat(shop.tracker.track(refund("o-1", "r-1", "9.90"))).isInstanceOf(Invalid.class);
    shop.track("v1", sale("o-1"));
    assertThat(decided(shop, refund("o-1", "r-1", "9.90")).queued()).hasSize(1);
  }

  @Test
  void refundOfNobodysOrCancelledOrRefusedSale_isNotSent() {
    TestShop shop = new TestShop(acme());
    shop.track("v0", sale("o-0"));
    shop.land("v1", "cid=t1");
    shop.track("v1", sale("o-1"));
    shop.tracker.cancel("o-1");
    shop.track("v1", sale("o-2"));
    shop.send("acme", PostbackState.REFUSED);

    assertThat(reason(decided(shop, refund("o-0", "r", "1")), "acme"))
        .isEqualTo("nobody was credited for the order");
    assertThat(reason(decided(shop, refund("o-1", "r", "1")), "acme"))
        .isEqualTo("the order was cancelled before it was sent");
    assertThat(reason(decided(shop, refund("o-2", "r", "1")), "acme"))
        .isEqualTo("the network has no sale of this order");
  }

  @Test
  void refundBeforeTheHeldSaleIsSent_waitsForIt() {
    TestShop shop = new TestShop(acme());
    shop.land("v1", "cid=t1");
    shop.track("v1", sale("o-1").toBuilder().holdFor(Duration.ofDays(10)).build());

    decided(shop, refund("o-1", "r-1", "9.90"));

    assertThat(shop.outbox.due(List.of(new Queue("acme", false)))).isEmpty();
    shop.clock.advance(Duration.ofDays(10));
    assertThat(shop.outbox.due(List.of(new Queue("acme", false)))).hasSize(1);
  }

  @Test
  void refundOfASaleThatIsStillTried_hasItsOwnTimeAfterTheSalesTime() {
    TestShop shop = new TestShop(acme());
    shop.land("v1", "cid=t1");
    shop.track("v1", sale("o-1").toBuilder().holdFor(Duration.ofDays(20)).build());

    decided(shop, refund("o-1", "r-1", "9.90"));

    List<Postback> both = shop.tracker.postbacks("o-1");
    assertThat(both.get(1).deadline()).isEqualTo(both.get(0).deadline().plus(Duration.ofDays(14)));
  }

  @Test
  void refundOfASaleTheNetworkHadAlready_isSentOnlyWhereItGoesByTheOrder() {
    TestShop byOrder =
        new TestShop(
            own(
                    "acme",
                    "'landing': {'transaction-id': 'cid'}, 'de-duplication': 'unique-id', 'request':"
                        + " {'url': 'https://a.example/p?cid={transaction_id}&ref={order_id}',"
                        + " 'goals': {'refund':"
                        + " 'https://a.example/refund?cid={transaction_id}&ref={original_unique_id}'}}")
                .build());
    TestShop byClick = new TestShop(acme());
    for (TestShop shop : List.of(byOrder, byClick)) {
      shop.land("v1", "cid=t1");
      shop.track("v1", sale("o-1"));
      shop.send("acme", PostbackState.DUPLICATE);
    }

    assertThat(reason(decided(byOrder, refund("o-1", "r", "1")), "acme")).isNull();
    assertThat(reason(decided(byClick, refund("o-1", "r", "1")), "acme"))
        .isEqualTo("the network has no sale of this order");
  }

  @Test
  void refundsOfTwoGoals_areEachUpToTheirOwnTotal() {
    TestShop shop = new TestShop(acme());
    shop.land("v1", "cid=t1");
    shop.track("v1", sale("o-1"));
    shop.track("v1", sale("o-1").toBuilder().goal("upsell").build());
    Conversion ofUpsell = refund("o-1", "r-2", "49.90").toBuilder().originalGoal("upsell").build();

    decided(shop, refund("o-1", "r-1", "49.90"));
    assertThat(reason(decided(shop, ofUpsell), "acme")).isNull();

    assertThat(shop.tracker.track(refund("o-1", "r-3", "0.01"))).isInstanceOf(Invalid.class);
    assertThat(shop.tracker.track(ofUpsell.toBuilder().part("r-4").build()))
        .isInstanceOf(Invalid.class);
  }

  private static Network cancelling() {
    return Network.builder("acme")
        .url("https://a.example/p?cid={transaction_id}&sum=AMOUNT&goal=GOAL")
        .transactionIdNames(List.of("cid"))
        .goalUrl("refund", REFUND_URL)
        .keep(List.of("sub1"))
        .goalUrl("cancel", "https://a.example/cancel?cid={transaction_id}&of={original_goal}")
        .build();
  }

  @Test
  void refundAfterACancellation_takesNothingBackTwice() {
    TestShop shop = new TestShop(cancelling());
    shop.land("v1", "cid=t1");
    shop.track("v1", sale("o-1"));
    decided(shop, Conversion.cancellation("o-1"));

    Decided refunded = decided(shop, refund("o-1", "r-1", "49.90"));

    assertThat(reason(refunded, "acme"))
        .isEqualTo("the network was told that the order is cancelled");
    assertThat(shop.queries("o-1")).hasSize(2);
  }

  @Test
  void cancellationAfterRefunds_isSentUnlessAllIsRefunded() {
    TestShop shop = new TestShop(cancelling());
    shop.land("v1", "cid=t1");
    shop.track("v1", sale("o-1"));
    shop.track("v1", sale("o-2"));
    decided(shop, refund("o-1", "r-1", "9.90"));
    decided(shop, refund("o-2", "r-1", "9.90"));
    decided(shop, refund("o-2", "r-2", "40.00"));

    assertThat(reason(decided(shop, Conversion.cancellation("o-1")), "acme")).isNull();
    assertThat(reason(decided(shop, Conversion.cancellation("o-2")), "acme"))
        .isEqualTo("the network was told that all of the order is refunded");
  }

  @Test
  void cancellationAfterARefundThatTheNetworkRefused_isSent() {
    TestShop shop = new TestShop(cancelling());
    shop.land("v1", "cid=t1");
    shop.track("v1", sale("o-1"));
    shop.send("acme", PostbackState.RECORDED);
    decided(shop, refund("o-1", "r-1", "9.90"));
    shop.send("acme", PostbackState.RECORDED);
    decided(shop, refund("o-1", "r-2", "40.00"));
    shop.send("acme", PostbackState.REFUSED);

    assertThat(reason(decided(shop, Conversion.cancellation("o-1")), "acme")).isNull();
  }

  @Test
  void refundAfterACancellationThatTheNetworkRefused_isSent() {
    TestShop shop = new TestShop(cancelling());
    shop.land("v1", "cid=t1");
    shop.track("v1", sale("o-1"));
    shop.send("acme", PostbackState.RECORDED);
    decided(shop, Conversion.cancellation("o-1"));
    shop.send("acme", PostbackState.REFUSED);

    assertThat(reason(decided(shop, refund("o-1", "r-1", "49.90")), "acme")).isNull();
  }

  @Test
  void cancellationsOfTwoGoals_areTwo() {
    TestShop shop = new TestShop(cancelling());
    shop.land("v1", "cid=t1");
    shop.track("v1", sale("o-1"));
    shop.track("v1", sale("o-1").toBuilder().goal("lead").build());
    Conversion ofLead = Conversion.cancellation("o-1").toBuilder().originalGoal("lead").build();

    decided(shop, ofLead);
    Decided ofSale = decided(shop, Conversion.cancellation("o-1"));

    assertThat(ofSale.first()).isTrue();
    assertThat(shop.queries("o-1")).endsWith("cid=t1&of=lead", "cid=t1&of=sale");
    assertThat(decided(shop, ofLead).first()).isFalse();
  }

  @Test
  void statusChange_isOncePerStatus() {
    TestShop shop = new TestShop(acme());
    shop.land("v1", "cid=t1");
    shop.track("v1", sale("o-1"));

    decided(shop, Conversion.statusChange("o-1", "approved"));
    decided(shop, Conversion.statusChange("o-1", "approved"));
    decided(shop, Conversion.statusChange("o-1", "rejected"));

    assertThat(shop.queries("o-1"))
        .containsExactly(
            "cid=t1&sum=49.90&goal=sale", "cid=t1&status=approved", "cid=t1&status=rejected");
    assertThat(Conversion.builder("o-1").goal("status").build().problem()).contains("status");
  }

  @Test
  void cancellation_goesToTheCreditedNetworkByItsOwnRequestOnce() {
    Network acme =
        Network.builder("acme")
            .url("https://a.example/p?cid={transaction_id}&sum=AMOUNT&goal=GOAL")
            .transactionIdNames(List.of("cid"))
            .goalUrl("cancel", "https://a.example/cancel?cid={transaction_id}&ref=ORDER_ID")
            .build();
    TestShop shop = new TestShop(acme, partners().build());
    shop.land("v1", "cid=t1");
    shop.track("v1", sale("o-1"));

    Decided decided = decided(shop, Conversion.cancellation("o-1"));
    Decided again = decided(shop, Conversion.cancellation("o-1"));

    assertThat(shop.queries("o-1")).containsExactly("cid=t1&sum=49.90&goal=sale", "cid=t1&ref=o-1");
    assertThat(reason(decided, "partners")).isEqualTo("nobody was credited for the order");
    assertThat(again.first()).isFalse();
    assertThat(shop.tracker.track(Conversion.cancellation("o-2"))).isInstanceOf(Invalid.class);
  }

  @Test
  void cancellation_whereTheNetworkTakesNone_isListed() throws IOException {
    TestShop shop = new TestShop(tune().build());
    shop.land("v1", "transaction_id=t1&offer_id=8");
    shop.track("v1", sale("o-1"));
    decided(shop, refund("o-1", "r-1", "9.90"));
    decided(shop, Conversion.cancellation("o-1"));

    FollowUpList list = shop.tracker.operations().followUps();

    assertThat(list.of("tune", 10))
        .last()
        .satisfies(
            entry -> {
              assertThat(entry.postback().reason())
                  .isEqualTo("this network takes no cancellations by postback");
              assertThat(entry.amount()).isEqualTo("40.00");
              assertThat(entry.remaining()).isEqualTo("0");
              assertThat(entry.status()).isEqualTo("rejected");
            });
    StringBuilder csv = new StringBuilder();
    list.writeCsv("tune", CsvFormat.tune(), csv);
    assertThat(csv.toString()).endsWith("t1,,8,rejected,0.00,o-1\n");
  }

  @Test
  void networkWithoutAUrlForIt_listsItAndSendsNothing() throws IOException {
    TestShop shop = new TestShop(tune().build());
    shop.land("v1", "transaction_id=t1&offer_id=8");
    shop.track("v1", sale("o-1"));
    shop.send("tune", PostbackState.RECORDED);

    Decided decided = decided(shop, refund("o-1", "r-1", "9.90"));
    decided(shop, refund("o-1", "r-2", "40.00"));

    assertThat(decided.networks())
        .singleElement()
        .isInstanceOf(Listed.class)
        .extracting("reason")
        .isEqualTo("this network takes no refunds by postback");
    assertThat(shop.outbox.due(List.of(new Queue("tune", true), new Queue("tune", false))))
        .isEmpty();
    FollowUpList list = shop.tracker.operations().followUps();
    assertThat(list.of("tune", 10)).extracting(Entry::transactionId).containsExactly("t1", "t1");
    StringBuilder csv = new StringBuilder();
    Written written = list.writeCsv("tune", CsvFormat.tune(), csv);
    assertThat(csv)
        .hasToString(
            """
            transaction_id,affiliate_id,offer_id,status,sale_amount,note
            t1,,8,approved,40.00,o-1
            t1,,8,rejected,0.00,o-1
            """);
    assertThat(list.done(written.postbackIds())).isEqualTo(2);
    assertThat(list.of("tune", 10)).isEmpty();
    assertThat(shop.tracker.replayAll(PostbackState.REFUSED, null)).isZero();
  }

  @Test
  void csv_isQuotedGuardedAndBounded() throws IOException {
    TestShop shop = new TestShop(tune().build());
    shop.land("v1", "transaction_id=%3Dcmd%7C%22x%22%2C%27");
    for (String order : List.of("@o,1", "o \"2\"", "-5", "-a")) {
      shop.track("v1", sale(order));
      decided(shop, refund(order, "r", "49.90"));
      shop.clock.advance(Duration.ofSeconds(1));
    }
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("Order", "order_id");
    columns.put("Trans, ID", "transaction_id");
    CsvFormat format = CsvFormat.tune().columns(columns).maxRows(3);
    StringBuilder guarded = new StringBuilder();
    StringBuilder exact = new StringBuilder();
    FollowUpList list = shop.tracker.operations().followUps();

    Written written = list.writeCsv("tune", format, guarded);
    list.writeCsv("tune", format.guardFormulas(false).maxRows(1), exact);

    assertThat(written.more()).isTrue();
    assertThat(guarded)
        .hasToString(
            "Order,\"Trans, ID\"\n"
                + "\"'@o,1\",\"'=cmd|\"\"x\"\",'\"\n"
                + "\"o \"\"2\"\"\",\"'=cmd|\"\"x\"\",'\"\n"
                + "-5,\"'=cmd|\"\"x\"\",'\"\n");
    assertThat(exact.toString()).endsWith("\"@o,1\",\"=cmd|\"\"x\"\",'\"\n");
    assertThatThrownBy(() -> format.columns(Map.of("x", "payout")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void networkThatListsNothing_saysWhy() {
    TestShop shop = new TestShop(tune().listFollowUps(false).build());
    shop.land("v1", "transaction_id=t1");
    shop.track("v1", sale("o-1"));

    assertThat(reason(decided(shop, refund("o-1", "r", "1")), "tune"))
        .isEqualTo("what the order was credited to was not kept, or is removed");
    assertThat(shop.tracker.operations().followUps().of("tune", 10)).isEmpty();
  }

  @Test
  void validationOfferOfAConstantPartner_takesStatusByOrderId() {
    // ShopBack: a second offer under the partner-ID protocol, with a fixed aff_id.
    TestShop shop =
        new TestShop(
            tune()
                .goalUrl(
                    "status",
                    "https://t.example/aff_lsr?offer_id=9&aff_id=1059&adv_sub=ORDER_ID"
                        + "&status=STATUS&amount=AMOUNT")
                .build());
    shop.land("v1", "transaction_id=t1");
    shop.track("v1", sale("o-1"));

    shop.clock.advance(Duration.ofDays(3));
    shop.tracker.track(
        SessionKey.visitor("v1"),
        Conversion.statusChange("o-1", "approved").toBuilder()
            .amount(new BigDecimal("45"), "EUR")
            .build());

    assertThat(shop.queries("o-1"))
        .containsExactly(
            "transaction_id=t1&amount=49.90&adv_unique1=o-1",
            "offer_id=9&aff_id=1059&adv_sub=o-1&status=approved&amount=45.00");
  }
}
