package io.github.postback4j.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.network.Answer.Meaning;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The answers of {@code vectors/networks.md} by their row, and those that {@code
 * protocols/networks.md} documents beside them, each over rules written in the format.
 */
class AnswerVectorsTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "14 | 200 | {\"Status\":\"QUEUED\",\"QueuedUri\":\"/Advertisers/A1/APISubmissions/S1\"}"
            + " | ACCEPTED |",
        "15 | 400 | {\"Status\":\"ERROR\",\"errors\":[{\"field\":\"OrderId\",\"level\":\"ERROR\","
            + "\"message\":\"is missing\"}]} | REFUSED | OrderId: is missing",
        "no body | 200 | `` | UNKNOWN | HTTP 200 with an empty body",
        "another word | 200 | {\"Status\":\"ERROR\"} | UNKNOWN"
            + " | HTTP 200 with a body that no rule knows",
      })
  void impact(String row, int status, String body, Meaning meaning, String reason)
      throws IOException {
    check(
        """
        {"rules": [
          {"when": {"$.Status": "queued"}, "means": "accepted"},
          {"when": {"http-status": "400", "$.Status": "error"}, "means": "refused",
           "reason": "{$.errors[0].field}: {$.errors[0].message}"}]}
        """,
        status,
        body,
        new Answer(meaning, reason));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "21 | 200 | <response><error>Access denied</error></response> | REFUSED | Access denied"
            + " | true",
        "good | 200 | <response><unique_id>u1</unique_id><summary><transactions><good>3</good>"
            + "<bad>0</bad></transactions></summary></response> | RECORDED | | false",
        "one bad | 200 | <response><unique_id>u1</unique_id><summary><transactions><good>2</good>"
            + "<bad>1</bad></transactions></summary></response> | REFUSED | 1 bad, 2 good | false",
        "bad mid | 400 | <html>Bad mid</html> | REFUSED | HTTP 400 | false",
        "cut off | 200 | <response><unique_id>u1</unique_id><summary><transactions><good>3</good>"
            + "<bad>0</bad> | UNKNOWN | HTTP 200 with a body that no rule knows | false",
      })
  void rakuten(
      String row, int status, String body, Meaning meaning, String reason, boolean unauthorized)
      throws IOException {
    check(
        """
        {"rules": [
          {"when": {"xml:error": "access denied"}, "means": "unauthorized", "reason": "{xml:error}"},
          {"when": {"xml:error": "*"}, "means": "refused", "reason": "{xml:error}"},
          {"when": {"xml:bad": "0", "xml:good": "!0", "xml:error": "!*"}, "means": "recorded"},
          {"when": {"xml:bad": "regex:^[1-9]"}, "means": "refused",
           "reason": "{xml:bad} bad, {xml:good} good"}]}
        """,
        status,
        body,
        new Answer(meaning, reason, unauthorized));
  }

  @ParameterizedTest(name = "39 {0}")
  @CsvSource({"204, RECORDED", "400, REFUSED", "200, UNKNOWN", "500, UNKNOWN"})
  void taboola(int status, Meaning meaning) throws IOException {
    assertThat(rules("{\"statuses\": {\"204\": \"recorded\"}}").read(status, "").meaning())
        .isEqualTo(meaning);
  }

  @ParameterizedTest(name = "44 {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "409 | The 'sale' event with the id 'test_sale_12340987' already exists. | DUPLICATE",
        "404 | {\"error\":\"not_found\"} | NOT_ATTRIBUTED",
        "404 | <html>no such page</html> | REFUSED",
        "400 | Error. Amount blank or invalid. | REFUSED",
        "200 | {\"id\":1} | RECORDED",
      })
  void firstPromoter(int status, String body, Meaning meaning) throws IOException {
    AnswerRules rules =
        rules(
            """
            {"statuses": {"409": "duplicate"},
             "rules": [
               {"when": {"http-status": "404", "body": "*not_found*"}, "means": "not-attributed"},
               {"when": {"http-status": "4xx", "body": "*"}, "means": "refused", "reason": "{body}"},
               {"when": {"$.id": "*"}, "means": "recorded"}]}
            """);

    assertThat(rules.read(status, body).meaning()).isEqualTo(meaning);
  }

  @ParameterizedTest(name = "45 {0}")
  @CsvSource({"204, REFUSED", "200, RECORDED"})
  void refersion(int status, Meaning meaning) throws IOException {
    AnswerRules rules = rules("{\"statuses\": {\"204\":\"refused\"}, \"otherwise\": \"recorded\"}");

    assertThat(rules.read(status, "").meaning()).isEqualTo(meaning);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "53 | 429 | `` | NOT_PROCESSED | HTTP 429",
        "53 | 500 | `` | UNKNOWN | HTTP 500",
        "all taken | 200 | {\"batchId\":\"b\",\"successfulOrders\":[{\"orderReference\":\"O-1\"}],"
            + "\"pendingOrders\":[],\"failedOrders\":[]} | RECORDED |",
        "partial | 206 | {\"batchId\":\"b\",\"successfulOrders\":[],\"failedOrders\":"
            + "[{\"orderReference\":\"O-1\"}]} | REFUSED | failed: O-1",
        "partial, waiting | 206 | {\"batchId\":\"b\",\"successfulOrders\":[],\"pendingOrders\":"
            + "[{\"orderReference\":\"O-1\"}]} | ACCEPTED |",
        "in work | 202 | `` | ACCEPTED | HTTP 202",
        "no list | 200 | {} | UNKNOWN | HTTP 200 with a body that no rule knows",
      })
  void awinApi(String row, int status, String body, Meaning meaning, String reason)
      throws IOException {
    check(
        """
        {"statuses": {"202": "accepted"},
         "rules": [
           {"when": {"$.failedOrders[*].orderReference": "*"}, "means": "refused",
            "reason": "failed: {$.failedOrders[*].orderReference}"},
           {"when": {"$.pendingOrders": "*"}, "means": "accepted"},
           {"when": {"$.successfulOrders": "*"}, "means": "recorded"}]}
        """,
        status,
        body,
        new Answer(meaning, reason));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "taken | {\"data\":{\"createOrders\":{\"orders\":[{\"submissionId\":\"s\"}],"
            + "\"errors\":null}}} | ACCEPTED |",
        "errors at the top | {\"errors\":[{\"message\":\"Not authorized\"}],\"data\":null}"
            + " | REFUSED | Not authorized",
        "errors inside | {\"data\":{\"createOrders\":{\"orders\":[],\"errors\":"
            + "[{\"message\":\"bad currency\",\"fields\":[\"currency\"]}]}}} | REFUSED | bad currency",
        "both | {\"data\":{\"createOrders\":{\"orders\":[{\"submissionId\":\"s\"}]}},"
            + "\"errors\":[{\"message\":\"late\"}]} | REFUSED | late",
        "neither | {\"data\":{}} | UNKNOWN | HTTP 200 with a body that no rule knows",
      })
  void cjGraphQl(String row, String body, Meaning meaning, String reason) throws IOException {
    check(
        """
        {"rules": [
          {"when": {"$.errors": "*"}, "means": "refused", "reason": "{$.errors[0].message}"},
          {"when": {"$.data.createOrders.errors": "*"}, "means": "refused",
           "reason": "{$.data.createOrders.errors[0].message}"},
          {"when": {"$.data.createOrders.orders": "*", "$.errors": "!*"}, "means": "accepted"}]}
        """,
        200,
        body,
        new Answer(meaning, reason));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"status\":1,\"message\":\"OK\"} | ACCEPTED |",
        "{\"status\":2,\"message\":\"click not found\"} | REFUSED | click not found",
        "{\"status\":12} | UNKNOWN | HTTP 200 with a body that no rule knows",
      })
  void affise(String body, Meaning meaning, String reason) throws IOException {
    check(
        """
        {"rules": [
          {"when": {"$.status": "1"}, "means": "accepted"},
          {"when": {"$.status": "2"}, "means": "refused", "reason": "{$.message}"}]}
        """,
        200,
        body,
        new Answer(meaning, reason));
  }

  private static void check(String answers, int status, String body, Answer expected)
      throws IOException {
    assertThat(rules(answers).read(status, body)).isEqualTo(expected);
  }

  static AnswerRules rules(String answers) throws IOException {
    return AnswersReader.read(
        (Map<?, ?>) JsonTree.readCommented(answers), "file acme.json, answers");
  }
}
