package io.github.postback4j.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.redis.RedisSessionStore;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.session.SessionStore;
import io.github.postback4j.store.StoreException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StaticCredentialsProvider;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import redis.embedded.RedisServer;

/** Clicks in Redis, through the client that the application has. */
class RedisTest {

  private static final String PASSWORD = "the server's password";

  private static int port;
  private static RedisServer server;

  @BeforeAll
  static void startServer() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    server =
        RedisServer.newRedisServer()
            .port(port)
            .bind("127.0.0.1")
            .setting("requirepass \"" + PASSWORD + "\"")
            .setting("save \"\"")
            .build();
    server.start();
  }

  @AfterAll
  static void stopServer() throws IOException {
    server.stop();
  }

  @Test
  void connectionOfSpringData_keepsTheClicksInIt() {
    redis()
        .withBean(LettuceConnectionFactory.class, RedisTest::connectionFactory)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(context.getBean(SessionStore.class)).isInstanceOf(RedisSessionStore.class);
              awaitConnection(context);
              Contexts.click(context.getBean(PostbackTracker.class), "T1");
              assertThat(context.getBean(SessionStore.class).find(Contexts.VISITOR)).hasSize(1);
              try (var connection =
                  context.getBean(LettuceConnectionFactory.class).getConnection()) {
                assertThat(
                        connection.keyCommands().keys("shop:v*".getBytes(StandardCharsets.UTF_8)))
                    .hasSize(1);
              }
            });
  }

  @Test
  void clientBean_isTakenFirst() {
    RedisURI uri = RedisURI.create("127.0.0.1", port);
    uri.setCredentialsProvider(new StaticCredentialsProvider(null, PASSWORD.toCharArray()));
    RedisClient client = RedisClient.create(uri);
    redis()
        .withBean(RedisClient.class, () -> client)
        .run(
            context -> {
              awaitConnection(context);
              Contexts.click(context.getBean(PostbackTracker.class), "T1");
              assertThat(context.getBean(SessionStore.class)).isInstanceOf(RedisSessionStore.class);
            });
    client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
  }

  @Test
  void notAskedFor_isNotUsed() {
    Contexts.runner()
        .withBean(LettuceConnectionFactory.class, RedisTest::connectionFactory)
        .run(
            context ->
                assertThat(context.getBean(SessionStore.class))
                    .isNotInstanceOf(RedisSessionStore.class));
  }

  @Test
  void noClient_failsTheStartAndSaysWhatWouldBeRight() {
    redis()
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .rootCause()
                    .hasMessageContaining("postback4j.sessions.store")
                    .hasMessageContaining("spring-boot-starter-data-redis"));
  }

  @Test
  void noSecret_failsTheStart() {
    redis()
        .withPropertyValues("postback4j.customer-key-secret=short")
        .withBean(LettuceConnectionFactory.class, RedisTest::connectionFactory)
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .rootCause()
                    .hasMessageContaining("postback4j.customer-key-secret")
                    .hasMessageContaining("at least 16 characters: 5"));
    Contexts.runner()
        .withPropertyValues("postback4j.sessions.store=redis")
        .withBean(LettuceConnectionFactory.class, RedisTest::connectionFactory)
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .rootCause()
                    .hasMessageContaining("is missing, though postback4j.sessions.store is redis"));
  }

  @Test
  void moduleMissing_failsTheStartAndNamesIt() {
    redis()
        .withClassLoader(new FilteredClassLoader("io.github.postback4j.redis"))
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .rootCause()
                    .hasMessageContaining("io.github.postback4j:postback4j-redis"));
  }

  /** The store's start may end before it is connected, if that takes longer than 5 s. */
  private static void awaitConnection(ApplicationContext context) {
    SessionStore sessions = context.getBean(SessionStore.class);
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .ignoreException(StoreException.class)
        .until(() -> sessions.find(SessionKey.visitor("nobody")).isEmpty());
  }

  private static ApplicationContextRunner redis() {
    return Contexts.runner()
        .withPropertyValues(
            "postback4j.sessions.store=redis",
            "postback4j.sessions.redis.prefix=shop:",
            "postback4j.sessions.redis.timeout=20s",
            "postback4j.customer-key-secret=a secret of the test");
  }

  private static LettuceConnectionFactory connectionFactory() {
    RedisStandaloneConfiguration configuration =
        new RedisStandaloneConfiguration("127.0.0.1", port);
    configuration.setPassword(PASSWORD);
    return new LettuceConnectionFactory(configuration);
  }
}
