package io.github.postback4j.delivery;

import io.github.postback4j.network.Rate;

/**
 * How many calls may begin now: so many tokens, each of which comes back as long after its call
 * began as the rate says. So never more calls begin within any such time, after a pause neither.
 * Used by one thread; times are those of a monotonic clock, in nanoseconds.
 */
final class RateLimit {

  private static final int SMALL = 64;

  private final int calls;
  private final long per;

  /** When the calls began whose tokens are not back, the oldest at {@link #first}; a ring. */
  private long[] begun;

  private int first;
  private int out;

  RateLimit(Rate rate) {
    calls = rate.calls();
    per = rate.per().toNanos();
    begun = new long[Math.min(SMALL, calls)];
  }

  /** How many calls may begin now. */
  int free(long now) {
    while (out > 0 && now - begun[first] >= per) {
      first = (first + 1) % begun.length;
      out--;
    }
    return calls - out;
  }

  /** A call begins; {@link #free} was not 0. */
  void begin(long now) {
    if (out == begun.length) {
      long[] more = new long[(int) Math.min(calls, 2L * begun.length)];
      System.arraycopy(begun, first, more, 0, out - first);
      System.arraycopy(begun, 0, more, out - first, first);
      first = 0;
      begun = more;
    }
    begun[(first + out) % begun.length] = now;
    out++;
  }

  /** Time until the next call may begin; 0 if one may now. */
  long untilFree(long now) {
    return free(now) > 0 ? 0 : per - (now - begun[first]);
  }
}
