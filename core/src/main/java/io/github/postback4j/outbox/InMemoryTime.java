package io.github.postback4j.outbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * The time of an in-memory outbox: nanoseconds since it was made, which never jump. The wall clock
 * only tells what people are shown.
 */
final class InMemoryTime {

  private static final Duration MOST = Duration.ofDays(36_500);

  private final LongSupplier nanoTime;
  private final Clock clock;
  private final long start;
  private final Instant madeAt;

  InMemoryTime(LongSupplier nanoTime, Clock clock) {
    this.nanoTime = nanoTime;
    this.clock = clock;
    this.start = nanoTime.getAsLong();
    this.madeAt = clock.instant();
  }

  long now() {
    return nanoTime.getAsLong() - start;
  }

  /** A point of this time as an instant: the wall clock's had it never been set. */
  Instant instant(long time) {
    return madeAt.plusNanos(time);
  }

  /** What the wall clock shows now. */
  Instant wall() {
    return clock.instant();
  }

  /** A duration in nanoseconds: not negative, and small enough to be added to a point of time. */
  static long nanos(Duration duration) {
    return duration.isNegative() ? 0 : (duration.compareTo(MOST) > 0 ? MOST : duration).toNanos();
  }
}
