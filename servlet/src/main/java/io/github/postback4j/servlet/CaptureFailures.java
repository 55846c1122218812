package io.github.postback4j.servlet;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;

/**
 * Says what a failure in the filter costs, at most once a minute, with how many there were. Never
 * with a failure's own text, which may quote a URL or a row.
 */
final class CaptureFailures {

  private static final long INTERVAL_MILLIS = 60_000;

  private final Logger log;
  private final Clock clock;
  private final AtomicLong nextLine = new AtomicLong(Long.MIN_VALUE);
  private final AtomicLong unsaid = new AtomicLong();

  CaptureFailures(Logger log, Clock clock) {
    this.log = log;
    this.clock = clock;
  }

  /** Never throws, whatever the clock or the logger does: a page is waiting. */
  void report(Throwable failure) {
    try {
      long now = clock.millis();
      long due = nextLine.get();
      if (now < due || !nextLine.compareAndSet(due, now + INTERVAL_MILLIS)) {
        unsaid.incrementAndGet();
        return;
      }
      long more = unsaid.getAndSet(0);
      log.warn(
          "A click was not captured; if it leads to a sale, that will not be reported ({}){}",
          describe(failure),
          more == 0 ? "" : "; " + more + " more failures since the last such line");
    } catch (RuntimeException | LinkageError e) {
      unsaid.incrementAndGet();
    }
  }

  /** The kinds of the failure and its causes, and where it came from. */
  private static String describe(Throwable failure) {
    StringBuilder text = new StringBuilder();
    for (Throwable t = failure; t != null && text.length() < 300; t = t.getCause()) {
      text.append(text.isEmpty() ? "" : ", caused by ").append(t.getClass().getName());
      StackTraceElement[] trace = t.getStackTrace();
      if (trace.length > 0) {
        text.append(" at ").append(trace[0]);
      }
    }
    return text.toString();
  }
}
