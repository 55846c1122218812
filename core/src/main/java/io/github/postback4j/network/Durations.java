package io.github.postback4j.network;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads durations as people write them: {@code 28d}, {@code 672h}, {@code 100ms}, {@code PT10S}.
 */
final class Durations {

  private Durations() {}

  /** Null for {@code none}. */
  static @Nullable Duration parse(String text, String where) {
    String small = text.strip().toLowerCase(Locale.ROOT);
    if (small.equals("none")) {
      return null;
    }
    try {
      if (small.startsWith("p")) {
        return Duration.parse(small);
      }
      int digits = 0;
      while (digits < small.length() && Character.isDigit(small.charAt(digits))) {
        digits++;
      }
      long amount = Long.parseLong(small.substring(0, digits));
      return switch (small.substring(digits)) {
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        case "h" -> Duration.ofHours(amount);
        case "d" -> Duration.ofDays(amount);
        default -> throw new NumberFormatException();
      };
    } catch (NumberFormatException | ArithmeticException | DateTimeParseException e) {
      throw new ConfigurationException(
          where, "'" + text + "' is no duration", "Write 28d, 672h, 30m, 10s or none.");
    }
  }

  /** As people write it: {@code 28d}, {@code 90m}. */
  static String text(Duration duration) {
    long seconds = duration.toSeconds();
    if (duration.toMillis() % 1000 != 0) {
      return duration.toMillis() + "ms";
    }
    if (seconds % 86_400 == 0 && seconds > 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3600 == 0) {
      return seconds / 3600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
