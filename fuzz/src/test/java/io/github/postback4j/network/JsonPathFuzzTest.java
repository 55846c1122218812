package io.github.postback4j.network;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.io.IOException;
import java.util.List;

/** Whatever stands in place of a path, and of the JSON that it leads into. */
class JsonPathFuzzTest {

  private static final JsonPath WHOLE = JsonPath.parse("$");

  /**
   * @param text the path in a line, and the JSON after it
   */
  @FuzzTest(maxDuration = "2m")
  void pathIntoText_isFollowedOrRefused(@NotNull String text) {
    int line = text.indexOf('\n');
    String path = line < 0 ? "$.errors[*].code" : text.substring(0, line);
    String json = text.substring(line + 1);
    Object tree;
    try {
      tree = JsonTree.read(json);
    } catch (IOException e) {
      tree = null;
    }
    checkWhole(tree);
    try {
      for (String found : JsonPath.parse(path).texts(tree)) {
        require(!found.isBlank() && found.equals(found.strip()), "a text is there, without blanks");
      }
    } catch (IllegalArgumentException e) {
      require(e.getMessage().contains("is no path into JSON"), "the message says what is wrong");
    }
  }

  /** What is written as JSON means the same again. */
  private static void checkWhole(Object tree) {
    List<String> texts = WHOLE.texts(tree);
    if (!texts.isEmpty() && !(tree instanceof String)) {
      try {
        require(tree.equals(JsonTree.read(texts.get(0))), "what is written is read as it was");
      } catch (IOException e) {
        throw new AssertionError("what is written is JSON", e);
      }
    }
  }

  private static void require(boolean condition, String rule) {
    if (!condition) {
      throw new AssertionError(rule);
    }
  }
}
