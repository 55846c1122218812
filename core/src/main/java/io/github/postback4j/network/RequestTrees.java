package io.github.postback4j.network;

import io.github.postback4j.conversion.Conversion;
import java.util.LinkedHashMap;
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

  private RequestTrees(NetworkBuilder given) {
    this.given = given;
    test = given.testMode && given.test != null ? given.test.request() : Map.of();
  }

  /** By goal, that of the sale first; none that has no URL. */
  static Map<String, Map<String, @Nullable Object>> of(NetworkBuilder given) {
    return new RequestTrees(given).byGoal();
  }

  private Map<String, Map<String, @Nullable Object>> byGoal() {
    Map<String, @Nullable Object> sale = Overlay.of(given.request, withoutGoals(test));
    if (given.url != null) {
      sale.put("url", given.url);
    }
    if (!given.required.isEmpty() && !test.containsKey("required")) {
      sale.put("required", given.required);
    }
    Map<String, Map<String, @Nullable Object>> trees = new LinkedHashMap<>();
    trees.put(Conversion.SALE, sale);
    given.goalRequests.forEach((goal, tree) -> trees.put(goal, over(sale, goal, object(tree))));
    Map<String, Object> testGoals = objects(test.get("goals"));
    testGoals.forEach(
        (goal, tree) -> {
          Map<String, @Nullable Object> base = trees.get(goal);
          if (base != null) {
            trees.put(goal, Overlay.of(base, object(tree)));
          }
        });
    given.goalUrls.forEach(
        (goal, url) -> {
          Map<String, @Nullable Object> base = trees.get(goal);
          Map<String, @Nullable Object> own =
              base == null ? over(sale, goal, Map.of()) : new LinkedHashMap<>(base);
          own.put("url", url);
          trees.put(goal, own);
        });
    trees.values().removeIf(tree -> tree.get("url") == null);
    return trees;
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

  private static Map<String, @Nullable Object> withoutGoals(Map<String, @Nullable Object> test) {
    Map<String, @Nullable Object> request = new LinkedHashMap<>(test);
    request.remove("goals");
    return request;
  }

  /** A request that is a URL alone, as an object. */
  static Map<String, @Nullable Object> object(Object tree) {
    if (tree instanceof String url) {
      return Map.of("url", url);
    }
    return objects(tree);
  }

  @SuppressWarnings("unchecked")
  private static <T extends @Nullable Object> Map<String, T> objects(@Nullable Object tree) {
    return tree instanceof Map<?, ?> map ? (Map<String, T>) map : Map.of();
  }
}
