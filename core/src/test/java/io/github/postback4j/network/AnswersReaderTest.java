package io.github.postback4j.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.postback4j.network.Answer.Meaning;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswersReaderTest {

  @Test
  void everyField_isRead() throws IOException {
    AnswerRules rules =
        AnswerVectorsTest.rules(
            """
            {"statuses": {"409": "duplicate", "3xx": "not-processed"},
             "rules": [
               {"when": {"status": "ok"}, "means": "recorded"},
               {"when": {"status": "error", "message": "*already*"}, "means": "duplicate",
                "reason": "{message}"},
               {"when": {"status": "key"}, "means": "unauthorized"},
               {"when": {"status": "later"}, "means": "accepted"},
               {"when": {"status": "nobody"}, "means": "not-attributed"}],
             "otherwise": "refused",
             "samples": [
               {"status": 200, "body": "status=ok;", "means": "recorded"},
               {"status": 200, "body": "status=key;", "means": "unauthorized"},
               {"status": 204, "means": "refused"}]}
            """);

    assertThat(rules.read(409, "").meaning()).isEqualTo(Meaning.DUPLICATE);
    assertThat(rules.read(307, "").meaning()).isEqualTo(Meaning.NOT_PROCESSED);
    assertThat(rules.read(200, "status=error; message=Already there;"))
        .isEqualTo(new Answer(Meaning.DUPLICATE, "Already there"));
    assertThat(rules.read(200, "status=later").meaning()).isEqualTo(Meaning.ACCEPTED);
    assertThat(rules.read(200, "status=nobody").meaning()).isEqualTo(Meaning.NOT_ATTRIBUTED);
    assertThat(rules.read(200, "x").meaning()).isEqualTo(Meaning.REFUSED);
    assertThat(rules.samples())
        .containsExactly(
            new AnswerRules.Sample(200, "status=ok;", Meaning.RECORDED, false),
            new AnswerRules.Sample(200, "status=key;", Meaning.REFUSED, true),
            new AnswerRules.Sample(204, "", Meaning.REFUSED, false));
  }

  @Test
  void singleRuleAndSample_needNoList() throws IOException {
    AnswerRules rules =
        AnswerVectorsTest.rules(
            """
            {"rules": {"when": {"body": "ok"}, "means": "recorded"},
             "samples": {"status": 200, "body": "OK", "means": "recorded"}}
            """);

    assertThat(rules.samples()).hasSize(1);
  }

  @Test
  void emptyObject_is2xxUnknown() throws IOException {
    assertThat(AnswerVectorsTest.rules("{}").read(200, "").meaning()).isEqualTo(Meaning.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"rule\": []} | `` | unknown field 'rule'"
            + " | Known there are [otherwise, rules, samples, statuses].",
        "{\"statuses\": []} | , statuses | wrong kind of value | Wanted there is an object",
        "{\"statuses\": {\"404\": 1}} | , statuses.404 | wrong kind of value"
            + " | Wanted there is a text in quotes",
        "{\"statuses\": {\"404\": \"gone\"}} | , statuses.404 | 'gone' is no meaning"
            + " | [recorded, accepted, duplicate, not-attributed, refused, not-processed, unknown]",
        "{\"statuses\": {\"401\": \"unauthorized\"}} | , statuses.401 | 'unauthorized' is no meaning"
            + " | Use one of",
        "{\"statuses\": {\"40x\": \"refused\"}} | , statuses | '40x' is no HTTP status"
            + " | docs/networks-format.md",
        "{\"statuses\": null} | , statuses | wrong kind of value | Wanted there is an object",
        "{\"rules\": [\"x\"]} | , rules[0] | wrong kind of value | Wanted there is an object",
        "{\"rules\": null} | , rules[0] | wrong kind of value | Wanted there is an object",
        "{\"rules\": [{\"means\": \"refused\"}]} | , rules[0] | has no 'when' | Add it",
        "{\"rules\": [{\"when\": {\"a\": \"b\"}}]} | , rules[0] | has no 'means' | Add it",
        "{\"rules\": [{\"when\": {}, \"means\": \"refused\"}]} | , rules[0]"
            + " | a rule needs at least one condition | docs",
        "{\"rules\": [{\"when\": {\"a\": 1}, \"means\": \"refused\"}]} | , rules[0].when.a"
            + " | wrong kind of value | a text in quotes",
        "{\"rules\": [{\"when\": {\"a\": \"b\"}, \"means\": \"good\"}]} | , rules[0].means"
            + " | 'good' is no meaning | not-processed, unknown, unauthorized]",
        "{\"rules\": [{\"when\": {\"a\": \"b\"}, \"means\": \"refused\", \"why\": \"c\"}]}"
            + " | , rules[0] | unknown field 'why' | [means, reason, when]",
        "{\"rules\": [{\"when\": {\"$.a[\": \"b\"}, \"means\": \"refused\"}]} | , rules[0]"
            + " | '$.a[' is no path into JSON | docs",
        "{\"rules\": [{\"when\": {\"a\": \"regex:(\"}, \"means\": \"refused\"}]} | , rules[0]"
            + " | it is no Java regular expression | docs",
        "{\"rules\": [{\"when\": {\"a\": \"b\"}, \"means\": \"refused\", \"reason\": null}]}"
            + " | , rules[0].reason | wrong kind of value | a text in quotes",
        "{\"otherwise\": \"unauthorized\"} | , otherwise | 'unauthorized' is no meaning | Use",
        "{\"otherwise\": true} | , otherwise | wrong kind of value | a text in quotes",
        "{\"samples\": [{\"body\": \"\", \"means\": \"unknown\"}]} | , samples[0]"
            + " | has no 'status' | Add it",
        "{\"samples\": [{\"status\": \"200\", \"means\": \"unknown\"}]} | , samples[0].status"
            + " | wrong kind of value | a number from 100 to 599 without quotes",
        "{\"samples\": [{\"status\": 600, \"means\": \"unknown\"}]} | , samples[0].status"
            + " | wrong kind of value | a number from 100 to 599",
        "{\"samples\": [{\"status\": 200, \"body\": {}, \"means\": \"unknown\"}]}"
            + " | , samples[0].body | wrong kind of value | a text in quotes",
        "{\"samples\": [{\"status\": 200, \"means\": \"recorded\"}]} | ``"
            + " | sample 1 (HTTP 200) means recorded, but the rules read it as unknown | docs",
        "{\"samples\": [{\"status\": 401, \"means\": \"refused\"}]} | ``"
            + " | sample 1 (HTTP 401) means refused, but the rules read it as unauthorized | docs",
      })
  void whatCannotBe_isRefusedWithItsPlace(
      String answers, String place, String problem, String remedy) {
    assertThatThrownBy(() -> AnswerVectorsTest.rules(answers))
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            e -> {
              assertThat(e.where()).isEqualTo("file acme.json, answers" + place);
              assertThat(e.problem()).contains(problem);
              assertThat(e.remedy()).contains(remedy);
            });
  }
}
