package io.github.postback4j.benchmarks;

import io.github.postback4j.click.Click;
import io.github.postback4j.redis.RedisSessionStore;
import io.github.postback4j.session.SessionStore;
import io.github.postback4j.session.StoredClicks;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import redis.embedded.RedisServer;

/** In Redis, without persistence; bare: SET and GET by the same client. */
final class RedisSide implements SessionSide {

  private final RedisServer server;
  private final RedisClient client;
  private final StatefulRedisConnection<String, String> connection;
  private final SessionStore store;
  private final StoredClicks stored = new StoredClicks(SECRET);

  RedisSide() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    server = RedisServer.newRedisServer().port(port).bind("127.0.0.1").setting("save \"\"").build();
    server.start();
    client = RedisClient.create(RedisURI.create("127.0.0.1", port));
    connection = client.connect();
    store = RedisSessionStore.builder(client, SECRET).timeout(Duration.ofSeconds(30)).build();
    store.start();
  }

  @Override
  public String title() {
    return "Redis; SET and GET";
  }

  @Override
  public void capture(String visitor) {
    SessionSide.save(store, visitor);
  }

  @Override
  public void lookUp(String visitor) {
    SessionSide.find(store, visitor);
  }

  @Override
  public void captureBare(String visitor) {
    Click click = SessionSide.click(visitor);
    connection.sync().psetex("bare-" + visitor, WINDOW.toMillis(), stored.write(click));
  }

  @Override
  public void lookUpBare(String visitor) {
    String text = connection.sync().get("bare-" + visitor);
    SessionSide.require(text != null && stored.read(text) != null);
  }

  @Override
  public void close() throws IOException {
    store.close();
    connection.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
    server.stop();
  }
}
