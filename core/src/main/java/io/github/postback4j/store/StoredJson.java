package io.github.postback4j.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object as a row holds it: in plain ASCII, so that any database keeps it byte by byte, its
 * members in the order in which they were put. For the stores. Not safe for use by many threads.
 *
 * <p>Read and written in a stream: Jackson's data binding would be 500 classes more at the start,
 * and one more library whose version must agree with the shop's.
 */
public final class StoredJson {

  /** Texts, longs, objects of this class and lists of what is here; null for any other value. */
  final Map<String, @Nullable Object> members = new LinkedHashMap<>();

  /** An object without members. */
  public StoredJson() {}

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if it is no JSON object; without any of its text
   */
  public static StoredJson read(String text) {
    return JsonStream.read(text);
  }

  /** Adds a text; a null is left out. */
  public StoredJson put(String name, @Nullable String value) {
    if (value != null) {
      members.put(name, value);
    }
    return this;
  }

  /** Adds a number. */
  public StoredJson put(String name, long value) {
    members.put(name, value);
    return this;
  }

  /** Adds an object. */
  public StoredJson put(String name, StoredJson value) {
    members.put(name, value);
    return this;
  }

  /** Adds a list of objects. */
  public StoredJson put(String name, List<StoredJson> values) {
    members.put(name, values);
    return this;
  }

  /** Adds an object of texts, in the map's order; an empty one is left out. */
  public StoredJson put(String name, Map<String, String> texts) {
    if (!texts.isEmpty()) {
      StoredJson object = new StoredJson();
      object.members.putAll(texts);
      members.put(name, object);
    }
    return this;
  }

  /** Whether nothing was put. */
  public boolean isEmpty() {
    return members.isEmpty();
  }

  /** The text of this name; null where there is none. */
  public @Nullable String text(String name) {
    return members.get(name) instanceof String text ? text : null;
  }

  /** The whole number of this name; 0 where there is none. */
  public long number(String name) {
    return members.get(name) instanceof Long number ? number : 0;
  }

  /** The object of this name; an empty one where there is none. */
  public StoredJson object(String name) {
    return members.get(name) instanceof StoredJson object ? object : new StoredJson();
  }

  /** The objects of the list of this name; none where there is no list. */
  public List<StoredJson> objects(String name) {
    List<StoredJson> objects = new ArrayList<>();
    if (members.get(name) instanceof List<?> list) {
      for (Object entry : list) {
        if (entry instanceof StoredJson object) {
          objects.add(object);
        }
      }
    }
    return objects;
  }

  /** The texts of the object of this name, by their names; none where there is no object. */
  public Map<String, String> texts(String name) {
    Map<String, String> texts = new LinkedHashMap<>();
    object(name)
        .members
        .forEach(
            (key, value) -> {
              if (value instanceof String text) {
                texts.put(key, text);
              }
            });
    return texts;
  }

  /** The text for a row. */
  public String write() {
    return JsonStream.write(this);
  }

  /** Without any value: rows hold what identifies people. */
  @Override
  public String toString() {
    return "StoredJson" + members.keySet();
  }
}
