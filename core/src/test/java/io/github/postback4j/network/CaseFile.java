package io.github.postback4j.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.postback4j.click.Click;
import io.github.postback4j.click.LandingParameters;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The cases of one preset, as {@code networks/README.md} describes them. */
final class CaseFile {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final Set<String> FIELDS =
      Set.of(
          "settings",
          "url",
          "goals",
          "capture-only",
          "landings",
          "requests",
          "answers",
          "refusals");

  private final String preset;
  private final JsonNode cases;
  private final JsonNode declaration;
  private final Map<Object, Network> networks = new HashMap<>();

  private CaseFile(String preset, JsonNode cases, JsonNode declaration) {
    this.preset = preset;
    this.cases = cases;
    this.declaration = declaration;
    onlyKnown(cases, FIELDS, preset);
  }

  /**
   * The cases of a preset.
   *
   * @throws AssertionError if there is no file of them
   */
  static CaseFile of(String preset) {
    String file = "/networks/" + preset + ".json";
    String text = resource(file);
    assertThat(text).as("cases of the preset in src/test/resources%s", file).isNotNull();
    String own = resource("presets/" + preset + ".json");
    assertThat(own).as("file of the preset").isNotNull();
    return new CaseFile(preset, parse(text), parse(own));
  }

  static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable String resource(String name) {
    try (InputStream in = CaseFile.class.getResourceAsStream(name)) {
      return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void onlyKnown(JsonNode tree, Set<String> known, String where) {
    Set<String> names = new TreeSet<>();
    tree.properties().forEach(field -> names.add(field.getKey()));
    assertThat(known).as("fields of %s", where).containsAll(names);
  }

  /** The list of cases of a kind. */
  JsonNode list(String kind) {
    return cases.path(kind);
  }

  boolean isCaptureOnly() {
    return cases.path("capture-only").asBoolean(false);
  }

  /** The preset's own file. */
  JsonNode declaration() {
    return declaration;
  }

  /** A network with the file's settings and those laid over them. */
  Network network(JsonNode over, boolean testMode) {
    return network(settings(over), testMode);
  }

  Network network(Map<String, String> settings, boolean testMode) {
    return networks.computeIfAbsent(
        Map.entry(settings, testMode), key -> build(settings, testMode));
  }

  private Network build(Map<String, String> settings, boolean testMode) {
    NetworkBuilder builder = Network.preset(preset).testMode(testMode);
    settings.forEach(builder::setting);
    if (cases.has("url")) {
      builder.url(cases.get("url").textValue());
    }
    cases
        .path("goals")
        .properties()
        .forEach(goal -> builder.goalUrl(goal.getKey(), goal.getValue().textValue()));
    return builder.build();
  }

  /** The file's settings with others laid over them; null takes one away. */
  Map<String, String> settings(JsonNode over) {
    Map<String, String> settings = new LinkedHashMap<>();
    cases
        .path("settings")
        .properties()
        .forEach(entry -> settings.put(entry.getKey(), entry.getValue().textValue()));
    over.properties()
        .forEach(
            entry -> {
              if (entry.getValue().isNull()) {
                settings.remove(entry.getKey());
              } else {
                settings.put(entry.getKey(), entry.getValue().textValue());
              }
            });
    return settings;
  }

  /** The click of a case: of its own landing, of the first of the file, or none. */
  @Nullable Click click(Network network, JsonNode request) {
    if (request.has("landing") && request.get("landing").isNull()) {
      return null;
    }
    String url =
        request.has("landing")
            ? request.get("landing").textValue()
            : cases.at("/landings/0/url").textValue();
    Click click = click(network, url);
    assertThat(click).as("the click of landing %s", url).isNotNull();
    return click;
  }

  static @Nullable Click click(Network network, String url) {
    return network.readClick(LandingParameters.ofUrl(url), OrderF.CLICKED);
  }

  /** A text that may be given in pieces. */
  static String text(JsonNode tree) {
    if (!tree.isArray()) {
      return String.valueOf(tree.textValue());
    }
    StringBuilder text = new StringBuilder();
    tree.forEach(piece -> text.append(piece.textValue()));
    return text.toString();
  }
}
