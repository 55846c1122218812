package io.github.postback4j.network;

import io.github.postback4j.conversion.Conversion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of the request of each goal: the file's, with what is laid over it for the goal, for
 * test mode, and by the URLs that the user gave.
 */
final class RequestTrees {

  /** What a follow-up takes over from the sale. */
  private static final String[] FOR_FOLLOW_UPS = {"headers", "auth"};

  private final NetworkBuilder given;
  private final Map<String, @Nullable Object> test;

  private RequestTrees(NetworkBuilder given, boolean tests) {
    this.given = given;
    test = tests && given.test != null ? given.test.request() : Map.of();
  }

  /** By goal, that of the sale first; none that has no URL. */
  static Map<String, Map<String, @Nullable Object>> of(NetworkBuilder given) {
    return new RequestTrees(given, given.testMode).byGoal();
  }

  /** The goals whose requests are the same in test mode; none if its keys are others. */
  static List<String> withoutTest(NetworkBuilder given) {
    List<String> same = new ArrayList<>();
    if (given.test != null && given.test.settings().isEmpty()) {
      Map<String, Map<String, @Nullable Object>> tests = new RequestTrees(given, true).byGoal();
      new RequestTrees(given, false)
          .byGoal()
          .forEach(
              (goal, tree) -> {
                if (tree.equals(tests.get(goal))) {
                  same.add(goal);
                }
              });
    }
    return same;
  }

  private Map<String, Map<String, @Nullable Object>> byGoal() {
    Map<String, @Nullable Object> sale = new LinkedHashMap<>(given.request);
    if (given.url != null) {
      sale.put("url", given.url);
    }
    if (!given.required.isEmpty()) {
      sale.put("required", given.required);
    }
    Map<String, Map<String, @Nullable Object>> trees = new LinkedHashMap<>();
    trees.put(Conversion.SALE, sale);
    given.goalRequests.forEach((goal, tree) -> trees.put(goal, over(sale, goal, object(tree))));
    given.goalUrls.forEach(
        (goal, url) -> {
          Map<String, @Nullable Object> base = trees.get(goal);
          Map<String, @Nullable Object> own =
              base == null ? over(sale, goal, Map.of()) : new LinkedHashMap<>(base);
          own.put("url", url);
          trees.put(goal, own);
        });
    trees.replaceAll(this::tested);
    trees.values().removeIf(tree -> tree.get("url") == null);
    return trees;
  }

  /** In test mode, and last: nothing that a user or a goal says may undo it. */
  private Map<String, @Nullable Object> tested(String goal, Map<String, @Nullable Object> tree) {
    if (test.isEmpty()) {
      return tree;
    }
    Map<String, @Nullable Object> common = new LinkedHashMap<>(test);
    common.remove("goals");
    if (NetworkChecks.isFollowUp(goal)) {
      common.keySet().retainAll(List.of(FOR_FOLLOW_UPS));
    }
    Map<String, @Nullable Object> own = object(objects(test.get("goals")).getOrDefault(goal, ""));
    if (common.containsKey("url") && !own.containsKey("url") && hasOwnUrl(goal)) {
      throw wrong(
          "test mode: the goal " + goal + " has a URL of its own, which the test's is not for",
          "Say its URL for tests under test.request.goals." + goal + ".");
    }
    Map<String, @Nullable Object> laid = Overlay.of(Overlay.of(tree, common), own);
    for (String name : objects(laid.get("query")).keySet()) {
      boolean ofTest =
          objects(common.get("query")).containsKey(name)
              || objects(own.get("query")).containsKey(name);
      if (ofTest && isIn(String.valueOf(laid.get("url")), name)) {
        throw wrong(
            "test mode: the URL has a parameter " + name + ", which the test sets",
            "Take " + name + " out of the URL.");
      }
    }
    return laid;
  }

  private boolean hasOwnUrl(String goal) {
    Object own = given.goalRequests.get(goal);
    return !goal.equals(Conversion.SALE)
        && (given.goalUrls.containsKey(goal) || (own != null && object(own).containsKey("url")));
  }

  private static boolean isIn(String url, String name) {
    int mark = url.indexOf('?');
    for (String parameter : mark < 0 ? new String[0] : url.substring(mark + 1).split("&", -1)) {
      if (parameter.equals(name) || parameter.startsWith(name + "=")) {
        return true;
      }
    }
    return false;
  }

  private ConfigurationException wrong(String problem, String remedy) {
    return new ConfigurationException("network '" + given.name + "'", problem, remedy);
  }

  private static Map<String, @Nullable Object> over(
      Map<String, @Nullable Object> sale, String goal, Map<String, @Nullable Object> own) {
    if (!NetworkChecks.isFollowUp(goal)) {
      Map<String, @Nullable Object> base = new LinkedHashMap<>(sale);
      base.remove("repeatable");
      return Overlay.of(base, own);
    }
    Map<String, @Nullable Object> base = new LinkedHashMap<>();
    for (String field : FOR_FOLLOW_UPS) {
      if (sale.containsKey(field)) {
        base.put(field, sale.get(field));
      }
    }
    return Overlay.of(base, own);
  }

  /** A request that is a URL alone, as an object. */
  static Map<String, @Nullable Object> object(Object tree) {
    if (tree instanceof String url) {
      return url.isEmpty() ? Map.of() : Map.of("url", url);
    }
    return objects(tree);
  }

  @SuppressWarnings("unchecked")
  private static <T extends @Nullable Object> Map<String, T> objects(@Nullable Object tree) {
    return tree instanceof Map<?, ?> map ? (Map<String, T>) map : Map.of();
  }
}
