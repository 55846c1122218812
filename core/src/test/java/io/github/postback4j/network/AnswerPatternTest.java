package io.github.postback4j.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerPatternTest {

  @ParameterizedTest
  @CsvSource({
    "ok, OK, true",
    "ok, okay, false",
    "ok*, Okay, true",
    "ok*, not ok, false",
    "*ok, not OK, true",
    "*ok, okay, false",
    "*ok*, a lOkal b, true",
    "*ok*, o k, false",
    "*ok*, o, false",
    "*ok, k, false",
    "*, anything, true",
    "!ok, okay, true",
    "!ok, Ok, false",
    "!*ok*, a lokal b, false",
    "!*, anything, false",
    "regex:^id \\d+$, ID 17, true",
    "regex:id \\d+, an id 17 b, true",
    "regex:^id$, an id, false",
    "regex:(?-i)id, ID, false",
    "!regex:id, an ID, false",
    "!regex:id, an, true",
    "*GRÖSSE*, größsexy, false",
    "*GRÖßE*, die größe, true",
    "*straße*, STRAẞE, true",
    "regex:größe, GRÖßE, true",
  })
  void fits_oneText(String pattern, String text, boolean fits) {
    assertThat(AnswerPattern.parse(pattern).fits(List.of(text))).isEqualTo(fits);
  }

  @ParameterizedTest
  @CsvSource({
    "*, false",
    "!*, true",
    "a, false",
    "!a, true",
    "regex:a*, false",
    "!regex:a, true",
  })
  void fits_nothing_onlyNegatedOnes(String pattern, boolean fits) {
    assertThat(AnswerPattern.parse(pattern).fits(List.of())).isEqualTo(fits);
  }

  @Test
  void fits_severalTexts_oneMustFitOrNoneOfThem() {
    assertThat(AnswerPattern.parse("b").fits(List.of("a", "b"))).isTrue();
    assertThat(AnswerPattern.parse("!b").fits(List.of("a", "b"))).isFalse();
    assertThat(AnswerPattern.parse("!c").fits(List.of("a", "b"))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "'', write * for any text",
    "' ', write * for any text",
    "!, write * for any text",
    "!!a, write one ! at most",
    "**, 'within a text, use regex:'",
    "a*b, 'within a text, use regex:'",
    "*a*b*, 'within a text, use regex:'",
    "regex:, write an expression after regex:",
    "regex:a(b, no Java regular expression (Unclosed group",
    "!regex:[, no Java regular expression (",
  })
  void parse_whatCannotBe_saysWhatWouldBeRight(String pattern, String remedy) {
    assertThatThrownBy(() -> AnswerPattern.parse(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the pattern '" + pattern + "' cannot be: ")
        .hasMessageContaining(remedy);
  }

  @Test
  void parse_expressionNestedTooDeep_isRefusedWithoutAnOverflow() {
    assertThatThrownBy(() -> AnswerPattern.parse("regex:" + "(".repeat(500_000)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"(a+)+$", "(a|aa)*b", "(x|y)*", "^(a|b|ab)*c", "(.*)*(.*)*(.*)*!"})
  @Timeout(20)
  void fits_catastrophicExpression_givesUpBothWays(String expression) throws Exception {
    String text = (expression.contains("x") ? "xy" : "aa").repeat(8 * 1024) + "-";
    boolean[] fits = {true, true};

    // A stack as web servers have it, whatever the tests' own is.
    Thread thread =
        new Thread(
            null,
            () -> {
              fits[0] = AnswerPattern.parse("regex:" + expression).fits(List.of(text));
              fits[1] = AnswerPattern.parse("!regex:" + expression).fits(List.of(text));
            },
            "fits",
            512 * 1024);
    thread.start();
    thread.join();

    assertThat(fits).containsExactly(false, false);
  }

  @Test
  @Timeout(20)
  void fits_manyTexts_shareTheSteps() {
    List<String> texts = Collections.nCopies(500, "a".repeat(100));
    AnswerPattern pattern = AnswerPattern.parse("!regex:a*a*b");

    assertThat(pattern.fits(texts.subList(0, 1))).isTrue();
    assertThat(pattern.fits(texts)).isFalse();
  }
}
