package io.github.postback4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.github.postback4j.TrackResult.Decided;
import io.github.postback4j.TrackResult.Failed;
import io.github.postback4j.TrackResult.Failed.Cause;
import io.github.postback4j.TrackResult.Invalid;
import io.github.postback4j.TrackResult.NetworkResult.NotSent;
import io.github.postback4j.TrackResult.NetworkResult.Queued;
import io.github.postback4j.click.Click;
import io.github.postback4j.click.Protocol;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.ConfigurationException;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.NetworkBuilder;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
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
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Capture, attribution and decision, without delivery: the tracker is not started. */
class PostbackTrackerTest {

  private static final String ID = "102656693ac3ca6e0cdafbfe89ab99";
  private static final SessionKey VISITOR = SessionKey.visitor("v1");
  private static final String BOTH =
      "https://t.example/aff_lsr?transaction_id=TRANSACTION_ID&aff_id=AFFILIATE_ID&amount=AMOUNT";

  private final MutableClock clock = new MutableClock(Instant.parse("2026-03-01T10:00:00Z"));

  private static NetworkBuilder tune() {
    return Network.preset("tune")
        .url("https://t.example/aff_lsr?transaction_id=TRANSACTION_ID&amount=AMOUNT");
  }

  private static NetworkBuilder acme() {
    return Network.builder("acme")
        .url("https://a.example/p?c={transaction_id}")
        .transactionIdNames(List.of("cid"));
  }

  private PostbackTracker tracker(UnaryOperator<TrackerBuilder> more) {
    PostbackTracker tracker = more.apply(PostbackTracker.builder().clock(clock)).build();
    return tracker;
  }

  private PostbackTracker tracker(Network... networks) {
    return tracker(
        builder -> {
          for (Network network : networks) {
            builder.network(network);
          }
          return builder;
        });
  }

  private static Conversion sale(String orderId) {
    return Conversion.sale(orderId, new BigDecimal("49.90"), "EUR");
  }

  private static Conversion sale(String orderId, String customerId) {
    return Conversion.builder(orderId)
        .amount(new BigDecimal("49.90"), "EUR")
        .customerId(customerId)
        .build();
  }

  private static List<String> urls(PostbackTracker tracker, String orderId) {
    return tracker.postbacks(orderId).stream()
        .map(postback -> postback.request() == null ? "gone" : postback.request().url())
        .toList();
  }

  @Test
  void track_landingL1_queuesOnePostback() {
    PostbackTracker tracker = tracker(tune().build());
    tracker.capture(VISITOR, "transaction_id=" + ID);

    TrackResult result = tracker.track(VISITOR, sale("o-1"));

    assertThat(result.queued()).hasSize(1);
    assertThat(urls(tracker, "o-1"))
        .containsExactly("https://t.example/aff_lsr?transaction_id=" + ID + "&amount=49.90");
    Postback postback = tracker.postbacks("o-1").get(0);
    assertThat(postback.state()).isEqualTo(PostbackState.PENDING);
    assertThat(postback.id()).isEqualTo(result.queued().get(0).postbackId());
    assertThat(postback.goal()).isEqualTo("sale");
  }

  @Test
  void track_landingL2_partnerIdAlone() {
    PostbackTracker tracker =
        tracker(
            Network.preset("aspire")
                .url(
                    "https://get.aspr.app/aff_lsr?offer_id=12345&aff_id=AFFILIATE_ID&amount=AMOUNT")
                .build());
    tracker.capture(VISITOR, "affiliate_id=100");

    tracker.track(VISITOR, sale("o-1"));

    assertThat(urls(tracker, "o-1"))
        .containsExactly("https://get.aspr.app/aff_lsr?offer_id=12345&aff_id=100&amount=49.90");
  }

  @Test
  void capture_landingL4_namesAreTheShopsChoice() {
    PostbackTracker tracker =
        tracker(
            tune()
                .url(BOTH)
                .transactionIdNames(List.of("trans"))
                .partnerIdNames(List.of("aff"))
                .build());

    Click click = tracker.readClicks("trans=ABCDEF-120021&aff=2002").get(0);

    assertThat(click.transactionId()).isEqualTo("ABCDEF-120021");
    assertThat(click.partnerId()).isEqualTo("2002");
  }

  @Test
  void capture_landingL5_shopBacksName() {
    PostbackTracker tracker = tracker(tune().transactionIdNames(List.of("sbid")).build());

    assertThat(
            tracker
                .readClicks("test_ref=shopback&sbid=1024207abb8d1b675f59803211155f")
                .get(0)
                .transactionId())
        .isEqualTo("1024207abb8d1b675f59803211155f");
  }

  @Test
  void capture_landingL6_rawMacroKeepsTheStoredId() {
    PostbackTracker tracker = tracker(tune().build());
    tracker.capture(VISITOR, "transaction_id=" + ID);
    tracker.capture(VISITOR, "utm_source=shopback&transaction_id={transaction_id}");
    tracker.capture(VISITOR, "transaction_id=%7Btransaction_id%7D");
    tracker.capture(VISITOR, "transaction_id=TRANSACTION_ID");
    tracker.capture(VISITOR, "transaction_id=");

    tracker.track(VISITOR, sale("o-1"));

    assertThat(urls(tracker, "o-1")).singleElement().asString().contains(ID);
  }

  @Test
  void capture_landingL8_emptyDeviceIdDoesNotCostTheClick() {
    PostbackTracker tracker = tracker(tune().build());

    Click click = tracker.readClicks("transaction_id=" + ID + "&google_aid=").get(0);

    assertThat(click.transactionId()).isEqualTo(ID);
    assertThat(click.parameters()).isEmpty();
  }

  @Test
  void capture_landingL10_landingWithoutIdErasesNothing() {
    PostbackTracker tracker = tracker(tune().build());
    tracker.capture(VISITOR, "transaction_id=" + ID);
    tracker.capture(VISITOR, (String) null);
    tracker.capture(VISITOR, "utm_source=x");

    assertThat(tracker.track(VISITOR, sale("o-1")).queued()).hasSize(1);
  }

  @Test
  void capture_landingL11_otherParametersAndFragmentAreIgnored() {
    PostbackTracker tracker = tracker(tune().build());

    Click click = tracker.readClicks("x=1&transaction_id=" + ID + "&utm_source=a%20b#top").get(0);

    assertThat(click.transactionId()).isEqualTo(ID);
    assertThat(click.parameters()).isEmpty();
  }

  @Test
  void build_landingL13_clickPathIsNoPostback() {
    assertThatThrownBy(
            () ->
                tune()
                    .url(
                        "http://aspireiq.go2cloud.org/aff_c?offer_id=OFFER_ID&aff_id=1"
                            + "&source=testoffer&aff_sub=testoffer")
                    .allowHttp(true)
                    .build())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("it counts a click");
  }

  @Test
  void track_landingL15_29DaysLaterIsNotSent() {
    PostbackTracker tracker = tracker(tune().build());
    tracker.capture(VISITOR, "transaction_id=" + ID);
    clock.advance(Duration.ofDays(29));

    assertThat(tracker.track(VISITOR, sale("o-1")))
        .isEqualTo(new Decided("o-1", "sale", true, List.of(new NotSent("tune", "no click"))));
  }

  @Test
  void track_again_returnsTheFirstDecisionWhateverChanged() {
    PostbackTracker tracker = tracker(tune().build());
    Decided nobody = (Decided) tracker.track(VISITOR, sale("o-1"));
    tracker.capture(VISITOR, "transaction_id=" + ID);

    Decided again = (Decided) tracker.track(VISITOR, sale("o-1"));

    assertThat(nobody.first()).isTrue();
    assertThat(again.first()).isFalse();
    assertThat(again.networks()).isEqualTo(nobody.networks());
    assertThat(tracker.postbacks("o-1")).isEmpty();
    assertThat(tracker.track(VISITOR, sale("o-2")).queued()).hasSize(1);
  }

  @Test
  void track_partnerId_servesAnyNumberOfOrdersForEver() {
    PostbackTracker tracker =
        tracker(tune().url("https://t.example/aff_lsr?offer_id=2&aff_id=AFFILIATE_ID").build());
    tracker.capture(VISITOR, "aff_id=7");
    clock.advance(Duration.ofDays(900));

    assertThat(tracker.track(VISITOR, sale("o-1")).queued()).hasSize(1);
    assertThat(tracker.track(VISITOR, sale("o-2")).queued()).hasSize(1);
  }

  @Test
  void track_renewalByCustomer_usesThePartnerIdMonthsLater() {
    PostbackTracker tracker = tracker(tune().url(BOTH).build());
    tracker.capture(VISITOR, "transaction_id=" + ID + "&affiliate_id=7");
    tracker.track(VISITOR, sale("o-1", "c1"));
    clock.advance(Duration.ofDays(90));

    tracker.track(
        SessionKey.customer("c1"), Conversion.renewal("r-1", "c1", new BigDecimal("9.99"), "EUR"));

    assertThat(urls(tracker, "r-1"))
        .containsExactly("https://t.example/aff_lsr?aff_id=7&amount=9.99");
  }

  @Test
  void track_twoNetworks_lastClickPerNetworkByDefault() {
    PostbackTracker tracker = tracker(tune().build(), acme().build());
    clickEach(tracker);

    assertThat(tracker.track(VISITOR, sale("o-1")).queued())
        .extracting(Queued::network)
        .containsExactly("tune", "acme");
    assertThat(urls(tracker, "o-1"))
        .containsExactlyInAnyOrder(
            "https://t.example/aff_lsr?transaction_id=t2&amount=49.90", "https://a.example/p?c=a1");
  }

  @Test
  void track_lastClickOverAll_creditsTheLatestNetworkOnly() {
    PostbackTracker tracker =
        tracker(
            b ->
                b.network(tune().build())
                    .network(acme().build())
                    .attribution(Attribution.lastClick()));
    clickEach(tracker);

    assertThat(tracker.track(VISITOR, sale("o-1")))
        .asInstanceOf(type(Decided.class))
        .satisfies(
            decided ->
                assertThat(decided.networks())
                    .element(1)
                    .isEqualTo(new NotSent("acme", "not chosen by the attribution rule")));
    assertThat(urls(tracker, "o-1"))
        .containsExactly("https://t.example/aff_lsr?transaction_id=t2&amount=49.90");
  }

  @Test
  void track_firstClick_creditsTheEarliestThatIsLive() {
    PostbackTracker tracker =
        tracker(
            b ->
                b.network(tune().build())
                    .network(acme().build())
                    .attribution(Attribution.firstClick()));
    clickEach(tracker);

    tracker.track(VISITOR, sale("o-1"));

    assertThat(urls(tracker, "o-1"))
        .containsExactly("https://t.example/aff_lsr?transaction_id=t1&amount=49.90");
  }

  /** t1 at tune, a1 at acme, t2 at tune, a day apart each. */
  private void clickEach(PostbackTracker tracker) {
    tracker.capture(VISITOR, "transaction_id=t1");
    clock.advance(Duration.ofDays(1));
    tracker.capture(VISITOR, "cid=a1");
    clock.advance(Duration.ofDays(1));
    tracker.capture(VISITOR, "transaction_id=t2");
    clock.advance(Duration.ofDays(1));
  }

  @Test
  void track_clickAfterTheOrderHappened_isNotCredited() {
    PostbackTracker tracker = tracker(tune().build());
    Instant ordered = clock.instant();
    clock.advance(Duration.ofHours(1));
    tracker.capture(VISITOR, "transaction_id=" + ID);

    Conversion late =
        Conversion.builder("o-1").amount(BigDecimal.TEN, "EUR").occurredAt(ordered).build();

    assertThat(tracker.track(VISITOR, late).queued()).isEmpty();
  }

  @Test
  void track_otherDeviceOfTheSameCustomer_findsTheClick() {
    PostbackTracker tracker = tracker(tune().build());
    tracker.capture(VISITOR, "transaction_id=" + ID);
    tracker.linkCustomer(VISITOR, "c1");

    assertThat(tracker.track(SessionKey.visitor("phone"), sale("o-1", "c1")).queued()).hasSize(1);
    assertThat(tracker.track(sale("o-2", "c1")).queued()).hasSize(1);
  }

  @Test
  void track_otherCustomerOnTheSameDevice_doesNotUseTheClick() {
    PostbackTracker tracker = tracker(tune().build());
    tracker.capture(VISITOR, "transaction_id=" + ID);
    tracker.linkCustomer(VISITOR, "c1");
    tracker.linkCustomer(VISITOR, "c2");

    assertThat(tracker.track(VISITOR, sale("o-2", "c2")).queued()).isEmpty();
    assertThat(tracker.track(VISITOR, sale("o-1", "c1")).queued()).hasSize(1);
  }

  @Test
  void track_confirmedLater_countsTheClicksHeldWhenOrdered() {
    PostbackTracker tracker = tracker(tune().build());
    tracker.capture(VISITOR, "transaction_id=before");
    tracker.linkOrder(VISITOR, "o-1", null);
    clock.advance(Duration.ofDays(1));
    tracker.capture(VISITOR, "transaction_id=after");

    tracker.track(SessionKey.order("o-1"), sale("o-1"));

    assertThat(urls(tracker, "o-1")).singleElement().asString().contains("before");
  }

  @Test
  void linkOrder_again_addsNoLaterClick() {
    PostbackTracker tracker = tracker(tune().build());
    tracker.capture(VISITOR, "transaction_id=before");
    tracker.linkOrder(VISITOR, "o-1", null);
    clock.advance(Duration.ofDays(1));
    tracker.capture(VISITOR, "transaction_id=after");

    tracker.linkOrder(VISITOR, "o-1", null);

    tracker.track(SessionKey.order("o-1"), sale("o-1"));
    assertThat(urls(tracker, "o-1")).singleElement().asString().contains("before");
  }

  @Test
  void linkOrder_againAfterAnotherClick_makesThatClickTheCustomers() {
    PostbackTracker tracker = tracker(tune().build());
    tracker.capture(VISITOR, "transaction_id=before");
    tracker.linkOrder(VISITOR, "o-1", "c1");
    clock.advance(Duration.ofHours(1));
    tracker.capture(VISITOR, "transaction_id=after");

    tracker.linkOrder(VISITOR, "o-1", "c1");

    assertThat(tracker.track(VISITOR, sale("o-2", "c2")).queued()).isEmpty();
    assertThat(tracker.track(VISITOR, sale("o-3", "c1")).queued()).hasSize(1);
  }

  @Test
  void track_landingOpenedAgainByAnotherCustomer_staysTheFirstOnes() {
    PostbackTracker tracker = tracker(tune().build());
    tracker.capture(VISITOR, "transaction_id=" + ID);
    tracker.linkCustomer(VISITOR, "c1");
    clock.advance(Duration.ofDays(1));
    tracker.capture(VISITOR, "transaction_id=" + ID);

    assertThat(tracker.track(VISITOR, sale("o-2", "c2")).queued()).isEmpty();
  }

  @Test
  void track_confirmedLaterWithCustomer_isNotWidenedToOtherClicks() {
    PostbackTracker tracker = tracker(tune().build());
    tracker.linkOrder(VISITOR, "o-1", "c1");
    tracker.capture(VISITOR, "transaction_id=after");
    tracker.linkCustomer(VISITOR, "c1");

    assertThat(tracker.track(SessionKey.order("o-1"), sale("o-1", "c1")).queued()).isEmpty();
  }

  @Test
  void track_currentVisitor_isAskedWhereNoKeyIsGiven() {
    PostbackTracker tracker =
        tracker(b -> b.network(tune().build()).currentVisitor(() -> Visitor.of(VISITOR)));
    tracker.capture(VISITOR, "transaction_id=" + ID);

    assertThat(tracker.track(sale("o-1")).queued()).hasSize(1);
  }

  @Test
  void track_invalidConversion_saysWhyAndDecidesNothing() {
    PostbackTracker tracker = tracker(tune().build());
    tracker.capture(VISITOR, "transaction_id=" + ID);

    assertThat(tracker.track(VISITOR, Conversion.sale("o-1", BigDecimal.TEN.negate(), "EUR")))
        .isInstanceOf(Invalid.class);
    assertThat(tracker.track(VISITOR, sale("o-1")).queued()).hasSize(1);
  }

  @Test
  void track_failingStore_returnsFailedAndALaterCallDecides() {
    FailingStore sessions = new FailingStore(SessionStore.inMemory(10, clock));
    PostbackTracker tracker = tracker(b -> b.network(tune().build()).sessions(sessions));
    tracker.capture(VISITOR, "transaction_id=" + ID);
    sessions.failing = true;

    assertThat(tracker.track(VISITOR, sale("o-1")))
        .isEqualTo(new Failed(Cause.STORE, "the store is away, caused by IllegalStateException"));
    assertThat(tracker.capture(VISITOR, "transaction_id=x")).isFalse();
    assertThat(tracker.linkCustomer(VISITOR, "c1")).isFalse();
    sessions.failing = false;
    assertThat(tracker.track(VISITOR, sale("o-1")).queued()).hasSize(1);
  }

  @Test
  void track_strictAndFailing_throws() {
    FailingStore sessions = new FailingStore(SessionStore.inMemory(10, clock));
    sessions.failing = true;
    PostbackTracker tracker =
        tracker(b -> b.network(tune().build()).sessions(sessions).strict(true));

    assertThatThrownBy(() -> tracker.track(VISITOR, sale("o-1")))
        .isInstanceOf(TrackingException.class);
    assertThatThrownBy(() -> tracker.track(VISITOR, Conversion.sale("o-1", BigDecimal.TEN, "none")))
        .isInstanceOf(TrackingException.class);
  }

  @Test
  void track_throwingRule_returnsFailed() {
    PostbackTracker tracker =
        tracker(
            b ->
                b.network(tune().build())
                    .attribution(
                        (conversion, candidates) -> {
                          throw new IllegalStateException("secret " + ID);
                        }));
    tracker.capture(VISITOR, "transaction_id=" + ID);

    assertThat(tracker.track(VISITOR, sale("o-1")))
        .isEqualTo(new Failed(Cause.OTHER, "IllegalStateException"));
  }

  @Test
  void build_withoutNetworkOrTwiceTheSame_isRefused() {
    assertThatThrownBy(() -> PostbackTracker.builder().build())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("there is none");
    assertThatThrownBy(() -> tracker(tune().build(), tune().build()))
        .hasMessageContaining("network 'tune': is there already");
  }

  @Test
  void build_leaseTooShort_isRefused() {
    assertThatThrownBy(
            () ->
                tracker(
                    b ->
                        b.network(tune().build())
                            .callTimeout(Duration.ofSeconds(25), Duration.ofSeconds(30))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("lease");
  }

  @Test
  void visitorLifetime_isTheLongestWindow() {
    assertThat(tracker(tune().build()).visitorLifetime()).isEqualTo(Duration.ofDays(28));
    assertThat(tracker(tune().url(BOTH).build()).visitorLifetime()).isEqualTo(Duration.ofDays(400));
    assertThat(tracker(tune().attributionWindow(Duration.ofDays(60)).build()).visitorLifetime())
        .isEqualTo(Duration.ofDays(60));
  }

  @Test
  void protocols_preferPartner_creditsThePartnerEvenWithATransactionId() {
    PostbackTracker tracker =
        tracker(tune().url(BOTH).protocols(Protocol.PARTNER_ID, Protocol.TRANSACTION_ID).build());
    tracker.capture(VISITOR, "transaction_id=" + ID + "&affiliate_id=7");

    tracker.track(VISITOR, sale("o-1"));

    assertThat(urls(tracker, "o-1"))
        .containsExactly("https://t.example/aff_lsr?aff_id=7&amount=49.90");
  }

  /** A store whose database can go away. */
  private static final class FailingStore implements SessionStore {
    private final SessionStore store;
    private boolean failing;

    FailingStore(SessionStore store) {
      this.store = store;
    }

    private SessionStore store() {
      if (failing) {
        throw new StoreException("the store is away", new IllegalStateException(ID));
      }
      return store;
    }

    @Override
    public void add(SessionKey key, List<KeptClick> clicks) {
      store().add(key, clicks);
    }

    @Override
    public List<KeptClick> find(SessionKey key) {
      return store().find(key);
    }

    @Override
    public void link(SessionKey from, SessionKey to, @Nullable SessionKey customer) {
      store().link(from, to, customer);
    }

    @Override
    public void remove(SessionKey key) {
      store().remove(key);
    }

    @Override
    public String ownerOf(SessionKey customer) {
      return store().ownerOf(customer);
    }
  }
}
