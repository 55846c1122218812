package io.github.postback4j.delivery;

import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What the dispatcher's loop needs to know; checked by the builder.
 *
 * @param nanoTime monotonic, for all waiting; {@code clock} only reads deadlines and dates
 */
record DeliverySettings(
    RetryPolicy retry,
    Duration pollInterval,
    Duration callTimeout,
    Duration lease,
    int maxInFlight,
    DeliveryListener listener,
    Clock clock,
    RandomGenerator random,
    LongSupplier nanoTime) {}
