package io.github.postback4j.testkit.simulator;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request target, read from its raw text.
 *
 * @param path what stands before the question mark, not decoded
 * @param parameters decoded once; of a repeated name the last counts, as in PHP (inferred)
 */
record RequestTarget(String path, Map<String, String> parameters) {

  RequestTarget {
    parameters = Collections.unmodifiableMap(parameters);
  }

  static RequestTarget parse(String raw) {
    String target = withoutAuthority(raw);
    int question = target.indexOf('?');
    if (question < 0) {
      return new RequestTarget(target, Map.of());
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : target.substring(question + 1).split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = Percent.decode(equals < 0 ? pair : pair.substring(0, equals));
      if (!name.isEmpty()) {
        parameters.put(name, equals < 0 ? "" : Percent.decode(pair.substring(equals + 1)));
      }
    }
    return new RequestTarget(target.substring(0, question), parameters);
  }

  /** A proxy's client sends {@code http://host/path?query}. */
  private static String withoutAuthority(String raw) {
    if (raw.startsWith("/")) {
      return raw;
    }
    int authority = raw.indexOf("://");
    int path = authority < 0 ? -1 : raw.indexOf('/', authority + 3);
    return path < 0 ? raw : raw.substring(path);
  }

  /** The value, or an empty text where the parameter is missing: TUNE needs no difference. */
  String value(String name) {
    return parameters.getOrDefault(name, "");
  }

  boolean has(String name) {
    return !value(name).isEmpty();
  }

  /** The value as a number, or -1 where it is none: a network's numbers are positive. */
  long number(String name) {
    String text = value(name);
    if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    return Long.parseLong(text);
  }

  @Override
  public String toString() {
    return path; // values are click IDs and tokens
  }
}
