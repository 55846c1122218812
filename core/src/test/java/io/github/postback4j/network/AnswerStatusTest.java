package io.github.postback4j.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.postback4j.network.Answer.Meaning;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the status has to say: declared, in rules, and alone. */
class AnswerStatusTest {

  @Test
  void setAndSingleStatus_theSingleCountsInAnyOrder() {
    AnswerRules rules =
        AnswerRules.builder()
            .status("404", Meaning.NOT_ATTRIBUTED)
            .status("4xx", Meaning.NOT_PROCESSED)
            .status(410, Meaning.DUPLICATE)
            .build();

    assertThat(rules.read(404, "").meaning()).isEqualTo(Meaning.NOT_ATTRIBUTED);
    assertThat(rules.read(410, "").meaning()).isEqualTo(Meaning.DUPLICATE);
    assertThat(rules.read(400, "").meaning()).isEqualTo(Meaning.NOT_PROCESSED);
    assertThat(rules.read(499, "")).isEqualTo(new Answer(Meaning.NOT_PROCESSED, "HTTP 499"));
    assertThat(rules.read(401, "").unauthorized()).isFalse();
    assertThat(rules.read(500, "").meaning()).isEqualTo(Meaning.UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"statuses", "rule"})
  void refusedSet_leavesOutWhatHasABetterMeaning(String way) throws IOException {
    AnswerRules rules =
        AnswerVectorsTest.rules(
            way.equals("statuses")
                ? "{\"statuses\": {\"4xx\": \"refused\"}}"
                : "{\"rules\": [{\"when\": {\"http-status\": \"4xx\"}, \"means\": \"refused\"}]}");

    assertThat(rules.read(400, "")).isEqualTo(new Answer(Meaning.REFUSED, "HTTP 400"));
    assertThat(rules.read(401, "")).isEqualTo(new Answer(Meaning.REFUSED, "HTTP 401", true));
    assertThat(rules.read(403, "").unauthorized()).isTrue();
    assertThat(rules.read(408, "").meaning()).isEqualTo(Meaning.UNKNOWN);
    assertThat(rules.read(425, "").meaning()).isEqualTo(Meaning.UNKNOWN);
    assertThat(rules.read(429, "").meaning()).isEqualTo(Meaning.NOT_PROCESSED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"statuses", "rule"})
  void refusedByName_isRefused(String way) throws IOException {
    AnswerRules rules =
        AnswerVectorsTest.rules(
            way.equals("statuses")
                ? "{\"statuses\": {\"403\": \"refused\"}}"
                : "{\"rules\": [{\"when\": {\"http-status\": \"403\"}, \"means\": \"refused\"}]}");

    assertThat(rules.read(403, "")).isEqualTo(new Answer(Meaning.REFUSED, "HTTP 403"));
    assertThat(rules.read(401, "").unauthorized()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"40", "4040", "4x", "x04", "600", "099", "4XX", "40x", "", "*", "all"})
  void unknownSet_isRefusedWithWhatWouldBeRight(String set) {
    assertThatThrownBy(() -> AnswerRules.builder().status(set, Meaning.REFUSED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'" + set + "' is no HTTP status: write one such as 404, or a set such as 4xx");
    assertThatThrownBy(
            () -> AnswerRules.builder().rule(Map.of("http-status", set), Meaning.REFUSED, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is no HTTP status");
  }

  @ParameterizedTest
  @CsvSource({
    "404, 404, true",
    "404, 405, false",
    "4xx, 499, true",
    "4xx, 500, false",
    "!404, 404, false",
    "!404, 200, true",
    "!2xx, 503, true",
    "!2xx, 204, false"
  })
  void httpStatusInARule_looksAtAllStatuses(String pattern, int status, boolean fits) {
    AnswerRules rules =
        AnswerRules.builder()
            .rule(Map.of("HTTP-Status", pattern), Meaning.ACCEPTED, "was {http-status}")
            .build();

    Answer answer = rules.read(status, "whatever");

    assertThat(answer.equals(new Answer(Meaning.ACCEPTED, "was " + status))).isEqualTo(fits);
  }

  @Test
  void ruleWithoutHttpStatus_isFor2xxAlone() {
    AnswerRules rules =
        AnswerRules.builder().rule(Map.of("body", "*ok*"), Meaning.RECORDED, null).build();

    assertThat(rules.read(299, "ok").meaning()).isEqualTo(Meaning.RECORDED);
    assertThat(rules.read(400, "ok").meaning()).isEqualTo(Meaning.REFUSED);
    assertThat(rules.read(500, "ok").meaning()).isEqualTo(Meaning.UNKNOWN);
  }

  @Test
  void declaredStatus_comesBeforeRules() {
    AnswerRules rules =
        AnswerRules.builder()
            .rule(Map.of("http-status", "404"), Meaning.REFUSED, null)
            .status(404, Meaning.NOT_ATTRIBUTED)
            .build();

    assertThat(rules.read(404, "").meaning()).isEqualTo(Meaning.NOT_ATTRIBUTED);
  }

  @ParameterizedTest
  @CsvSource({
    "204, RECORDED", // declared
    "200, ", // the body decides
    "404, NOT_ATTRIBUTED", // a rule on the status alone
    "400, ", // refused or a duplicate
    "410, REFUSED", // refused by the rule, and without
    "401, REFUSED",
    "429, NOT_PROCESSED",
    "503, ", // not processed by the rule, else unknown
    "500, UNKNOWN",
    "301, REFUSED",
  })
  void readStatus_nullWhereTheBodyDecides(int status, Meaning meaning) throws IOException {
    AnswerRules rules =
        AnswerVectorsTest.rules(
            """
            {"statuses": {"204": "recorded"},
             "rules": [
               {"when": {"$.a": "1"}, "means": "recorded"},
               {"when": {"http-status": "404"}, "means": "not-attributed"},
               {"when": {"http-status": "404", "body": "*"}, "means": "recorded"},
               {"when": {"http-status": "400", "$.code": "dup"}, "means": "duplicate"},
               {"when": {"http-status": "4xx", "$.code": "*"}, "means": "refused"},
               {"when": {"http-status": "503", "body": "*later*"}, "means": "not-processed"}]}
            """);

    Answer answer = rules.readStatus(status);

    assertThat(answer == null ? null : answer.meaning()).isEqualTo(meaning);
    assertThat(answer != null && answer.unauthorized()).isEqualTo(status == 401);
  }

  @Test
  void readStatus_rulesThatCannotFit_otherwiseDecides() {
    AnswerRules rules =
        AnswerRules.builder()
            .rule(Map.of("http-status", "404", "body", "*"), Meaning.NOT_ATTRIBUTED, null)
            .otherwise(Meaning.RECORDED)
            .build();

    assertThat(rules.readStatus(200)).isEqualTo(new Answer(Meaning.RECORDED, null));
    assertThat(rules.readStatus(404)).isNull();
    assertThat(AnswerRules.byStatus().readStatus(200)).isNotNull();
    assertThat(AnswerRules.builder().build().readStatus(200)).isNull();
  }
}
