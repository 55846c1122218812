package io.github.postback4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.postback4j.click.Click;
import io.github.postback4j.session.KeptClick;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.session.SessionStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The part of {@link SessionStoreContract} about links and to whom a click belongs. */
abstract class SessionLinkRules {

  static final SessionKey VISITOR = SessionKey.visitor("v1");
  private static final SessionKey ANNA = SessionKey.customer("anna");
  private static final SessionKey BERT = SessionKey.customer("bert");
  private static final SessionKey ORDER = SessionKey.order("o1");

  /** The store's time, in whole milliseconds. */
  protected final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));

  SessionStore store;

  /** Makes the new, empty store of one test; it is started and closed by the contract. */
  protected abstract SessionStore newStore();

  @BeforeEach
  protected final void openStore() {
    store = newStore();
    store.start();
  }

  @AfterEach
  protected final void closeStore() {
    store.close();
  }

  @Test
  protected void linkToCustomer_givesTheClicksAndTheyBelongToThatCustomer() {
    Click click = click("t-1");
    store.save(VISITOR, click, now().plusSeconds(10));

    store.link(VISITOR, ANNA, null);

    KeptClick owned = new KeptClick(click, now().plusSeconds(10), store.ownerOf(ANNA));
    assertThat(store.find(ANNA)).containsExactly(owned);
    assertThat(store.find(VISITOR)).containsExactly(owned);
  }

  @Test
  protected void added_areFoundWithExpiryAndOwner() {
    KeptClick annas = new KeptClick(click("t-1"), now().plusSeconds(10), store.ownerOf(ANNA));
    clock.advance(Duration.ofSeconds(1));
    KeptClick nobodys = new KeptClick(click("t-2"), null, null);

    store.add(VISITOR, List.of(nobodys, annas));

    assertThat(store.find(VISITOR)).containsExactly(annas, nobodys);
  }

  @Test
  protected void addedAgain_getsAnOwnerOnceAndKeepsIt() {
    Click click = click("t-1");
    store.add(VISITOR, List.of(new KeptClick(click, null, null)));
    store.add(VISITOR, List.of(new KeptClick(click, null, store.ownerOf(ANNA))));

    store.add(VISITOR, List.of(new KeptClick(click, null, store.ownerOf(BERT))));

    assertThat(store.find(VISITOR))
        .containsExactly(new KeptClick(click, null, store.ownerOf(ANNA)));
  }

  @Test
  protected void addedExpired_orNothing_isNotThere() {
    KeptClick over = new KeptClick(click("t-1"), now(), null);

    store.add(VISITOR, List.of(over));
    store.add(ANNA, List.of());

    assertThat(store.find(VISITOR)).isEmpty();
    assertThat(store.find(ANNA)).isEmpty();
  }

  @Test
  protected void addedOwned_isNoOtherCustomers() {
    store.add(VISITOR, List.of(new KeptClick(click("t-1"), null, store.ownerOf(ANNA))));

    store.link(VISITOR, BERT, null);

    assertThat(store.find(BERT)).isEmpty();
  }

  @Test
  protected void linkToCustomer_leavesOutWhatBelongsToAnother() {
    store.save(VISITOR, click("t-1"), null);
    store.link(VISITOR, ANNA, null);
    clock.advance(Duration.ofMinutes(1));
    store.save(VISITOR, click("t-2"), null);

    store.link(VISITOR, BERT, null);

    assertThat(transactionIds(BERT)).containsExactly("t-2");
    assertThat(transactionIds(ANNA)).containsExactly("t-1");
    assertThat(store.find(VISITOR))
        .extracting(KeptClick::owner)
        .containsExactly(store.ownerOf(ANNA), store.ownerOf(BERT));
  }

  @Test
  protected void linkToCustomerAgain_addsTheClicksSince() {
    store.save(VISITOR, click("t-1"), null);
    store.link(VISITOR, ANNA, null);
    clock.advance(Duration.ofMinutes(1));
    store.save(VISITOR, click("t-2"), null);

    store.link(VISITOR, ANNA, null);
    store.link(VISITOR, ANNA, null);

    assertThat(transactionIds(ANNA)).containsExactly("t-1", "t-2");
  }

  @Test
  protected void linkOfSeveralBrowsers_leavesFirstAndLatestByClickTime() {
    SessionKey phone = SessionKey.visitor("phone");
    for (String transactionId : List.of("t-1", "t-2", "t-3", "t-4")) {
      store.save(transactionId.compareTo("t-3") < 0 ? phone : VISITOR, click(transactionId), null);
      clock.advance(Duration.ofMinutes(1));
    }

    store.link(VISITOR, ANNA, null);
    store.link(phone, ANNA, null);

    assertThat(transactionIds(ANNA)).containsExactly("t-1", "t-4");
  }

  @Test
  protected void linkOfAClickThatTheCustomerHolds_makesItTheirs() {
    Click click = click("t-1");
    store.save(ANNA, click, null);
    store.save(VISITOR, click, null);

    store.link(VISITOR, ANNA, null);

    KeptClick owned = new KeptClick(click, null, store.ownerOf(ANNA));
    assertThat(store.find(ANNA)).containsExactly(owned);
    assertThat(store.find(VISITOR)).containsExactly(owned);
  }

  @Test
  protected void linkOfTooManyClicks_forgetsTheOldest() {
    SessionKey phone = SessionKey.visitor("phone");
    for (int i = 0; i < 50; i++) {
      store.save(i < 25 ? phone : VISITOR, offer("offer-" + i, "t-" + i), null);
      clock.advance(Duration.ofSeconds(1));
    }

    store.link(VISITOR, ANNA, null);
    store.link(phone, ANNA, null);

    assertThat(transactionIds(ANNA))
        .containsExactlyElementsOf(IntStream.range(10, 50).mapToObj(i -> "t-" + i).toList());
  }

  @Test
  protected void linkToCustomer_leavesOutWhatExpired() {
    store.save(VISITOR, click("t-1"), now().plusMillis(1));
    store.save(VISITOR, offer("other", "t-2"), null);
    clock.advance(Duration.ofMillis(1));

    store.link(VISITOR, ANNA, null);

    assertThat(transactionIds(ANNA)).containsExactly("t-2");
  }

  @Test
  protected void linkFromNothing_doesNothing() {
    store.save(ANNA, click("t-1"), null);
    store.save(ORDER, click("t-2"), null);

    store.link(VISITOR, ANNA, null);
    store.link(VISITOR, ORDER, null);

    assertThat(store.find(VISITOR)).isEmpty();
    assertThat(transactionIds(ANNA)).containsExactly("t-1");
    assertThat(transactionIds(ORDER)).containsExactly("t-2");
  }

  @Test
  protected void removedVisitor_leavesTheLinkedClicks() {
    store.save(VISITOR, click("t-1"), null);
    store.link(VISITOR, ANNA, null);
    store.link(VISITOR, ORDER, ANNA);

    store.remove(VISITOR);

    assertThat(transactionIds(ANNA)).containsExactly("t-1");
    assertThat(transactionIds(ORDER)).containsExactly("t-1");
  }

  @Test
  protected void linkToOrder_copiesWhatIsHeldAtThisMoment() {
    Click click = click("t-1");
    store.save(VISITOR, click, now().plusSeconds(10));

    store.link(VISITOR, ORDER, null);

    KeptClick kept = new KeptClick(click, now().plusSeconds(10), null);
    assertThat(store.find(ORDER)).containsExactly(kept);
    assertThat(store.find(VISITOR)).containsExactly(kept);
  }

  @Test
  protected void clickLoginAndLinkAfterTheOrder_changeNothingAboutIt() {
    store.save(VISITOR, click("t-1"), null);
    store.link(VISITOR, ORDER, null);
    List<KeptClick> ordered = store.find(ORDER);

    clock.advance(Duration.ofMinutes(1));
    store.save(VISITOR, click("t-2"), null);
    store.link(VISITOR, ANNA, null);
    store.link(VISITOR, SessionKey.order("o2"), ANNA);

    assertThat(store.find(ORDER)).isEqualTo(ordered);
    assertThat(transactionIds(SessionKey.order("o2"))).containsExactly("t-1", "t-2");
  }

  @Test
  protected void secondKeyLinkedToTheOrder_addsItsClicks() {
    store.save(VISITOR, offer("1", "t-1"), null);
    store.save(ANNA, offer("2", "t-2"), null);
    store.link(VISITOR, ORDER, ANNA);

    store.link(ANNA, ORDER, ANNA);

    assertThat(transactionIds(ORDER)).containsExactlyInAnyOrder("t-1", "t-2");
  }

  @Test
  protected void orderOfACustomer_leavesOutTheClicksOfOthers() {
    store.save(VISITOR, offer("1", "annas"), null);
    store.link(VISITOR, ANNA, null);
    store.save(VISITOR, offer("2", "berts"), null);
    store.link(VISITOR, BERT, null);
    store.save(VISITOR, offer("3", "nobodys"), null);

    store.link(VISITOR, ORDER, BERT);

    assertThat(transactionIds(ORDER)).containsExactlyInAnyOrder("berts", "nobodys");
    assertThat(owner(VISITOR, "nobodys")).isNull();
    assertThat(owner(ORDER, "nobodys")).isNull();
    assertThat(owner(ORDER, "berts")).isEqualTo(store.ownerOf(BERT));
  }

  @Test
  protected void orderOfAGuest_usesWhateverTheBrowserCarried() {
    store.save(VISITOR, offer("1", "annas"), null);
    store.link(VISITOR, ANNA, null);
    store.save(VISITOR, offer("2", "nobodys"), null);

    store.link(VISITOR, ORDER, null);

    assertThat(transactionIds(ORDER)).containsExactlyInAnyOrder("annas", "nobodys");
  }

  @Test
  protected void orderLinkedFromTheCustomer_copiesTheirClicks() {
    store.save(VISITOR, click("t-1"), null);
    store.link(VISITOR, ANNA, null);

    store.link(ANNA, ORDER, ANNA);
    store.link(ANNA, SessionKey.order("o2"), BERT);

    assertThat(transactionIds(ORDER)).containsExactly("t-1");
    assertThat(store.find(SessionKey.order("o2"))).isEmpty();
  }

  @Test
  protected void linkToAVisitor_isRefused() {
    store.save(ANNA, click("t-1"), null);

    assertThatIllegalArgumentException().isThrownBy(() -> store.link(ANNA, VISITOR, null));
    assertThat(store.find(VISITOR)).isEmpty();
  }

  @Test
  protected void anotherKindInPlaceOfTheCustomer_isRefused() {
    store.save(VISITOR, click("t-1"), null);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.link(VISITOR, ORDER, SessionKey.visitor("v2")));
    assertThat(store.find(ORDER)).isEmpty();
  }

  @Test
  protected void customersLinkedAtOnce_oneOfThemGetsTheClick() {
    store.save(VISITOR, click("t-1"), null);
    List<SessionKey> customers =
        IntStream.range(0, 8).mapToObj(i -> SessionKey.customer("c" + i)).toList();

    Race.run(
        8,
        i ->
            () -> {
              store.link(VISITOR, customers.get(i), null);
              return i;
            });

    List<SessionKey> holders =
        customers.stream().filter(customer -> !store.find(customer).isEmpty()).toList();
    assertThat(holders).hasSize(1);
    assertThat(owner(VISITOR, "t-1")).isEqualTo(store.ownerOf(holders.get(0)));
  }

  @Test
  protected void savesAndLinksAtOnce_loseNoClick() {
    Race.run(
        8,
        thread ->
            () -> {
              for (int i = 0; i < 4; i++) {
                String name = thread + "-" + i;
                store.save(VISITOR, offer("offer-" + name, "t-" + name), null);
                store.link(VISITOR, ANNA, null);
              }
              return thread;
            });

    List<String> all = IntStream.range(0, 32).mapToObj(i -> "t-" + i / 4 + "-" + i % 4).toList();
    assertThat(transactionIds(VISITOR)).containsExactlyInAnyOrderElementsOf(all);
    assertThat(transactionIds(ANNA)).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  protected void linksInBothDirectionsAtOnce_end() {
    SessionKey second = SessionKey.order("o2");
    store.save(ORDER, offer("1", "t-1"), null);
    store.save(second, offer("2", "t-2"), null);

    Race.run(
        4,
        thread ->
            () -> {
              for (int i = 0; i < 10; i++) {
                store.link(
                    thread % 2 == 0 ? ORDER : second, thread % 2 == 0 ? second : ORDER, null);
              }
              return thread;
            });

    assertThat(transactionIds(ORDER)).containsExactlyInAnyOrder("t-1", "t-2");
    assertThat(transactionIds(second)).containsExactlyInAnyOrder("t-1", "t-2");
  }

  final Click click(String transactionId) {
    return new Click("acme", transactionId, null, null, Map.of(), now());
  }

  final Click offer(String offerId, String transactionId) {
    return new Click("acme", transactionId, null, offerId, Map.of(), now());
  }

  final List<String> transactionIds(SessionKey key) {
    return store.find(key).stream()
        .map(kept -> Objects.requireNonNullElse(kept.click().transactionId(), "none"))
        .toList();
  }

  final Instant now() {
    return clock.instant();
  }

  private @Nullable String owner(SessionKey key, String transactionId) {
    return store.find(key).stream()
        .filter(kept -> transactionId.equals(kept.click().transactionId()))
        .findFirst()
        .orElseThrow()
        .owner();
  }
}
