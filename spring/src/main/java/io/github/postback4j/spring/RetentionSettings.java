package io.github.postback4j.spring;

import io.github.postback4j.network.ConfigurationException;
import io.github.postback4j.outbox.Retention;
import java.time.Duration;

/** Makes a retention of {@code postback4j.retention}, and tells which property is wrong. */
final class RetentionSettings {

  private static final String RETENTION = Postback4jProperties.PREFIX + ".retention.";
  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private RetentionSettings() {}

  /**
   * @throws ConfigurationException if a value, or all of them together, cannot work
   */
  static Retention retention(Postback4jProperties.Retention given) {
    requireSensible("recorded", given.recorded(), "30d");
    requireSensible("unrecorded", given.unrecorded(), "180d");
    requireSensible("decisions", given.decisions(), "400d");
    boolean recorded = given.recorded().compareTo(given.unrecorded()) > 0;
    Duration longest = recorded ? given.recorded() : given.unrecorded();
    if (given.decisions().compareTo(longest) < 0) {
      throw new ConfigurationException(
          RETENTION + "decisions",
          "is shorter than " + RETENTION + (recorded ? "recorded" : "unrecorded"),
          "Give a duration that is not shorter: an order whose decision is forgotten can be"
              + " reported a second time.");
    }
    return new Retention(given.recorded(), given.unrecorded(), given.decisions());
  }

  private static void requireSensible(String name, Duration value, String usual) {
    if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
      throw new ConfigurationException(
          RETENTION + name,
          "is not from 1m to 36500d",
          "Give a duration such as " + usual + "; to keep it for good, 36500d.");
    }
  }
}
