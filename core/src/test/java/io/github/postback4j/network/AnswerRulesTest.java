package io.github.postback4j.network;

import static org.assertj.core.api.Assertions.assertThat;

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
}
