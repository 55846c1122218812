package io.github.postback4j.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The page that says what the model expresses names tests and cases that are there. */
class NetworkModelPageTest {

  private static final Path ROOT = Path.of("..");
  private static final int FEATURES = 37;
  private static final Pattern TEST =
      Pattern.compile("(?m)^  @(Test|ParameterizedTest|TestFactory|RepeatedTest|Property)\\b");
  private static final String OFF = "@" + "Disabled";
  private static final Pattern PROOF = Pattern.compile("`([A-Za-z0-9-]+)#([^`]+)`");

  /** Cells by the number of the feature. */
  private final Map<Integer, List<String>> rows = rows();

  private static Map<Integer, List<String>> rows() {
    Map<Integer, List<String>> rows = new LinkedHashMap<>();
    for (String line : text(ROOT.resolve("docs/networks-model.md")).lines().toList()) {
      if (line.matches("\\| [0-9]+ \\|.*")) {
        List<String> cells = List.of(line.substring(1, line.length() - 1).split(" \\| ", -1));
        rows.put(Integer.valueOf(cells.get(0).strip()), cells);
      }
    }
    return rows;
  }

  /** Sources of the test classes of all modules by name. */
  private static Map<String, Path> tests() throws IOException {
    Map<String, Path> tests = new LinkedHashMap<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path module : modules.map(path -> path.resolve("src/test/java")).toList()) {
        if (Files.isDirectory(module)) {
          try (Stream<Path> files = Files.walk(module)) {
            files
                .filter(file -> file.toString().endsWith("Test.java"))
                .forEach(file -> tests.put(name(file), file));
          }
        }
      }
    }
    return tests;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.substring(0, name.length() - ".java".length());
  }

  @Test
  void page_everyFeature_hasARowOfFiveCells() {
    assertThat(rows.keySet())
        .containsExactlyElementsOf(IntStream.rangeClosed(1, FEATURES).boxed().toList());
    assertThat(rows.values()).allSatisfy(cells -> assertThat(cells).hasSize(5));
  }

  @Test
  void page_everyRow_saysYesOrWhyItWaits() {
    assertThat(rows.values())
        .allSatisfy(cells -> assertThat(cells.get(2)).matches("yes.*|waits: .{20,}"));
  }

  @Test
  void page_everyRow_namesAProof() {
    assertThat(rows.values()).allSatisfy(cells -> assertThat(proofs(cells)).isNotEmpty());
  }

  @Test
  void page_everyTestAndCaseItNames_isThere() throws IOException {
    Map<String, Path> tests = tests();
    List<String> absent = new ArrayList<>();
    rows.values()
        .forEach(
            cells ->
                proofs(cells)
                    .forEach(
                        proof -> {
                          int hash = proof.indexOf('#');
                          String where = proof.substring(0, hash);
                          String what = proof.substring(hash + 1);
                          boolean there =
                              Character.isUpperCase(where.charAt(0))
                                  ? isTest(tests.get(where), what)
                                  : isCase(where, what);
                          if (!there) {
                            absent.add(proof);
                          }
                        }));

    assertThat(absent).isEmpty();
  }

  private static List<String> proofs(List<String> cells) {
    List<String> proofs = new ArrayList<>();
    Matcher matcher = PROOF.matcher(cells.get(cells.size() - 1));
    while (matcher.find()) {
      proofs.add(matcher.group(1) + "#" + matcher.group(2));
    }
    return proofs;
  }

  private static boolean isTest(@Nullable Path file, String method) {
    return file != null && isTest(text(file), method);
  }

  /** Whether a source has a test of this name that is run: annotations stand right above it. */
  private static boolean isTest(String source, String method) {
    String above = "";
    for (String line : source.lines().toList()) {
      if (line.matches("  [A-Za-z][^=;]* " + Pattern.quote(method) + "[(].*")) {
        return TEST.matcher(above).find()
            && !above.contains(OFF)
            && !("\n" + source).contains("\n" + OFF);
      }
      boolean ended = line.isBlank() || line.equals("  }");
      above = ended ? "" : above + line + "\n";
    }
    return false;
  }

  @Test
  void methodThatIsNoTestOrIsNotRun_provesNothing() {
    String source = "class A {\n  @%s\n  void a() {\n    b(1);\n  }\n\n  static int b(int i) {\n";

    assertThat(isTest(source.formatted("Test"), "a")).isTrue();
    assertThat(isTest(source.formatted("ParameterizedTest\n  @ValueSource(ints = 1)"), "a"))
        .isTrue();
    assertThat(isTest(source.formatted("Test"), "b")).isFalse();
    assertThat(isTest(source.formatted("BeforeEach"), "a")).isFalse();
    assertThat(isTest(source.formatted("Test\n  " + OFF), "a")).isFalse();
    assertThat(isTest(OFF + "\n" + source.formatted("Test"), "a")).isFalse();
  }

  private static boolean isCase(String preset, String name) {
    if (!Network.presets().contains(preset)) {
      return false;
    }
    CaseFile file = CaseFile.of(preset);
    for (String list : Set.of("landings", "requests", "answers", "refusals")) {
      for (JsonNode entry : file.list(list)) {
        if (name.equals(entry.path("case").textValue())) {
          return true;
        }
      }
    }
    return false;
  }
}
