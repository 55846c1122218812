package io.github.postback4j.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where in a {@link JsonTree} a value stands: {@code $.errors[0].code}, {@code $[*].id}. */
final class JsonPath {

  private static final int MOST_STEPS = 30;

  private final List<Step> steps;

  private JsonPath(List<Step> steps) {
    this.steps = List.copyOf(steps);
  }

  /** One way down. */
  private sealed interface Step {
    /** Into an object's field. */
    record Name(String name) implements Step {}

    /** To a list's entry, from 0. */
    record Index(int index) implements Step {}

    /** To every entry of a list. */
    record Any() implements Step {}
  }

  /**
   * @throws IllegalArgumentException if it is no path
   */
  static JsonPath parse(String text) {
    List<Step> steps = new ArrayList<>();
    int position = 1;
    while (position < text.length()) {
      int end = position + 1;
      if (text.charAt(position) == '.') {
        while (end < text.length() && ".[]{}".indexOf(text.charAt(end)) < 0) {
          end++;
        }
        steps.add(new Step.Name(name(text, text.substring(position + 1, end))));
      } else {
        end = text.indexOf(']', position) + 1;
        if (text.charAt(position) != '[' || end == 0) {
          throw bad(text);
        }
        steps.add(entry(text, text.substring(position + 1, end - 1)));
      }
      position = end;
    }
    if (!text.startsWith("$") || steps.size() > MOST_STEPS) {
      throw bad(text);
    }
    return new JsonPath(steps);
  }

  private static String name(String path, String name) {
    if (name.isBlank() || !name.equals(name.strip())) {
      throw bad(path);
    }
    return name;
  }

  private static Step entry(String path, String text) {
    if (text.equals("*")) {
      return new Step.Any();
    }
    if (text.isEmpty() || text.length() > 6 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw bad(path);
    }
    return new Step.Index(Integer.parseInt(text));
  }

  private static IllegalArgumentException bad(String path) {
    return new IllegalArgumentException(
        "'" + path + "' is no path into JSON: write it as $.name, $.a.b[0].c or $.list[*].c");
  }

  /**
   * The texts there, in order; none if nothing is there.
   *
   * @param tree of {@link JsonTree#read}
   */
  List<String> texts(@Nullable Object tree) {
    List<String> texts = new ArrayList<>(1);
    collect(tree, 0, texts);
    return texts;
  }

  private void collect(@Nullable Object value, int depth, List<String> texts) {
    if (depth == steps.size()) {
      String text = text(value);
      if (text != null) {
        texts.add(text);
      }
      return;
    }
    Step step = steps.get(depth);
    if (step instanceof Step.Name name) {
      if (value instanceof Map<?, ?> map) {
        collect(map.get(name.name()), depth + 1, texts);
      }
    } else if (value instanceof List<?> list) {
      if (step instanceof Step.Index entry) {
        if (entry.index() < list.size()) {
          collect(list.get(entry.index()), depth + 1, texts);
        }
      } else {
        for (Object one : list) {
          collect(one, depth + 1, texts);
        }
      }
    }
  }

  /** A value as text; null if it counts as missing. */
  private static @Nullable String text(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.isEmpty() ? null : json(value);
    }
    if (value instanceof List<?> list) {
      return list.isEmpty() ? null : json(value);
    }
    String text = value == null ? "" : value.toString().strip();
    return text.isEmpty() ? null : text;
  }

  private static String json(Object value) {
    StringBuilder text = new StringBuilder();
    write(value, text);
    return text.toString();
  }

  /** Recursive, but {@link JsonTree} goes no deeper than 1,000 levels. */
  private static void write(@Nullable Object value, StringBuilder text) {
    if (value instanceof Map<?, ?> map) {
      String separator = "{";
      for (Map.Entry<?, ?> field : map.entrySet()) {
        text.append(separator);
        JsonText.appendQuoted(text, String.valueOf(field.getKey()));
        text.append(':');
        write(field.getValue(), text);
        separator = ",";
      }
      text.append(map.isEmpty() ? "{}" : "}");
    } else if (value instanceof List<?> list) {
      String separator = "[";
      for (Object one : list) {
        text.append(separator);
        write(one, text);
        separator = ",";
      }
      text.append(list.isEmpty() ? "[]" : "]");
    } else if (value instanceof String string) {
      JsonText.appendQuoted(text, string);
    } else {
      text.append(value);
    }
  }
}
