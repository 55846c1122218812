package io.github.postback4j.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one object of a file: each is asked for by name and kind, and what nobody asked for
 * is refused by {@link #end}. Not thread-safe.
 */
final class Fields {

  private final Map<String, @Nullable Object> fields;
  private final String where;
  private final String path;
  private final Set<String> asked = new LinkedHashSet<>();

  /**
   * @param where the file
   * @param path the object's place in it, such as {@code $.landing}
   * @throws ConfigurationException if {@code tree} is no object
   */
  Fields(@Nullable Object tree, String where, String path) {
    this.where = where;
    this.path = path;
    if (!(tree instanceof Map<?, ?> map)) {
      throw wrong("wrong kind of value at " + path, "An object is wanted there.");
    }
    fields = object(map);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> object(Map<?, ?> map) {
    return (Map<String, @Nullable Object>) map;
  }

  ConfigurationException wrong(String problem, String remedy) {
    return new ConfigurationException(where, problem, remedy + " See docs/networks-format.md.");
  }

  /** A field is not what it should be. */
  ConfigurationException wrong(String field, String problem, String remedy) {
    return wrong(path + "." + field + " " + problem, remedy);
  }

  String where() {
    return where;
  }

  String path() {
    return path;
  }

  boolean has(String field) {
    asked.add(field);
    return fields.containsKey(field);
  }

  @Nullable Object any(String field) {
    asked.add(field);
    return fields.get(field);
  }

  private ConfigurationException kind(String field, String wanted) {
    return wrong("wrong kind of value at " + path + "." + field, wanted + " is wanted there.");
  }

  /** What is there, which is not null; null if the field is not there. */
  private @Nullable Object given(String field) {
    Object value = any(field);
    if (value == null && fields.containsKey(field)) {
      throw wrong("null at " + path + "." + field, "Give a value, or leave the field out.");
    }
    return value;
  }

  @Nullable String text(String field) {
    Object value = given(field);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw kind(field, "A text");
  }

  String text(String field, String otherwise) {
    String text = text(field);
    return text == null ? otherwise : text;
  }

  boolean flag(String field, boolean otherwise) {
    Object value = given(field);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw kind(field, "true or false");
  }

  @Nullable Integer number(String field) {
    Object value = given(field);
    if (value == null) {
      return null;
    }
    if (value instanceof JsonTree.Numeral number && number.text().matches("-?[0-9]{1,9}")) {
      return Integer.valueOf(number.text());
    }
    throw kind(field, "A whole number");
  }

  /** A list of texts, or one alone; null if it is not there. */
  @Nullable List<String> texts(String field) {
    List<Object> values = list(field);
    if (values == null) {
      return null;
    }
    List<String> texts = new ArrayList<>();
    for (Object value : values) {
      if (!(value instanceof String text)) {
        throw kind(field, "A text, or a list of texts,");
      }
      texts.add(text);
    }
    return texts;
  }

  /** A list of whatever, or one alone; null if it is not there. */
  @Nullable List<Object> list(String field) {
    Object value = given(field);
    if (value == null) {
      return null;
    }
    List<Object> values = new ArrayList<>();
    for (Object entry : value instanceof List<?> list ? list : List.of(value)) {
      if (entry == null) {
        throw kind(field, "Something else than null");
      }
      values.add(entry);
    }
    return values;
  }

  /** An object's fields as they are; null if it is not there. */
  @Nullable Map<String, @Nullable Object> tree(String field) {
    Object value = given(field);
    if (value == null) {
      return null;
    }
    if (value instanceof Map<?, ?> map) {
      return object(map);
    }
    throw kind(field, "An object");
  }

  /** An object; null if it is not there. */
  @Nullable Fields fields(String field) {
    Object value = given(field);
    return value == null ? null : new Fields(value, where, path + "." + field);
  }

  /** An object of texts; empty if it is not there. */
  Map<String, String> textsByName(String field) {
    Map<String, @Nullable Object> object = tree(field);
    Map<String, String> texts = new LinkedHashMap<>();
    if (object != null) {
      object.forEach(
          (name, value) -> {
            if (!(value instanceof String text)) {
              throw kind(field + "." + name, "A text");
            }
            texts.put(name, text);
          });
    }
    return texts;
  }

  /** An object whose fields are texts or objects; empty if it is not there. */
  Map<String, Object> definitions(String field) {
    Map<String, @Nullable Object> object = tree(field);
    Map<String, Object> definitions = new LinkedHashMap<>();
    if (object != null) {
      object.forEach(
          (name, value) -> {
            if (!(value instanceof String) && !(value instanceof Map<?, ?>)) {
              throw kind(field + "." + name, "A text or an object");
            }
            definitions.put(name, value);
          });
    }
    return definitions;
  }

  /**
   * No more fields are known here.
   *
   * @throws ConfigurationException if there are others
   */
  void end() {
    for (String field : fields.keySet()) {
      if (!asked.contains(field)) {
        throw wrong(
            "unknown field '" + field + "' at " + path + "." + field,
            "Known there are " + new TreeSet<>(asked) + ".");
      }
    }
  }
}
