package io.github.postback4j.testkit.simulator;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads a fault from the fields of a control request. */
final class FaultFields {

  private static final Set<String> KNOWN =
      Set.of(
          "kind",
          "status",
          "body",
          "retryAfter",
          "delayMillis",
          "afterBooking",
          "times",
          "probability");

  private FaultFields() {}

  /**
   * @throws IllegalArgumentException if a field is unknown, missing or out of range; the message
   *     says which
   * @throws IllegalStateException if a field does not go with the kind
   */
  static Fault read(Map<String, String> fields) {
    return read(fields, null);
  }

  /** As above, and {@code kind=answer} with {@code means}, a word of the format. */
  static Fault readWithAnswers(Map<String, String> fields) {
    if (!"answer".equals(fields.get("kind"))) {
      return read(fields, null);
    }
    Map<String, String> others = new LinkedHashMap<>(fields);
    return read(others, Fault.answer(String.valueOf(others.remove("means"))));
  }

  private static Fault read(Map<String, String> fields, @Nullable Fault made) {
    for (String name : fields.keySet()) {
      if (!KNOWN.contains(name)) {
        throw new IllegalArgumentException(
            "unknown field: " + name + "; known are " + new TreeSet<>(KNOWN));
      }
    }
    Fault fault = made == null ? ofKind(fields) : made;
    if (Boolean.parseBoolean(fields.get("afterBooking"))) {
      fault = fault.afterBooking();
    }
    String times = fields.get("times");
    if (times != null) {
      fault = fault.times(number("times", times));
    }
    String probability = fields.get("probability");
    if (probability != null) {
      fault = fault.withProbability(decimal("probability", probability));
    }
    String retryAfter = fields.get("retryAfter");
    return retryAfter == null ? fault : fault.retryAfter(retryAfter);
  }

  private static Fault ofKind(Map<String, String> fields) {
    String kind = String.valueOf(fields.get("kind"));
    return switch (kind) {
      case "status" -> {
        int status = number("status", fields.getOrDefault("status", "503"));
        String body = fields.get("body");
        yield body == null ? Fault.status(status) : Fault.status(status, body);
      }
      case "hang" -> Fault.hang();
      case "reset" -> Fault.reset();
      case "delay" ->
          Fault.delay(Duration.ofMillis(number("delayMillis", fields.get("delayMillis"))));
      default ->
          throw new IllegalArgumentException("kind must be status, hang, reset or delay: " + kind);
    };
  }

  private static int number(String name, @Nullable String text) {
    try {
      return Integer.parseInt(String.valueOf(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " must be a whole number: " + text, e);
    }
  }

  private static double decimal(String name, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " must be a number: " + text, e);
    }
  }
}
