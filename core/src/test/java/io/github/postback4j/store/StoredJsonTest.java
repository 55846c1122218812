package io.github.postback4j.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The text of a row: what nodes of earlier versions write and read must stay the same. */
class StoredJsonTest {

  /** As rows were written first. */
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  @Property(tries = 500)
  void anyTexts_areWrittenAsJacksonsMapperDoesAndReadBack(
      @ForAll Map<String, String> texts, @ForAll long number, @ForAll String text)
      throws JsonProcessingException {
    Map<String, String> inner = new LinkedHashMap<>(texts);
    ObjectNode node = MAPPER.createObjectNode().put("v", number).put("t", text);
    node.putArray("list").addObject().put("a", text);
    node.putArray("none");
    if (!inner.isEmpty()) {
      ObjectNode object = node.putObject("o");
      inner.forEach(object::put);
    }
    StoredJson json =
        new StoredJson()
            .put("v", number)
            .put("t", text)
            .put("list", List.of(new StoredJson().put("a", text)))
            .put("none", List.of())
            .put("o", inner);

    String written = json.write();

    assertThat(written).isEqualTo(MAPPER.writeValueAsString(node)).isASCII();
    StoredJson read = StoredJson.read(written);
    assertThat(read.number("v")).isEqualTo(number);
    assertThat(read.text("t")).isEqualTo(text);
    assertThat(read.texts("o")).isEqualTo(inner);
    assertThat(read.objects("list")).singleElement().extracting(o -> o.text("a")).isEqualTo(text);
    assertThat(read.write()).isEqualTo(written);
  }

  @Test
  void whatIsNotThereOrOfAnotherKind_isNothing() {
    StoredJson json = StoredJson.read("{\"a\":1.5,\"b\":true,\"c\":[1],\"d\":null,\"e\":\"x\"}");

    assertThat(json.text("a")).isNull();
    assertThat(json.number("b")).isZero();
    assertThat(json.objects("c")).isEmpty();
    assertThat(json.object("e").isEmpty()).isTrue();
    assertThat(json.texts("d")).isEmpty();
    assertThat(new StoredJson().put("a", (String) null).write()).isEqualTo("{}");
    assertThat(json.toString()).doesNotContain("x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "null", "[]", "{", "{\"a\":1} {", "{\"a\":123456789012345678901}", "secret"})
  void textThatIsNoObject_isRefusedWithoutAWordOfIt(String text) {
    assertThatThrownBy(() -> StoredJson.read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasNoCause()
        .hasMessage("this is no JSON object");
  }
}
