package io.github.postback4j.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.junit5.StartStop;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;

/** How networks are reached: SSL bundles, proxy. */
@Timeout(60)
class HttpTest {

  private static final HeldCertificate AUTHORITY =
      new HeldCertificate.Builder().certificateAuthority(0).build();

  @TempDir Path folder;

  @StartStop private final MockWebServer network = new MockWebServer();

  @BeforeEach
  void answers() {
    network.enqueue(new MockResponse.Builder().body("success=true;").build());
  }

  @Test
  void sslBundle_trustsItsAuthorityAndShowsItsCertificate() throws Exception {
    demandClientCertificate();
    Path authority = write("authority.pem", AUTHORITY.certificatePem());
    HeldCertificate shop =
        new HeldCertificate.Builder().signedBy(AUTHORITY).commonName("the shop").build();
    Path certificate = write("shop.pem", shop.certificatePem());
    Path key = write("shop.key", shop.privateKeyPkcs8Pem());

    run(
        postback -> assertThat(postback.state()).isEqualTo(PostbackState.RECORDED),
        "postback4j.networks.tune.url=" + url("https"),
        "postback4j.http.ssl-bundle=networks",
        "spring.ssl.bundle.pem.networks.truststore.certificate=" + authority,
        "spring.ssl.bundle.pem.networks.keystore.certificate=" + certificate,
        "spring.ssl.bundle.pem.networks.keystore.private-key=" + key,
        "spring.ssl.bundle.pem.networks.key.alias=shop");

    RecordedRequest request = network.takeRequest();
    assertThat(request.getHandshake().peerPrincipal()).hasToString("CN=the shop");
  }

  @Test
  void sslBundle_leftOut_trustsTheJvmsAuthoritiesOnly() {
    demandClientCertificate();

    run(
        postback -> {
          assertThat(postback.state()).isEqualTo(PostbackState.PENDING);
          assertThat(postback.reason()).isEqualTo("not sent: tls_error");
        },
        "postback4j.networks.tune.url=" + url("https"));
  }

  @Test
  void proxy_isUsed() throws Exception {
    run(
        postback -> assertThat(postback.state()).isEqualTo(PostbackState.RECORDED),
        "postback4j.networks.tune.url="
            + "http://net.example/aff_lsr?transaction_id=TRANSACTION_ID",
        "postback4j.networks.tune.allow-http=true",
        "postback4j.http.proxy.host=localhost",
        "postback4j.http.proxy.port=" + network.getPort());

    assertThat(network.takeRequest().getRequestLine())
        .isEqualTo("GET http://net.example/aff_lsr?transaction_id=T1 HTTP/1.1");
  }

  private void demandClientCertificate() {
    HeldCertificate server =
        new HeldCertificate.Builder()
            .signedBy(AUTHORITY)
            .addSubjectAlternativeName("127.0.0.1")
            .build();
    network.useHttps(
        new HandshakeCertificates.Builder()
            .heldCertificate(server)
            .addTrustedCertificate(AUTHORITY.certificate())
            .build()
            .sslSocketFactory());
    network.requireClientAuth();
  }

  private static void run(Consumer<Postback> afterwards, String... properties) {
    Contexts.bare()
        .withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
        .withPropertyValues(properties)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              PostbackTracker tracker = context.getBean(PostbackTracker.class);
              Contexts.click(tracker, "T1");
              tracker.track(Contexts.VISITOR, Contexts.sale("O1"));
              assertThat(tracker.flush(Duration.ofSeconds(30))).isTrue();
              assertThat(tracker.postbacks("O1")).singleElement().satisfies(afterwards);
            });
  }

  private String url(String scheme) {
    return scheme + "://127.0.0.1:" + network.getPort() + "/aff_lsr?transaction_id=TRANSACTION_ID";
  }

  private Path write(String name, String text) throws Exception {
    Path file = folder.resolve(name);
    Files.writeString(file, text, StandardCharsets.US_ASCII);
    return file;
  }
}
