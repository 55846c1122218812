package io.github.postback4j.network;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.github.postback4j.network.Answer.Meaning;
import java.util.Map;

/** Whatever a network answers, over rules of all kinds. */
class AnswerFuzzTest {

  private static final AnswerRules RULES =
      AnswerRules.builder()
          .status(204, Meaning.RECORDED)
          .status("3xx", Meaning.REFUSED)
          .rule(Map.of("http-status", "404", "body", "*not_found*"), Meaning.NOT_ATTRIBUTED, null)
          .rule(Map.of("http-status", "4xx", "$.errors", "*"), Meaning.REFUSED, "{$.errors}")
          .rule(Map.of("success", "true"), Meaning.RECORDED, null)
          .rule(Map.of("success", "false", "err_msg", "*dup*"), Meaning.DUPLICATE, "{err_msg}")
          .rule(Map.of("$.errors[*].code", "dup*"), Meaning.DUPLICATE, "{$.errors[*].code}")
          .rule(Map.of("$.data.orders", "*", "$.errors", "!*"), Meaning.ACCEPTED, "{$.data}")
          .rule(Map.of("xml:error", "*"), Meaning.REFUSED, "{xml:error}")
          .rule(Map.of("xml:bad", "0", "xml:error", "!*"), Meaning.RECORDED, null)
          .rule(Map.of("body", "regex:^(ok\\s*)+$"), Meaning.RECORDED, "{body}")
          .unauthorized(Map.of("body", "*token*"), "{http-status} {body}")
          .build();

  /**
   * @param text the status in three digits, a blank, the body
   */
  @FuzzTest(maxDuration = "2m")
  void body_isRead(@NotNull String text) {
    boolean begins = text.matches("(?s)[1-5][0-9][0-9] .*");
    int status = begins ? Integer.parseInt(text.substring(0, 3)) : 200;
    Answer answer = RULES.read(status, begins ? text.substring(4) : text);
    Answer byStatus = RULES.readStatus(status);
    require(
        byStatus == null
            || (byStatus.meaning() == answer.meaning()
                && byStatus.unauthorized() == answer.unauthorized()),
        "what the status decides, no body changes");
    require(
        answer.reason() == null || answer.reason().length() <= 500,
        "a reason is cut to its length");
  }

  private static void require(boolean condition, String rule) {
    if (!condition) {
      throw new AssertionError(rule);
    }
  }
}
