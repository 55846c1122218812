package io.github.postback4j.network;

import io.github.postback4j.conversion.Conversion;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
    Set<String> known = new TreeSet<>(goals);
    known.addAll(List.of(Conversion.SALE, Conversion.REFUND, Conversion.STATUS, Conversion.CANCEL));
    RequestCompiler.FIELDS.forEach(request::has);
    request
        .definitions("goals")
        .forEach(
            (goal, tree) -> {
              // A goal without a request may get a URL by its user; a slip will not.
              List<String> near = GoalNames.near(goal, known);
              if (!known.contains(goal) && !near.isEmpty()) {
                throw request.wrong(
                    "goals",
                    "has '" + goal + "'",
                    "Did you mean " + String.join(" or ", near) + "?");
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
