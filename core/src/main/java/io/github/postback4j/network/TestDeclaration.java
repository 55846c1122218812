package io.github.postback4j.network;

import io.github.postback4j.conversion.Conversion;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a network is told that it is only a test.
 *
 * @param about in words
 * @param request what is laid over the request
 * @param settings by setting, the one that is meant instead
 */
record TestDeclaration(
    String about, Map<String, @Nullable Object> request, Map<String, String> settings) {

  /**
   * @param declared the settings of the file
   * @param goals those with a request of their own
   */
  static TestDeclaration read(Fields fields, Set<String> declared, Set<String> goals) {
    Fields request = fields.fields("request");
    if (request != null) {
      checkRequest(request, goals);
    }
    Map<String, String> settings = fields.textsByName("settings");
    for (String name : settings.keySet()) {
      if (!declared.contains(name)) {
        throw fields.wrong("settings", "has " + name + ", which is not declared", "Declare it.");
      }
    }
    Map<String, @Nullable Object> laidOver = fields.tree("request");
    TestDeclaration test =
        new TestDeclaration(
            fields.text("about", ""), laidOver == null ? Map.of() : laidOver, settings);
    fields.end();
    return test;
  }

  private static void checkRequest(Fields request, Set<String> goals) {
    RequestCompiler.FIELDS.forEach(request::has);
    request
        .definitions("goals")
        .forEach(
            (goal, tree) -> {
              if (!goal.equals(Conversion.SALE) && !goals.contains(goal)) {
                throw request.wrong(
                    "goals",
                    "has '" + goal + "', which has no request of its own to lay it over",
                    "Known there are " + goals + ".");
              }
              if (tree instanceof Map<?, ?>) {
                Fields fields =
                    new Fields(tree, request.where(), request.path() + ".goals." + goal);
                RequestCompiler.FIELDS.forEach(fields::has);
                fields.end();
              }
            });
    request.end();
  }
}
