package io.github.postback4j.redis;

import static io.github.postback4j.redis.Redises.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.click.Click;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.testkit.contract.MutableClock;
import io.lettuce.core.RedisClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RedisRaceTest {

  private static final int NODES = 3;
  private static final int KEYS = 40;
  private static final int CLICKS_EACH = 10;

  /** Each node has a client of its own; their clicks differ by offer, so that all of them stay. */
  @Test
  void nodesThatWriteTheSameKeysAtOnce_loseNothing() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(NODES);
    try (RedisServer server = RedisServer.start()) {
      List<Future<?>> nodes = new ArrayList<>();
      for (int node = 0; node < NODES; node++) {
        String name = "n" + node;
        nodes.add(threads.submit(() -> write(server, name)));
      }
      for (Future<?> node : nodes) {
        node.get(60, TimeUnit.SECONDS);
      }

      RedisClient client = RedisClient.create(server.uri());
      RedisSessionStore store = Redises.node(client, new MutableClock(NOW));
      for (int key = 0; key < KEYS; key++) {
        assertThat(
                store.find(SessionKey.visitor("v" + key)).stream()
                    .map(kept -> String.valueOf(kept.click().transactionId()))
                    .collect(Collectors.toSet()))
            .isEqualTo(expected());
      }
      store.close();
      Redises.end(client);
    } finally {
      threads.shutdownNow();
    }
  }

  private static void write(RedisServer server, String node) {
    RedisClient client = RedisClient.create(server.uri());
    RedisSessionStore store = Redises.node(client, new MutableClock(NOW));
    for (int i = 0; i < CLICKS_EACH; i++) {
      for (int key = 0; key < KEYS; key++) {
        String name = node + "-" + i;
        store.save(
            SessionKey.visitor("v" + key),
            new Click("acme", name, null, name, Map.of(), NOW),
            null);
      }
    }
    store.close();
    Redises.end(client);
  }

  private static Set<String> expected() {
    return IntStream.range(0, NODES * CLICKS_EACH)
        .mapToObj(i -> "n" + i / CLICKS_EACH + "-" + i % CLICKS_EACH)
        .collect(Collectors.toSet());
  }
}
