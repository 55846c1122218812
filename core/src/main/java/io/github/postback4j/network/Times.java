package io.github.postback4j.network;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** How a moment is written, to the second where nothing finer is said. */
final class Times {

  private static final Map<String, String> PATTERNS =
      Map.of(
          "iso-offset", "uuuu-MM-dd'T'HH:mm:ssxxx",
          "compact", "uuuuMMdd_HHmm",
          "sql", "uuuu-MM-dd HH:mm:ss",
          "sql-offset", "uuuu-MM-dd HH:mm:ssxxx",
          "date", "uuuu-MM-dd");

  private final String form;
  private final @Nullable DateTimeFormatter formatter;

  private Times(String form, @Nullable DateTimeFormatter formatter) {
    this.form = form;
    this.formatter = formatter;
  }

  /** The words for it. */
  static Set<String> forms() {
    Set<String> forms = new TreeSet<>(PATTERNS.keySet());
    forms.addAll(Set.of("iso", "epoch-seconds", "epoch-millis"));
    return forms;
  }

  /**
   * @param form one of {@link #forms}
   */
  static Times of(String form, @Nullable ZoneId zone) {
    String pattern = PATTERNS.get(form);
    ZoneId where = zone == null ? ZoneOffset.UTC : zone;
    if (form.equals("iso") && zone != null && !zone.equals(ZoneOffset.UTC)) {
      pattern = "uuuu-MM-dd'T'HH:mm:ssXXX";
    }
    return new Times(
        form,
        pattern == null ? null : DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(where));
  }

  @Nullable String text(@Nullable Instant time) {
    if (time == null) {
      return null;
    }
    if (formatter != null) {
      return formatter.format(time);
    }
    return switch (form) {
      case "epoch-seconds" -> Long.toString(time.getEpochSecond());
      case "epoch-millis" -> Long.toString(time.toEpochMilli());
      default -> time.truncatedTo(ChronoUnit.SECONDS).toString();
    };
  }
}
