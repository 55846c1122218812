package io.github.postback4j.redis;

import static io.github.postback4j.redis.Redises.NOW;
import static io.github.postback4j.redis.Redises.click;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.session.SessionKey;
import io.github.postback4j.testkit.contract.MutableClock;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each call asks of the server, as the server tells it. */
class RedisRoundTripTest {

  private static final SessionKey VISITOR = SessionKey.visitor("v1");
  private static final SessionKey CUSTOMER = SessionKey.customer("c1");

  private static RedisServer server;
  private static RedisClient client;

  private RedisSessionStore store;
  private Monitor monitor;

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
  void warmUp() throws IOException {
    server.commands().flushall();
    store = Redises.node(client, new MutableClock(NOW));
    store.save(VISITOR, click("t-1", NOW), null);
    store.find(VISITOR);
    store.link(VISITOR, CUSTOMER, null);
    monitor = new Monitor(server);
  }

  @AfterEach
  void close() throws IOException {
    monitor.close();
    store.close();
  }

  @Test
  void capture_isOneCommand() throws IOException {
    store.save(VISITOR, click("t-2", NOW.plusSeconds(1)), NOW.plusSeconds(9));

    assertThat(monitor.commands()).containsExactly("EVALSHA");
  }

  @Test
  void captureOfManyClicks_isOneCommand() throws IOException {
    IntStream.range(0, 50)
        .forEach(i -> store.save(VISITOR, click("t-" + i, NOW.plusSeconds(i)), null));

    assertThat(monitor.commands()).hasSize(50).containsOnly("EVALSHA");
  }

  @Test
  void lookUp_isOneCommand() throws IOException {
    store.find(VISITOR);

    assertThat(monitor.commands()).containsExactly("EVALSHA");
  }

  @Test
  void link_isOneCommandForEachKey() throws IOException {
    store.link(VISITOR, CUSTOMER, null);
    store.link(VISITOR, SessionKey.order("o1"), CUSTOMER);

    assertThat(monitor.commands()).containsExactly("EVALSHA", "EVALSHA", "EVALSHA", "EVALSHA");
  }

  @Test
  void linkOfNothing_isOneCommand() throws IOException {
    store.link(SessionKey.visitor("nobody"), CUSTOMER, null);

    assertThat(monitor.commands()).containsExactly("EVALSHA");
  }

  @Test
  void remove_isOneCommand() throws IOException {
    store.remove(VISITOR);

    assertThat(monitor.commands()).containsExactly("DEL");
  }

  @Test
  void scriptThatTheServerForgot_isSentOnce() throws IOException {
    server.commands().scriptFlush();

    store.save(VISITOR, click("t-2", NOW.plusSeconds(1)), null);
    store.save(VISITOR, click("t-3", NOW.plusSeconds(2)), null);

    assertThat(monitor.commands()).containsExactly("SCRIPT", "EVALSHA", "EVAL", "EVALSHA");
    assertThat(store.find(VISITOR)).hasSize(2);
  }
}
