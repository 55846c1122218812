package io.github.postback4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.CancelResult.Cancelled;
import io.github.postback4j.TrackResult.Decided;
import io.github.postback4j.TrackResult.NetworkResult;
import io.github.postback4j.TrackResult.NetworkResult.Queued;
import io.github.postback4j.click.Click;
import io.github.postback4j.click.Protocol;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.conversion.Item;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.PlannedPostback.Outgoing;
import io.github.postback4j.network.PlannedPostback.Send;
import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.outbox.Decision.NetworkDecision;
import io.github.postback4j.outbox.Outbox.Claim;
import io.github.postback4j.outbox.Outbox.Finish;
import io.github.postback4j.outbox.Outbox.Queue;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A network that gets several requests for one conversion: what reads decisions and parts. */
class SeveralPostbacksTest {

  private final Random random = new Random(1);
  private final TestShop shop =
      new TestShop(
          Network.builder("acme")
              .url("https://a.example/p?cid={transaction_id}&sum=AMOUNT")
              .transactionIdNames(List.of("cid"))
              .goalUrl("refund", "https://a.example/refund?cid={transaction_id}&back=AMOUNT")
              .build());

  private Decided decide(Conversion conversion, String... parts) {
    Instant now = shop.clock.instant();
    List<Outgoing> requests =
        Stream.of(parts)
            .map(
                part ->
                    new Outgoing(part, PostbackRequest.get("https://a.example/p?" + part), true))
            .toList();
    Click click = new Click("acme", "t1", null, null, Map.of(), now);
    String memo = new CreditCodec().write(Credit.of(click, 0, conversion), true);
    Draft draft = new Draft(conversion, now, now, random);
    draft.add("acme", new Send(requests, Protocol.TRANSACTION_ID, now.plusSeconds(9999)), memo);
    return shop.outbox.atomically(() -> draft.decide(shop.outbox, "person"));
  }

  private @Nullable String refundOf(String orderId) {
    shop.clock.advance(Duration.ofMillis(1));
    Conversion refund = Conversion.refund(orderId, "r-1", BigDecimal.ONE, "EUR");
    return TestShop.reason((Decided) shop.tracker.track(refund), "acme");
  }

  /** Ends those of the order's postbacks that have these parts. */
  private void end(String orderId, PostbackState state, String... parts) {
    for (Claim claim : shop.outbox.claim(new Queue("acme", true), 100, Duration.ofSeconds(30))) {
      boolean chosen =
          claim.postback().orderId().equals(orderId)
              && List.of(parts).contains(claim.postback().part());
      PostbackState to = chosen ? state : PostbackState.PENDING;
      shop.outbox.finish(
          List.of(
              new Finish(
                  claim.postback().id(), claim.token(), to, Duration.ZERO, false, 1, "said so")));
    }
  }

  @Test
  void requests_eachBecomeAPostbackALineAndAResult() {
    Conversion conversion = TestShop.sale("o-1");

    Decided decided = decide(conversion, "item-1", "item-2", "+details");
    Decided again = decide(conversion, "item-1");

    assertThat(shop.tracker.postbacks("o-1"))
        .extracting(Postback::part)
        .containsExactly("item-1", "item-2", "+details");
    assertThat(decided.networks()).hasSize(3).allMatch(Queued.class::isInstance);
    assertThat(decided.queued())
        .extracting(Queued::postbackId)
        .containsExactlyElementsOf(
            shop.tracker.postbacks("o-1").stream().map(Postback::id).toList());
    assertThat(again.networks()).isEqualTo(decided.networks());
    assertThat(again.first()).isFalse();
    assertThat(Objects.requireNonNull(shop.outbox.decision("o-1", "sale", "")).allOf("acme"))
        .extracting(NetworkDecision::memo)
        .satisfiesExactly(
            memo -> assertThat(memo).contains("t1"),
            memo -> assertThat(memo).isNull(),
            memo -> assertThat(memo).isNull());
  }

  @Test
  void requestsOfAPart_haveBothParts() {
    decide(Conversion.builder("o-1").goal("lead").part("line-7").build(), "", "+details");

    assertThat(shop.tracker.postbacks("o-1"))
        .extracting(Postback::part)
        .containsExactly("line-7", "line-7/+details");
  }

  @ParameterizedTest
  @EnumSource(names = {"REFUSED", "EXPIRED", "DUPLICATE"}) // by the click: another order's
  void refund_onlyIfNoneOfTheSalesRequestsIsThere_isNotSent(PostbackState state) {
    decide(TestShop.sale("o-1"), "item-1", "item-2", "+details");
    end("o-1", state, "item-1", "+details");
    decide(TestShop.sale("o-2"), "item-1", "item-2", "+details");
    end("o-2", state, "item-1", "item-2");

    assertThat(refundOf("o-1")).isNull();
    assertThat(refundOf("o-2")).isEqualTo("the network has no sale of this order");
  }

  @Test
  void refund_whereOnlyTheAdditionalRequestWasRefused_isSent() {
    decide(TestShop.sale("o-1"), "", "+details");
    end("o-1", PostbackState.REFUSED, "+details");

    assertThat(refundOf("o-1")).isNull();
  }

  @Test
  void refund_waitsForTheSaleAndNotForAnAdditionalRequest() {
    decide(TestShop.sale("o-1"), "", "+details");
    for (Claim claim : shop.outbox.claim(new Queue("acme", true), 100, Duration.ofSeconds(30))) {
      boolean additional = claim.postback().isAdditional();
      shop.outbox.finish(
          List.of(
              new Finish(
                  claim.postback().id(),
                  claim.token(),
                  additional ? PostbackState.PENDING : PostbackState.RECORDED,
                  Duration.ofDays(3),
                  false,
                  1,
                  "later")));
    }

    assertThat(refundOf("o-1")).isNull();

    assertThat(shop.outbox.due(List.of(new Queue("acme", false)))).hasSize(1);
  }

  @Test
  void cancel_takesAllOfThemBack() {
    decide(TestShop.sale("o-1"), "item-1", "item-2", "+details");

    Cancelled cancelled = (Cancelled) shop.tracker.cancel("o-1");

    assertThat(cancelled.cancelled()).hasSize(3);
    assertThat(cancelled.tooLate()).isEmpty();
    assertThat(refundOf("o-1")).isEqualTo("the order was cancelled before it was sent");
  }

  @Test
  void cancel_ofWhatIsPartlySent_namesWhatIsTooLate() {
    decide(TestShop.sale("o-1"), "item-1", "item-2", "+details");
    end("o-1", PostbackState.RECORDED, "item-1");

    Cancelled cancelled = (Cancelled) shop.tracker.cancel("o-1");

    assertThat(cancelled.cancelled()).extracting(Postback::part).contains("item-2", "+details");
    assertThat(cancelled.tooLate()).extracting(Postback::part).containsExactly("item-1");
    assertThat(refundOf("o-1")).isNull();
  }

  @Test
  void networkThatWantsEachLineAndDetails_getsThem() {
    TestShop model =
        new TestShop(
            TestShop.own(
                    "lines",
                    "'landing':{'transaction-id':'cid'},'de-duplication':'unique-id','request':{"
                        + "'url':'https://a.example/p','fan-out':'item','query':{"
                        + "'c':'{transaction_id}','sku':'{item.sku}','u':'{unique_id}'},"
                        + "'also':{'details':{'url':'https://a.example/d?o=ORDER_ID'}}}")
                .build());
    model.land("v1", "cid=t1");
    Conversion sale =
        TestShop.sale("o-1").toBuilder()
            .item(Item.of("A", null, 1, BigDecimal.ONE))
            .item(Item.of("B", null, 2, BigDecimal.ONE))
            .build();

    model.track("v1", sale);

    assertThat(model.queries("o-1"))
        .containsExactly("c=t1&sku=A&u=o-1", "c=t1&sku=B&u=o-1", "o=o-1");
    assertThat(model.tracker.postbacks("o-1"))
        .extracting(Postback::part)
        .containsExactly("item-1", "item-2", "+details");
  }

  @Test
  void networkOfSeveralLines_isNamedInEachResult() {
    Decided decided = decide(TestShop.sale("o-1"), "item-1", "item-2");

    assertThat(decided.networks()).extracting(NetworkResult::network).containsOnly("acme");
  }
}
