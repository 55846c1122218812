package io.github.postback4j.outbox;

import java.time.Clock;
import java.util.function.LongSupplier;

/**
 * Milliseconds since 1970 for an outbox that only this process uses: the wall clock is read once,
 * and time is counted on from there, so that setting the clock neither ends a lease nor stalls what
 * waits.
 *
 * <p>All outboxes of a process count from the same moment. The next process counts from its own.
 */
final class ProcessTime {

  static final ProcessTime SHARED = new ProcessTime(System::nanoTime, Clock.systemUTC());

  private final LongSupplier nanoTime;
  private final Clock wall;
  private final long startNanos;
  private final long startMillis;

  ProcessTime(LongSupplier nanoTime, Clock wall) {
    this.nanoTime = nanoTime;
    this.wall = wall;
    startNanos = nanoTime.getAsLong();
    startMillis = wall.millis();
  }

  long now() {
    return startMillis + (nanoTime.getAsLong() - startNanos) / 1_000_000;
  }

  /**
   * When something is due. What need not wait is due by the wall clock as well: if that was set
   * back, the next process would hold it up for as long.
   */
  long dueIn(long millis) {
    return millis <= 0 ? Math.min(now(), wall.millis()) : now() + millis;
  }
}
