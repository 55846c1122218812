package io.github.postback4j.faults;

import static io.github.postback4j.faults.RudeServer.says;
import static io.github.postback4j.faults.Shop.ID;
import static io.github.postback4j.faults.Shop.RETRY;
import static io.github.postback4j.faults.Shop.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.github.postback4j.delivery.DeliveryListener;
import io.github.postback4j.delivery.PostbackSender;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.NetworkBuilder;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.store.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What surrounds a call: listeners, logs, locale, IPv6, proxies, secrets. */
@Tag("faults")
@Timeout(60)
class SurroundingsFaultsTest {

  private static final String TOKEN = "t0ken/of the shop";

  @TempDir private Path folder;

  @Test
  void listenerThatThrows_stopsNothingAndIsToldOnce() throws Exception {
    DeliveryListener throwing =
        new DeliveryListener() {
          @Override
          public void attempted(Postback postback, String code, Duration took) {
            throw new IllegalStateException("attempted " + TOKEN);
          }

          @Override
          public void finished(Postback postback) {
            throw new AssertionError("finished " + TOKEN);
          }

          @Override
          public void paused(String network, String code) {
            throw new NoClassDefFoundError("paused " + TOKEN);
          }
        };
    RudeServer.Manner busy = says(429, "Retry-After: 1\r\n", "");
    try (RudeServer server = new RudeServer(busy, says("success=true;"));
        CapturedLines log = new CapturedLines();
        Shop shop =
            new Shop(
                builder -> builder.listener(throwing), Shop.deDuplicating(server.http()).build())) {
      shop.order("o-0");
      assertThat(shop.tracker().flush(SOON)).isTrue();
      shop.passes(Duration.ofSeconds(1));
      for (int i = 1; i < 20; i++) {
        shop.order("o-" + i);
      }

      assertThat(shop.tracker().flush(SOON)).isTrue();

      assertThat(shop.tracker().counts().get("tune")).containsEntry(PostbackState.RECORDED, 20L);
      assertThat(log.with("A delivery listener failed")).hasSize(1);
      assertThat(log.with(TOKEN)).isEmpty();
    }
  }

  @Test
  void manyRefusals_areAFewLines() throws Exception {
    try (RudeServer server = new RudeServer(says("success=false; err_msg=Offer paused;"));
        CapturedLines log = new CapturedLines();
        Shop shop = new Shop(Shop.deDuplicating(server.http()).build())) {
      for (int i = 0; i < 300; i++) {
        shop.order("o-" + i);
      }
      assertThat(shop.tracker().flush(SOON)).isTrue();

      assertThat(shop.tracker().counts().get("tune")).containsEntry(PostbackState.REFUSED, 300L);
      assertThat(log.with("WARN Postback")).hasSizeBetween(1, 10);
      assertThat(
              log.all().stream()
                  .filter(line -> line.startsWith("WARN") || line.startsWith("ERROR")))
          .hasSizeLessThanOrEqualTo(12);
    }
  }

  @Test
  void turkishLocaleAndAnotherCharset_changeNothingOnTheWire() throws Exception {
    String here = RequestLine.of();
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-Duser.language=tr",
                "-Duser.country=TR",
                "-Dfile.encoding=UTF-16",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                RequestLine.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();

    String there = new String(child.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

    assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(there).isEqualTo("tr UTF-16 " + here);
    assertThat(here)
        .startsWith("GET /aff_lsr?transaction_id=" + ID + "&adv_sub=I%C4%B1%C4%B0i%E2%82%AC&");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[::1]", "localhost"})
  void hostWithIpv6Only_isReached(String host) throws Exception {
    ServerSocket listening;
    try {
      listening = new ServerSocket(0, 50, InetAddress.getByName("::1"));
    } catch (IOException e) {
      abort("this machine has no IPv6");
      return;
    }
    try (RudeServer server = new RudeServer(listening, says("success=true;"));
        Shop shop = new Shop(Shop.deDuplicating("http://" + host + ":" + server.port()).build())) {
      assertThat(shop.ordered("o-1").state()).isEqualTo(PostbackState.RECORDED);
      assertThat(server.hits()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "https"})
  void proxyThatWantsAPassword_isNotTheNetworksFault(String scheme) throws Exception {
    RudeServer.Manner no = says(407, "Proxy-Authenticate: Basic realm=x\r\n", "");
    try (RudeServer proxy = new RudeServer(no);
        RudeServer server = new RudeServer(says("success=true;"));
        PostbackSender sender =
            PostbackSender.okHttpBuilder()
                .proxy(new Proxy(Proxy.Type.HTTP, new InetSocketAddress("127.0.0.1", proxy.port())))
                .build();
        Shop shop =
            new Shop(
                builder -> builder.sender(sender),
                Shop.bookingTwice(scheme + "://127.0.0.1:" + server.port()).build())) {

      Postback waiting = shop.ordered("o-1");

      assertThat(waiting.state()).isEqualTo(PostbackState.PENDING);
      assertThat(waiting.reason()).isEqualTo("not sent: proxy_error");
      assertThat(waiting.ambiguous()).isFalse();
      assertThat(shop.delay(waiting)).isEqualTo(RETRY);
      assertThat(proxy.hits()).isEqualTo(1);
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void secretThatTheNetworkRepeats_isNeitherStoredNorLogged() throws Exception {
    String words = "success=false; err_msg=No token " + TOKEN + " for " + ID + ".;";
    try (RudeServer server = new RudeServer(says(words));
        CapturedLines log = new CapturedLines();
        Shop shop =
            new Shop(
                builder ->
                    builder.outbox(
                        Outbox.jdbc(TestDatabase.patientFile(folder.resolve("outbox.db")))),
                withToken(Shop.deDuplicating(server.http()), server))) {

      Postback refused = shop.ordered("o-1");
      assertThat(shop.tracker().flush(SOON)).isTrue(); // the line comes after the write

      assertThat(server.requestLines().get(0)).contains("&security_token=t0ken%2Fof%20the%20shop");
      assertThat(refused.state()).isEqualTo(PostbackState.REFUSED);
      assertThat(refused.reason()).isEqualTo("No token *** for " + ID + ".");
      assertThat(log.with("WARN Postback " + refused.id())).hasSize(1);
      assertThat(log.with("DEBUG Postback " + refused.id())).hasSize(1);
      assertThat(log.all())
          .noneMatch(line -> line.contains("t0ken") || line.contains(ID) || line.contains("?"));
    }
  }

  private static Network withToken(NetworkBuilder network, RudeServer server) {
    return network
        .url(server.http() + "/aff_lsr?transaction_id=TRANSACTION_ID&security_token=SHOP_TOKEN")
        .setting("SHOP_TOKEN", TOKEN)
        .build();
  }

  /** Prints the request line of a postback, as this JVM's locale and charset make it. */
  static final class RequestLine {
    private RequestLine() {}

    public static void main(String[] args) throws Exception {
      System.out.write(
          (Locale.getDefault().getLanguage() + " " + Charset.defaultCharset() + " " + of())
              .getBytes(StandardCharsets.US_ASCII));
      System.out.flush();
    }

    static String of() throws Exception {
      try (RudeServer server = new RudeServer(says("SUCCESS=TRUE;"));
          Shop shop =
              new Shop(
                  Shop.deDuplicating(server.http())
                      .url(
                          server.http()
                              + "/aff_lsr?transaction_id={transaction_id}&adv_sub=ORDER_ID"
                              + "&amount=AMOUNT&offer_id=OFFER_ID&adv_unique1=UNIQUE_ID"
                              + "&conversion_event_datetime={time}")
                      .build())) {
        Postback sent = shop.ordered("I\u0131\u0130i\u20ac");
        if (sent.state() != PostbackState.RECORDED) {
          throw new IllegalStateException(sent.toString());
        }
        return server.requestLines().get(0);
      }
    }
  }
}
