package io.github.postback4j.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTreeTest {

  @Test
  void nestedObjectsAndLists_areKeptInOrderWithNumbersAsWritten() throws IOException {
    Object tree = JsonTree.read("{\"z\":[1,2.50,{\"b\":{}},[]],\"a\":null,\"t\":true,\"s\":\"x\"}");

    Map<String, Object> expected = new LinkedHashMap<>();
    expected.put(
        "z",
        List.of(
            new JsonTree.Numeral("1"),
            new JsonTree.Numeral("2.50"),
            Map.of("b", Map.of()),
            List.of()));
    expected.put("a", null);
    expected.put("t", true);
    expected.put("s", "x");
    assertThat(tree).isEqualTo(expected);
    assertThat(((Map<?, ?>) tree).keySet().toArray()).containsExactly("z", "a", "t", "s");
  }

  @Test
  void scalarsAlone_areTheirValue() throws IOException {
    assertThat(JsonTree.read("\"a\"")).isEqualTo("a");
    assertThat(JsonTree.read(" 7 ")).isEqualTo(new JsonTree.Numeral("7"));
    assertThat(JsonTree.read("null")).isNull();
    assertThat(JsonTree.read("[null]")).isEqualTo(Arrays.asList((Object) null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "{", "[1,", "{\"a\":1,\"a\":2}", "{} {}", "{\"a\"}", "OK", "// x\n{}"})
  void whatIsNoJson_isRefused(String text) {
    assertThatThrownBy(() -> JsonTree.read(text)).isInstanceOf(IOException.class);
  }

  @Test
  void comments_areReadInFilesOnly() throws IOException {
    assertThat(JsonTree.readCommented("/* a */ {\"x\": 1 // one\n}"))
        .isEqualTo(Map.of("x", new JsonTree.Numeral("1")));
  }

  @Test
  void nestingBeyondTheLimit_isRefusedWithoutAnOverflow() {
    assertThatThrownBy(() -> JsonTree.read("[".repeat(8000))).isInstanceOf(IOException.class);
  }
}
