package io.github.postback4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.click.Click;
import io.github.postback4j.session.KeptClick;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.session.SessionStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What every {@link SessionStore} must do, with the clicks of one key (here), and with links
 * (inherited). Extend it in the tests of your store and give it a new, empty store that tells the
 * time by {@link #clock} and holds at least 50 keys.
 */
public abstract class SessionStoreContract extends SessionLinkRules {

  private static final Duration WINDOW = Duration.ofDays(28);

  @Test
  protected void nothingSaved_findsNothing() {
    assertThat(store.find(VISITOR)).isEmpty();
  }

  @Test
  protected void saved_isFoundAsItWas() {
    Click click =
        new Click("acme", "t-1", "p-1", "offer-1", Map.of("aff_sub", "blog", "source", ""), now());

    store.save(VISITOR, click, now().plus(WINDOW));

    assertThat(store.find(VISITOR)).containsExactly(new KeptClick(click, now().plus(WINDOW), null));
  }

  @Test
  protected void partnerIdOnly_isFoundAsItWas() {
    Click click = new Click("acme", null, "p-1", null, Map.of(), now());

    store.save(VISITOR, click, null);

    assertThat(store.find(VISITOR)).containsExactly(new KeptClick(click, null, null));
  }

  @Test
  protected void values_stayByteExact() {
    List<String> values =
        List.of(
            "Ünï-中文-🛒",
            "e\u0301 is not \u00e9",
            "it's \"quoted\" `so` \\ % _ ; -- {}[]",
            " blanks around ",
            "MiXeD",
            "%20+&=?#",
            "x".repeat(1024));
    for (int i = 0; i < values.size(); i++) {
      String value = values.get(i);
      SessionKey key = SessionKey.visitor("exact-" + i);
      Click click =
          new Click("acme", value, value, value, Map.of("aff_sub", value, value, "1"), now());

      store.save(key, click, null);

      assertThat(store.find(key)).containsExactly(new KeptClick(click, null, null));
    }
  }

  @Test
  protected void keys_areComparedExactly() {
    List<String> values =
        List.of(
            "c1",
            "C1",
            "c1 ",
            " c1",
            "c1\t",
            "ç1",
            "c\u03271",
            "ß",
            "ss",
            "'; --",
            "🛒",
            "c".repeat(SessionKey.MAX_LENGTH));
    for (int i = 0; i < values.size(); i++) {
      store.save(SessionKey.customer(values.get(i)), click("t-" + i), null);
    }

    for (int i = 0; i < values.size(); i++) {
      assertThat(transactionIds(SessionKey.customer(values.get(i)))).containsExactly("t-" + i);
    }
  }

  @Test
  protected void sameValueOfAnotherKind_isAnotherKey() {
    store.save(SessionKey.visitor("1"), click("t-v"), null);
    store.save(SessionKey.customer("1"), click("t-c"), null);
    store.save(SessionKey.order("1"), click("t-o"), null);

    assertThat(transactionIds(SessionKey.visitor("1"))).containsExactly("t-v");
    assertThat(transactionIds(SessionKey.customer("1"))).containsExactly("t-c");
    assertThat(transactionIds(SessionKey.order("1"))).containsExactly("t-o");
  }

  @Test
  protected void expiry_endsToTheMillisecond() {
    store.save(VISITOR, click("t-1"), now().plus(WINDOW));

    clock.advance(WINDOW.minusMillis(1));
    assertThat(transactionIds(VISITOR)).containsExactly("t-1");
    clock.advance(Duration.ofMillis(1));
    assertThat(store.find(VISITOR)).isEmpty();
  }

  @Test
  protected void noExpiry_isFoundForEver() {
    store.save(VISITOR, click("t-1"), null);

    clock.advance(Duration.ofDays(3650));

    assertThat(transactionIds(VISITOR)).containsExactly("t-1");
  }

  @Test
  protected void expiredAlreadyWhenSaved_isNotFoundAndReplacesNothing() {
    store.save(VISITOR, click("t-1"), null);
    clock.advance(Duration.ofMinutes(1));
    store.save(VISITOR, click("t-2"), null);
    clock.advance(Duration.ofMinutes(1));

    store.save(VISITOR, click("t-3"), now());

    assertThat(transactionIds(VISITOR)).containsExactly("t-1", "t-2");
  }

  @Test
  protected void laterClick_replacesTheLatestAndLeavesTheFirst() {
    saveEachMinute("t-1", "t-2", "t-3", "t-4");

    assertThat(transactionIds(VISITOR)).containsExactly("t-1", "t-4");
  }

  @Test
  protected void clickOfTheSameMoment_replacesTheLatest() {
    saveEachMinute("t-1");
    store.save(VISITOR, click("t-2"), null);

    store.save(VISITOR, click("t-3"), null);

    assertThat(transactionIds(VISITOR)).containsExactly("t-1", "t-3");
  }

  @Test
  protected void clickBetweenFirstAndLatest_changesNothing() {
    saveEachMinute("t-1", "t-2", "t-3");

    store.save(VISITOR, clickAt("late", now().minus(Duration.ofSeconds(90))), null);

    assertThat(transactionIds(VISITOR)).containsExactly("t-1", "t-3");
  }

  @Test
  protected void olderThanTheOnlyClick_becomesTheFirst() {
    saveEachMinute("t-1");

    store.save(VISITOR, clickAt("older", now().minus(Duration.ofHours(1))), null);

    assertThat(transactionIds(VISITOR)).containsExactly("older", "t-1");
  }

  @Test
  protected void olderThanTheFirst_becomesTheFirst() {
    saveEachMinute("t-1", "t-2");

    store.save(VISITOR, clickAt("older", now().minus(Duration.ofHours(1))), null);

    assertThat(transactionIds(VISITOR)).containsExactly("older", "t-2");
  }

  @Test
  protected void firstExpired_theLatestTakesItsPlace() {
    store.save(VISITOR, click("t-1"), now().plusSeconds(100));
    clock.advance(Duration.ofSeconds(60));
    store.save(VISITOR, click("t-2"), null);
    clock.advance(Duration.ofSeconds(60));
    store.save(VISITOR, click("t-3"), null);
    clock.advance(Duration.ofSeconds(60));

    store.save(VISITOR, click("t-4"), null);

    assertThat(transactionIds(VISITOR)).containsExactly("t-2", "t-4");
  }

  @Test
  protected void latestExpired_theFirstStays() {
    store.save(VISITOR, click("t-1"), null);
    clock.advance(Duration.ofSeconds(60));
    store.save(VISITOR, click("t-2"), now().plusSeconds(10));
    clock.advance(Duration.ofSeconds(10));
    assertThat(transactionIds(VISITOR)).containsExactly("t-1");

    store.save(VISITOR, clickAt("t-3", now().minusSeconds(30)), null);

    assertThat(transactionIds(VISITOR)).containsExactly("t-1", "t-3");
  }

  @Test
  protected void networksAndOffers_areKeptApart() {
    List<Click> clicks =
        List.of(
            offer("acme", null, "t-0"),
            offer("acme", "1", "t-1"),
            offer("acme", "2", "t-2"),
            offer("acme", "a", "t-3"),
            offer("acme", "A", "t-4"),
            offer("acme", "1 ", "t-5"),
            offer("beta", null, "t-6"),
            offer("beta", "1", "t-7"));

    clicks.forEach(click -> store.save(VISITOR, click, null));
    clock.advance(Duration.ofMinutes(1));
    store.save(VISITOR, offer("1", "t-8"), null);
    clock.advance(Duration.ofMinutes(1));
    store.save(VISITOR, offer("1", "t-9"), null);

    assertThat(transactionIds(VISITOR))
        .containsExactlyInAnyOrder("t-0", "t-1", "t-2", "t-3", "t-4", "t-5", "t-6", "t-7", "t-9");
  }

  @Test
  protected void sameClickAgain_changesOnlyItsExpiry() {
    Click click = click("t-1");
    store.save(VISITOR, click, now().plusSeconds(10));
    clock.advance(Duration.ofSeconds(5));

    store.save(VISITOR, click, now().plusSeconds(10));

    assertThat(store.find(VISITOR))
        .containsExactly(new KeptClick(click, now().plusSeconds(10), null));
  }

  @Test
  protected void sameFirstClickAgain_leavesTheLatest() {
    Click first = click("t-1");
    store.save(VISITOR, first, null);
    clock.advance(Duration.ofMinutes(1));
    store.save(VISITOR, click("t-2"), null);

    store.save(VISITOR, first, now().plusSeconds(10));

    assertThat(transactionIds(VISITOR)).containsExactly("t-1", "t-2");
    clock.advance(Duration.ofSeconds(10));
    assertThat(transactionIds(VISITOR)).containsExactly("t-2");
  }

  @Test
  protected void sameClickAgain_keepsItsOwner() {
    Click click = click("t-1");
    SessionKey customer = SessionKey.customer("c1");
    store.save(VISITOR, click, null);
    store.link(VISITOR, customer, null);

    store.save(VISITOR, click, now().plusSeconds(10));

    assertThat(store.find(VISITOR))
        .containsExactly(new KeptClick(click, now().plusSeconds(10), store.ownerOf(customer)));
  }

  @Test
  protected void sameTransactionIdLater_isNoNewClick() {
    Click click = click("t-1");
    Instant expiresAt = now().plusSeconds(100);
    store.save(VISITOR, click, expiresAt);
    clock.advance(Duration.ofSeconds(99));

    store.save(VISITOR, click("t-1"), now().plusSeconds(100));

    assertThat(store.find(VISITOR)).containsExactly(new KeptClick(click, expiresAt, null));
    clock.advance(Duration.ofSeconds(1));
    assertThat(store.find(VISITOR)).isEmpty();
  }

  @Test
  protected void sameTransactionIdForAnotherCustomer_staysTheFirstOnes() {
    SessionKey first = SessionKey.customer("c1");
    store.save(VISITOR, click("t-1"), null);
    store.link(VISITOR, first, null);
    clock.advance(Duration.ofSeconds(1));

    store.save(VISITOR, click("t-1"), null);
    store.link(VISITOR, SessionKey.customer("c2"), null);

    assertThat(store.find(SessionKey.customer("c2"))).isEmpty();
    assertThat(store.find(VISITOR))
        .extracting(KeptClick::owner)
        .containsExactly(store.ownerOf(first));
  }

  @Test
  protected void samePartnerIdLater_isANewClick() {
    store.save(VISITOR, new Click("acme", null, "p-1", null, Map.of(), now()), null);
    clock.advance(Duration.ofSeconds(1));
    store.save(VISITOR, new Click("acme", null, "p-1", null, Map.of(), now()), null);

    assertThat(store.find(VISITOR)).hasSize(2);
  }

  @Test
  protected void found_comesOldestFirstThenByNetwork() {
    Instant early = now().minusSeconds(60);
    store.save(VISITOR, new Click("c", "t-4", null, null, Map.of(), now()), null);
    store.save(VISITOR, new Click("b", "t-2", null, null, Map.of(), early), null);
    store.save(VISITOR, new Click("a", "t-3", null, null, Map.of(), now()), null);
    store.save(VISITOR, new Click("a", "t-1", null, null, Map.of(), early), null);

    assertThat(transactionIds(VISITOR)).containsExactly("t-1", "t-2", "t-3", "t-4");
  }

  @Test
  protected void moreThanFortyClicks_theOldestAreForgotten() {
    for (int i = 0; i < SessionStore.MAX_CLICKS_PER_KEY + 2; i++) {
      store.save(VISITOR, offer("offer-" + i, "t-" + i), null);
      clock.advance(Duration.ofSeconds(1));
    }
    store.save(SessionKey.visitor("v2"), click("other"), null);

    assertThat(transactionIds(VISITOR))
        .containsExactlyElementsOf(IntStream.range(2, 42).mapToObj(i -> "t-" + i).toList());
    assertThat(transactionIds(SessionKey.visitor("v2"))).containsExactly("other");
  }

  @Test
  protected void fortyClicksHeld_anOlderOneIsNotKept() {
    for (int i = 0; i < SessionStore.MAX_CLICKS_PER_KEY; i++) {
      store.save(VISITOR, offer("offer-" + i, "t-" + i), null);
      clock.advance(Duration.ofSeconds(1));
    }

    Instant longAgo = now().minus(Duration.ofDays(1));
    store.save(VISITOR, new Click("acme", "older", null, "x", Map.of(), longAgo), null);

    assertThat(transactionIds(VISITOR))
        .containsExactlyElementsOf(IntStream.range(0, 40).mapToObj(i -> "t-" + i).toList());
  }

  @Test
  protected void expiredClicks_doNotCountAsHeld() {
    Instant soon = now().plusSeconds(3600);
    for (int i = 0; i < SessionStore.MAX_CLICKS_PER_KEY; i++) {
      store.save(VISITOR, offer("offer-" + i, "t-" + i), i == 0 ? null : soon);
      clock.advance(Duration.ofSeconds(1));
    }
    clock.advance(Duration.ofHours(1));

    store.save(VISITOR, offer("new", "t-new"), null);

    assertThat(transactionIds(VISITOR)).containsExactly("t-0", "t-new");
  }

  @Test
  protected void removed_isForgottenAndNobodyElse() {
    SessionKey other = SessionKey.visitor("V1");
    store.save(VISITOR, click("t-1"), null);
    store.save(other, click("t-2"), null);

    store.remove(VISITOR);
    store.remove(SessionKey.visitor("nobody"));

    assertThat(store.find(VISITOR)).isEmpty();
    assertThat(transactionIds(other)).containsExactly("t-2");
  }

  @Test
  protected void removed_canBeFilledAnew() {
    store.save(VISITOR, click("t-1"), null);
    store.remove(VISITOR);
    clock.advance(Duration.ofMinutes(1));

    store.save(VISITOR, click("t-2"), null);

    assertThat(transactionIds(VISITOR)).containsExactly("t-2");
  }

  @Test
  protected void owner_isStableOpaqueAndOnePerCustomer() {
    String owner = store.ownerOf(SessionKey.customer("customer-12345"));

    assertThat(owner)
        .isEqualTo(store.ownerOf(SessionKey.customer("customer-12345")))
        .isNotEqualTo(store.ownerOf(SessionKey.customer("Customer-12345")))
        .isNotEqualTo(store.ownerOf(SessionKey.customer("customer-12345 ")))
        .doesNotContain("12345")
        .isNotBlank();
  }

  @Test
  protected void savesAtOnce_loseNothing() {
    Race.run(
        8,
        thread ->
            () -> {
              for (int i = 0; i < 4; i++) {
                String name = thread + "-" + i;
                store.save(VISITOR, offer("offer-" + name, "t-" + name), null);
              }
              return thread;
            });

    assertThat(transactionIds(VISITOR))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 32).mapToObj(i -> "t-" + i / 4 + "-" + i % 4).toList());
  }

  @Test
  protected void savesOfOneOfferAtOnce_leaveFirstAndLatest() {
    Race.run(
        8,
        thread ->
            () -> {
              store.save(VISITOR, clickAt("t-" + thread, now().plusSeconds(thread)), null);
              return thread;
            });

    assertThat(transactionIds(VISITOR)).containsExactly("t-0", "t-7");
  }

  private void saveEachMinute(String... transactionIds) {
    for (String transactionId : transactionIds) {
      clock.advance(Duration.ofMinutes(1));
      store.save(VISITOR, click(transactionId), null);
    }
  }

  private static Click clickAt(String transactionId, Instant clickedAt) {
    return new Click("acme", transactionId, null, null, Map.of(), clickedAt);
  }

  private Click offer(String network, @Nullable String offerId, String transactionId) {
    return new Click(network, transactionId, null, offerId, Map.of(), now());
  }
}
