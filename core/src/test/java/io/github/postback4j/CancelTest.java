package io.github.postback4j;

import static io.github.postback4j.TestShop.partners;
import static io.github.postback4j.TestShop.reason;
import static io.github.postback4j.TestShop.sale;
import static io.github.postback4j.TestShop.tune;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.CancelResult.Cancelled;
import io.github.postback4j.CancelResult.NotCancelled;
import io.github.postback4j.TrackResult.Decided;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.Network;
import io.github.postback4j.outbox.Outbox.Queue;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Conversions that are held back, and what is cancelled before it is sent. */
class CancelTest {

  private final TestShop shop = new TestShop(tune().build(), partners().build());

  private Postback only(String orderId) {
    List<Postback> postbacks = shop.tracker.postbacks(orderId);
    assertThat(postbacks).hasSize(1);
    return postbacks.get(0);
  }

  private static Conversion held(String orderId, Duration time) {
    return sale(orderId).toBuilder().holdFor(time).build();
  }

  @Test
  void held_isDueAfterThatTimeAndNotBefore() {
    shop.land("v1", "transaction_id=t1");
    shop.track("v1", held("o-1", Duration.ofDays(14)));

    shop.clock.advance(Duration.ofDays(14).minusSeconds(1));
    assertThat(shop.outbox.due(List.of(new Queue("tune", true)))).isEmpty();
    shop.clock.advance(Duration.ofSeconds(1));
    assertThat(shop.outbox.due(List.of(new Queue("tune", true)))).hasSize(1);
  }

  @Test
  void heldBeyondTheWindow_isToldAtOnceAndNotSent() {
    shop.land("v1", "transaction_id=t1");
    shop.clock.advance(Duration.ofDays(20));

    Decided late = shop.track("v1", held("o-1", Duration.ofDays(8)));
    Decided inTime = shop.track("v1", held("o-2", Duration.ofDays(7)));

    assertThat(reason(late, "tune")).isEqualTo(Network.HELD_TOO_LONG);
    assertThat(inTime.queued()).hasSize(1);
  }

  @Test
  void heldUntil_withoutAWindow_isTriedAsLongAsAnyOther() {
    shop.land("v1", "pid=5");
    Instant until = shop.clock.instant().plus(Duration.ofDays(90));

    shop.track("v1", sale("o-1").toBuilder().holdUntil(until).build());

    assertThat(only("o-1").nextAttemptAt()).isEqualTo(until);
    assertThat(only("o-1").deadline()).isEqualTo(until.plus(Network.DEFAULT_DEADLINE));
  }

  @Test
  void cancel_takesBackWhatIsHeld_andTrackStaysDecided() {
    shop.land("v1", "transaction_id=t1");
    Decided first = shop.track("v1", held("o-1", Duration.ofDays(14)));

    Cancelled cancelled = (Cancelled) shop.tracker.cancel("o-1");

    assertThat(cancelled.cancelled()).extracting(Postback::network).containsExactly("tune");
    assertThat(cancelled.tooLate()).isEmpty();
    assertThat(cancelled.beforeTracking()).isFalse();
    assertThat(only("o-1").state()).isEqualTo(PostbackState.REFUSED);
    assertThat(only("o-1").reason()).isEqualTo("cancelled by the shop");
    Decided again = shop.track("v1", sale("o-1"));
    assertThat(again.first()).isFalse();
    assertThat(again.networks()).isEqualTo(first.networks());
    assertThat(shop.tracker.replayAll(PostbackState.REFUSED, null)).isZero();
    shop.clock.advance(Duration.ofDays(20));
    assertThat(shop.outbox.due(List.of(new Queue("tune", true)))).isEmpty();
  }

  @Test
  void cancel_tellsWhatIsTooLate() {
    shop.land("v1", "transaction_id=t1&pid=5");
    shop.track("v1", sale("o-1"));
    shop.send("partners", PostbackState.RECORDED);

    Cancelled cancelled = (Cancelled) shop.tracker.cancel("o-1");
    Cancelled again = (Cancelled) shop.tracker.cancel("o-1");

    assertThat(cancelled.cancelled()).extracting(Postback::network).containsExactly("tune");
    assertThat(cancelled.tooLate()).extracting(Postback::network).containsExactly("partners");
    assertThat(again.cancelled()).isEmpty();
    assertThat(again.tooLate()).extracting(Postback::network).containsExactly("partners");
  }

  @Test
  void cancelBeforeTracking_keepsALateWebhookFromBooking() {
    shop.land("v1", "transaction_id=t1");

    Cancelled cancelled = (Cancelled) shop.tracker.cancel("o-1");
    Decided late = shop.track("v1", sale("o-1"));

    assertThat(cancelled.beforeTracking()).isTrue();
    assertThat(late.first()).isFalse();
    assertThat(reason(late, "tune")).isEqualTo("cancelled by the shop");
    assertThat(shop.tracker.postbacks("o-1")).isEmpty();
  }

  @Test
  void cancelOfOneGoal_leavesTheOthers() {
    TestShop leads =
        new TestShop(
            tune()
                .goalUrl(
                    "lead",
                    "https://t.example/aff_goal?a=lsr&goal_id=3&transaction_id=TRANSACTION_ID")
                .build());
    leads.land("v1", "transaction_id=t1");
    leads.track("v1", sale("o-1"));
    leads.track("v1", Conversion.builder("o-1").goal("lead").build());

    Cancelled cancelled = (Cancelled) leads.tracker.cancel("o-1", "lead");

    assertThat(cancelled.cancelled()).extracting(Postback::goal).containsExactly("lead");
    assertThat(leads.queries("o-1"))
        .containsExactlyInAnyOrder("transaction_id=t1&amount=49.90&adv_unique1=o-1", "gone");
  }

  @Test
  void cancelOfNothing_isRefused() {
    assertThat(shop.tracker.cancel(" ")).isInstanceOf(NotCancelled.class);
    assertThat(shop.tracker.cancel("o-1", "x".repeat(100))).isInstanceOf(NotCancelled.class);
  }

  @Test
  void badHold_isAProblemOfTheConversion() {
    assertThat(held("o-1", Duration.ofDays(-1)).problem()).contains("holding time");
    assertThat(held("o-1", Duration.ofDays(401)).problem()).contains("holding time");
  }
}
