package io.github.postback4j.redis;

import io.github.postback4j.session.SessionStore;
import io.github.postback4j.testkit.contract.SessionStoreContract;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The contract of every session store, on a real server and on a real cluster. */
class RedisSessionStoreContractTest {

  @Nested
  @TestInstance(Lifecycle.PER_CLASS)
  class OnOneServerWithAPassword extends SessionStoreContract {

    private final RedisServer server = RedisServer.start();
    private final RedisClient client = RedisClient.create(server.uri());
    private RedisSessionStore made;

    @Override
    protected SessionStore newStore() {
      server.commands().flushall();
      made = Redises.patient(client, clock);
      return made;
    }

    @BeforeEach
    void awaitConnection() {
      Redises.awaitConnection(made);
    }

    @AfterAll
    void close() {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
      server.close();
    }
  }

  /** Two masters with half of the slots each: what needs two slots at once fails here. */
  @Nested
  @TestInstance(Lifecycle.PER_CLASS)
  class OnACluster extends SessionStoreContract {

    private final TestCluster cluster = TestCluster.start(2);
    private final RedisClusterClient client =
        RedisClusterClient.create(
            List.of(RedisURI.create("127.0.0.1", cluster.servers().get(0).port())));
    private RedisSessionStore made;

    @Override
    protected SessionStore newStore() {
      cluster.empty();
      made =
          RedisSessionStore.builder(client, Redises.SECRET)
              .clock(clock)
              .timeout(Duration.ofSeconds(20))
              .build();
      return made;
    }

    @BeforeEach
    void awaitConnection() {
      Redises.awaitConnection(made);
    }

    @AfterAll
    void close() {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
      cluster.close();
    }
  }
}
