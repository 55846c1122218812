package io.github.postback4j.redis;

import static io.github.postback4j.redis.Redises.NOW;
import static io.github.postback4j.redis.Redises.SECRET;
import static io.github.postback4j.redis.Redises.click;
import static io.github.postback4j.redis.Redises.partner;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.postback4j.click.Click;
import io.github.postback4j.session.KeptClick;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.session.SessionStore;
import io.github.postback4j.testkit.contract.MutableClock;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in Redis: names, expiry, versions. */
class RedisFormTest {

  private static final SessionKey VISITOR = SessionKey.visitor("v1");
  private static final SessionKey CUSTOMER = SessionKey.customer("anna@shop.example");

  private static RedisServer server;
  private static RedisClient client;

  private final MutableClock clock = new MutableClock(NOW);
  private RedisSessionStore store;

  @BeforeAll
  static void startServer() {
    server = RedisServer.start();
    client = RedisClient.create(server.uri());
  }

  @AfterAll
  static void stopServer() {
    Redises.end(client);
    server.close();
  }

  @BeforeEach
  void open() {
    server.commands().flushall();
    store = Redises.node(client, clock);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void keysAndOwners_nameNobody() {
    store.save(VISITOR, click("t-1", NOW), null);
    store.link(VISITOR, CUSTOMER, null);
    store.link(VISITOR, SessionKey.order("order-4711"), CUSTOMER);

    List<String> keys = server.commands().keys("*");
    assertThat(keys).hasSize(3).allMatch(key -> key.matches("postback4j:[vco][-_A-Za-z0-9]{43}"));
    assertThat(keys.stream().map(key -> server.commands().get(key)))
        .noneMatch(value -> value.contains("anna") || value.contains("4711"));
  }

  @Test
  void otherSecret_findsNothing() {
    store.save(VISITOR, click("t-1", NOW), null);
    RedisSessionStore other =
        RedisSessionStore.builder(client, "another secret of it")
            .timeout(Duration.ofSeconds(20))
            .build();
    other.start();
    Redises.awaitConnection(other);

    assertThat(other.find(VISITOR)).isEmpty();
    other.close();
  }

  @Test
  void settingsOutOfBounds_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RedisSessionStore.builder(client, "fifteen letters"))
        .withMessageContaining("at least 16 characters: 15");
    RedisSessionStore.Builder builder = RedisSessionStore.builder(client, SECRET);
    assertThatIllegalArgumentException().isThrownBy(() -> builder.timeout(Duration.ZERO));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.timeout(Duration.ofHours(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.keepPartnerClicks(Duration.ofHours(23)));
  }

  @Test
  void key_livesAsLongAsItsLastClick() {
    store.save(VISITOR, click("t-1", NOW), NOW.plus(Duration.ofDays(28)));
    store.save(VISITOR, click("t-2", NOW.plusSeconds(1)), NOW.plus(Duration.ofDays(3)));

    assertThat(leftOf(VISITOR)).isBetween(Duration.ofDays(27), Duration.ofDays(28));
  }

  @Test
  void lastClickExpired_theServerForgetsTheKey() {
    store.save(VISITOR, click("t-1", NOW), NOW.plusMillis(30));

    Polling.until("the key is gone", () -> server.commands().keys("*").isEmpty());
  }

  @Test
  void clicksLeftExpired_theKeyIsDeletedWhenWritten() {
    store.save(VISITOR, click("t-1", NOW), NOW.plusSeconds(60));
    clock.advance(Duration.ofSeconds(60));

    store.save(VISITOR, click("t-2", NOW), NOW);

    assertThat(server.commands().keys("*")).isEmpty();
  }

  @Test
  void partnersClick_livesOnFromEachTimeItIsFound() {
    store.save(CUSTOMER, partner("p-1", NOW), null);
    assertThat(leftOf(CUSTOMER)).isBetween(Duration.ofDays(399), Duration.ofDays(400));
    String key = server.commands().keys("*").get(0);

    server.commands().pexpire(key, Duration.ofDays(35));
    assertThat(store.find(CUSTOMER)).hasSize(1);

    assertThat(leftOf(CUSTOMER)).isBetween(Duration.ofDays(399), Duration.ofDays(400));
  }

  @Test
  void otherClickFound_livesNoLonger() {
    store.save(VISITOR, click("t-1", NOW), NOW.plus(Duration.ofDays(28)));

    assertThat(store.find(VISITOR)).hasSize(1);

    assertThat(leftOf(VISITOR)).isLessThanOrEqualTo(Duration.ofDays(28));
  }

  @Test
  void lineOfALaterVersion_isPassedOverAndStays() {
    store.save(VISITOR, click("t-1", NOW), NOW.plusSeconds(60));
    String key = server.commands().keys("*").get(0);
    String later = "2 anything that a later version writes";
    server.commands().psetex(key, 90_000, server.commands().get(key) + "\n" + later);

    assertThat(store.find(VISITOR)).extracting(KeptClick::click).containsExactly(click("t-1", NOW));
    clock.advance(Duration.ofSeconds(50));
    store.save(VISITOR, click("t-2", NOW.plusSeconds(50)), NOW.plusSeconds(60));
    store.link(VISITOR, CUSTOMER, null);

    assertThat(server.commands().get(key)).contains(later).contains("t-1").contains("t-2");
    assertThat(leftOf(VISITOR)).isGreaterThan(Duration.ofSeconds(60));
    assertThat(store.find(CUSTOMER)).hasSize(2);
  }

  @Test
  void clickOfALaterVersion_isPassedOverAndRuledWithTheOthers() {
    store.save(VISITOR, click("t-1", NOW), null);
    String key = server.commands().keys("*").get(0);
    String line = server.commands().get(key);
    server.commands().psetex(key, 90_000, line.replace("{\"v\":1,", "{\"v\":2,\"new\":true,"));

    assertThat(store.find(VISITOR)).isEmpty();
    store.save(VISITOR, click("t-2", NOW.plusSeconds(1)), null);
    store.save(VISITOR, click("t-3", NOW.plusSeconds(2)), null);

    assertThat(store.find(VISITOR))
        .extracting(kept -> kept.click().transactionId())
        .containsExactly("t-3");
    assertThat(server.commands().get(key)).contains("{\"v\":2,\"new\":true,").doesNotContain("t-2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 x - INgPTbajbcFcppI8kKdZVK 1767225600 5 EJmG0SjagCB0 {}",
        "1 - - INgPTbajbcFcppI8kKdZVK late 5 EJmG0SjagCB0 {}",
        "1 - - cut",
        "1",
        "nothing of ours"
      })
  void damagedLine_isPassedOver(String damaged) {
    store.save(VISITOR, click("t-1", NOW), NOW.plusSeconds(60));
    String key = server.commands().keys("*").get(0);
    server.commands().psetex(key, 90_000, damaged + "\n" + server.commands().get(key));

    assertThat(store.find(VISITOR)).hasSize(1);
    store.save(VISITOR, click("t-2", NOW.plusSeconds(1)), NOW.plusSeconds(60));
    store.link(VISITOR, CUSTOMER, null);

    assertThat(store.find(VISITOR)).hasSize(2);
    assertThat(store.find(CUSTOMER)).hasSize(2);
  }

  @Test
  void formOfVersionOne_isReadForEver() {
    server
        .commands()
        .set(
            "postback4j:v3fleiSKBcx8eyX29uN-_B-WxBRCyWgjkIoKd8azf3SQ",
            "1 1798761600000 - INgPTbajbcFcppI8kKdZVJ 1767225600 5 EJmG0SjagCB0 {\"v\":1,"
                + "\"network\":\"acme\",\"transactionId\":\"t-1\",\"offerId\":\"7\","
                + "\"parameters\":{\"aff_sub\":\"x\"},"
                + "\"clickedAt\":\"2026-01-01T00:00:00.000000005Z\"}");

    assertThat(store.find(VISITOR))
        .containsExactly(
            new KeptClick(
                new Click("acme", "t-1", null, "7", Map.of("aff_sub", "x"), NOW.plusNanos(5)),
                Instant.ofEpochMilli(1798761600000L),
                null));
  }

  /** The store in memory is the simple one: whatever is done, both must hold the same. */
  @Test
  void anySequenceOfCalls_leavesWhatTheStoreInMemoryHolds() {
    for (long seed = 1; seed <= 30; seed++) {
      server.commands().flushall();
      Random random = new Random(seed);
      SessionStore simple = SessionStore.inMemory(100, clock);
      for (int step = 0; step < 40; step++) {
        doOneOf(random, simple);
        clock.advance(Duration.ofSeconds(random.nextInt(20)));
      }
      for (int i = 0; i < 3; i++) {
        for (SessionKey key : List.of(visitor(i), customer(i), SessionKey.order("o" + i))) {
          assertThat(clicksOf(store, key))
              .as("seed %s, %s", seed, key)
              .isEqualTo(clicksOf(simple, key));
        }
      }
    }
  }

  private void doOneOf(Random random, SessionStore simple) {
    SessionKey visitor = visitor(random.nextInt(3));
    SessionKey customer = customer(random.nextInt(3));
    SessionKey order = SessionKey.order("o" + random.nextInt(3));
    Instant now = clock.instant();
    Click click =
        new Click(
            random.nextBoolean() ? "acme" : "beta",
            random.nextInt(4) == 0 ? null : "t-" + random.nextInt(12),
            "p-" + random.nextInt(2),
            random.nextBoolean() ? null : "o" + random.nextInt(2),
            Map.of(),
            now.minusSeconds(random.nextInt(3) * 30L));
    Instant expiresAt = random.nextInt(3) == 0 ? null : now.plusSeconds(random.nextInt(300));
    int action = random.nextInt(10);
    for (SessionStore each : List.of(store, simple)) {
      switch (action) {
        case 0 -> each.link(visitor, customer, null);
        case 1 -> each.link(visitor, order, null);
        case 2 -> each.link(visitor, order, customer);
        case 3 -> each.link(customer, order, customer);
        case 4 -> each.remove(visitor);
        default -> each.save(visitor, click, expiresAt);
      }
    }
  }

  private static List<String> clicksOf(SessionStore store, SessionKey key) {
    List<String> owners =
        List.of(store.ownerOf(customer(0)), store.ownerOf(customer(1)), store.ownerOf(customer(2)));
    return store.find(key).stream()
        .map(
            kept ->
                kept.click().network()
                    + kept.click().transactionId()
                    + kept.click().partnerId()
                    + kept.click().offerId()
                    + kept.click().clickedAt()
                    + kept.expiresAt()
                    + ownerNumber(owners, kept))
        .toList();
  }

  private static int ownerNumber(List<String> owners, KeptClick kept) {
    return kept.owner() == null ? -1 : owners.indexOf(kept.owner());
  }

  private static SessionKey visitor(int i) {
    return SessionKey.visitor("v" + i);
  }

  private static SessionKey customer(int i) {
    return SessionKey.customer("c" + i);
  }

  /** Until the server forgets the only key of this kind. */
  private Duration leftOf(SessionKey key) {
    String letter = key.kind() == SessionKey.Kind.VISITOR ? "v" : "c";
    String name = server.commands().keys("postback4j:" + letter + "*").get(0);
    return Duration.ofMillis(server.commands().pttl(name));
  }
}
