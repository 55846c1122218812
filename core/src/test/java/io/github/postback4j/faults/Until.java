package io.github.postback4j.faults;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what has to happen, and no longer. */
final class Until {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Until() {}

  /**
   * Looks again and again.
   *
   * @param what for the failure's message
   * @throws AssertionError if it does not happen within half a minute
   */
  static void happens(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("did not happen within " + PATIENCE + ": " + what);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
  }
}
