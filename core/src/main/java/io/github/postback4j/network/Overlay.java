package io.github.postback4j.network;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lays one JSON object over another as RFC 7396 merges: null takes away, objects merge. */
final class Overlay {

  private Overlay() {}

  static Map<String, @Nullable Object> of(
      Map<String, @Nullable Object> base, Map<String, @Nullable Object> patch) {
    Map<String, @Nullable Object> merged = new LinkedHashMap<>(base);
    patch.forEach(
        (name, value) -> {
          if (value == null) {
            merged.remove(name);
          } else {
            merged.put(name, merged(merged.get(name), value));
          }
        });
    return merged;
  }

  private static Object merged(@Nullable Object base, Object patch) {
    if (!(patch instanceof Map<?, ?>)) {
      return patch;
    }
    return of(base instanceof Map<?, ?> ? object(base) : Map.of(), object(patch));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> object(Object map) {
    return (Map<String, @Nullable Object>) map;
  }
}
