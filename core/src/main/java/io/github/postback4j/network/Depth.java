package io.github.postback4j.network;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses placeholders that are made from others in so many steps that no stack would hold them.
 */
final class Depth {

  private static final int MOST = 100;

  private final NetworkBuilder given;
  private final Map<String, Object> definitions;
  private final Map<String, Integer> known = new HashMap<>();
  private final Set<String> open = new HashSet<>();
  private String root = "";

  private Depth(NetworkBuilder given, Map<String, Object> definitions) {
    this.given = given;
    this.definitions = definitions;
  }

  /**
   * @param definitions of the file and the builder
   * @throws ConfigurationException naming the first that is too deep
   */
  static void check(NetworkBuilder given, Map<String, Object> definitions) {
    Depth depth = new Depth(given, definitions);
    for (String name : given.definitions.keySet()) {
      depth.root = "$.placeholders." + name;
      depth.ofName(name, 0);
    }
    for (String name : given.placeholders.keySet()) {
      depth.root = "placeholders." + name;
      depth.ofName(name, 0);
    }
    given.exposes.forEach(
        (name, tree) -> {
          depth.root = "$.exposes." + name;
          depth.ofTree("of", tree, 0);
        });
  }

  private void require(int level) {
    if (level > MOST) {
      throw given.wrong(
          root,
          "is made in more than " + MOST + " steps, one from the other",
          "Make it from the value itself.");
    }
  }

  /** The steps below a placeholder; those of a circle, which is told later, count once. */
  private int ofName(String name, int level) {
    Object own = definitions.get(name);
    if (own == null || open.contains(name)) {
      return 0;
    }
    Integer before = known.get(name);
    if (before != null) {
      require(level + before);
      return before;
    }
    open.add(name);
    int steps = 1 + ofTree("of", own, level + 1);
    open.remove(name);
    known.put(name, steps);
    return steps;
  }

  private int ofTree(String field, @Nullable Object tree, int level) {
    require(level);
    int most = 0;
    if (tree instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> part : map.entrySet()) {
        String name = field.equals("cases") ? "of" : String.valueOf(part.getKey());
        most = Math.max(most, 1 + ofTree(name, part.getValue(), level + 1));
      }
    } else if (tree instanceof List<?> list) {
      for (Object part : list) {
        most = Math.max(most, ofTree(field, part, level));
      }
    } else if (tree instanceof String text) {
      for (String name : names(field, text)) {
        most = Math.max(most, ofName(name, level));
      }
    }
    return most;
  }

  private static List<String> names(String field, String text) {
    return switch (field) {
      case "of", "first", "if", "unless" -> List.of(text);
      case "text", "template", "otherwise", "key" -> Wording.placeholders(text);
      default -> List.of();
    };
  }
}
