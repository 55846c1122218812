package io.github.postback4j.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.network.Answer.Meaning;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds for every answer, whatever the rules look at. */
class AnswerPropertyTest {

  /** One rule of every kind, each alone and all together. */
  private static final List<String> KINDS =
      List.of(
          "{\"when\": {\"status\": \"ok\"}, \"means\": \"recorded\", \"reason\": \"{message}\"}",
          "{\"when\": {\"status\": \"!*\", \"a\": \"!b\"}, \"means\": \"recorded\"}",
          "{\"when\": {\"body\": \"*ok*\"}, \"means\": \"accepted\", \"reason\": \"{body}\"}",
          "{\"when\": {\"body\": \"!*\"}, \"means\": \"refused\"}",
          "{\"when\": {\"$.a\": \"1\"}, \"means\": \"recorded\", \"reason\": \"{$.b[*].c} {$}\"}",
          "{\"when\": {\"$.b[*].c\": \"*x\"}, \"means\": \"duplicate\", \"reason\": \"{$.b}\"}",
          "{\"when\": {\"$[0][*].c\": \"!*\"}, \"means\": \"recorded\", \"reason\": \"{$[0]}\"}",
          "{\"when\": {\"xml:a\": \"*\"}, \"means\": \"refused\", \"reason\": \"{xml:a}{xml:b}\"}",
          "{\"when\": {\"xml:n:b\": \"!*\"}, \"means\": \"recorded\"}",
          "{\"when\": {\"body\": \"regex:(a+)+$\"}, \"means\": \"not-processed\"}",
          "{\"when\": {\"$.a\": \"!regex:(a|aa)*b\"}, \"means\": \"unknown\"}",
          "{\"when\": {\"http-status\": \"4xx\", \"body\": \"*\"}, \"means\": \"not-attributed\"}",
          "{\"when\": {\"http-status\": \"!404\", \"$.a\": \"*\"}, \"means\": \"unauthorized\"}",
          "{\"when\": {\"http-status\": \"503\"}, \"means\": \"not-processed\"}");

  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "\"",
          ":",
          ",",
          "\"a\"",
          "\"b\":",
          "\"c\":\"x\"",
          "null",
          "1",
          "-1e9",
          "<a>",
          "</a>",
          "<n:b x='",
          "'>",
          "<b/>",
          "<!--",
          "-->",
          "<![CDATA[",
          "]]>",
          "<!DOCTYPE",
          "<?xml",
          "?>",
          "&lt;",
          "&#x1F600;",
          "&#xD800;",
          "&",
          ";",
          "=",
          "status=ok",
          "err_msg=",
          "message",
          " ",
          "\n",
          "\ufeff",
          "\ud83d",
          "aaaaaaaaaaaa",
          "ok",
          "\u0000",
          "%s",
          "$",
          "\\");

  @Property(tries = 1500)
  void read_anyAnswer_neverFailsAndAgreesWithItsStatus(
      @ForAll("rules") AnswerRules rules,
      @ForAll @IntRange(min = 100, max = 599) int status,
      @ForAll("bodies") String body) {
    Answer answer = rules.read(status, body);

    Answer byStatus = rules.readStatus(status);
    if (byStatus != null) {
      assertThat(answer.meaning()).isEqualTo(byStatus.meaning());
      assertThat(answer.unauthorized()).isEqualTo(byStatus.unauthorized());
    }
  }

  @Property(tries = 300)
  void read_anyStatusAndAnyCharacters_neverFails(
      @ForAll("rules") AnswerRules rules, @ForAll int status, @ForAll String body) {
    Assume.that(!body.startsWith("\ufeff"));

    assertThat(rules.read(status, "\ufeff" + body).meaning())
        .isEqualTo(rules.read(status, body).meaning());
  }

  @Provide
  Arbitrary<AnswerRules> rules() {
    return Arbitraries.of(KINDS)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(some -> rules(String.join(",", some)));
  }

  @Provide
  Arbitrary<String> bodies() {
    Arbitrary<String> json =
        Arbitraries.of(
            "{\"a\":1,\"b\":[{\"c\":\"x\"},{\"c\":null}]}",
            "[[{\"c\":2}]]",
            "<r><a>x</a><n:b>&amp;</n:b></r>",
            "status=ok; message=m;");
    Arbitrary<String> pieces =
        Arbitraries.of(PIECES).list().ofMaxSize(40).map(AnswerPropertyTest::join);
    return Arbitraries.oneOf(pieces, json, Arbitraries.strings().ofMaxLength(60));
  }

  private static String join(List<String> pieces) {
    return String.join("", pieces);
  }

  private static AnswerRules rules(String rules) {
    try {
      return AnswerVectorsTest.rules("{\"rules\": [" + rules + "]}");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void read_jsonCutAtEveryLength_isUnknown() {
    AnswerRules rules =
        rules(
            "{\"when\": {\"$.error\": \"!*\", \"$.result\": \"ok\"}, \"means\": \"recorded\"},"
                + "{\"when\": {\"$.error\": \"!*\"}, \"means\": \"recorded\"},"
                + "{\"when\": {\"$.result\": \"*\"}, \"means\": \"refused\"}");
    String whole =
        "{\"result\":\"ok\",\"orders\":[{\"id\":\"O-1\",\"sum\":1.50,\"new\":true},{}],\"error\":null}";

    assertThat(rules.read(200, whole).meaning()).isEqualTo(Meaning.RECORDED);
    for (int length = 0; length < whole.length(); length++) {
      assertThat(rules.read(200, whole.substring(0, length)).meaning()).isEqualTo(Meaning.UNKNOWN);
    }
  }

  @Test
  void read_xmlCutAtEveryLength_isRecordedOnlyAsAWhole() {
    AnswerRules rules =
        rules("{\"when\": {\"xml:error\": \"!*\", \"xml:bad\": \"0\"}, \"means\": \"recorded\"}");
    String whole = "<r a='>'><!-- - --><good>1</good><bad><![CDATA[0]]></bad><x/>&amp;</r>";

    assertThat(rules.read(200, whole).meaning()).isEqualTo(Meaning.RECORDED);
    for (int length = 0; length < whole.length(); length++) {
      assertThat(rules.read(200, whole.substring(0, length)).meaning()).isEqualTo(Meaning.UNKNOWN);
    }
  }

  @Test
  @Timeout(20)
  void read_catastrophicExpressionsOn16KiB_endAsUnknown() {
    String many =
        List.of("(a+)+$", "(a|aa)*b", "(a*)*c", "(.*a){20}!").stream()
            .map(e -> "{\"when\": {\"body\": \"regex:" + e + "\"}, \"means\": \"recorded\"}")
            .reduce((one, other) -> one + "," + other)
            .orElseThrow();

    assertThat(rules(many).read(200, "a".repeat(16 * 1024 - 1) + "-").meaning())
        .isEqualTo(Meaning.UNKNOWN);
  }

  @Test
  @Timeout(20)
  void read_16KiBOfAnyPieceRepeated_takesNoLongerThanThat() {
    AnswerRules rules = rules(String.join(",", KINDS));
    for (String piece : PIECES) {
      String body = piece.repeat(16 * 1024 / piece.length());
      assertThat(rules.read(200, body)).isNotNull();
      assertThat(rules.read(404, "{\"b\":[" + body)).isNotNull();
    }
  }
}
