package io.github.postback4j.testkit.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What stands on the wire is read exactly, whatever a client's library would have made of it. */
final class EncodingTest {

  private final NetworkSimulator network = NetworkSimulator.builder().start();
  private final ShopClient shop = new ShopClient(network);

  @AfterEach
  void close() {
    shop.close();
    network.close();
  }

  static Stream<Arguments> values() {
    return Stream.of(
        arguments("a%20b", "a b"),
        arguments("a+b", "a b"),
        arguments("a%2Bb", "a+b"),
        arguments("100%25", "100%"),
        arguments("%2526", "%26"),
        arguments("a%26b%3Dc", "a&b=c"),
        arguments("a=b=c", "a=b=c"),
        arguments("%C3%BC%c3%bc", "\u00fc\u00fc"),
        arguments("\u00fc", "\u00fc"),
        arguments("%F0%9F%9B%92", "\uD83D\uDED2"),
        arguments("%E2%82%AC5+%", "\u20ac5 %"),
        arguments("50%zz%4", "50%zz%4"),
        arguments("%\u0664\u0661", "%\u0664\u0661"),
        arguments("{x}\"<>'`^", "{x}\"<>'`^"),
        arguments("a;b#c", "a;b#c"),
        arguments("%00%0D%0A", "\u0000\r\n"),
        arguments("%FF", "\ufffd"),
        arguments("?a?b/../c", "?a?b/../c"),
        arguments("", ""));
  }

  @ParameterizedTest
  @MethodSource("values")
  void value_isDecodedOnce(String sent, String read) throws IOException {
    String answer = shop.raw("GET /aff_lsr?offer_id=2&aff_id=1&adv_sub=" + sent + " HTTP/1.1");

    assertThat(answer).isEqualTo("success=true;");
    assertThat(network.ledger().get(0).advertiserValues()).isEqualTo(Map.of("adv_sub", read));
    assertThat(network.requests().get(0).target())
        .isEqualTo("/aff_lsr?offer_id=2&aff_id=1&adv_sub=" + sent);
  }

  @Test
  void names_areDecodedTooAndTheLastOfARepeatedOneCounts() throws IOException {
    shop.raw("GET /aff_lsr?&&=x&offer%5Fid=9&offer_id=2&aff_id=1&amount&adv_sub= HTTP/1.1");

    LedgerEntry entry = network.ledger().get(0);
    assertThat(entry.offerId()).isEqualTo(2);
    assertThat(entry.amount()).isEmpty();
    assertThat(entry.advertiserValues()).isEqualTo(Map.of("adv_sub", ""));
  }

  @Test
  void amount_isKeptAsReceived() throws IOException {
    shop.raw("GET /aff_lsr?offer_id=2&aff_id=1&amount=1.234,56%20EUR HTTP/1.1");
    shop.raw("GET /aff_lsr?offer_id=2&aff_id=1 HTTP/1.1");

    assertThat(network.ledger())
        .extracting(LedgerEntry::amount)
        .containsExactly("1.234,56 EUR", null);
  }

  @Test
  void absoluteTarget_isReadLikeAPath() throws IOException {
    String answer =
        shop.raw("GET http://localhost/aff_lsr?offer_id=2&aff_id=1&adv_sub=a+b HTTP/1.1");

    assertThat(answer).isEqualTo("success=true;");
  }

  @Test
  void pathInOtherSpelling_isNotFound() throws IOException {
    assertThat(shop.raw("GET /AFF_LSR?offer_id=2&aff_id=1 HTTP/1.1")).contains("nothing");
    assertThat(shop.raw("GET /aff%5Flsr?offer_id=2&aff_id=1 HTTP/1.1")).contains("nothing");

    assertThat(network.ledger()).isEmpty();
    assertThat(network.requests()).extracting(ReceivedRequest::answer).contains("[404]");
  }

  @Test
  void hugeNumbersAndSigns_areNoOffer() throws IOException {
    for (String id : new String[] {"99999999999999999999", "-2", "+2", "%202", "2.0", "\u0662"}) {
      assertThat(shop.raw("GET /aff_lsr?aff_id=1&offer_id=" + id + " HTTP/1.1"))
          .as(id)
          .startsWith("success=false; err_msg=Invalid offer #");
    }
  }

  @Test
  void headers_areKept() throws IOException {
    shop.exchange(
            shop.request("/aff_lsr?offer_id=2&aff_id=1")
                .header("User-Agent", "shop/1")
                .addHeader("X-Two", "a")
                .addHeader("X-Two", "b")
                .build())
        .close();

    assertThat(network.requests().get(0).headers())
        .containsEntry("user-agent", List.of("shop/1"))
        .containsEntry("x-two", List.of("a", "b"));
  }
}
