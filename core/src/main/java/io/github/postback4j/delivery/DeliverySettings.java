package io.github.postback4j.delivery;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What the dispatcher's loop needs to know; checked by the builder.
 *
 * @param retries of networks that have a policy of their own, by name
 * @param nanoTime monotonic, for all waiting; {@code clock} only reads deadlines and dates
 */
record DeliverySettings(
    RetryPolicy retry,
    Map<String, RetryPolicy> retries,
    Duration pollInterval,
    Duration callTimeout,
    Duration lease,
    int maxInFlight,
    DeliveryListener listener,
    Clock clock,
    RandomGenerator random,
    LongSupplier nanoTime) {

  RetryPolicy retry(String network) {
    return retries.getOrDefault(network, retry);
  }
}
