package io.github.postback4j.redis;

import static io.github.postback4j.redis.Redises.NOW;
import static io.github.postback4j.redis.Redises.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.postback4j.PostbackTracker;
import io.github.postback4j.network.Network;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.testkit.contract.MutableClock;
import io.lettuce.core.RedisClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A shop's landing pages while Redis dies, hangs and comes back. */
class RedisOutageTest {

  private static final Duration TIMEOUT = Duration.ofMillis(250);

  /** What a page of this machine may take beside the store, when it is busy, but for a stall. */
  private static final Duration SLACK = Duration.ofMillis(2750);

  private static final int LANDINGS = 5;

  private static final Pattern MORE = Pattern.compile("; (\\d+) more failures");

  /** Redis says "kept" only when the disk has it. */
  private static final List<String> DURABLE =
      List.of(
          "--requirepass", RedisServer.PASSWORD, "--appendonly", "yes", "--appendfsync", "always");

  @TempDir Path folder;

  private final MutableClock clock = new MutableClock(NOW);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private RedisServer server;
  private RedisClient client;
  private RedisSessionStore store;
  private LandingLoad load;

  @BeforeEach
  void openShop() throws Exception {
    log.start();
    ((Logger) LoggerFactory.getLogger(PostbackTracker.class)).addAppender(log);
    server = RedisServer.start(DURABLE);
    client = RedisClient.create(server.uri());
    store = RedisSessionStore.builder(client, SECRET).clock(clock).timeout(TIMEOUT).build();
    store.start();
    Redises.awaitConnection(store);
    PostbackTracker tracker =
        PostbackTracker.builder()
            .network(
                Network.preset("tune")
                    .url("https://network.example/aff_lsr?transaction_id=TRANSACTION_ID")
                    .build())
            .sessions(store)
            .clock(clock)
            .build();
    load = new LandingLoad(folder, tracker);
  }

  @AfterEach
  void closeShop() throws Exception {
    load.close();
    store.close();
    Redises.end(client);
    server.close();
    ((Logger) LoggerFactory.getLogger(PostbackTracker.class)).detachAppender(log);
  }

  @Test
  void killedAndRestartedUnderLoad_everyLandingIsServedAndWhatWasLostIsCounted() throws Exception {
    load.start(4);
    load.awaitKept(100);
    server.kill();
    load.awaitLost(50);
    server.restart();
    int keptBefore = load.kept().size();
    load.awaitKept(keptBefore + 50);
    load.stop();

    assertThat(load.failed()).isZero();
    assertThat(median(load.losses())).isLessThan(TIMEOUT.plus(SLACK));
    try (RedisSessionStore patient = Redises.node(client, clock)) {
      assertThat(load.kept())
          .allSatisfy(
              (visitor, transactionId) ->
                  assertThat(patient.find(SessionKey.visitor(visitor)))
                      .extracting(kept -> kept.click().transactionId())
                      .containsExactly(transactionId));
    }
    assertThat(lostAsLogged()).isEqualTo(load.lost());
  }

  @Test
  void hanging_aLandingWaitsForTheTimeOutOnly() throws Exception {
    Polling.until("a first click is kept", () -> load.land() && !load.kept().isEmpty());
    int lostBefore = load.losses().size();

    server.signal("STOP");
    for (int i = 0; i < LANDINGS; i++) {
      load.land();
    }
    server.signal("CONT");

    assertThat(load.kept()).hasSize(1);
    assertThat(load.failed()).isZero();
    List<Duration> waits = load.losses().subList(lostBefore, load.losses().size());
    assertThat(waits).hasSize(LANDINGS).allMatch(wait -> wait.compareTo(TIMEOUT) >= 0);
    assertThat(median(waits)).isLessThan(TIMEOUT.plus(SLACK));
    Polling.until("clicks are kept again", () -> load.land() && load.kept().size() > 1);
  }

  /** A stall of the machine hits the landings of one moment, a wait of the store's hits all. */
  private static Duration median(List<Duration> waits) {
    return waits.stream().sorted().toList().get(waits.size() / 2);
  }

  /** A minute later one more failure says how many there were in between. */
  private long lostAsLogged() {
    server.kill();
    clock.advance(Duration.ofMinutes(1));
    long before = load.lost();
    load.land();
    assertThat(load.lost()).isEqualTo(before + 1);
    assertThat(log.list).hasSize(2);
    assertThat(log.list.get(0).getFormattedMessage())
        .startsWith("A click was not kept; if it leads to a sale, that will not be reported");
    return log.list.size() + log.list.stream().mapToLong(RedisOutageTest::more).sum();
  }

  /** The first line may count some as well: of threads that failed in the same moment. */
  private static long more(ILoggingEvent line) {
    Matcher more = MORE.matcher(line.getFormattedMessage());
    return more.find() ? Long.parseLong(more.group(1)) : 0;
  }
}
