package io.github.postback4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.delivery.PostbackSender;
import io.github.postback4j.delivery.SendResult;
import io.github.postback4j.delivery.SteppedDelivery;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.store.StoreException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What changes a sale is told after the sale, however long that takes. */
class SaleFirstTest {

  private final Network acme =
      Network.builder("acme")
          .url("https://a.example/p?cid={transaction_id}&sum=AMOUNT&goal=GOAL")
          .transactionIdNames(List.of("cid"))
          .goalUrl("refund", "https://a.example/refund?cid={transaction_id}&back=AMOUNT")
          .answers(io.github.postback4j.network.AnswerRules.byStatus())
          .build();
  private final TestShop shop = new TestShop(acme);
  private final Wire wire = new Wire();
  private final SteppedDelivery delivery =
      new SteppedDelivery(shop.outbox, wire, List.of(acme), shop.clock, given -> given);

  /** A network that cannot take sales, or takes its time with them, while it takes refunds. */
  private static final class Wire implements PostbackSender {
    private final List<String> answered = new ArrayList<>();
    private final CompletableFuture<SendResult> slow = new CompletableFuture<>();
    private boolean down;
    private boolean busy;

    @Override
    public CompletableFuture<SendResult> send(PostbackRequest request, Options options) {
      String path = request.url().replaceAll(".*/([a-z]+)[?].*", "$1");
      if (path.equals("p") && down) {
        return CompletableFuture.completedFuture(new SendResult.NotSent("connect_error", false));
      }
      if (path.equals("p") && busy) {
        return slow;
      }
      answered.add(path);
      return CompletableFuture.completedFuture(new SendResult.Answered(200, "", null));
    }

    @Override
    public void close() {}
  }

  private void run(Duration time) {
    for (long left = time.toSeconds(); left > 0; left--) {
      delivery.step();
      delivery.advance(Duration.ofSeconds(1));
    }
  }

  @Test
  void refundTrackedWhileTheSaleIsRetried_goesOutAfterTheSale() {
    wire.down = true;
    shop.land("v1", "cid=t1");
    shop.track("v1", TestShop.sale("o-1"));
    run(Duration.ofMinutes(2));
    shop.tracker.track(Conversion.refund("o-1", "r-1", new BigDecimal("9.90"), "EUR"));
    run(Duration.ofHours(2));
    assertThat(wire.answered).isEmpty();

    wire.down = false;
    run(Duration.ofHours(2));

    assertThat(wire.answered).containsExactly("p", "refund");
    assertThat(shop.tracker.postbacks("o-1"))
        .allMatch(postback -> postback.state() == PostbackState.RECORDED)
        .extracting(Postback::attempts)
        .last()
        .isEqualTo(1);
  }

  @Test
  void refundTrackedWhileTheSaleIsUnderWay_goesOutAfterTheSale() {
    wire.busy = true;
    shop.land("v1", "cid=t1");
    shop.track("v1", TestShop.sale("o-1"));
    run(Duration.ofSeconds(1));
    shop.tracker.track(Conversion.refund("o-1", "r-1", new BigDecimal("9.90"), "EUR"));
    run(Duration.ofSeconds(8));
    assertThat(wire.answered).isEmpty();

    wire.slow.complete(new SendResult.Answered(200, "", null));
    run(Duration.ofMinutes(1));

    assertThat(wire.answered).containsExactly("refund");
  }

  @Test
  void refundOfASaleThatIsOver_costsNoWaiting() {
    shop.land("v1", "cid=t1");
    shop.track("v1", TestShop.sale("o-1"));
    run(Duration.ofMinutes(1));
    shop.tracker.track(Conversion.refund("o-1", "r-1", new BigDecimal("9.90"), "EUR"));

    run(Duration.ofSeconds(3));

    assertThat(wire.answered).containsExactly("p", "refund");
  }

  @Test
  void refund_waitsForNoOtherGoalOfTheOrder() {
    shop.land("v1", "cid=t1");
    shop.track("v1", TestShop.sale("o-1"));
    shop.track(
        "v1", TestShop.sale("o-1").toBuilder().goal("trial").holdFor(Duration.ofDays(9)).build());
    run(Duration.ofMinutes(1));
    Conversion refund = Conversion.refund("o-1", "r-1", new BigDecimal("9.90"), "EUR");
    shop.tracker.track(refund);
    shop.tracker.track(refund.toBuilder().originalGoal("trial").part("r-2").build());

    run(Duration.ofMinutes(1));

    assertThat(wire.answered).containsExactly("p", "refund");
  }

  @Test
  void refundWhoseDecisionIsDamaged_isSentAllTheSame() {
    Outbox damaged =
        (Outbox)
            Proxy.newProxyInstance(
                Outbox.class.getClassLoader(),
                new Class<?>[] {Outbox.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("decision")) {
                    throw new StoreException("a decision cannot be read", null);
                  }
                  return method.invoke(shop.outbox, arguments);
                });
    SteppedDelivery other =
        new SteppedDelivery(damaged, wire, List.of(acme), shop.clock, given -> given);
    shop.land("v1", "cid=t1");
    shop.track("v1", TestShop.sale("o-1"));
    shop.send("acme", PostbackState.RECORDED);
    shop.tracker.track(Conversion.refund("o-1", "r-1", new BigDecimal("9.90"), "EUR"));

    for (int i = 0; i < 30; i++) {
      other.step();
      other.advance(Duration.ofSeconds(1));
    }

    assertThat(wire.answered).containsExactly("refund");
  }
}
