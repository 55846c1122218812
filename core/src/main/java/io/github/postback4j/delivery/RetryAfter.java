package io.github.postback4j.delivery;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads {@code Retry-After}: seconds, or a date in one of HTTP's three forms (RFC 9110, 5.6.7). */
final class RetryAfter {

  private static final DateTimeFormatter RFC_1123 =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);
  private static final DateTimeFormatter ASCTIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.US);

  private RetryAfter() {}

  /**
   * How long the network asks us to wait, at most {@code limit}.
   *
   * @return null if it does not ask, or asks for nothing that makes sense
   */
  static @Nullable Duration parse(@Nullable String header, Instant now, Duration limit) {
    if (header == null) {
      return null;
    }
    String text = header.strip();
    Duration wait = isNumber(text) ? seconds(text) : untilDate(text, now);
    if (wait == null || wait.isNegative() || wait.isZero()) {
      return null;
    }
    return wait.compareTo(limit) > 0 ? limit : wait;
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static Duration seconds(String digits) {
    try {
      return Duration.ofSeconds(Long.parseLong(digits));
    } catch (NumberFormatException e) { // too many digits: for ever, as far as we are concerned
      return Duration.ofSeconds(Long.MAX_VALUE);
    }
  }

  private static @Nullable Duration untilDate(String text, Instant now) {
    for (DateTimeFormatter format : List.of(RFC_1123, rfc850(now), ASCTIME)) {
      try {
        Instant date = LocalDateTime.parse(text, format).toInstant(ZoneOffset.UTC);
        return Duration.between(now, date);
      } catch (DateTimeException | ArithmeticException e) {
        // another form, or none
      }
    }
    return null;
  }

  /** Its two digits of a year mean the one that is less than fifty years off. */
  private static DateTimeFormatter rfc850(Instant now) {
    return new DateTimeFormatterBuilder()
        .appendPattern("EEEE, dd-MMM-")
        .appendValueReduced(
            ChronoField.YEAR, 2, 2, LocalDate.ofInstant(now, ZoneOffset.UTC).minusYears(50))
        .appendPattern(" HH:mm:ss 'GMT'")
        .toFormatter(Locale.US);
  }
}
