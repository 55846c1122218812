package io.github.postback4j.cli;

import io.github.postback4j.network.ConfigurationException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What keeps a command from being done.
 *
 * @param kind {@code usage}, {@code configuration} or {@code unexpected}
 * @param message for people, without the values of settings and orders
 * @param code the exit code
 */
record Trouble(String kind, String message, int code) {

  static Trouble of(RuntimeException e) {
    if (e instanceof UsageException) {
      return new Trouble("usage", String.valueOf(e.getMessage()), Main.USAGE);
    }
    if (e instanceof ConfigurationException) {
      return new Trouble("configuration", String.valueOf(e.getMessage()), Main.TROUBLE);
    }
    return new Trouble("unexpected", unexpected(e), Main.TROUBLE);
  }

  /** Where it was and not what it says, which may hold a whole URL. */
  private static String unexpected(RuntimeException e) {
    String where =
        Arrays.stream(e.getStackTrace())
            .filter(frame -> frame.getClassName().startsWith("io.github.postback4j"))
            .map(frame -> " in " + frame.getFileName() + ", line " + frame.getLineNumber())
            .findFirst()
            .orElse("");
    return "a mistake of the program (" + e.getClass().getName() + where + "): please report it";
  }

  String json() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("kind", kind);
    tree.put("message", message);
    return Presets.json(tree);
  }
}
