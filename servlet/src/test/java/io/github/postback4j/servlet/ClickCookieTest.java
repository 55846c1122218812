package io.github.postback4j.servlet;

import static io.github.postback4j.servlet.Samples.KEY;
import static io.github.postback4j.servlet.Samples.OLD_KEY;
import static io.github.postback4j.servlet.Samples.clicks;
import static io.github.postback4j.servlet.Samples.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.postback4j.servlet.VisitorCookie.SameSite;
import io.github.postback4j.servlet.VisitorCookie.Secure;
import io.github.postback4j.session.CarriedClicks;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ClickCookieTest {

  private final ClickCookie cookie = ClickCookie.builder(List.of(KEY)).build();

  private static String header(ClickCookie cookie, CarriedClicks clicks) {
    FakeResponse response = new FakeResponse();
    assertThat(cookie.write(clicks, new FakeRequest(null), response, Duration.ofDays(28))).isTrue();
    assertThat(response.headers).hasSize(1);
    return response.headers.get(0);
  }

  private static String value(ClickCookie cookie, CarriedClicks clicks) {
    String header = header(cookie, clicks);
    return header.substring(header.indexOf('=') + 1, header.indexOf(';'));
  }

  private CarriedClicks read(String cookies) {
    return cookie.read(new FakeRequest(null).header("Cookie", cookies));
  }

  @Test
  void defaults_areLaxHttpOnlyForTheHost() {
    assertThat(header(cookie, clicks("t1")))
        .matches(
            "Set-Cookie: pb4j_clicks=[A-Za-z0-9_-]{60,160}; Max-Age=2419200; Path=/; HttpOnly;"
                + " SameSite=Lax");
  }

  @Test
  void likeTheVisitorCookie_sharesItsAttributes() {
    VisitorCookie like =
        VisitorCookie.builder()
            .domain("shop.example")
            .path("/de")
            .lifetime(Duration.ofHours(1))
            .sameSite(SameSite.NONE)
            .secure(Secure.ALWAYS)
            .build();

    assertThat(header(ClickCookie.builder(List.of(KEY)).name("c").like(like).build(), clicks("t1")))
        .startsWith("Set-Cookie: c=")
        .endsWith("; Max-Age=3600; Path=/de; Domain=shop.example; HttpOnly; SameSite=None; Secure");
  }

  @Test
  void written_isReadBack_inTheSameRequestToo() {
    FakeRequest request = new FakeRequest(null);

    cookie.write(clicks("t1", "t2"), request, new FakeResponse(), Duration.ofDays(28));

    assertThat(cookie.read(request)).isEqualTo(clicks("t1", "t2"));
    assertThat(read("pb4j_clicks=" + value(cookie, clicks("t1", "t2"))))
        .isEqualTo(clicks("t1", "t2"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pb4j_clicks=%s",
        "pb4j_clicks=\"%s\"",
        "  pb4j_clicks = %s  ",
        "a=b; pb4j_clicks=%s; c=d",
        "a=b;pb4j_clicks=%s;c=d",
        "a; =b; ;;; pb4j_clicks=%s",
        "ünï=ço; pb4j_clicks=%s",
        "$Version=1; pb4j_clicks=%s; $Path=/",
        "x=\"a; pb4j_clicks=%s",
        "pb4j_clicks=; pb4j_clicks=%s",
        "pb4j_clicks; pb4j_clicks=%s",
        "pb4j_clicks=中文; pb4j_clicks=%s"
      })
  void header_ofEveryShape_isRead(String shape) {
    assertThat(ids(read(shape.replace("%s", value(cookie, clicks("t1")))))).containsExactly("t1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ";",
        "=",
        "pb4j_clicks",
        "pb4j_clicks=",
        "pb4j_clicks=\"",
        "pb4j_clicks=\"\"",
        "PB4J_CLICKS=%s",
        "xpb4j_clicks=%s",
        "pb4j_clicks2=%s",
        "pb4j_clicks=x%s",
        "pb4j_clicks=%sx",
        "pb4j_clicks='%s'",
        "pb4j_clicks=%s,a=b",
        "other=pb4j_clicks=%s"
      })
  void header_thatIsNotOurs_isAbsent(String shape) {
    assertThat(read(shape.replace("%s", value(cookie, clicks("t1")))).isEmpty()).isTrue();
  }

  @Test
  void veryLong_isAbsent() {
    assertThat(read("pb4j_clicks=" + "A".repeat(100_000)).isEmpty()).isTrue();
  }

  @Test
  void anyHeader_neverThrows() {
    Random random = new Random(7);
    String characters = "pb4j_clicks=;\"' ,\\\t\u00e9\u4e2d%AB01-_=";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder header = new StringBuilder("pb4j_clicks=");
      int length = random.nextInt(60);
      for (int j = 0; j < length; j++) {
        header.append(characters.charAt(random.nextInt(characters.length())));
      }
      assertThat(read(header.toString()).isEmpty()).isTrue();
    }
  }

  @Test
  void severalOfTheName_countTogether() {
    String one = value(cookie, clicks("t1"));
    String two = value(cookie, clicks("t0", "t2"));

    assertThat(ids(read("pb4j_clicks=" + one + "; pb4j_clicks=forged; pb4j_clicks=" + two)))
        .containsExactlyInAnyOrder("t0", "t1", "t2");
  }

  @Test
  void manyOfTheName_areNotAllOpened() {
    read("pb4j_clicks=x; ".repeat(100));

    assertThat(cookie.rejected()).isEqualTo(4);
  }

  @Test
  void rejected_countsWhatIsNotOurs() {
    String value = value(cookie, clicks("t1"));

    read("pb4j_clicks=" + value);
    assertThat(cookie.rejected()).isZero();
    read("pb4j_clicks=" + value.substring(1));
    read("pb4j_clicks=" + value(ClickCookie.builder(List.of(OLD_KEY)).build(), clicks("t1")));
    assertThat(cookie.rejected()).isEqualTo(2);
  }

  @Test
  void rotatedKey_stillReads() {
    ClickCookie rotated = ClickCookie.builder(List.of(OLD_KEY, KEY)).build();
    FakeRequest request =
        new FakeRequest(null).header("Cookie", "pb4j_clicks=" + value(cookie, clicks("t1")));

    assertThat(ids(rotated.read(request))).containsExactly("t1");
  }

  @Test
  void otherName_doesNotRead() {
    ClickCookie other = ClickCookie.builder(List.of(KEY)).name("other").build();
    FakeRequest request =
        new FakeRequest(null).header("Cookie", "other=" + value(cookie, clicks("t1")));

    assertThat(other.read(request).isEmpty()).isTrue();
  }

  @Test
  void tooManyClicks_stayWithinTheLength() {
    String[] many = new String[16];
    for (int i = 0; i < many.length; i++) {
      many[i] = "transaction of an unusual network, number " + i;
    }
    ClickCookie small = ClickCookie.builder(List.of(KEY)).maxLength(600).build();

    String value = value(small, clicks(many));

    assertThat(value).hasSizeBetween(400, 600);
    assertThat(ids(read("pb4j_clicks=" + value))).contains(many[15]).doesNotContain(many[0]);
  }

  @Test
  void committedResponse_cannotWrite() {
    FakeResponse response = new FakeResponse();
    response.commit();

    assertThat(cookie.write(clicks("t1"), new FakeRequest(null), response, Duration.ofDays(1)))
        .isFalse();
    assertThat(response.headers).isEmpty();
  }

  @Test
  void clear_takesTheCookieBackWhereThereIsOne() {
    FakeResponse response = new FakeResponse();
    FakeRequest request = new FakeRequest(null).header("Cookie", "pb4j_clicks=anything");

    cookie.clear(request, response);
    cookie.clear(new FakeRequest(null), response);

    assertThat(response.headers)
        .containsExactly("Set-Cookie: pb4j_clicks=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax");
    assertThat(cookie.read(request).isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {399, 3801})
  void lengthOutOfBounds_isRefused(int length) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClickCookie.builder(List.of(KEY)).maxLength(length))
        .withMessageContaining("from 400 to 3800");
  }

  @Test
  void badKeysAndNames_areRefusedAtStart() {
    assertThatThrownBy(() -> ClickCookie.builder(List.of()).build())
        .hasMessageContaining("there is none");
    assertThatThrownBy(() -> ClickCookie.builder(List.of("secret-key")).build())
        .hasMessageContaining("keys[0]")
        .hasMessageNotContaining("secret-key");
    assertThatIllegalStateException()
        .isThrownBy(() -> ClickCookie.builder(List.of(KEY)).name("__Host-c").build());
  }

  @Test
  void toString_tellsNoKey() {
    assertThat(cookie.toString())
        .isEqualTo("ClickCookie[pb4j_clicks; Path=/; HttpOnly; SameSite=Lax, CarrierSeal[1 keys]]");
  }
}
