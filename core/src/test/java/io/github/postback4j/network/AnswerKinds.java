package io.github.postback4j.network;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;

/** What an answer of a case file is about, and what may be made of such a one. */
final class AnswerKinds {

  static final Set<String> ALL = Set.of("success", "refusal", "duplicate", "retryable", "unknown");

  private AnswerKinds() {}

  /**
   * What an answer of this kind may mean.
   *
   * @param all answers of the file
   * @param deDuplicates whether an attempt of unknown outcome is repeated at this network
   */
  static Set<String> meanings(JsonNode answer, JsonNode all, boolean deDuplicates) {
    return switch (answer.path("kind").asText()) {
      case "success" -> Set.of("recorded", "accepted");
      case "refusal" -> Set.of("refused", "unauthorized", "not-attributed");
      case "duplicate" -> duplicates(answer, all);
      case "retryable" ->
          deDuplicates ? Set.of("not-processed", "unknown") : Set.of("not-processed");
      default -> Set.of("unknown");
    };
  }

  /** Without a word for it, a network says what it says of the first, or it refuses. */
  private static Set<String> duplicates(JsonNode answer, JsonNode all) {
    Set<String> meanings = new TreeSet<>(Set.of("duplicate"));
    for (JsonNode success : all) {
      if (success.path("kind").asText().equals("success")
          && success.path("status").equals(answer.path("status"))) {
        meanings.add(success.path("means").asText());
      }
    }
    if (answer.path("undocumented").asBoolean(false)) {
      meanings.add("refused");
    }
    return meanings;
  }
}
