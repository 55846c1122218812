package io.github.postback4j.spring;

import io.github.postback4j.network.ConfigurationException;
import java.time.Duration;

/** Tells what is wrong under {@code postback4j.delivery} by the very property that it is. */
final class DeliveryChecks {

  private static final String DELIVERY = Postback4jProperties.PREFIX + ".delivery.";

  /** A node that is only slow must not lose its claim: as the dispatcher asks, in the core. */
  private static final Duration LEASE_MARGIN = Duration.ofSeconds(10);

  private DeliveryChecks() {}

  /**
   * @throws ConfigurationException if a value, or lease and call-timeout together, cannot work
   */
  static void check(Postback4jProperties.Delivery given) {
    requirePositive("poll-interval", given.pollInterval(), "1s");
    requirePositive("call-timeout", given.callTimeout(), "10s");
    requirePositive("lease", given.lease(), "30s");
    if (given.lease().minus(LEASE_MARGIN).compareTo(given.callTimeout()) < 0) {
      throw new ConfigurationException(
          DELIVERY + "lease",
          "is less than 10s longer than " + DELIVERY + "call-timeout",
          "Give a lease of "
              + inSeconds(given.callTimeout().plus(LEASE_MARGIN))
              + " or more, or a shorter call-timeout.");
    }
    if (given.maxInFlight() < 1) {
      throw new ConfigurationException(
          DELIVERY + "max-in-flight", "is less than 1", "Give a whole number such as 64.");
    }
    if (given.closeDeadline().isNegative()) {
      throw new ConfigurationException(
          DELIVERY + "close-deadline", "is negative", "Give a duration such as 10s.");
    }
  }

  private static void requirePositive(String name, Duration value, String usual) {
    if (value.isNegative() || value.isZero()) {
      throw new ConfigurationException(
          DELIVERY + name, "is not positive", "Give a duration such as " + usual + ".");
    }
  }

  private static String inSeconds(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + "s"
        : duration.toMillis() + "ms";
  }
}
