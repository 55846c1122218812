package io.github.postback4j.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AnswerKindsTest {

  private static final JsonNode FILE =
      CaseFile.parse(
          """
          [{"kind": "success", "status": 200, "means": "accepted"},
           {"kind": "duplicate", "status": 200, "means": "accepted"},
           {"kind": "duplicate", "status": 409, "means": "refused", "undocumented": true},
           {"kind": "duplicate", "status": 409, "means": "refused"},
           {"kind": "refusal", "status": 400, "means": "recorded"},
           {"kind": "retryable", "status": 500, "means": "unknown"},
           {"kind": "unknown", "status": 500, "means": "unknown"}]
          """);

  private static Set<String> meanings(int i, boolean deDuplicates) {
    return AnswerKinds.meanings(FILE.get(i), FILE, deDuplicates);
  }

  @Test
  void kind_allowsItsOwnMeaningsAlone() {
    assertThat(meanings(0, true)).containsOnly("recorded", "accepted");
    assertThat(meanings(4, true)).containsOnly("refused", "unauthorized", "not-attributed");
    assertThat(meanings(5, true)).containsOnly("not-processed", "unknown");
    assertThat(meanings(5, false)).containsOnly("not-processed");
    assertThat(meanings(6, true)).containsOnly("unknown");
  }

  @Test
  void duplicate_isOneUnlessTheNetworkSaysTheSameOfTheFirstOrItsSilenceIsMarked() {
    assertThat(meanings(1, true)).containsOnly("duplicate", "accepted");
    assertThat(meanings(2, true)).containsOnly("duplicate", "refused");
    assertThat(meanings(3, true)).containsOnly("duplicate");
  }
}
