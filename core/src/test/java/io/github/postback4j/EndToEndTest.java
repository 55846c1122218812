package io.github.postback4j;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.Network;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.session.SessionStore;
import io.github.postback4j.store.Database;
import io.github.postback4j.store.TestDatabase;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.junit5.StartStop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way with a real server: landing, conversion, the request on the wire, the answer. */
class EndToEndTest {

  private static final String ID = "102656693ac3ca6e0cdafbfe89ab99";
  private static final SessionKey VISITOR = SessionKey.visitor("v1");
  private static final Duration SOON = Duration.ofSeconds(20);

  @StartStop private final MockWebServer network = new MockWebServer();

  @TempDir private Path folder;

  private PostbackTracker tracker = PostbackTracker.builder().network(unused()).build();

  private static Network unused() {
    return Network.preset("tune")
        .url("https://t.example/aff_lsr?transaction_id=TRANSACTION_ID")
        .build();
  }

  @AfterEach
  void close() {
    tracker.close();
  }

  private void start(String query) {
    start(query, PostbackTracker.builder());
  }

  private void start(String query, TrackerBuilder builder) {
    tracker =
        builder
            .network(
                Network.preset("tune")
                    .url("http://127.0.0.1:" + network.getPort() + "/aff_lsr?" + query)
                    .allowHttp(true)
                    .build())
            .build();
    tracker.start();
  }

  private void answer(String body) {
    network.enqueue(new MockResponse.Builder().body(body).build());
  }

  private RecordedRequest received() throws InterruptedException {
    RecordedRequest request = network.takeRequest(20, SECONDS);
    assertThat(request).isNotNull();
    return request;
  }

  private Postback onlyPostback(String orderId) {
    assertThat(tracker.flush(SOON)).isTrue();
    assertThat(tracker.postbacks(orderId)).hasSize(1);
    return tracker.postbacks(orderId).get(0);
  }

  @Test
  void transactionId_requestLineAndHeadersAreExact() throws Exception {
    start("offer_id=26&transaction_id=TRANSACTION_ID&amount=AMOUNT&adv_unique1=ORDER_ID");
    answer("success=true;");
    tracker.capture(VISITOR, "transaction_id=" + ID + "&utm_source=x");

    tracker.track(VISITOR, Conversion.sale("A 1/é", new BigDecimal("49.9"), "EUR"));

    RecordedRequest request = received();
    assertThat(request.getRequestLine())
        .isEqualTo(
            "GET /aff_lsr?offer_id=26&transaction_id="
                + ID
                + "&amount=49.90&adv_unique1=A%201%2F%C3%A9 HTTP/1.1");
    assertThat(request.getHeaders().names())
        .isEqualTo(Set.of("Host", "Connection", "Accept", "Accept-Encoding", "User-Agent"));
    assertThat(request.getHeaders().get("Accept-Encoding")).isEqualTo("identity");
    assertThat(request.getHeaders().get("User-Agent")).startsWith("postback4j");
    assertThat(request.getHeaders().get("Host")).isEqualTo("127.0.0.1:" + network.getPort());
    Postback postback = onlyPostback("A 1/é");
    assertThat(postback.state()).isEqualTo(PostbackState.RECORDED);
    assertThat(postback.attempts()).isEqualTo(1);
  }

  @Test
  void partnerId_requestLineIsExactAndNoConnectionIsReused() throws Exception {
    start("offer_id=12345&aff_id=AFFILATE_ID&amount=AMOUNT");
    answer("success=true;");
    answer("success=true;");
    tracker.capture(VISITOR, "affiliate_id=100");

    tracker.track(VISITOR, Conversion.sale("o-1", new BigDecimal("19"), "USD"));
    RecordedRequest first = received();
    assertThat(tracker.flush(SOON)).isTrue();
    tracker.track(VISITOR, Conversion.sale("o-2", new BigDecimal("1234.56"), "USD"));
    RecordedRequest second = received();

    assertThat(first.getRequestLine())
        .isEqualTo("GET /aff_lsr?offer_id=12345&aff_id=100&amount=19.00 HTTP/1.1");
    assertThat(second.getRequestLine())
        .isEqualTo("GET /aff_lsr?offer_id=12345&aff_id=100&amount=1234.56 HTTP/1.1");
    assertThat(second.getConnectionIndex()).isNotEqualTo(first.getConnectionIndex());
    assertThat(onlyPostback("o-2").state()).isEqualTo(PostbackState.RECORDED);
  }

  @Test
  void byteExactId_goesOutAsItCameIn() throws Exception {
    start("transaction_id=TRANSACTION_ID");
    answer("success=true;");

    tracker.capture(VISITOR, "transaction_id=aB%2Bc%20d%25%26e%3D%C3%A9");
    tracker.track(VISITOR, Conversion.sale("o-1", BigDecimal.TEN, "EUR"));

    assertThat(received().getTarget())
        .isEqualTo("/aff_lsr?transaction_id=aB%2Bc%20d%25%26e%3D%C3%A9");
  }

  @Test
  void refusal_isFinalWithTheNetworksWordsAndCanBeReplayed() {
    start("transaction_id=TRANSACTION_ID");
    answer("success=false; err_msg=Invalid Trans. ID #" + ID + ".;");
    answer("success=true;");
    tracker.capture(VISITOR, "transaction_id=" + ID);
    tracker.track(VISITOR, Conversion.sale("o-1", BigDecimal.TEN, "EUR"));
    Postback refused = onlyPostback("o-1");

    assertThat(refused.state()).isEqualTo(PostbackState.REFUSED);
    assertThat(refused.reason()).isEqualTo("Invalid Trans. ID #" + ID + ".");
    assertThat(tracker.replay(refused.id())).isTrue();
    assertThat(onlyPostback("o-1").state()).isEqualTo(PostbackState.RECORDED);
    assertThat(tracker.replay(refused.id())).isFalse();
    assertThat(network.getRequestCount()).isEqualTo(2);
  }

  @Test
  void replayAll_refusedAgain_sendsEachOnce() {
    start("transaction_id=TRANSACTION_ID");
    tracker.capture(VISITOR, "transaction_id=" + ID);
    for (int i = 0; i < 6; i++) {
      answer("success=false; err_msg=Offer paused.;");
    }
    for (int i = 0; i < 3; i++) {
      tracker.track(VISITOR, Conversion.sale("o-" + i, BigDecimal.TEN, "EUR"));
    }
    assertThat(tracker.flush(SOON)).isTrue();

    assertThat(tracker.replayAll(PostbackState.REFUSED, "tune")).isEqualTo(3);

    assertThat(tracker.flush(SOON)).isTrue();
    assertThat(network.getRequestCount()).isEqualTo(6);
  }

  @Test
  void file_outboxOutlivesTheTrackerAndDeliversAfterwards() {
    network.close(); // nobody listens: the first tracker cannot deliver
    Path file = folder.resolve("deep/outbox.db");
    start("transaction_id=TRANSACTION_ID", PostbackTracker.builder().outbox(patientOutbox(file)));
    tracker.capture(VISITOR, "transaction_id=" + ID);
    tracker.track(VISITOR, Conversion.sale("o-1", BigDecimal.TEN, "EUR"));
    tracker.close(Duration.ofSeconds(5));

    assertThat(Files.exists(file)).isTrue();
    tracker = PostbackTracker.builder().network(unused()).outbox(patientOutbox(file)).build();
    tracker.start();
    assertThat(tracker.postbacks("o-1"))
        .singleElement()
        .satisfies(postback -> assertThat(postback.state().isFinal()).isFalse());
    assertThat(tracker.track(VISITOR, Conversion.sale("o-1", BigDecimal.ONE, "EUR")).queued())
        .hasSize(1);
  }

  private static Outbox patientOutbox(Path file) {
    return Outbox.jdbc(TestDatabase.patientFile(file));
  }

  @Test
  void lifecycle_nothingIsOpenBeforeStartNorLeftAfterClose() {
    Path file = folder.resolve("shop.db");
    Set<Thread> before = threads("postback4j", "OkHttp");
    PostbackTracker built =
        PostbackTracker.builder().network(unused()).database(Database.sqliteFile(file)).build();

    awaitNoThreadBut(before, "postback4j", "OkHttp");
    assertThat(Files.exists(file)).isFalse();

    built.start();
    assertThat(Files.exists(file)).isTrue();
    built.close(Duration.ofSeconds(5));
    built.close(Duration.ofSeconds(5));

    awaitNoThreadBut(before, "postback4j");
  }

  @Test
  void stores_bothInMemoryByDefault_workWithoutADatabase() {
    start(
        "transaction_id=TRANSACTION_ID",
        PostbackTracker.builder().sessions(SessionStore.inMemory(10, Clock.systemUTC())));
    answer("success=true;");
    tracker.capture(VISITOR, "transaction_id=" + ID);
    tracker.track(VISITOR, Conversion.sale("o-1", BigDecimal.TEN, "EUR"));

    assertThat(onlyPostback("o-1").state()).isEqualTo(PostbackState.RECORDED);
    assertThat(tracker.counts().get("tune")).containsEntry(PostbackState.RECORDED, 1L);
  }

  /** One that has ended may still be on its way out, and one of another test's come and go. */
  private static void awaitNoThreadBut(Set<Thread> known, String... prefixes) {
    long end = System.nanoTime() + Duration.ofSeconds(70).toNanos();
    Set<Thread> others = threads(prefixes);
    others.removeAll(known);
    while (!others.isEmpty() && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(1_000_000);
      others = threads(prefixes);
      others.removeAll(known);
    }
    assertThat(others).isEmpty();
  }

  private static Set<Thread> threads(String... prefixes) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .filter(thread -> Stream.of(prefixes).anyMatch(thread.getName()::startsWith))
        .collect(Collectors.toSet());
  }
}
