package io.github.postback4j;

import io.github.postback4j.outbox.OutboxFullException;
import io.github.postback4j.store.StoreException;
import java.time.Clock;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Shouts once about a kind of failure and counts the rest: at most one line a minute for each,
 * which says how many there were. A kind is named by what it costs: a fixed text. Messages of
 * foreign exceptions may quote a row or a URL, so only our own are shown.
 */
final class FailureLog {

  private static final long INTERVAL_MILLIS = 60_000;

  private final Logger log;
  private final Clock clock;
  private final ConcurrentMap<String, Line> lines = new ConcurrentHashMap<>();

  FailureLog(Logger log, Clock clock) {
    this.log = log;
    this.clock = clock;
  }

  void report(String cost, @Nullable Throwable cause) {
    Line line = lines.computeIfAbsent(cost, any -> new Line());
    long now = clock.millis();
    long due = line.next.get();
    if (now < due || !line.next.compareAndSet(due, now + INTERVAL_MILLIS)) {
      line.unsaid.incrementAndGet();
      return;
    }
    long more = line.unsaid.getAndSet(0);
    log.error(
        "{}{}{}",
        cost,
        cause == null ? "" : " (" + describe(cause) + ")",
        more == 0 ? "" : "; " + more + " more failures since the last such line");
  }

  /** When a text may be said again, and how often it was not. */
  private static final class Line {
    private final AtomicLong next = new AtomicLong(Long.MIN_VALUE);
    private final AtomicLong unsaid = new AtomicLong();
  }

  /** The kind of failure, with its text only if that is ours. */
  static String describe(Throwable failure) {
    StringBuilder text = new StringBuilder();
    for (Throwable t = failure; t != null && text.length() < 300; t = t.getCause()) {
      text.append(text.isEmpty() ? "" : ", caused by ");
      boolean ours = t instanceof StoreException || t instanceof OutboxFullException;
      text.append(ours ? t.getMessage() : t.getClass().getSimpleName());
    }
    return text.toString();
  }
}
