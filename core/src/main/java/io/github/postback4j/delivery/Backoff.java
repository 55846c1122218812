package io.github.postback4j.delivery;

/** When to bother a failing store again: after 0.2 s, doubling up to 30 s. Used by one thread. */
final class Backoff {

  private static final long FIRST = 200_000_000L;
  private static final long MOST = 30_000_000_000L;

  private long delay;
  private long notBefore;

  void failed(long now) {
    delay = delay == 0 ? FIRST : Math.min(MOST, delay * 2);
    notBefore = now + delay;
  }

  void succeeded() {
    delay = 0;
  }

  /** Time to wait yet; 0 if none. */
  long left(long now) {
    return delay == 0 ? 0 : Math.max(0, notBefore - now);
  }
}
