package io.github.postback4j.network;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lays one request over another as RFC 7396 merges: null takes away, objects merge. Only what
 * stands for itself in a JSON body, such as {@code $number}, is replaced as a whole.
 */
final class Overlay {

  private Overlay() {}

  static Map<String, @Nullable Object> of(
      Map<String, @Nullable Object> base, Map<String, @Nullable Object> patch) {
    return of(base, patch, false);
  }

  private static Map<String, @Nullable Object> of(
      Map<String, @Nullable Object> base, Map<String, @Nullable Object> patch, boolean inBody) {
    Map<String, @Nullable Object> merged = new LinkedHashMap<>(base);
    patch.forEach(
        (name, value) -> {
          if (value == null) {
            merged.remove(name);
          } else {
            merged.put(name, merged(merged.get(name), value, inBody || name.equals("json")));
          }
        });
    return merged;
  }

  private static Object merged(@Nullable Object base, Object patch, boolean inBody) {
    if (!(patch instanceof Map<?, ?> over)) {
      return patch;
    }
    boolean merges =
        base instanceof Map<?, ?> under
            && (!inBody || Objects.equals(JsonPart.special(under), JsonPart.special(over)));
    return of(merges && base != null ? object(base) : Map.of(), object(patch), inBody);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> object(Object map) {
    return (Map<String, @Nullable Object>) map;
  }
}
