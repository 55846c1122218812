package io.github.postback4j.click;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LandingParametersTest {

  private static final String ID = "102656693ac3ca6e0cdafbfe89ab99";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "t=abc               | abc",
        "t=a%20b             | a b",
        "t=a+b               | a b",
        "t=a%2Bb             | a+b",
        "t=%C3%A9            | é",
        "t=%c3%a9            | é",
        "t=é                 | é",
        "t=%F0%9D%84%9E      | 𝄞",
        "t=a%2520b           | a%20b",
        "t=a%zzb             | a%zzb",
        "t=a%4               | a%4",
        "t=a%                | a%",
        "t=a%26b%3Dc         | a&b=c",
        "t=a=b               | a=b",
        "t=AbC               | AbC",
        "x=1&t=abc&y=2       | abc",
        "x=1&&t=abc          | abc",
        "&t=abc              | abc",
        "x&t=abc             | abc",
        "%74=abc             | abc",
        "t=abc#t=x           | abc",
        "t=&t=abc            | abc",
        "t&t=abc             | abc",
        "t={t}&t=abc         | abc",
        "t=abc&t=def         | abc",
        "x=1&amp;t=abc       | abc",
        "`t= abc `           | ` abc `",
      })
  void first_valueThatIsThere_isDecodedOnceAndKeptExactly(String query, String expected) {
    assertThat(LandingParameters.parse(query).first("t")).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "t",
        "t=",
        "t=+",
        "t=%20%09",
        "T=abc",
        "tt=abc",
        "x=t",
        "t=%00",
        "t=a%0Ab",
        "t=a%0D%0Ab",
        "t=%FF",
        "t=%C3",
        "t=a%ED%A0%80b",
        "#t=abc",
        "t=%7F",
        "t=%C2%85",
        "t=%E2%80%A8"
      })
  void first_unusableOrAbsent_isNull(String query) {
    assertThat(LandingParameters.parse(query).first("t")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{transaction_id}",
        "%7Btransaction_id%7D",
        "%257Btransaction_id%257D",
        "{%20transaction_id%20}",
        "${transaction_id}",
        "{{transaction_id}}",
        "x-{aff_sub}",
        "TRANSACTION_ID",
        "AFFILIATE_ID",
        "AFFILATE_ID",
        "[trans_id]",
        "(clickid)",
        "#s2#",
        "%23s2%23",
        "%25s",
        "<transaction_id>",
        "__CLICK_ID__",
        "%25transaction_id%25"
      })
  void first_unfilledMacro_isAbsent(String value) {
    assertThat(LandingParameters.parse("transaction_id=" + value).first("transaction_id")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"102656693ac3", "ABCDEF-120021", "A_B", "a{b", "b}a", "#1", "50%", "(x", "a[b]"})
  void first_oddButFilledValue_isKept(String value) {
    String encoded = value.replace("%", "%25").replace("#", "%23");

    assertThat(LandingParameters.parse("transaction_id=" + encoded).first("transaction_id"))
        .isEqualTo(value);
  }

  @Test
  void first_nullQuery_isNull() {
    assertThat(LandingParameters.parse(null).first("t")).isNull();
  }

  @Test
  void first_ignoringCase_findsAnyCase() {
    assertThat(LandingParameters.parse("CjEvent=x").first("cjevent", true)).isEqualTo("x");
    assertThat(LandingParameters.parse("CjEvent=x").first("cjevent", false)).isNull();
  }

  @Test
  void first_longestValue_isKeptAndOneMoreIsAbsent() {
    String longest = "x".repeat(LandingParameters.MAX_VALUE_LENGTH);

    assertThat(LandingParameters.parse("t=" + longest).first("t")).isEqualTo(longest);
    assertThat(LandingParameters.parse("t=" + longest + "x").first("t")).isNull();
  }

  @Test
  void first_parameterBeyondTheCount_isNotRead() {
    String filler = "x=1&".repeat(LandingParameters.MAX_PARAMETERS - 1);

    assertThat(LandingParameters.parse(filler + "t=abc").first("t")).isEqualTo("abc");
    assertThat(LandingParameters.parse(filler + "x=1&t=abc").first("t")).isNull();
  }

  @Test
  void first_queryBeyondTheLength_isCutBetweenParameters() {
    String filler = "x=" + "y".repeat(LandingParameters.MAX_QUERY_LENGTH - 10) + "&";

    assertThat(LandingParameters.parse("t=abc&" + filler).first("t")).isEqualTo("abc");
    assertThat(LandingParameters.parse(filler + "t=" + ID).first("t")).isNull();
  }

  @Test
  void ofUrl_wholeUrl_readsBetweenQuestionMarkAndFragment() {
    assertThat(LandingParameters.ofUrl("https://s.example/p?t=abc#t=x").first("t"))
        .isEqualTo("abc");
    assertThat(LandingParameters.ofUrl("https://s.example/#?t=abc").first("t")).isNull();
    assertThat(LandingParameters.ofUrl("https://s.example/").first("t")).isNull();
  }

  @Test
  void toString_parameters_showsNoValue() {
    assertThat(LandingParameters.parse("t=" + ID).toString()).doesNotContain(ID);
  }
}
