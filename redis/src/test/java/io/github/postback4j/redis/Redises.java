package io.github.postback4j.redis;

import io.github.postback4j.click.Click;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.store.StoreException;
import io.lettuce.core.RedisClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Stores and clicks of the tests. */
final class Redises {

  static final String SECRET = "a secret of the test";
  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private Redises() {}

  /** A connected store of one node, patient with a slow machine. */
  static RedisSessionStore node(RedisClient client, Clock clock) {
    RedisSessionStore store = patient(client, clock);
    store.start();
    awaitConnection(store);
    return store;
  }

  /** The same, not yet started. */
  static RedisSessionStore patient(RedisClient client, Clock clock) {
    return RedisSessionStore.builder(client, SECRET)
        .clock(clock)
        .timeout(Duration.ofSeconds(20))
        .build();
  }

  /** A start may end before the store is connected, if that takes longer than 5 s. */
  static void awaitConnection(RedisSessionStore store) {
    Polling.until("the store is connected", () -> answers(store));
  }

  private static boolean answers(RedisSessionStore store) {
    try {
      return store.find(SessionKey.visitor("nobody")).isEmpty();
    } catch (StoreException e) {
      return false;
    }
  }

  static Click click(String transactionId, Instant clickedAt) {
    return new Click("acme", transactionId, null, null, Map.of(), clickedAt);
  }

  static Click partner(String partnerId, Instant clickedAt) {
    return new Click("acme", null, partnerId, null, Map.of(), clickedAt);
  }

  static void end(RedisClient client) {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
  }
}
