package io.github.postback4j.outbox;

import java.time.Duration;

/**
 * How long the outbox keeps what is finished; then it is deleted for good, in small batches. What
 * is pending or in flight is kept in any case.
 *
 * @param recorded recorded and duplicate postbacks, from that moment on; 30 days
 * @param unrecorded refused, expired, dead and uncertain ones; 180 days. They can be replayed and
 *     settled until then
 * @param decisions what the first {@code track} of an order and goal decided, from that call on;
 *     400 days. A later call after that decides anew, and could pay a second time. Never before its
 *     postbacks are purged
 */
public record Retention(Duration recorded, Duration unrecorded, Duration decisions) {

  private static final Duration LEAST = Duration.ofMinutes(1);
  private static final Duration MOST = Duration.ofDays(36_500);

  /**
   * @throws IllegalArgumentException if one is not from 1 minute to 36,500 days, or {@code
   *     decisions} is shorter than another
   */
  public Retention {
    requireSensible(recorded, "recorded");
    requireSensible(unrecorded, "unrecorded");
    requireSensible(decisions, "decisions");
    Duration longest = recorded.compareTo(unrecorded) > 0 ? recorded : unrecorded;
    if (decisions.compareTo(longest) < 0) {
      throw new IllegalArgumentException(
          "decisions must be kept as long as postbacks, here "
              + longest
              + ", or longer: "
              + decisions);
    }
  }

  /** 30, 180 and 400 days. */
  public static Retention ofDefaults() {
    return new Retention(Duration.ofDays(30), Duration.ofDays(180), Duration.ofDays(400));
  }

  private static void requireSensible(Duration value, String name) {
    if (value.compareTo(LEAST) < 0 || value.compareTo(MOST) > 0) {
      throw new IllegalArgumentException(name + " must be from 1 minute to 36,500 days: " + value);
    }
  }
}
