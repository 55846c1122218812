package io.github.postback4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.postback4j.servlet.VisitorCookie.SameSite;
import io.github.postback4j.servlet.VisitorCookie.Secure;
import io.github.postback4j.session.SessionKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VisitorCookieTest {

  private static final SessionKey VISITOR = SessionKey.visitor("AAECAwQFBgcICQoLDA0ODw");
  private static final Duration WINDOW = Duration.ofDays(28);

  @Test
  void defaults_areLaxHttpOnlyForTheHost() {
    assertThat(header(VisitorCookie.ofDefaults(), new FakeRequest(null)))
        .isEqualTo(
            "Set-Cookie: pb4j_visitor=AAECAwQFBgcICQoLDA0ODw; Max-Age=2419200; Path=/; HttpOnly;"
                + " SameSite=Lax");
  }

  @Test
  void everythingSet_isPrinted() {
    VisitorCookie cookie =
        VisitorCookie.builder()
            .name("shop-visitor")
            .domain("shop.example")
            .path("/de")
            .lifetime(Duration.ofHours(1))
            .sameSite(SameSite.NONE)
            .secure(Secure.ALWAYS)
            .build();

    assertThat(header(cookie, new FakeRequest(null)))
        .isEqualTo(
            "Set-Cookie: shop-visitor=AAECAwQFBgcICQoLDA0ODw; Max-Age=3600; Path=/de;"
                + " Domain=shop.example; HttpOnly; SameSite=None; Secure");
  }

  @Test
  void strict_isPrinted() {
    VisitorCookie cookie = VisitorCookie.builder().sameSite(SameSite.STRICT).build();

    assertThat(header(cookie, new FakeRequest(null))).endsWith("; SameSite=Strict");
  }

  @Test
  void defaultLifetimeOverFourHundredDays_isCut() {
    FakeResponse response = new FakeResponse();

    VisitorCookie.ofDefaults()
        .give(VISITOR, new FakeRequest(null), response, Duration.ofDays(5000));

    assertThat(response.headers.get(0)).contains("; Max-Age=34560000;");
  }

  @Test
  void tls_isSecure() {
    assertThat(header(VisitorCookie.ofDefaults(), new FakeRequest(null).secure()))
        .endsWith("; Secure");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X-Forwarded-Proto|https",
        "X-Forwarded-Proto|HTTPS",
        "X-Forwarded-Proto|https, http",
        "Forwarded|proto=https",
        "Forwarded|for=192.0.2.60;proto=https;by=203.0.113.43",
        "Forwarded|for=192.0.2.60; Proto=\"https\", for=198.51.100.17;proto=http"
      })
  void proxySaysTls_isSecureOnlyWhereTrusted(String header, String value) {
    FakeRequest request = new FakeRequest(null).header(header, value);

    assertThat(header(VisitorCookie.builder().trustForwardedProto(true).build(), request))
        .endsWith("; Secure");
    assertThat(header(VisitorCookie.ofDefaults(), request)).doesNotContain("Secure");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X-Forwarded-Proto|http",
        "X-Forwarded-Proto|http, https",
        "X-Forwarded-Proto|httpsx",
        "X-Forwarded-For|https",
        "Forwarded|for=192.0.2.60;proto=http",
        "Forwarded|host=proto=https",
        "Forwarded|for=192.0.2.60;proto=http, for=198.51.100.17;proto=https"
      })
  void trustedProxySaysNoTls_isNotSecure(String header, String value) {
    FakeRequest request = new FakeRequest(null).header(header, value);

    assertThat(header(VisitorCookie.builder().trustForwardedProto(true).build(), request))
        .doesNotContain("Secure");
  }

  @Test
  void newVisitors_areRandomAndReadBack() {
    VisitorCookie cookie = VisitorCookie.builder().random(new SecureRandom()).build();
    Set<String> ids = new HashSet<>();

    for (int i = 0; i < 1000; i++) {
      String id = cookie.newVisitor().value();
      ids.add(id);
      assertThat(cookie.visitor(carrying("pb4j_visitor=" + id))).contains(SessionKey.visitor(id));
    }

    assertThat(ids).hasSize(1000).allMatch(id -> id.matches("[A-Za-z0-9_-]{21}[AQgw]"));
  }

  @Test
  void randomSource_givesTheWholeId() {
    VisitorCookie cookie = VisitorCookie.builder().random(new CountingRandom()).build();

    assertThat(cookie.newVisitor()).isEqualTo(VISITOR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pb4j_visitor=AAECAwQFBgcICQoLDA0ODw",
        " pb4j_visitor = AAECAwQFBgcICQoLDA0ODw ",
        "a=b; pb4j_visitor=AAECAwQFBgcICQoLDA0ODw; c=d",
        "a=b;pb4j_visitor=AAECAwQFBgcICQoLDA0ODw;c=d",
        "$Version=\"1\"; pb4j_visitor=\"AAECAwQFBgcICQoLDA0ODw\";$Path=\"/\"",
        "flag; a=b==; =x; ; pb4j_visitor=AAECAwQFBgcICQoLDA0ODw",
        "pb4j_visitor=; pb4j_visitor=AAECAwQFBgcICQoLDA0ODw",
        "pb4j_visitor=AAECAwQFBgcICQoLDA0ODw; pb4j_visitor=BBECAwQFBgcICQoLDA0ODw"
      })
  void cookieOfOurMaking_isFoundAmongOthers(String header) {
    assertThat(VisitorCookie.ofDefaults().visitor(carrying(header))).contains(VISITOR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ";",
        "pb4j_visitor",
        "pb4j_visitor=",
        "PB4J_VISITOR=AAECAwQFBgcICQoLDA0ODw",
        "xpb4j_visitor=AAECAwQFBgcICQoLDA0ODw",
        "pb4j_visitor2=AAECAwQFBgcICQoLDA0ODw",
        "x=pb4j_visitor=AAECAwQFBgcICQoLDA0ODw",
        "pb4j_visitor=\"AAECAwQFBgcICQoLDA0ODw",
        "pb4j_visitor=\"",
        "pb4j_visitor=AAECAwQFBgcICQoLDA0OD",
        "pb4j_visitor=AAECAwQFBgcICQoLDA0ODwA",
        "pb4j_visitor=AAECAwQFBgcICQoLDA0ODx",
        "pb4j_visitor=AAECAwQFBgcICQoLDA0O+w",
        "pb4j_visitor=AAECAwQFBgcICQoLDA0Oäw"
      })
  void anyOtherCookie_isNobody(String header) {
    assertThat(VisitorCookie.ofDefaults().visitor(carrying(header))).isEmpty();
  }

  @Test
  void givenInThisRequest_isKnownByItsCookieOnly() {
    FakeRequest request = new FakeRequest(null);
    VisitorCookie cookie = VisitorCookie.ofDefaults();

    cookie.give(VISITOR, request, new FakeResponse(), WINDOW);

    assertThat(cookie.visitor(request)).contains(VISITOR);
    assertThat(VisitorCookie.builder().name("another").build().visitor(request)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a=b", "a;b", "a\r\nX: y", "ä", "a\"b", "a,b", "a\u0000"})
  void badName_isRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VisitorCookie.builder().name(name))
        .withMessageContaining("name must be")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\r", "\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".shop.example",
        "shop.example.",
        "shop..example",
        "-shop.example",
        "https://shop.example",
        "shop.example:8080",
        "shop.example; Secure",
        "shop.example\r\nX: y",
        "läden.example"
      })
  void badDomain_isRefused(String domain) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VisitorCookie.builder().domain(domain))
        .withMessageContaining("domain must be a host name")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\r", "\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "shop", "/a b", "/a;b", "/a\r\nX: y", "/ä"})
  void badPath_isRefused(String path) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VisitorCookie.builder().path(path))
        .withMessageContaining("path must begin with /");
  }

  @Test
  void badLifetime_isRefused() {
    VisitorCookie.Builder builder = VisitorCookie.builder();

    assertThatIllegalArgumentException().isThrownBy(() -> builder.lifetime(Duration.ZERO));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.lifetime(Duration.ofDays(401)));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.lifetime(Duration.ofMillis(999)));
    assertThat(builder.lifetime(VisitorCookie.MAX_LIFETIME).build()).isNotNull();
  }

  @Test
  void combinationsThatBrowsersRefuse_areRefused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> VisitorCookie.builder().sameSite(SameSite.NONE).build());
    assertThatIllegalStateException()
        .isThrownBy(() -> VisitorCookie.builder().name("__Secure-visitor").build());
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                VisitorCookie.builder()
                    .name("__Host-visitor")
                    .secure(Secure.ALWAYS)
                    .domain("shop.example")
                    .build());
    assertThat(VisitorCookie.builder().name("__Host-visitor").secure(Secure.ALWAYS).build())
        .isNotNull();
  }

  private static FakeRequest carrying(String cookies) {
    return new FakeRequest(null).header("Cookie", cookies);
  }

  private static String header(VisitorCookie cookie, FakeRequest request) {
    FakeResponse response = new FakeResponse();
    cookie.give(VISITOR, request, response, WINDOW);
    assertThat(response.headers).hasSize(1);
    return response.headers.get(0);
  }

  /** The bytes 0, 1, 2 and so on. */
  private static final class CountingRandom extends SecureRandom {

    private static final long serialVersionUID = 1L;

    @Override
    public void nextBytes(byte[] bytes) {
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) i;
      }
    }
  }
}
