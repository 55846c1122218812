package io.github.postback4j.redis;

import static io.github.postback4j.redis.Redises.NOW;
import static io.github.postback4j.redis.Redises.SECRET;
import static io.github.postback4j.redis.Redises.click;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.postback4j.session.SessionKey;
import io.github.postback4j.store.StoreException;
import io.github.postback4j.testkit.contract.MutableClock;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.StaticCredentialsProvider;
import io.lettuce.core.cluster.RedisClusterClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways to a server, all of them the client's. */
class RedisAccessTest {

  private static final SessionKey VISITOR = SessionKey.visitor("v1");

  @TempDir Path folder;

  @Test
  void wrongPassword_failsTheStartAndSaysSo() {
    try (RedisServer server = RedisServer.start()) {
      RedisURI uri = RedisURI.create("127.0.0.1", server.port());
      uri.setCredentialsProvider(new StaticCredentialsProvider(null, "another one".toCharArray()));
      RedisClient client = RedisClient.create(uri);
      RedisSessionStore store = RedisSessionStore.builder(client, SECRET).build();
      AtomicReference<StoreException> refusal = new AtomicReference<>();

      Polling.until("the start is refused", () -> isRefused(store, refusal));

      assertThat(refusal.get())
          .hasMessage("Redis refuses the connection (WRONGPASS); look at user and password");
      Redises.end(client);
    }
  }

  /** A start in which the server does not answer within 5 s says nothing, and is repeated. */
  private static boolean isRefused(
      RedisSessionStore store, AtomicReference<StoreException> refusal) {
    try {
      store.start();
      store.close();
      return false;
    } catch (StoreException e) {
      refusal.set(e);
      return true;
    }
  }

  @Test
  void serverAwayAtTheStart_isTriedAgainWhenUsed() {
    int port = RedisServer.freePort();
    RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", port));
    RedisSessionStore store = Redises.patient(client, new MutableClock(NOW));
    store.start();

    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store.save(VISITOR, click("t-1", NOW), null))
        .withMessage("there is no connection to Redis yet");
    try (RedisServer server = RedisServer.start(List.of("--port", "" + port, "--save", ""))) {
      assertThat(server.port()).isPositive();
      Polling.until("a click is kept", () -> isKept(store));
      assertThat(store.find(VISITOR)).hasSize(1);
    }
    store.close();
    Redises.end(client);
  }

  @Test
  void notStartedOrClosed_isRefused() {
    RedisClient client = RedisClient.create(RedisURI.create("127.0.0.1", 1));
    RedisSessionStore store = RedisSessionStore.builder(client, SECRET).build();

    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store.find(VISITOR))
        .withMessage("the session store is not started");
    store.close();
    Redises.end(client);
  }

  @Test
  void tls_isTheClients() throws IOException {
    HeldCertificate certificate =
        new HeldCertificate.Builder().addSubjectAlternativeName("127.0.0.1").build();
    Path chain = Files.writeString(folder.resolve("chain.pem"), certificate.certificatePem());
    Path key = Files.writeString(folder.resolve("key.pem"), certificate.privateKeyPkcs8Pem());
    int tlsPort = RedisServer.freePort();
    List<String> options =
        List.of(
            "--tls-port",
            "" + tlsPort,
            "--tls-cert-file",
            chain.toString(),
            "--tls-key-file",
            key.toString(),
            "--tls-auth-clients",
            "no",
            "--save",
            "");
    try (RedisServer server = RedisServer.start(options)) {
      RedisURI uri =
          RedisURI.builder().withHost("127.0.0.1").withPort(tlsPort).withSsl(true).build();
      RedisClient client = RedisClient.create(uri);
      client.setOptions(
          ClientOptions.builder()
              .sslOptions(SslOptions.builder().trustManager(chain.toFile()).build())
              .build());
      RedisSessionStore store = Redises.node(client, new MutableClock(NOW));

      store.save(VISITOR, click("t-1", NOW), null);

      assertThat(store.find(VISITOR)).hasSize(1);
      assertThat(server.commands().dbsize()).isEqualTo(1);
      store.close();
      Redises.end(client);
    }
  }

  @Test
  void masterNamedBySentinel_isFoundAndFollowed() throws IOException {
    try (RedisServer master = RedisServer.start(List.of("--save", ""));
        RedisServer replica =
            RedisServer.start(
                List.of("--save", "", "--replicaof", "127.0.0.1", "" + master.port()))) {
      Polling.until(
          "the replica is in step",
          () -> replica.commands().info("replication").contains("master_link_status:up"));
      try (RedisServer sentinel = RedisServer.sentinel(master)) {
        Polling.until(
            "the sentinel knows the replica",
            () -> sentinel.commands().info().contains("slaves=1"));
        RedisURI uri = RedisURI.Builder.sentinel("127.0.0.1", sentinel.port(), "shop").build();
        RedisClient client = RedisClient.create(uri);
        RedisSessionStore store = Redises.node(client, new MutableClock(NOW));

        store.save(VISITOR, click("t-1", NOW), null);
        assertThat(master.commands().dbsize()).isEqualTo(1);
        Polling.until("the click is replicated", () -> replica.commands().dbsize() == 1);
        master.kill();
        sentinel.failOver();

        Polling.until("the replica takes captures", () -> isKept(store));
        assertThat(store.find(VISITOR)).hasSize(1);
        store.close();
        Redises.end(client);
      }
    }
  }

  @Test
  void cluster_holdsTheKeysOnAllNodes() {
    try (TestCluster cluster = TestCluster.start(2)) {
      RedisClusterClient client =
          RedisClusterClient.create(
              List.of(RedisURI.create("127.0.0.1", cluster.servers().get(1).port())));
      RedisSessionStore store =
          RedisSessionStore.builder(client, SECRET).timeout(Duration.ofSeconds(20)).build();
      store.start();
      Redises.awaitConnection(store);

      IntStream.range(0, 40)
          .mapToObj(i -> SessionKey.visitor("v" + i))
          .forEach(
              visitor -> {
                store.save(visitor, click("t-1", NOW), null);
                store.link(visitor, SessionKey.customer(visitor.value()), null);
              });

      assertThat(cluster.sizes()).allMatch(size -> size > 10);
      assertThat(cluster.sizes().stream().mapToLong(size -> size).sum()).isEqualTo(80);
      store.close();
      client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
    }
  }

  private static boolean isKept(RedisSessionStore store) {
    try {
      store.save(VISITOR, click("t-1", NOW), null);
      return true;
    } catch (StoreException e) {
      return false;
    }
  }
}
