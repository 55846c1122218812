package io.github.postback4j.network;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Most calls that a network may be begun with in a time, from one node.
 *
 * @param calls how many, from 1 to 100,000
 * @param per in how long a time, from 1 second to 1 hour
 */
public record Rate(int calls, Duration per) {

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,6})\\s*/\\s*(.+)");

  /**
   * @throws IllegalArgumentException if one of the two is out of its range
   */
  public Rate {
    if (calls < 1 || calls > 100_000) {
      throw new IllegalArgumentException("a rate must be from 1 to 100000 calls: " + calls);
    }
    if (per.compareTo(Duration.ofSeconds(1)) < 0 || per.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException("a rate's time must be from 1 second to 1 hour: " + per);
    }
  }

  /**
   * Reads {@code 20/1m}: calls, slash, time.
   *
   * @throws IllegalArgumentException if it is no such text, or out of range
   */
  public static Rate of(String text) {
    Matcher rate = TEXT.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (rate.matches()) {
      try {
        Duration per = Durations.parse(rate.group(2), "rate");
        if (per != null) {
          return new Rate(Integer.parseInt(rate.group(1)), per);
        }
      } catch (ConfigurationException e) {
        // told below
      }
    }
    throw new IllegalArgumentException(
        "a rate is calls, slash, time, such as 20/1m: '" + text + "'");
  }

  /** How long it takes on average until the next call may begin. */
  public Duration interval() {
    return per.dividedBy(calls);
  }
}
