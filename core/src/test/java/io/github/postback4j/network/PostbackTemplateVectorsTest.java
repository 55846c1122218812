package io.github.postback4j.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every case of {@code vectors/tune-render.json}, through the renderer alone. */
class PostbackTemplateVectorsTest {

  @TestFactory
  List<DynamicTest> render_everyVendorCase_givesTheExpectedUrl() throws Exception {
    List<DynamicTest> tests = new ArrayList<>();
    try (InputStream in = getClass().getResourceAsStream("/vectors/tune-render.json")) {
      for (JsonNode vector : new ObjectMapper().readTree(Objects.requireNonNull(in))) {
        tests.add(
            DynamicTest.dynamicTest(
                "case " + vector.get("n").asInt() + " from " + vector.get("source").asText(),
                () -> check(vector)));
      }
    }
    assertThat(tests).hasSize(26);
    return tests;
  }

  private static void check(JsonNode vector) {
    Map<String, String> values = new HashMap<>();
    Set<String> words = new HashSet<>();
    vector
        .get("values")
        .properties()
        .forEach(
            entry -> {
              String name = entry.getKey().replaceAll("^[{(] ?| ?[})]$", "");
              values.put(name, entry.getValue().asText());
              words.add(name);
            });

    PostbackTemplate template =
        PostbackTemplate.parse(vector.get("template").asText(), words).with(hostValues(values));

    assertThat(template.render(values::get)).isEqualTo(vector.get("expected").asText());
  }

  /** The host is filled from settings at start-up. */
  private static Map<String, String> hostValues(Map<String, String> values) {
    Map<String, String> host = new HashMap<>(values);
    host.keySet().retainAll(Set.of("YOUR_NETWORK_ID"));
    return host;
  }
}
