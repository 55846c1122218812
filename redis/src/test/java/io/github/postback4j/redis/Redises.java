package io.github.postback4j.redis;

import io.github.postback4j.click.Click;
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

  /** A started store of one node, patient with a slow machine. */
  static RedisSessionStore node(RedisClient client, Clock clock) {
    RedisSessionStore store =
        RedisSessionStore.builder(client, SECRET)
            .clock(clock)
            .timeout(Duration.ofSeconds(20))
            .build();
    store.start();
    return store;
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
