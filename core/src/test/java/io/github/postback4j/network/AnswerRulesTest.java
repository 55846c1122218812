package io.github.postback4j.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.postback4j.network.Answer.Meaning;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cases R1 to R11 are those of {@code vectors/tune-answers.md}; R10 is delivery's. */
class AnswerRulesTest {

  private final Network tune =
      Network.preset("tune").url("https://t.example/aff_lsr?transaction_id=TRANSACTION_ID").build();

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "R1 | 200 | success=true; | RECORDED |",
        "R2 | 200 | success=false; err_msg=Invalid Trans. ID #1027c887059b47b.; | REFUSED"
            + " | Invalid Trans. ID #1027c887059b47b.",
        "R4 | 200 | success=false; err_msg=Duplicate recorded with Trans. ID | DUPLICATE"
            + " | Duplicate recorded with Trans. ID",
        "R6 capitals | 200 | SUCCESS=TRUE; | RECORDED |",
        "R6 no semicolon | 200 | success=true | RECORDED |",
        "R6 newline | 200 | `success=true;\r\n` | RECORDED |",
        "blanks | 200 | ` success = true ; ` | RECORDED |",
        "R7 | 200 | `` | UNKNOWN | HTTP 200 with an empty body",
        "R9 | 503 | `` | UNKNOWN | HTTP 503",
        "R11 | 404 | `<html>` | REFUSED | HTTP 404",
        "bare rejection | 200 | success=false; | RECORDED | stored as rejected",
        "bare rejection, blank message | 200 | success=false; err_msg=; | RECORDED"
            + " | stored as rejected",
        "message with semicolons | 200 | success=false; err_msg=Offer; paused; x=1.; | REFUSED"
            + " | Offer; paused; x=1.",
        "capital message | 200 | Success=False; ERR_MSG=DUPLICATE conversion; | DUPLICATE"
            + " | DUPLICATE conversion",
        "HTML | 200 | `<html><body>success=true;</body></html>` | UNKNOWN"
            + " | HTTP 200 with a body that no rule knows",
        "JSON | 200 | `{\"success\":true}` | UNKNOWN | HTTP 200 with a body that no rule knows",
        "misspelt in ShopBack's pages | 200 | sucess=true; | UNKNOWN"
            + " | HTTP 200 with a body that no rule knows",
        "other value | 200 | success=maybe; | UNKNOWN | HTTP 200 with a body that no rule knows",
        "the first success counts | 200 | success=false; success=true; | RECORDED"
            + " | stored as rejected",
      })
  void read_tune_asItsPagesSay(
      String label, int status, String body, Meaning meaning, String reason) {
    assertThat(tune.readAnswer(status, body)).isEqualTo(new Answer(meaning, reason));
  }

  @ParameterizedTest
  @CsvSource({
    "204, UNKNOWN",
    "301, REFUSED",
    "302, REFUSED",
    "400, REFUSED",
    "401, REFUSED",
    "403, REFUSED",
    "408, UNKNOWN",
    "425, UNKNOWN",
    "429, NOT_PROCESSED",
    "500, UNKNOWN",
    "599, UNKNOWN"
  })
  void read_statusOtherThan200_decidesBeforeTheBody(int status, Meaning meaning) {
    assertThat(tune.readAnswer(status, status == 204 ? "" : "success=true;").meaning())
        .isEqualTo(meaning);
  }

  @Test
  void read_declaredStatus_meansWhatWasDeclared() {
    AnswerRules rules = AnswerRules.builder().status(503, Meaning.NOT_PROCESSED).build();

    assertThat(rules.read(503, "").meaning()).isEqualTo(Meaning.NOT_PROCESSED);
    assertThat(rules.read(502, "").meaning()).isEqualTo(Meaning.UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204, 299})
  void read_byStatus_any2xxIsRecorded(int status) {
    assertThat(AnswerRules.byStatus().read(status, "whatever").meaning())
        .isEqualTo(Meaning.RECORDED);
  }

  @ParameterizedTest
  @EnumSource(Meaning.class)
  void read_bodyPattern_matchesTheWholeBody(Meaning meaning) {
    AnswerRules rules =
        AnswerRules.builder().rule(Map.of(AnswerRules.BODY, "OK*"), meaning, "{body}").build();

    assertThat(rules.read(200, " ok, thanks ")).isEqualTo(new Answer(meaning, "ok, thanks"));
    assertThat(rules.read(200, "not ok").meaning()).isEqualTo(Meaning.UNKNOWN);
  }

  @Test
  void toString_answer_leavesTheNetworksWordsOut() {
    assertThat(tune.readAnswer(200, "success=false; err_msg=Invalid Trans. ID #10.;").toString())
        .isEqualTo("Answer[REFUSED]");
  }

  @Test
  void read_negatedFieldOfAnotherKindOfBody_fitsNot() {
    AnswerRules rules =
        AnswerRules.builder()
            .rule(Map.of("$.errors", "!*"), Meaning.RECORDED, "json")
            .rule(Map.of("xml:error", "!*"), Meaning.RECORDED, "xml")
            .rule(Map.of("error", "!*"), Meaning.RECORDED, "key=value")
            .rule(Map.of("body", "!*"), Meaning.REFUSED, "empty")
            .build();

    assertThat(rules.read(200, "{\"errors\":[]}").reason()).isEqualTo("json");
    assertThat(rules.read(200, "<a/>").reason()).isEqualTo("xml");
    assertThat(rules.read(200, "a=b").reason()).isEqualTo("key=value");
    assertThat(rules.read(200, " \n").reason()).isEqualTo("empty");
    String cut = "a=b;".repeat(5000); // as much as is read of it: the rest may be cut
    for (String body :
        new String[] {
          "<html><br></html>",
          "<HTML><body>Down for maintenance</body></HTML>",
          "<!DOCTYPE html><html lang='en'><p>x</p></html>",
          "{\"a\":",
          "oops",
          "null",
          "<a>",
          "7",
          "a=b; and then an error=x",
          cut
        }) {
      assertThat(rules.read(200, body).meaning()).as(body).isEqualTo(Meaning.UNKNOWN);
    }
  }

  @Test
  void read_entriesOfAList_oneMustFit() {
    AnswerRules rules =
        AnswerRules.builder()
            .rule(Map.of("$.errors[*].code", "DUP"), Meaning.DUPLICATE, "{$.errors[*].text}")
            .rule(Map.of("$.errors[*].code", "!fatal", "$.errors", "*"), Meaning.ACCEPTED, null)
            .build();

    assertThat(rules.read(200, "{\"errors\":[{\"code\":\"a\",\"text\":\"A\"},{\"code\":\"dup\"}]}"))
        .isEqualTo(new Answer(Meaning.DUPLICATE, "A"));
    assertThat(rules.read(200, "{\"errors\":[{\"code\":\"a\"},{\"code\":\"b\"}]}").meaning())
        .isEqualTo(Meaning.ACCEPTED);
    assertThat(rules.read(200, "{\"errors\":[{\"code\":\"a\"},{\"code\":\"FATAL\"}]}").meaning())
        .isEqualTo(Meaning.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{http-status}: {$.a} | 200 | {\"a\":\"x\"} | 200: x",
        "<{$.b}{xml:a}{c}> | 200 | {\"a\":\"x\"} | <>",
        "{a} | 200 | a={body} | {body}",
        "{$.nothing} | 200 | {\"a\":\"x\"} |",
        "{$.nothing} | 404 | {\"a\":\"x\"} | HTTP 404",
        "open { | 200 | x | open {",
      })
  void read_reason_isFilledOnceFromTheAnswer(
      String reason, int status, String body, String expected) {
    AnswerRules rules =
        AnswerRules.builder()
            .rule(Map.of("body", "*"), Meaning.REFUSED, reason)
            .rule(Map.of("http-status", "404"), Meaning.REFUSED, reason)
            .build();

    assertThat(rules.read(status, body)).isEqualTo(new Answer(Meaning.REFUSED, expected));
  }

  @Test
  void read_reason_isMaskedBeforeItIsCut() {
    AnswerRules rules =
        AnswerRules.builder().rule(Map.of("body", "*"), Meaning.REFUSED, "{body}").build();

    Answer answer =
        rules.read(200, "x".repeat(495) + "SECRET", text -> text.replace("SECRET", "***"));

    assertThat(answer.reason()).isEqualTo("x".repeat(495) + "***");
  }

  @ParameterizedTest
  @CsvSource({
    "a b, 'write body, http-status, a path such as $.a.b, xml:tag, or a name in a body key=value'",
    "'', 'write body, http-status'",
    "$.a[, write it as $.name",
    "xml:, write the element's name",
    "xml:a b, write the element's name",
  })
  void build_unknownField_saysWhatWouldBeRight(String field, String remedy) {
    AnswerRules.Builder builder = AnswerRules.builder();

    assertThatThrownBy(() -> builder.rule(Map.of(field, "x"), Meaning.REFUSED, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(remedy);
    assertThatThrownBy(
            () -> builder.rule(Map.of("a", "x"), Meaning.REFUSED, "because {" + field + "}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(remedy);
  }

  @Test
  void build_fieldNamedTwice_isRefused() {
    assertThatThrownBy(
            () ->
                AnswerRules.builder()
                    .rule(Map.of("Status", "x", "status", "y"), Meaning.REFUSED, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("named twice");
  }

  @Test
  void build_sampleThatTheRulesReadOtherwise_isRefused() {
    AnswerRules.Builder builder =
        AnswerRules.builder()
            .rule(Map.of("body", "ok"), Meaning.RECORDED, null)
            .sample(200, "OK", Meaning.RECORDED, false)
            .sample(401, "", Meaning.REFUSED, true)
            .sample(200, "no", Meaning.NOT_ATTRIBUTED, false);

    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "sample 3 (HTTP 200) means not-attributed, but the rules read it as unknown:"
                + " mend the rules or the sample");
  }

  @Test
  void build_sampleWithoutSuchAStatus_isRefused() {
    assertThatThrownBy(() -> AnswerRules.builder().sample(99, "", Meaning.UNKNOWN, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("status must be from 100 to 599: 99");
  }
}
