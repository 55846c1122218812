package io.github.postback4j.spring;

import io.github.postback4j.delivery.RetryPolicy;
import io.github.postback4j.network.ConfigurationException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Makes a policy of {@code postback4j.retry}, or of one network's own; of two delays, one alone
 * moves the other's default.
 */
final class RetrySettings {

  private static final Duration SHORTEST = Duration.ofMillis(1);

  private RetrySettings() {}

  /**
   * @param prefix of the properties, with the dot at its end
   * @throws ConfigurationException if a value, or both delays together, cannot work
   */
  static RetryPolicy policy(String prefix, Postback4jProperties.Retry given) {
    requireDelay(prefix + "initial-delay", given.initialDelay(), "5s");
    requireDelay(prefix + "max-delay", given.maxDelay(), "6h");
    if (given.maxAttempts() < 1) {
      throw new ConfigurationException(
          prefix + "max-attempts", "is less than 1", "Give 1 or more; the first attempt counts.");
    }
    RetryPolicy defaults = RetryPolicy.ofDefaults();
    Duration initial = given.initialDelay();
    Duration longest = given.maxDelay();
    if (initial == null) {
      initial = shorter(defaults.initialDelay(), longest);
    }
    if (longest == null) {
      longest = longer(defaults.maxDelay(), initial);
    }
    if (longest.compareTo(initial) < 0) {
      throw new ConfigurationException(
          prefix + "max-delay",
          "is shorter than " + prefix + "initial-delay",
          "Give a max-delay that is not shorter.");
    }
    return RetryPolicy.builder().backoff(initial, longest).maxAttempts(given.maxAttempts()).build();
  }

  private static void requireDelay(String name, @Nullable Duration value, String usual) {
    if (value != null && value.compareTo(SHORTEST) < 0) {
      throw new ConfigurationException(
          name, "is too short", "Give 1ms or more, such as " + usual + ".");
    }
  }

  private static Duration shorter(Duration usual, @Nullable Duration other) {
    return other == null || usual.compareTo(other) <= 0 ? usual : other;
  }

  private static Duration longer(Duration usual, Duration other) {
    return usual.compareTo(other) >= 0 ? usual : other;
  }
}
