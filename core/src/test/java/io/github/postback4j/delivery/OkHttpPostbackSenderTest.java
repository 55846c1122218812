package io.github.postback4j.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.delivery.PostbackSender.Options;
import io.github.postback4j.delivery.SendResult.Answered;
import io.github.postback4j.delivery.SendResult.NoAnswer;
import io.github.postback4j.delivery.SendResult.NotSent;
import io.github.postback4j.network.PostbackRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.junit5.StartStop;
import okhttp3.OkHttpClient;
import okio.Buffer;
import okio.GzipSink;
import okio.Okio;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class OkHttpPostbackSenderTest {

  private static final Duration AMPLE = Duration.ofSeconds(20);

  /** Call time-outs for calls that are not to end by themselves. */
  private static final List<Duration> LIMITS =
      List.of(Duration.ofMillis(400), Duration.ofSeconds(2), Duration.ofSeconds(10));

  private static final SendResult UNCONNECTED = new NotSent("timeout_connect", false);

  @StartStop private final MockWebServer network = new MockWebServer();

  private final PostbackSender sender = PostbackSender.okHttp();

  @AfterEach
  void closeSender() {
    sender.close();
  }

  @Test
  void client_isMadeAtTheFirstCall_andOneThatCannotBeMadeIsAskedForAgain() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (PostbackSender failing =
        new OkHttpPostbackSender(
            () -> {
              if (asked.incrementAndGet() == 1) {
                throw new IllegalStateException("no certificates");
              }
              return new OkHttpClient.Builder()
                  .dns(
                      host -> {
                        throw new UnknownHostException(host);
                      })
                  .build();
            },
            null)) {
      assertThat(asked).hasValue(0);
      PostbackRequest request = PostbackRequest.get("http://no-such-host.invalid/");
      Options options = new Options(true, true, AMPLE);

      assertThat(failing.send(request, options).get(25, SECONDS))
          .isEqualTo(new NotSent("client_failed", false));
      assertThat(failing.send(request, options).get(25, SECONDS))
          .isEqualTo(new NotSent("dns_error", false));
      assertThat(failing.send(request, options).get(25, SECONDS))
          .isEqualTo(new NotSent("dns_error", false));
      assertThat(asked).hasValue(2);
    }
  }

  @Test
  void get_isSentByteForByte() throws Exception {
    network.enqueue(answer(200));
    String target =
        "/aff_lsr?transaction_id=10%2B2%20a&amount=49.90&x=%c3%A4;a=b&&=&q=a/b:c@d,e~!*()";

    SendResult result = send(target);

    assertThat(result).isEqualTo(new Answered(200, "", null));
    RecordedRequest request = taken();
    assertThat(request.getRequestLine()).isEqualTo("GET " + target + " HTTP/1.1");
    assertThat(request.getHeaders().toMultimap())
        .containsOnlyKeys("user-agent", "accept", "accept-encoding", "connection", "host");
    assertThat(request.getHeaders().get("Accept-Encoding")).isEqualTo("identity");
    assertThat(request.getHeaders().get("Connection")).isEqualTo("Keep-Alive");
    assertThat(request.getHeaders().get("User-Agent")).startsWith("postback4j");
    assertThat(request.getHeaders().get("Host")).isEqualTo("127.0.0.1:" + network.getPort());
  }

  @Test
  void post_sendsBodyAsUtf8WithItsOwnContentType() throws Exception {
    network.enqueue(answer(200));

    await(
        new PostbackRequest(
            "POST",
            url("/p"),
            Map.of("Content-Type", "application/json", "X-Key", "k"),
            "{\"ä\":1}"),
        AMPLE);

    RecordedRequest request = taken();
    assertThat(request.getRequestLine()).isEqualTo("POST /p HTTP/1.1");
    assertThat(request.getHeaders().get("Content-Type")).isEqualTo("application/json");
    assertThat(request.getHeaders().get("X-Key")).isEqualTo("k");
    assertThat(request.getBody()).isNotNull();
    assertThat(request.getBody().utf8()).isEqualTo("{\"ä\":1}");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, ftp://h/a",
    "GET, /relative",
    "GET, http://h/a b",
    "GET, http://h/a?q='x'",
    "GET, http://h/a/../b",
    "GET, http://h/%2e%2e/b",
    "GET, http://user:pw@h/a",
    "GET, http://h/a#fragment",
    "GET, 'http://h/a?q=x\ny'",
    "PUT, http://h/a",
    "DELETE, http://h/a"
  })
  void request_thatCannotBeSentAsItStands_isRefusedForGood(String method, String url) {
    assertThat(await(new PostbackRequest(method, url, Map.of(), null), AMPLE))
        .isEqualTo(new NotSent("bad_request", true));
  }

  @ParameterizedTest
  @CsvSource({
    "'X-A', 'a\r\nX-B: b'",
    "'X-A', 'ä'",
    "'X A', 'a'",
    "'Host', 'other'",
    "'Connection', 'Upgrade'",
    "'content-length', '0'",
    "'Expect', '100-continue'",
    "'Accept-Encoding', 'gzip'"
  })
  void header_thatIsNoneOrOurs_isRefusedForGood(String name, String value) {
    PostbackRequest request = new PostbackRequest("GET", url("/"), Map.of(name, value), null);

    assertThat(await(request, AMPLE)).isEqualTo(new NotSent("bad_request", true));
    assertThat(network.getRequestCount()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"HTTP://LOCALHOST:%d", "http://localhost:%d?a=b", "http://localhost:%d/?"})
  void url_withAuthorityWrittenOtherwise_isSent(String url) throws Exception {
    network.enqueue(answer(200));

    SendResult result = await(PostbackRequest.get(String.format(url, network.getPort())), AMPLE);

    assertThat(result).isEqualTo(new Answered(200, "", null));
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 300, 304, 400, 401, 404, 407, 408, 410, 421, 425, 429, 500, 503})
  void status_ofAnyKind_isReportedAfterOneRequest(int status) {
    network.enqueue(
        new MockResponse.Builder()
            .code(status)
            .addHeader("WWW-Authenticate", "Basic realm=x")
            .body("words")
            .build());

    assertThat(send("/")).isEqualTo(new Answered(status, "words", null));
    assertThat(network.getRequestCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "301, /elsewhere?transaction_id=1, http://127.0.0.1:PORT",
    "302, ?a=b#c, http://127.0.0.1:PORT",
    "307, https://u:p@other.example/x?t=1, https://other.example",
    "308, //[::1]:9, http://[::1]:9",
    "303, mailto:x,",
    "200, /elsewhere,",
  })
  void redirect_isReportedByItsHostAndNotFollowed(int status, String to, String movedTo) {
    network.enqueue(new MockResponse.Builder().code(status).addHeader("Location", to).build());

    SendResult result = send("/p");

    String port = String.valueOf(network.getPort());
    assertThat(result)
        .isEqualTo(
            new Answered(status, "", null, movedTo == null ? null : movedTo.replace("PORT", port)));
    assertThat(network.getRequestCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "99999999999", "-1", "x", "Wed, 21 Oct 2015 07:28:00 GMT"})
  void retryAfter_isReportedAndNeverObeyedByOkHttp(String header) {
    for (int i = 0; i < 3; i++) {
      network.enqueue(
          new MockResponse.Builder().code(503).addHeader("Retry-After", header).build());
    }

    assertThat(send("/")).isEqualTo(new Answered(503, "", header));
    assertThat(await(new PostbackRequest("POST", url("/"), Map.of(), "a=b"), AMPLE))
        .isEqualTo(new Answered(503, "", header));
    assertThat(network.getRequestCount()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 205})
  void noContent_withALength_isAnAnswer(int status) throws Exception {
    try (RawServer server =
        RawServer.answering("HTTP/1.1 " + status + " No\r\nContent-Length: 5\r\n\r\nhello")) {
      assertThat(sendTo(server, AMPLE)).isEqualTo(new Answered(status, "", null));
      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  @Test
  void body_dripping_isBoundedByTheCallTimeout() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (RawServer server =
        new RawServer(
            (socket, number) -> {
              RawServer.readHead(socket);
              RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
              while (!over.await(50, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                RawServer.write(socket, "x");
              }
            })) {
      long start = System.nanoTime();

      assertThat(
              withLimits(
                  limit -> sendTo(server, limit), Set.of(UNCONNECTED, new NoAnswer("timeout"))))
          .isEqualTo(new NoAnswer("timeout", new Answered(200, "", null)));

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(25));
    } finally {
      over.countDown();
    }
  }

  @Test
  void body_endless_isReadToItsLimit() throws Exception {
    byte[] block = "y".repeat(8192).getBytes(UTF_8);
    try (RawServer server =
        new RawServer(
            (socket, number) -> {
              RawServer.readHead(socket);
              RawServer.write(socket, "HTTP/1.1 200 OK\r\n\r\n");
              while (!socket.isClosed()) {
                RawServer.write(socket, block);
              }
            })) {
      assertThat(sendTo(server, AMPLE))
          .isEqualTo(new Answered(200, "y".repeat(AnswerReader.LIMIT), null));
    }
  }

  @Test
  void body_gzippedUnasked_isUnpackedToTheSameLimit() throws Exception {
    Buffer bomb = gzip("z".repeat(50_000_000));
    assertThat(bomb.size()).isLessThan(100_000);
    network.enqueue(
        new MockResponse.Builder().addHeader("Content-Encoding", "gzip").body(bomb).build());
    network.enqueue(
        new MockResponse.Builder().addHeader("Content-Encoding", "gzip").body(gzip("ok")).build());

    assertThat(send("/")).isEqualTo(new Answered(200, "z".repeat(AnswerReader.LIMIT), null));
    assertThat(send("/")).isEqualTo(new Answered(200, "ok", null));
  }

  @ParameterizedTest
  @CsvSource({"text/html; charset=ISO-8859-1", "text/html; charset=latin1"})
  void body_withDeclaredCharset_isReadInIt(String type) {
    network.enqueue(
        new MockResponse.Builder()
            .addHeader("Content-Type", type)
            .body(new Buffer().write("süß".getBytes(StandardCharsets.ISO_8859_1)))
            .build());

    assertThat(send("/")).isEqualTo(new Answered(200, "süß", null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "text/plain; charset=none-such", "///", ""})
  void body_withoutCharset_isReadAsUtf8(String type) {
    network.enqueue(new MockResponse.Builder().addHeader("Content-Type", type).body("süß").build());

    assertThat(send("/")).isEqualTo(new Answered(200, "süß", null));
  }

  @ParameterizedTest
  @CsvSource({"'nonsense\r\n\r\n', bad_answer", "'HTTP/1.1 abc\r\n\r\n', bad_answer", "'', reset"})
  void answer_thatIsNone_isUnknown(String answer, String code) throws Exception {
    try (RawServer server = RawServer.answering(answer == null ? "" : answer)) {
      assertThat(sendTo(server, AMPLE)).isEqualTo(new NoAnswer(code));
      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 9\r\n\r\nshort",
        "Content-Encoding: br\r\nContent-Length: 1\r\n\r\nx",
        "Transfer-Encoding: chunked\r\n\r\nzz\r\n"
      })
  void answer_whoseBodyBreaksOff_tellsItsHeadOnly(String rest) throws Exception {
    try (RawServer server = RawServer.answering("HTTP/1.1 200 OK\r\nRetry-After: 7\r\n" + rest)) {
      assertThat(sendTo(server, AMPLE))
          .isEqualTo(new NoAnswer("bad_answer", new Answered(200, "", "7")));
      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  @Test
  void reset_afterTheRequest_isUnknown() throws Exception {
    try (RawServer server =
        new RawServer(
            (socket, number) -> {
              RawServer.readHead(socket);
              RawServer.reset(socket);
            })) {
      assertThat(sendTo(server, AMPLE)).isEqualTo(new NoAnswer("reset"));
      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  @Test
  void reset_onAnIdleConnection_isStale() throws Exception {
    try (RawServer server =
        new RawServer(
            (socket, number) -> {
              RawServer.readHead(socket);
              RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
              RawServer.readHead(socket);
              RawServer.reset(socket);
            })) {
      assertThat(sendTo(server, AMPLE)).isEqualTo(new Answered(200, "", null));
      assertThat(sendTo(server, AMPLE)).isEqualTo(new NoAnswer("stale"));
      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  @Test
  void silence_afterTheRequest_isUnknownAfterTheCallTimeout() throws Exception {
    try (RawServer server = new RawServer((socket, number) -> RawServer.readHead(socket))) {
      assertThat(withLimits(limit -> sendTo(server, limit), Set.of(UNCONNECTED)))
          .isEqualTo(new NoAnswer("timeout"));
    }
  }

  @Test
  void connection_refused_isNotSent() throws Exception {
    RawServer server = RawServer.answering("");
    server.close();

    assertThat(sendTo(server, AMPLE)).isEqualTo(new NotSent("connect_error", false));
  }

  @Test
  void tls_withAServerThatSpeaksNone_isNotSent() throws Exception {
    try (RawServer server =
        new RawServer((socket, number) -> RawServer.write(socket, "HTTP/1.1 400 Bad\r\n\r\n"))) {
      assertThat(await(PostbackRequest.get("https://127.0.0.1:" + server.port() + "/"), AMPLE))
          .isEqualTo(new NotSent("tls_error", false));
    }
  }

  @Test
  void tls_stalled_isNotSentAfterTheCallTimeout() throws Exception {
    try (RawServer server = new RawServer((socket, number) -> {})) {
      PostbackRequest request = PostbackRequest.get("https://127.0.0.1:" + server.port() + "/");

      assertThat(withLimits(limit -> await(request, limit), Set.of(UNCONNECTED)))
          .isEqualTo(new NotSent("timeout_tls", false));
    }
  }

  @Test
  void reuse_refused_closesEveryConnection() throws Exception {
    network.enqueue(answer(200));
    network.enqueue(answer(200));

    send("/1", new Options(false, false, AMPLE));
    send("/2", new Options(false, false, AMPLE));

    RecordedRequest first = taken();
    RecordedRequest second = taken();
    assertThat(first.getHeaders().get("Connection")).isEqualTo("close");
    assertThat(second.getConnectionIndex()).isNotEqualTo(first.getConnectionIndex());
  }

  @Test
  void reuse_allowed_keepsTheConnection() throws Exception {
    network.enqueue(answer(200));
    network.enqueue(answer(200));

    send("/1");
    send("/2");

    RecordedRequest first = taken();
    RecordedRequest second = taken();
    assertThat(second.getConnectionIndex()).isEqualTo(first.getConnectionIndex());
    assertThat(second.getExchangeIndex()).isEqualTo(1);
  }

  @Test
  void interceptorsOfTheClient_areLeftOut() {
    network.enqueue(answer(500));
    network.enqueue(answer(200));
    OkHttpClient repeating =
        new OkHttpClient.Builder()
            .addInterceptor(
                chain -> {
                  chain.proceed(chain.request()).close();
                  return chain.proceed(chain.request());
                })
            .build();

    try (PostbackSender own = PostbackSender.okHttp(repeating)) {
      assertThat(own.send(PostbackRequest.get(url("/")), options(AMPLE)).join())
          .isEqualTo(new Answered(500, "", null));
    }
    assertThat(network.getRequestCount()).isEqualTo(1);
  }

  @Test
  void proxy_thatRefusesTheTunnel_isNotSent() throws Exception {
    try (RawServer proxy = RawServer.answering("HTTP/1.1 407 Proxy\r\nContent-Length: 0\r\n\r\n");
        PostbackSender behind = behind(proxy)) {
      assertThat(behind.send(PostbackRequest.get("https://h.example/"), options(AMPLE)).join())
          .isEqualTo(new NotSent("proxy_error", false));
    }
  }

  @Test
  void proxy_thatRefusesAPlainRequest_isNotSent() throws Exception {
    try (RawServer proxy = RawServer.answering("HTTP/1.1 407 Proxy\r\nContent-Length: 0\r\n\r\n");
        PostbackSender behind = behind(proxy)) {
      assertThat(behind.send(PostbackRequest.get("http://h.example/"), options(AMPLE)).join())
          .isEqualTo(new NotSent("proxy_error", false));
      assertThat(proxy.accepted()).isEqualTo(1);
    }
  }

  @Test
  void proxy_whoseNameIsPrivate_isTheUsersWord() throws Exception {
    try (RawServer proxy = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        PostbackSender behind =
            PostbackSender.okHttp(
                new OkHttpClient.Builder()
                    .dns(host -> List.of(java.net.InetAddress.getLoopbackAddress()))
                    .proxy(
                        new Proxy(
                            Proxy.Type.HTTP,
                            InetSocketAddress.createUnresolved("proxy.corp", proxy.port())))
                    .build())) {
      assertThat(behind.send(PostbackRequest.get("http://h.example/"), options(AMPLE)).join())
          .isEqualTo(new Answered(200, "ok", null));
    }
  }

  @Test
  void failure_insideOkHttp_isAResultAndPrintsNothing() throws Exception {
    CompletableFuture<Throwable> uncaught = new CompletableFuture<>();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> uncaught.complete(e));
    OkHttpClient broken =
        new OkHttpClient.Builder()
            .dns(
                host -> {
                  throw new NumberFormatException("from a depth");
                })
            .build();
    try (PostbackSender own = PostbackSender.okHttp(broken)) {
      assertThat(own.send(PostbackRequest.get("http://h.example/"), options(AMPLE)).join())
          .isEqualTo(new NotSent("dns_error", false));
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
    assertThat(uncaught).isNotDone();
  }

  @Test
  void send_neverWaits() throws Exception {
    try (RawServer server = new RawServer((socket, number) -> RawServer.readHead(socket))) {
      CompletableFuture<?>[] calls = new CompletableFuture<?>[100];
      for (int i = 0; i < calls.length; i++) {
        calls[i] = sender.send(PostbackRequest.get(server.url("/")), options(AMPLE));
      }
      assertThat(calls).allSatisfy(call -> assertThat(call).isNotDone());

      sender.close();
      awaitAll(calls);

      assertThat(calls)
          .allSatisfy(
              call ->
                  assertThat(call)
                      .isCompletedWithValueMatching(
                          result ->
                              result.equals(new NoAnswer("closed"))
                                  || result.equals(new NotSent("closed", false)),
                          "closed"));
    }
  }

  @Test
  void send_afterClose_isNotSent() {
    sender.close();

    assertThat(send("/")).isEqualTo(new NotSent("closed", false));
    assertThat(network.getRequestCount()).isZero();
  }

  /** Not all end at once; how they end is for the test to see. */
  private static void awaitAll(CompletableFuture<?>[] calls) throws Exception {
    CompletableFuture.allOf(calls).handle((nothing, failure) -> true).get(25, SECONDS);
  }

  /**
   * Calls with a short call time-out, and with longer ones while the call ended before it came as
   * far as it was to hang, as it may on a machine that stalls.
   */
  private static SendResult withLimits(
      Function<Duration, SendResult> call, Set<SendResult> tooEarly) {
    SendResult result = call.apply(LIMITS.get(0));
    for (int i = 1; i < LIMITS.size() && tooEarly.contains(result); i++) {
      result = call.apply(LIMITS.get(i));
    }
    return result;
  }

  private static PostbackSender behind(RawServer proxy) {
    return PostbackSender.okHttp(
        new OkHttpClient.Builder()
            .proxy(new Proxy(Proxy.Type.HTTP, new InetSocketAddress("127.0.0.1", proxy.port())))
            .build());
  }

  private static MockResponse answer(int status) {
    return new MockResponse.Builder().code(status).build();
  }

  private static Buffer gzip(String text) throws IOException {
    Buffer packed = new Buffer();
    try (okio.BufferedSink sink = Okio.buffer(new GzipSink(packed))) {
      sink.writeUtf8(text);
    }
    return packed;
  }

  private RecordedRequest taken() throws InterruptedException {
    RecordedRequest request = network.takeRequest(25, SECONDS);
    assertThat(request).isNotNull();
    return request;
  }

  private String url(String target) {
    return "http://127.0.0.1:" + network.getPort() + target;
  }

  private SendResult send(String target) {
    return await(PostbackRequest.get(url(target)), AMPLE);
  }

  private SendResult send(String target, Options options) {
    return sender.send(PostbackRequest.get(url(target)), options).join();
  }

  private SendResult sendTo(RawServer server, Duration timeout) {
    return await(PostbackRequest.get(server.url("/p?a=b")), timeout);
  }

  private SendResult await(PostbackRequest request, Duration timeout) {
    return sender.send(request, options(timeout)).join();
  }

  private static Options options(Duration timeout) {
    return new Options(true, false, timeout);
  }
}
