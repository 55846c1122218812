package io.github.postback4j;

import io.github.postback4j.store.StoreException;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Shouts once about a failure and counts the rest: at most one line a minute, which says how many
 * there were. Messages of foreign exceptions may quote a row or a URL, so only our own are shown.
 */
final class FailureLog {

  private static final long INTERVAL_MILLIS = 60_000;

  private final Logger log;
  private final Clock clock;
  private final AtomicLong nextLine = new AtomicLong(Long.MIN_VALUE);
  private final AtomicLong unsaid = new AtomicLong();

  FailureLog(Logger log, Clock clock) {
    this.log = log;
    this.clock = clock;
  }

  void report(String cost, @Nullable Throwable cause) {
    long now = clock.millis();
    long due = nextLine.get();
    if (now < due || !nextLine.compareAndSet(due, now + INTERVAL_MILLIS)) {
      unsaid.incrementAndGet();
      return;
    }
    long more = unsaid.getAndSet(0);
    log.error(
        "{}{}{}",
        cost,
        cause == null ? "" : " (" + describe(cause) + ")",
        more == 0 ? "" : "; " + more + " more failures since the last such line");
  }

  /** The kind of failure, with its text only if that is ours. */
  static String describe(Throwable failure) {
    StringBuilder text = new StringBuilder();
    for (Throwable t = failure; t != null && text.length() < 300; t = t.getCause()) {
      text.append(text.isEmpty() ? "" : ", caused by ");
      text.append(t instanceof StoreException ? t.getMessage() : t.getClass().getSimpleName());
    }
    return text.toString();
  }
}
