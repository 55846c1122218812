package io.github.postback4j.delivery;

import java.time.Duration;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** When to send again after an attempt failed, and when to give up. Immutable. */
public final class RetryPolicy {

  private final int maxAttempts;
  private final Duration initialDelay;
  private final Duration maxDelay;
  private final Duration maxRetryAfter;
  private final double jitter;

  private RetryPolicy(Builder builder) {
    maxAttempts = builder.maxAttempts;
    initialDelay = builder.initialDelay;
    maxDelay = builder.maxDelay;
    maxRetryAfter = builder.maxRetryAfter;
    jitter = builder.jitter;
  }

  /**
   * 150 attempts over about five weeks: after 5 s, 10 s, 20 s and so on, from the fourteenth on
   * every 6 hours. A postback's own deadline usually ends it sooner.
   */
  public static RetryPolicy ofDefaults() {
    return builder().build();
  }

  /** A policy to be changed from the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder with this policy's values. */
  public Builder toBuilder() {
    return new Builder()
        .maxAttempts(maxAttempts)
        .backoff(initialDelay, maxDelay)
        .maxRetryAfter(maxRetryAfter)
        .jitter(jitter);
  }

  /** Attempts in all, the first included. */
  public int maxAttempts() {
    return maxAttempts;
  }

  /** Delay before the second attempt, without jitter. */
  public Duration initialDelay() {
    return initialDelay;
  }

  /** Longest delay of our own, without jitter. */
  public Duration maxDelay() {
    return maxDelay;
  }

  /** Longest delay that a network can ask for. */
  public Duration maxRetryAfter() {
    return maxRetryAfter;
  }

  /**
   * How long to wait before the next attempt.
   *
   * @param attemptsMade attempts made so far, the first included; less than 1 counts as 1
   */
  public Duration delayAfter(int attemptsMade, RandomGenerator random) {
    double nominal = (double) initialDelay.toMillis() * Math.pow(2, Math.max(0, attemptsMade - 1));
    double capped = Math.min(nominal, (double) maxDelay.toMillis());
    double spread = jitter == 0 ? 0 : random.nextDouble(-jitter, jitter);
    return Duration.ofMillis(Math.max(1, Math.round(capped * (1 + spread))));
  }

  /** Not thread-safe. */
  public static final class Builder {
    private int maxAttempts = 150;
    private Duration initialDelay = Duration.ofSeconds(5);
    private Duration maxDelay = Duration.ofHours(6);
    private Duration maxRetryAfter = Duration.ofHours(6);
    private double jitter = 0.2;

    private Builder() {}

    /**
     * Attempts in all, the first included; 150.
     *
     * @throws IllegalArgumentException if less than 1
     */
    public Builder maxAttempts(int maxAttempts) {
      if (maxAttempts < 1) {
        throw new IllegalArgumentException("maxAttempts must be at least 1: " + maxAttempts);
      }
      this.maxAttempts = maxAttempts;
      return this;
    }

    /**
     * Delay before the second attempt, doubling up to {@code maxDelay}; 5 seconds up to 6 hours.
     *
     * @throws IllegalArgumentException if {@code initialDelay} is less than a millisecond or
     *     exceeds {@code maxDelay}
     */
    public Builder backoff(Duration initialDelay, Duration maxDelay) {
      Objects.requireNonNull(initialDelay, "initialDelay");
      Objects.requireNonNull(maxDelay, "maxDelay");
      if (initialDelay.compareTo(Duration.ofMillis(1)) < 0) {
        throw new IllegalArgumentException("initialDelay must be at least 1 ms: " + initialDelay);
      }
      if (initialDelay.compareTo(maxDelay) > 0) {
        throw new IllegalArgumentException(
            "initialDelay " + initialDelay + " must not exceed maxDelay " + maxDelay);
      }
      this.initialDelay = initialDelay;
      this.maxDelay = maxDelay;
      return this;
    }

    /**
     * Longest wait that a network's {@code Retry-After} can ask for; longer ones are cut; 6 hours.
     *
     * @throws IllegalArgumentException if negative
     */
    public Builder maxRetryAfter(Duration maxRetryAfter) {
      if (Objects.requireNonNull(maxRetryAfter, "maxRetryAfter").isNegative()) {
        throw new IllegalArgumentException("maxRetryAfter must not be negative: " + maxRetryAfter);
      }
      this.maxRetryAfter = maxRetryAfter;
      return this;
    }

    /**
     * Share of each delay to vary at random, from 0 (none) to 1; 0.2.
     *
     * @throws IllegalArgumentException if outside that range
     */
    public Builder jitter(double jitter) {
      if (!(jitter >= 0 && jitter <= 1)) {
        throw new IllegalArgumentException("jitter must be from 0 to 1: " + jitter);
      }
      this.jitter = jitter;
      return this;
    }

    /** The policy. */
    public RetryPolicy build() {
      return new RetryPolicy(this);
    }
  }
}
