package io.github.postback4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.postback4j.TrackResult.Decided;
import io.github.postback4j.TrackResult.Failed;
import io.github.postback4j.click.Click;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.ConfigurationException;
import io.github.postback4j.network.Network;
import io.github.postback4j.session.CarriedClicks;
import io.github.postback4j.session.KeptClick;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.session.SessionStore;
import io.github.postback4j.session.Visitor;
import io.github.postback4j.store.StoreException;
import io.github.postback4j.testkit.contract.MutableClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Clicks that the browser carries, alone and beside those that a store holds. */
class VisitorTrackTest {

  private static final SessionKey KEY = SessionKey.visitor("v1");
  private static final String SECRET = "0123456789abcdef";

  private final MutableClock clock = new MutableClock(Instant.parse("2026-03-01T10:00:00Z"));
  private final SessionStore store = SessionStore.inMemory(100, clock);
  private PostbackTracker tracker = tracker(store);

  private PostbackTracker tracker(SessionStore sessions) {
    return PostbackTracker.builder()
        .clock(clock)
        .sessions(sessions)
        .network(
            Network.preset("tune")
                .url("https://t.example/aff_lsr?transaction_id=TRANSACTION_ID&amount=AMOUNT")
                .build())
        .build();
  }

  private Click click(String transactionId) {
    return new Click("tune", transactionId, null, null, Map.of(), clock.instant());
  }

  private KeptClick kept(String transactionId) {
    return tracker.carry(CarriedClicks.none(), List.of(click(transactionId))).clicks().get(0);
  }

  private KeptClick owned(KeptClick kept, String customer) {
    return new KeptClick(
        kept.click(), kept.expiresAt(), store.ownerOf(SessionKey.customer(customer)));
  }

  private static Conversion sale(String orderId, @Nullable String customerId) {
    Conversion.Builder sale = Conversion.builder(orderId).amount(new BigDecimal("49.90"), "EUR");
    return customerId == null ? sale.build() : sale.customerId(customerId).build();
  }

  private String sent(Visitor visitor, Conversion conversion) {
    Decided decided = (Decided) tracker.track(visitor, conversion);
    return decided.queued().isEmpty()
        ? "nothing"
        : tracker.postback(decided.queued().get(0).postbackId()).request().url();
  }

  @Test
  void carried_isReported() {
    assertThat(sent(Visitor.carrying(List.of(kept("t1"))), sale("o1", null)))
        .contains("transaction_id=t1&");
  }

  @Test
  void nobody_isDecidedNobody() {
    assertThat(sent(Visitor.nobody(), sale("o1", null))).isEqualTo("nothing");
  }

  @Test
  void carriedExpired_neverCounts() {
    KeptClick kept = kept("t1");
    clock.advance(Duration.ofDays(28));

    assertThat(sent(Visitor.carrying(List.of(kept)), sale("o1", null))).isEqualTo("nothing");
  }

  @Test
  void carriedOfAnotherCustomer_neverCounts() {
    Visitor visitor = Visitor.carrying(List.of(owned(kept("t1"), "anna")));

    assertThat(sent(visitor, sale("o1", "bert"))).isEqualTo("nothing");
    assertThat(sent(visitor, sale("o2", "anna"))).contains("transaction_id=t1&");
  }

  @Test
  void carriedOfUnknownNetwork_neverCountsAndIsNotStored() {
    KeptClick foreign =
        new KeptClick(new Click("gone", "t1", null, null, Map.of(), clock.instant()), null, null);

    assertThat(sent(new Visitor(KEY, List.of(foreign)), sale("o1", "anna"))).isEqualTo("nothing");
    assertThat(store.find(KEY)).isEmpty();
  }

  @Test
  void laterStored_winsOverCarried() {
    KeptClick carried = kept("t1");
    clock.advance(Duration.ofMinutes(1));
    tracker.capture(KEY, List.of(click("t2")));

    assertThat(sent(new Visitor(KEY, List.of(carried)), sale("o1", null)))
        .contains("transaction_id=t2&");
  }

  @Test
  void laterCarried_winsOverStored() {
    tracker.capture(KEY, List.of(click("t1")));
    clock.advance(Duration.ofMinutes(1));

    assertThat(sent(new Visitor(KEY, List.of(kept("t2"))), sale("o1", null)))
        .contains("transaction_id=t2&");
  }

  @Test
  void storedOwner_bindsTheCarriedCopy() {
    KeptClick carried = kept("t1");
    tracker.capture(KEY, List.of(carried.click()));
    tracker.linkCustomer(KEY, "anna");

    assertThat(sent(new Visitor(KEY, List.of(carried)), sale("o1", "bert"))).isEqualTo("nothing");
  }

  @Test
  void linkCustomer_carriedThatTheStoreLost_belongsToTheCustomer() {
    Visitor visitor = new Visitor(KEY, List.of(kept("t1")));

    assertThat(tracker.linkCustomer(visitor, "anna")).isTrue();

    assertThat(store.find(SessionKey.customer("anna"))).containsExactly(owned(kept("t1"), "anna"));
    assertThat(store.find(KEY)).containsExactly(owned(kept("t1"), "anna"));
    assertThat(sent(visitor, sale("o1", "bert"))).isEqualTo("nothing");
  }

  @Test
  void linkCustomer_withoutAKey_givesTheCustomerWhatIsHisOrNobodys() {
    List<KeptClick> carried =
        List.of(kept("t1"), owned(kept("t2"), "bert"), owned(kept("t3"), "anna"));

    tracker.linkCustomer(Visitor.carrying(carried), "anna");

    assertThat(store.find(SessionKey.customer("anna")))
        .containsExactlyInAnyOrder(owned(kept("t1"), "anna"), owned(kept("t3"), "anna"));
  }

  @Test
  void linkOrder_carried_countsAtTheWebhook() {
    tracker.linkOrder(Visitor.carrying(List.of(kept("t1"))), "o1", null);
    tracker.linkOrder(new Visitor(KEY, List.of(kept("t2"))), "o2", "anna");

    assertThat(sent(Visitor.of(SessionKey.order("o1")), sale("o1", null))).contains("=t1&");
    assertThat(sent(Visitor.of(SessionKey.order("o2")), sale("o2", "anna"))).contains("=t2&");
  }

  @Test
  void orderKey_takesNothingCarriedLater() {
    tracker.linkOrder(Visitor.carrying(List.of(kept("t1"))), "o1", null);
    clock.advance(Duration.ofMinutes(1));
    Visitor later = new Visitor(SessionKey.order("o1"), List.of(kept("t2")));

    assertThat(sent(later, sale("o1", null))).contains("=t1&");
  }

  @Test
  void carrierAlone_tracksCustomersToo() {
    tracker = tracker(SessionStore.none(SECRET));

    assertThat(sent(Visitor.carrying(List.of(kept("t1"))), sale("o1", "anna"))).contains("=t1&");
  }

  @Test
  void carrierAlone_whatNeedsAStore_isRefusedByTheResult() {
    tracker = tracker(SessionStore.none(SECRET));
    Visitor visitor = Visitor.carrying(List.of(kept("t1")));

    assertThat(tracker.capture(KEY, List.of(click("t1")))).isFalse();
    assertThat(tracker.linkCustomer(visitor, "anna")).isFalse();
    assertThat(tracker.linkOrder(visitor, "o1", null)).isFalse();
    assertThat(tracker.forget(KEY)).isFalse();
    assertThat(((Failed) tracker.track(SessionKey.order("o1"), sale("o1", null))).reason())
        .contains("no keyed session store");
  }

  @Test
  void carrierAlone_whatNeedsAStore_isAnErrorAtTheStart() {
    TrackerBuilder builder =
        PostbackTracker.builder()
            .network(
                Network.preset("tune")
                    .url("https://t.example/aff_lsr?transaction_id=TRANSACTION_ID")
                    .build())
            .sessions(SessionStore.none(SECRET))
            .needs(KeyedUse.REMOVAL, KeyedUse.RENEWALS);

    assertThatThrownBy(builder::build)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("renewals, removal of a person's clicks cannot be done")
        .hasMessageContaining("keyed store");
    assertThat(builder.sessions(store).build()).isNotNull();
  }

  @Test
  void storeAway_carriedClickIsReportedAllTheSame() {
    BrokenStore broken = new BrokenStore();
    tracker = tracker(broken);
    Visitor visitor = new Visitor(KEY, List.of(kept("t1")));

    assertThat(sent(visitor, sale("o1", "anna"))).contains("=t1&");
    assertThat(tracker.track(KEY, sale("o2", null))).isInstanceOf(Failed.class);
  }

  @Test
  void storeAway_lostClicksAreCounted() {
    tracker = tracker(new BrokenStore());

    tracker.capture(KEY, List.of(click("t1")));
    tracker.capture(KEY, List.of(click("t2")));

    assertThat(tracker.lostClicks()).isEqualTo(2);
  }

  @Test
  void captureLater_isAsOldAsTheLanding() {
    Instant landedAt = clock.instant();
    clock.advance(Duration.ofDays(27));

    tracker.capture(KEY, "transaction_id=t1", landedAt);

    assertThat(store.find(KEY))
        .extracting(kept -> kept.click().clickedAt())
        .containsExactly(landedAt);
    clock.advance(Duration.ofDays(1));
    assertThat(store.find(KEY)).isEmpty();
  }

  @Test
  void captureLater_outsideTheWindowOrInTheFuture() {
    Instant landedAt = clock.instant();
    clock.advance(Duration.ofDays(28));

    assertThat(tracker.capture(KEY, "transaction_id=t1", landedAt)).isTrue();
    assertThat(store.find(KEY)).isEmpty();
    tracker.capture(KEY, "transaction_id=t2", clock.instant().plusSeconds(60));
    assertThat(store.find(KEY))
        .extracting(kept -> kept.click().clickedAt())
        .containsExactly(clock.instant());
  }

  @Test
  void toString_tellsNoValue() {
    assertThat(new Visitor(SessionKey.visitor("secret-v"), List.of(kept("secret-t"))).toString())
        .isEqualTo("Visitor[SessionKey[VISITOR], 1 carried]");
  }

  /** A store whose server is away. */
  private static final class BrokenStore implements SessionStore {
    private static StoreException away() {
      return new StoreException("the store is away", null);
    }

    @Override
    public void add(SessionKey key, List<KeptClick> clicks) {
      throw away();
    }

    @Override
    public List<KeptClick> find(SessionKey key) {
      throw away();
    }

    @Override
    public void link(SessionKey from, SessionKey to, @Nullable SessionKey customer) {
      throw away();
    }

    @Override
    public void remove(SessionKey key) {
      throw away();
    }

    @Override
    public String ownerOf(SessionKey customer) {
      return "anna-s token";
    }
  }
}
