package io.github.postback4j.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostbackTemplateTest {

  private static final Set<String> WORDS =
      Set.of("TRANSACTION_ID", "AMOUNT", "ORDER_ID", "ADV_SUB", "NETWORK_ID", "PLACEHOLDER");

  private static final Map<String, String> VALUES =
      Map.of(
          "TRANSACTION_ID", "abc",
          "transaction_id", "abc",
          "AMOUNT", "9.90",
          "ORDER_ID", "o-1",
          "ADV_SUB", "sub",
          "PLACEHOLDER", "p",
          "order_total", "9.90",
          "clickid", "abc",
          "s2", "abc");

  private static @Nullable String render(String template) {
    return PostbackTemplate.parse(template, WORDS).render(VALUES::get);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "t=TRANSACTION_ID            | t=abc",
        "t={transaction_id}          | t=abc",
        "t={ transaction_id }        | t=abc",
        "t={{transaction_id}}        | t=abc",
        "t=(clickid)                 | t=abc",
        "t=#s2#                      | t=abc",
        "t=[clickid]                 | t=abc",
        "u=2016-PLACEHOLDER          | u=2016-p",
        "u=2016_PLACEHOLDER          | u=2016_p",
        "u=2016PLACEHOLDER           | u=2016p",
        "u=shop_ORDER_ID             | u=shop_o-1",
        "u=ORDER_ID-TRANSACTION_ID   | u=o-1-abc",
        "u={order_total}{s2}         | u=9.90abc",
        "transaction_id=TRANSACTION_ID | transaction_id=abc",
        "TRANSACTION_ID=TRANSACTION_ID | TRANSACTION_ID=abc",
        "a=ADV_SUB&b=ADV_SUB2        | a=sub&b=ADV_SUB2",
        "a=MY_ORDER_ID               | a=MY_ORDER_ID",
        "a=ORDER_IDS                 | a=ORDER_IDS",
        "a=subORDER_ID               | a=subORDER_ID",
        "a=transaction_id            | a=transaction_id",
        "a=x#y&t=TRANSACTION_ID      | a=x%23y&t=abc",
        "a=f(12)&t=TRANSACTION_ID    | a=f(12)&t=abc",
        "bd[0]=x&t=TRANSACTION_ID    | bd[0]=x&t=abc",
        "flag&t=TRANSACTION_ID       | flag&t=abc",
        "a=&t=TRANSACTION_ID         | a=&t=abc",
        "a=b c&t=TRANSACTION_ID      | a=b%20c&t=abc",
        "a=b%20c%2&t=TRANSACTION_ID  | a=b%20c%252&t=abc",
        "a=1&amp;t=TRANSACTION_ID    | a=1&t=abc",
      })
  void render_eachSyntax_replacesPlaceholdersInValuesOnly(String query, String expected) {
    assertThat(render("https://n.example/p?" + query)).isEqualTo("https://n.example/p?" + expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://n.example/p?a=UNSET_X{gone}&t=TRANSACTION_ID | https://n.example/p?t=abc",
        "https://n.example/p?t=TRANSACTION_ID&a={gone}        | https://n.example/p?t=abc",
        "https://n.example/p?a=2016-{gone}&b={gone}           | https://n.example/p",
        "https://n.example/p?a={gone}&b=1                     | https://n.example/p?b=1",
      })
  void render_missingValue_dropsItsParameter(String template, String expected) {
    assertThat(render(template)).isEqualTo(expected);
  }

  @Test
  void render_missingValueInPath_isNotRendered() {
    assertThat(render("https://n.example/{gone}/p?t=TRANSACTION_ID")).isNull();
  }

  @Test
  void render_valueInPath_isOneSegmentWhateverItHolds() {
    PostbackTemplate template = PostbackTemplate.parse("https://n.example/p/{id}/x", WORDS);

    assertThat(template.render(name -> "a/b?c#d")).isEqualTo("https://n.example/p/a%2Fb%3Fc%23d/x");
    assertThat(template.render(name -> "..")).isNull();
    assertThat(template.render(name -> ".")).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a&b=c        | a%26b%3Dc",
        "a+b          | a%2Bb",
        "100%         | 100%25",
        "a%20b        | a%2520b",
        "é€𝄞         | %C3%A9%E2%82%AC%F0%9D%84%9E",
        "x/y?z#w      | x%2Fy%3Fz%23w",
        "-._~AZaz09   | -._~AZaz09",
        "https://evil | https%3A%2F%2Fevil",
      })
  void render_value_isEncodedOnce(String value, String expected) {
    assertThat(PostbackTemplate.parse("https://n.example/p?t={x}", WORDS).render(name -> value))
        .isEqualTo("https://n.example/p?t=" + expected);
  }

  @Test
  void with_hostPlaceholder_isFilledFromSettingsOnly() {
    PostbackTemplate template =
        PostbackTemplate.parse("https://NETWORK_ID.example/p?t=TRANSACTION_ID", WORDS);

    assertThat(template.with(Map.of("NETWORK_ID", "acme")).render(VALUES::get))
        .isEqualTo("https://acme.example/p?t=abc");
    assertThat(template.placeholders()).containsExactly("TRANSACTION_ID");
  }

  @Test
  void strangers_unknownWordInCapitals_isNamedUnlessACurrency() {
    PostbackTemplate template =
        PostbackTemplate.parse("https://n.example/p?a=CAMPAIGN_X&c=USD&t=TRANSACTION_ID", WORDS);

    assertThat(template.strangers()).containsExactly("CAMPAIGN_X");
  }

  @Test
  void strangers_tokenInCapitals_isNotNamed() {
    assertThat(
            PostbackTemplate.parse(
                    "https://n.example/p?security_token=9F86D081884C7D659A2FEAA0C55AD015", WORDS)
                .strangers())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "n.example/p", "https://", "https:///p", "https://n.example/p?a={x"})
  void parse_noUrl_isRefused(String template) {
    assertThatThrownBy(() -> PostbackTemplate.parse(template, WORDS))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void toString_template_showsNoToken() {
    assertThat(PostbackTemplate.parse("https://n.example/secret?token=s3cret", WORDS).toString())
        .isEqualTo("PostbackTemplate[https://n.example]");
  }
}
