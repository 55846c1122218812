package io.github.postback4j.faults;

import static io.github.postback4j.faults.RudeServer.says;
import static io.github.postback4j.faults.Shop.RETRY;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.delivery.PostbackSender;
import io.github.postback4j.faults.Shop.Attempt;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLServerSocket;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults 5 and 6: a network that does not prove who it is, or whom we do not prove it to. */
@Tag("faults")
@Timeout(120)
class TlsFaultsTest {

  private static final HeldCertificate AUTHORITY =
      new HeldCertificate.Builder().certificateAuthority(0).build();
  private static final HeldCertificate GOOD = signed("127.0.0.1").build();

  private final CapturedLines log = new CapturedLines();

  @AfterEach
  void stopListening() {
    log.close();
  }

  enum Flaw {
    EXPIRED,
    WRONG_HOST,
    UNKNOWN_AUTHORITY;

    HeldCertificate certificate() {
      return switch (this) {
        case EXPIRED -> {
          long now = System.currentTimeMillis();
          long day = TimeUnit.DAYS.toMillis(1);
          yield signed("127.0.0.1").validityInterval(now - 2 * day, now - day).build();
        }
        case WRONG_HOST -> signed("127.0.0.2").build();
        case UNKNOWN_AUTHORITY ->
            new HeldCertificate.Builder().addSubjectAlternativeName("127.0.0.1").build();
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void fault05_certificateThatProvesNothing_sendsNothingAndIsToldAtOnce(Flaw flaw)
      throws Exception {
    try (RudeServer server = RudeServer.tls(showing(flaw.certificate()), says("success=true;"));
        PostbackSender sender = PostbackSender.okHttpBuilder().trustStore(trusting()).build();
        Shop shop =
            new Shop(
                builder -> builder.sender(sender), Shop.bookingTwice(server.https()).build())) {

      Postback failed = shop.ordered("o-1");

      assertThat(failed.state()).isEqualTo(PostbackState.PENDING);
      assertThat(failed.reason()).isEqualTo("not sent: tls_error");
      assertThat(failed.ambiguous()).isFalse();
      assertThat(shop.delay(failed)).isEqualTo(RETRY);
      assertThat(server.hits()).isZero();
      assertThat(log.with("No TLS with network twice")).hasSize(1);

      shop.passes(RETRY);
      assertThat(shop.attempted().attempts()).isEqualTo(2);
      assertThat(log.with("No TLS with network twice")).hasSize(1);
    }
  }

  @Test
  void fault05_certificateRenewed_isDeliveredByTheNextAttempt() throws Exception {
    try (RudeServer bad = RudeServer.tls(showing(Flaw.EXPIRED.certificate()), says(""));
        PostbackSender sender = PostbackSender.okHttpBuilder().trustStore(trusting()).build();
        Shop shop =
            new Shop(builder -> builder.sender(sender), Shop.bookingTwice(bad.https()).build())) {
      shop.ordered("o-1");
      bad.stop();
      ServerSocket again =
          showing(GOOD)
              .sslContext()
              .getServerSocketFactory()
              .createServerSocket(bad.port(), 50, InetAddress.getByName("127.0.0.1"));
      try (RudeServer good = new RudeServer(again, says("success=true;"))) {
        shop.passes(RETRY);

        Postback renewed = shop.attempted();
        assertThat(renewed.state()).as(renewed.reason()).isEqualTo(PostbackState.RECORDED);
        assertThat(good.hits()).isEqualTo(1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void fault05_ourCertificateRefused_isNotSentHoweverLateItIsTold(String version) throws Exception {
    HandshakeCertificates asking =
        new HandshakeCertificates.Builder()
            .heldCertificate(GOOD)
            .addTrustedCertificate(AUTHORITY.certificate())
            .build();
    SSLServerSocket listening =
        (SSLServerSocket)
            asking
                .sslContext()
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    listening.setNeedClientAuth(true);
    listening.setEnabledProtocols(new String[] {version});
    try (RudeServer server = new RudeServer(listening, says("success=true;"));
        PostbackSender sender = PostbackSender.okHttpBuilder().trustStore(trusting()).build();
        Shop shop =
            new Shop(
                builder -> builder.sender(sender), Shop.bookingTwice(server.https()).build())) {

      Postback failed = shop.ordered("o-1");

      assertThat(failed.state()).isEqualTo(PostbackState.PENDING);
      assertThat(failed.reason()).isEqualTo("not sent: tls_error");
      assertThat(failed.ambiguous()).isFalse();
      assertThat(server.hits()).isZero();
    }
  }

  @Test
  void fault06_handshakeThatStalls_endsWithTheCallTimeout() throws Exception {
    for (Duration limit : Shop.LIMITS) {
      if (stallsUntil(limit)) {
        break;
      }
    }
  }

  /** False if it had not even connected by then. */
  private static boolean stallsUntil(Duration limit) throws Exception {
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Shop shop =
            new Shop(
                builder -> builder.callTimeout(limit, Duration.ofSeconds(30)),
                Shop.bookingTwice("https://127.0.0.1:" + mute.getLocalPort()).build())) {
      shop.order("o-1");

      Attempt attempt = shop.attempt();

      if (!limit.equals(Shop.LAST_LIMIT) && attempt.code().equals("timeout_connect")) {
        return false;
      }
      assertThat(attempt.code()).isEqualTo("timeout_tls");
      assertThat(attempt.postback().state()).isEqualTo(PostbackState.PENDING);
      assertThat(attempt.postback().ambiguous()).isFalse();
      assertThat(attempt.took()).isBetween(limit, Duration.ofSeconds(25));
      return true;
    }
  }

  private static HeldCertificate.Builder signed(String host) {
    return new HeldCertificate.Builder().signedBy(AUTHORITY).addSubjectAlternativeName(host);
  }

  private static HandshakeCertificates showing(HeldCertificate certificate) {
    return new HandshakeCertificates.Builder().heldCertificate(certificate).build();
  }

  private static KeyStore trusting() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("authority", AUTHORITY.certificate());
    return store;
  }
}
