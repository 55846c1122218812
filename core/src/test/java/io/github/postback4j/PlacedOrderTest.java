package io.github.postback4j;

import static io.github.postback4j.TestShop.partners;
import static io.github.postback4j.TestShop.sale;
import static io.github.postback4j.TestShop.tune;
import static io.github.postback4j.TestShop.visitor;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.delivery.PostbackSender;
import io.github.postback4j.delivery.SendResult;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.session.SessionStore;
import io.github.postback4j.store.Database;
import io.github.postback4j.store.TestDatabase;
import io.github.postback4j.testkit.contract.MutableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Placed now, paid later by a webhook that knows no visitor: the order's own clicks count. */
class PlacedOrderTest {

  private final TestShop shop = new TestShop(tune().build());

  private void place(@Nullable String visitor, String orderId, @Nullable String customerId) {
    SessionKey key = visitor == null ? null : visitor(visitor);
    assertThat(shop.tracker.linkOrder(key, orderId, customerId)).isTrue();
  }

  @Test
  void clickInBetween_changesNothing() {
    shop.land("v1", "transaction_id=t1");
    place("v1", "o-1", "c1");
    shop.land("v1", "transaction_id=t2");
    shop.tracker.linkCustomer(visitor("v1"), "c1");

    shop.tracker.track(SessionKey.order("o-1"), sale("o-1", "c1"));

    assertThat(shop.queries("o-1")).singleElement().asString().contains("transaction_id=t1&");
  }

  @Test
  void webhookThatNamesNoKey_findsTheOrdersClicks() {
    shop.land("v1", "transaction_id=t1");
    place("v1", "o-1", "c1");
    shop.land("v1", "transaction_id=t2");
    shop.tracker.linkCustomer(visitor("v1"), "c1");

    shop.tracker.track(sale("o-1", "c1"));

    assertThat(shop.queries("o-1")).singleElement().asString().contains("transaction_id=t1&");
  }

  @Test
  void orderOfNobody_staysNobodys() {
    place("v1", "o-1", "c1");
    shop.land("v1", "transaction_id=late");
    shop.tracker.linkCustomer(visitor("v1"), "c1");
    place("v1", "o-1", "c1"); // the page was opened again

    assertThat(shop.tracker.track(SessionKey.order("o-1"), sale("o-1", "c1")).queued()).isEmpty();
  }

  @Test
  void orderOfNobody_staysNobodysForAWebhookWithoutKey() {
    place("v1", "o-1", "c1");
    shop.land("v1", "transaction_id=late");
    shop.tracker.linkCustomer(visitor("v1"), "c1");

    assertThat(shop.tracker.track(sale("o-1", "c1")).queued()).isEmpty();
    assertThat(shop.tracker.track(sale("o-2", "c1")).queued()).hasSize(1);
  }

  @Test
  void twoNodes_shareTheSnapshot(@TempDir Path folder) {
    try (TestDatabase database = TestDatabase.sqlite(folder)) {
      MutableClock clock = new MutableClock(Instant.parse("2026-03-01T10:00:00Z"));
      try (PostbackTracker one = node(database, clock, partners().build());
          PostbackTracker two = node(database, clock, partners().build())) {
        one.capture(visitor("v1"), "pid=5");
        one.linkOrder(visitor("v1"), "o-1", null);
        two.linkOrder(visitor("v9"), "o-2", null);
        clock.advance(Duration.ofMinutes(1));
        two.capture(visitor("v1"), "pid=6");
        two.capture(visitor("v9"), "pid=6");

        two.track(sale("o-1"));
        one.track(sale("o-2"));

        assertThat(one.postbacks("o-1"))
            .singleElement()
            .extracting(p -> p.request() == null ? "" : p.request().url())
            .asString()
            .contains("aff_id=5&");
        assertThat(two.postbacks("o-2")).isEmpty();
      }
    }
  }

  private static PostbackTracker node(TestDatabase database, MutableClock clock, Network network) {
    Database shared = Database.of(database.dataSource());
    PostbackTracker node =
        PostbackTracker.builder()
            .network(network)
            .clock(clock)
            .sessions(SessionStore.jdbc(shared, clock))
            .outbox(Outbox.jdbc(shared))
            .sender(new Booking())
            .build();
    node.start();
    return node;
  }

  /** A network that books whatever comes. */
  private static final class Booking implements PostbackSender {
    @Override
    public CompletableFuture<SendResult> send(PostbackRequest request, Options options) {
      return CompletableFuture.completedFuture(new SendResult.Answered(200, "success=true;", null));
    }

    @Override
    public void close() {}
  }
}
