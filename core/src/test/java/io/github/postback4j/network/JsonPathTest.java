package io.github.postback4j.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPathTest {

  private static final String JSON =
      """
      {"a": {"b": [{"c": "first"}, {"c": 2.50}, {"d": true}, {"c": null}, {"c": " x "}]},
       "empty": {"text": "", "blank": " ", "list": [], "object": {}, "null": null},
       "with blank": "w", "e-f_g": false, "nested": [[1, 2], [3]],
       "quoted": {"q\\"": ["\\n\\u001f\\\\", null, -1e5, {}, []]}}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$.a.b[0].c | first",
        "$.a.b[1].c | 2.50",
        "$.a.b[2].d | true",
        "$.e-f_g | false",
        "$.with blank | w",
        "$.a.b[*].c | first;2.50;x",
        "$.nested[*][0] | 1;3",
        "$.nested[*][*] | 1;2;3",
        "$.nested[1] | [3]",
        "$.nested | [[1,2],[3]]",
        "$.a.b[2] | {\"d\":true}",
        "$.quoted | {\"q\\\"\":[\"\\n\\u001f\\\\\",null,-1e5,{},[]]}",
      })
  void texts_thatAreThere(String path, String expected) throws IOException {
    assertThat(JsonPath.parse(path).texts(JsonTree.read(JSON)))
        .containsExactly(expected.split(";"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$.x",
        "$.a.x.y",
        "$.a[0]",
        "$.a.b.c",
        "$.a.b[5]",
        "$.a.b[3].c",
        "$.a.b[0].c[0]",
        "$.empty.text",
        "$.empty.blank",
        "$.empty.list",
        "$.empty.object",
        "$.empty.null",
        "$.empty.list[*]",
        "$.A",
        "$[0]",
      })
  void texts_missing_none(String path) throws IOException {
    assertThat(JsonPath.parse(path).texts(JsonTree.read(JSON))).isEmpty();
  }

  @Test
  void texts_ofTheWhole_listsAndScalarsToo() throws IOException {
    assertThat(JsonPath.parse("$").texts(JsonTree.read("7"))).containsExactly("7");
    assertThat(JsonPath.parse("$[1].a").texts(JsonTree.read("[1,{\"a\":\"b\"}]")))
        .containsExactly("b");
    assertThat(JsonPath.parse("$[*]").texts(JsonTree.read("[\"\",0]"))).containsExactly("0");
  }

  @Test
  void texts_asDeepAsJsonGoes_isWrittenAsItStands() throws IOException {
    String deep = "[".repeat(999) + "1" + "]".repeat(999);

    assertThat(JsonPath.parse("$").texts(JsonTree.read(deep))).containsExactly(deep);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        ".a",
        "$a",
        "$.",
        "$..a",
        "$.a.",
        "$.a[",
        "$.a[]",
        "$.a[x]",
        "$.a[-1]",
        "$.a]",
        "$.a[1234567]",
        "$.a[0]b",
        "$.a{b",
        "$. a",
        "$.a[0",
        "$.a[*",
        "$.a[ 0 ]",
      })
  void parse_noPath_saysHowOneLooks(String path) {
    assertThatThrownBy(() -> JsonPath.parse(path))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "'" + path + "' is no path into JSON: write it as $.name, $.a.b[0].c or $.list[*].c");
  }

  @Test
  void parse_tooManySteps_isRefused() {
    assertThatThrownBy(() -> JsonPath.parse("$" + ".a".repeat(31)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
