package io.github.postback4j.delivery;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.postback4j.delivery.PostbackSender.Options;
import io.github.postback4j.delivery.SendResult.Answered;
import io.github.postback4j.delivery.SendResult.NotSent;
import io.github.postback4j.network.ConfigurationException;
import io.github.postback4j.network.PostbackRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLSocketFactory;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.junit5.StartStop;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PostbackSenderBuilderTest {

  private static final HeldCertificate AUTHORITY =
      new HeldCertificate.Builder().certificateAuthority(0).build();
  private static final HeldCertificate SERVER =
      new HeldCertificate.Builder()
          .signedBy(AUTHORITY)
          .addSubjectAlternativeName("127.0.0.1")
          .addSubjectAlternativeName("net.example")
          .build();
  private static final char[] PASSWORD = "open sesame".toCharArray();

  @StartStop private final MockWebServer network = new MockWebServer();

  @Test
  void trustStore_withTheNetworksAuthority_isTrustedAndNoOtherIs() throws Exception {
    network.useHttps(serverSide(false));
    network.enqueue(new MockResponse.Builder().body("ok").build());

    try (PostbackSender trusting =
            PostbackSender.okHttpBuilder().trustStore(trusting(AUTHORITY)).build();
        PostbackSender byDefault = PostbackSender.okHttpBuilder().build();
        PostbackSender other =
            PostbackSender.okHttpBuilder()
                .trustStore(trusting(new HeldCertificate.Builder().build()))
                .build()) {
      assertThat(send(byDefault, https())).isEqualTo(new NotSent("tls_error", false));
      assertThat(send(other, https())).isEqualTo(new NotSent("tls_error", false));
      assertThat(send(trusting, https())).isEqualTo(new Answered(200, "ok", null));
    }
    assertThat(network.getRequestCount()).isEqualTo(1);
  }

  @Test
  void trustStore_doesNotSwitchTheHostNameCheckOff() throws Exception {
    network.useHttps(serverSide(false));
    try (PostbackSender trusting =
        PostbackSender.okHttpBuilder().trustStore(trusting(AUTHORITY)).build()) {
      assertThat(send(trusting, "https://localhost:" + network.getPort() + "/"))
          .isEqualTo(new NotSent("tls_error", false));
    }
  }

  @Test
  void clientCertificate_demandedByTheServer_isShown() throws Exception {
    network.useHttps(serverSide(true));
    network.requireClientAuth();
    network.enqueue(new MockResponse.Builder().body("ok").build());
    HeldCertificate shop =
        new HeldCertificate.Builder().signedBy(AUTHORITY).commonName("the shop").build();

    try (PostbackSender known =
            PostbackSender.okHttpBuilder()
                .trustStore(trusting(AUTHORITY))
                .clientCertificate(holding(shop), PASSWORD)
                .build();
        PostbackSender unknown =
            PostbackSender.okHttpBuilder().trustStore(trusting(AUTHORITY)).build()) {
      assertThat(send(unknown, https())).isEqualTo(new NotSent("tls_error", false));
      assertThat(send(known, https())).isEqualTo(new Answered(200, "ok", null));
    }
    RecordedRequest request = network.takeRequest(5, SECONDS);
    assertThat(request).isNotNull();
    assertThat(request.getHandshake()).isNotNull();
    assertThat(request.getHandshake().peerPrincipal()).hasToString("CN=the shop");
  }

  @Test
  void stores_thatCannotBeUsed_areRefusedWithWhatIsRight() throws Exception {
    KeyStore unloaded = KeyStore.getInstance("PKCS12");
    KeyStore empty = empty();
    KeyStore keys = holding(SERVER);

    assertRefused(
        PostbackSender.okHttpBuilder().trustStore(empty),
        "trust store: holds no trusted certificate. Import");
    assertRefused(
        PostbackSender.okHttpBuilder().trustStore(unloaded), "trust store: cannot be used: ");
    assertRefused(
        PostbackSender.okHttpBuilder().clientCertificate(trusting(AUTHORITY), PASSWORD),
        "client certificate: has no private key in its store. Give");
    assertRefused(
        PostbackSender.okHttpBuilder().clientCertificate(keys, "wrong".toCharArray()),
        "client certificate: has a private key that this password does not open. Give");
    assertRefused(
        PostbackSender.okHttpBuilder().clientCertificate(unloaded, PASSWORD),
        "client certificate: cannot be used: ");
  }

  @Test
  void numbersAndProxies_thatCannotBe_areRefused() {
    assertRefused(
        PostbackSender.okHttpBuilder().connectTimeout(Duration.ZERO), "connect-timeout: is PT0S.");
    assertRefused(
        PostbackSender.okHttpBuilder().connectTimeout(Duration.ofDays(2)), "connect-timeout: is");
    assertRefused(
        PostbackSender.okHttpBuilder().proxy(Proxy.NO_PROXY).proxySelector(choosing(null)),
        "proxy: is given as well as a proxy selector.");
    assertThatIllegalArgumentException().isThrownBy(() -> new Options(true, false, Duration.ZERO));
  }

  @Test
  void proxy_isUsed_byConnectForHttps() throws Exception {
    network.useHttps(serverSide(false));
    network.enqueue(new MockResponse.Builder().body("ok").build());
    List<String> asked = new CopyOnWriteArrayList<>();
    try (RawServer tunnel = tunnelTo(network.getPort(), asked);
        PostbackSender sender =
            PostbackSender.okHttpBuilder()
                .trustStore(trusting(AUTHORITY))
                .proxy(proxyAt(tunnel))
                .build()) {
      // a name that nothing here resolves: the proxy does
      assertThat(send(sender, "https://net.example/aff_lsr?transaction_id=1"))
          .isEqualTo(new Answered(200, "ok", null));
    }
    assertThat(asked.get(0)).isEqualTo("CONNECT net.example:443 HTTP/1.1");
    assertThat(String.join("\n", asked)).doesNotContain("transaction_id");
  }

  @Test
  void proxySelector_choosesForEachCall() throws Exception {
    try (RawServer proxy = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        PostbackSender sender =
            PostbackSender.okHttpBuilder().proxySelector(choosing(proxyAt(proxy))).build()) {
      assertThat(send(sender, "http://through.example/")).isEqualTo(new Answered(200, "ok", null));
      assertThat(send(sender, "http://127.0.0.1:1/"))
          .isEqualTo(new NotSent("connect_error", false));
      assertThat(proxy.accepted()).isEqualTo(1);
    }
  }

  @Test
  void executor_runsTheCallsAndIsLeftToItsOwner() throws Exception {
    network.enqueue(new MockResponse.Builder().body("ok").build());
    List<String> threads = new CopyOnWriteArrayList<>();
    ExecutorService executor =
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "of the shop");
              thread.setDaemon(true);
              threads.add(thread.getName());
              return thread;
            });
    PostbackSender sender = PostbackSender.okHttpBuilder().executor(executor).build();

    assertThat(send(sender, http())).isEqualTo(new Answered(200, "ok", null));
    sender.close();

    assertThat(threads).containsOnly("of the shop");
    assertThat(executor.isShutdown()).isFalse();
    assertThat(send(sender, http())).isEqualTo(new NotSent("closed", false));
    executor.shutdown();
  }

  @Test
  void executor_withoutAFreeThread_isNotSentThenOrLater() throws Exception {
    CountDownLatch free = new CountDownLatch(1);
    ExecutorService executor = Executors.newSingleThreadExecutor();
    CompletableFuture<Void> busy =
        CompletableFuture.runAsync(
            () -> {
              try {
                free.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            executor);
    try (PostbackSender sender = PostbackSender.okHttpBuilder().executor(executor).build()) {

      SendResult result =
          sender
              .send(PostbackRequest.get(http()), new Options(true, false, Duration.ofMillis(200)))
              .join();

      assertThat(result).isEqualTo(new NotSent("busy", false));
      free.countDown();
      busy.join();
      executor.shutdown();
      assertThat(executor.awaitTermination(10, SECONDS)).isTrue();
      assertThat(network.getRequestCount()).isZero();
      assertThat(send(sender, http())).isEqualTo(new NotSent("busy", false)); // it takes no more
    }
  }

  private static void assertRefused(PostbackSenderBuilder builder, String message) {
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(builder::build)
        .withMessageStartingWith(message);
  }

  private String https() {
    return "https://127.0.0.1:" + network.getPort() + "/";
  }

  private String http() {
    return "http://127.0.0.1:" + network.getPort() + "/";
  }

  private static SendResult send(PostbackSender sender, String url) {
    return sender
        .send(PostbackRequest.get(url), new Options(true, false, Duration.ofSeconds(20)))
        .join();
  }

  private static SSLSocketFactory serverSide(boolean trusting) {
    HandshakeCertificates.Builder builder =
        new HandshakeCertificates.Builder().heldCertificate(SERVER);
    if (trusting) {
      builder.addTrustedCertificate(AUTHORITY.certificate());
    }
    return builder.build().sslSocketFactory();
  }

  private static KeyStore empty() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static KeyStore trusting(HeldCertificate authority) throws Exception {
    KeyStore store = empty();
    store.setCertificateEntry("authority", authority.certificate());
    return store;
  }

  private static KeyStore holding(HeldCertificate held) throws Exception {
    KeyStore store = empty();
    Certificate[] chain = {held.certificate(), AUTHORITY.certificate()};
    store.setKeyEntry("key", held.keyPair().getPrivate(), PASSWORD, chain);
    return store;
  }

  private static Proxy proxyAt(RawServer server) {
    return new Proxy(Proxy.Type.HTTP, new InetSocketAddress("127.0.0.1", server.port()));
  }

  private static ProxySelector choosing(Proxy proxy) {
    return new ProxySelector() {
      @Override
      public List<Proxy> select(URI uri) {
        return List.of(uri.getHost().equals("through.example") ? proxy : Proxy.NO_PROXY);
      }

      @Override
      public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
    };
  }

  /** A proxy that tunnels wherever it is asked to, but always to one port here. */
  private static RawServer tunnelTo(int port, List<String> asked) throws IOException {
    return new RawServer(
        (socket, number) -> {
          asked.addAll(RawServer.readHead(socket));
          try (Socket target = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
            RawServer.write(socket, "HTTP/1.1 200 Tunnel\r\n\r\n");
            Thread back =
                new Thread(
                    () -> {
                      try {
                        target.getInputStream().transferTo(socket.getOutputStream());
                      } catch (IOException e) {
                        // the test is over
                      }
                    },
                    "tunnel");
            back.setDaemon(true);
            back.start();
            socket.getInputStream().transferTo(target.getOutputStream());
          }
        });
  }
}
