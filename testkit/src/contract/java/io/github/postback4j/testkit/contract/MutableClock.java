package io.github.postback4j.testkit.contract;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock in UTC that stands still until a test moves it. Safe for use by many threads. */
public final class MutableClock extends Clock {

  private final AtomicReference<Instant> now;
  private final Instant start;

  /** A clock that shows {@code start}. */
  public MutableClock(Instant start) {
    this.start = start;
    now = new AtomicReference<>(start);
  }

  /** Moves the hand by {@code amount}; backwards if it is negative. */
  public void advance(Duration amount) {
    now.updateAndGet(instant -> instant.plus(amount));
  }

  /** How far the hand was moved in all, in nanoseconds: for what measures time without a clock. */
  public long nanoTime() {
    return Duration.between(start, now.get()).toNanos();
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  /**
   * @throws UnsupportedOperationException always: nobody here asks for another zone
   */
  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("this clock is in UTC");
  }
}
