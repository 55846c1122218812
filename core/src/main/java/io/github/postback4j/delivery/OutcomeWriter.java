package io.github.postback4j.delivery;

import io.github.postback4j.delivery.Outcomes.Outcome;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.Outbox.Finish;
import io.github.postback4j.outbox.Postback;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * Writes outcomes in batches, and keeps them while the store is away. If one of them is what the
 * store trips over, the batches shrink until it stands alone and cannot stop the others. Used by
 * one thread.
 */
final class OutcomeWriter {

  private static final int MOST = 500;
  private static final int TRIES_ALONE = 5;

  private final Outbox outbox;
  private final Clock clock;
  private final DeliveryLog log;
  private final Backoff backoff = new Backoff();
  private final Deque<Entry> waiting = new ArrayDeque<>();
  private int batch = MOST;
  private int triesAlone;
  private long successesSeen;
  private long oldest;

  OutcomeWriter(Outbox outbox, Clock clock, DeliveryLog log) {
    this.outbox = outbox;
    this.clock = clock;
    this.log = log;
  }

  void add(Postback before, Outcome outcome, long now) {
    add(before, outcome.finish(), outcome.code(), now);
  }

  void add(Postback before, Finish finish, String code, long now) {
    if (waiting.isEmpty()) {
      oldest = now;
    }
    waiting.add(new Entry(after(before, finish), finish, code));
  }

  int size() {
    return waiting.size();
  }

  /** How long the first of those waiting has waited. */
  long age(long now) {
    return waiting.isEmpty() ? 0 : now - oldest;
  }

  /** Time until the store may be bothered again. */
  long left(long now) {
    return backoff.left(now);
  }

  /**
   * Writes all that waits, as far as the store takes it.
   *
   * @param storeSuccesses how often the store did other things so far: if it goes on with those,
   *     its refusal is about one outcome
   */
  void write(long storeSuccesses, long now) {
    while (!waiting.isEmpty() && backoff.left(now) == 0) {
      List<Entry> entries = first(Math.min(batch, waiting.size()));
      try {
        Set<String> left = outbox.finish(entries.stream().map(Entry::finish).toList());
        written(entries, left, now);
      } catch (RuntimeException e) {
        failed(entries, e, storeSuccesses, now);
      }
    }
    oldest = now;
  }

  private List<Entry> first(int count) {
    List<Entry> entries = new ArrayList<>(count);
    for (Entry entry : waiting) {
      entries.add(entry);
      if (entries.size() == count) {
        break;
      }
    }
    return entries;
  }

  private void written(List<Entry> entries, Set<String> left, long now) {
    backoff.succeeded();
    batch = Math.min(MOST, batch * 2);
    triesAlone = 0;
    entries.forEach(entry -> waiting.poll());
    for (Entry entry : entries) {
      if (left.contains(entry.after.id())) {
        log.late(entry.after, entry.code, now);
      } else if (entry.after.state().isFinal()) {
        log.finished(entry.after, entry.code, now);
      }
    }
  }

  private void failed(List<Entry> entries, RuntimeException e, long storeSuccesses, long now) {
    backoff.failed(now);
    log.storeFailed("storing outcomes", e, now);
    if (entries.size() > 1) {
      batch = Math.max(1, entries.size() / 2);
      return;
    }
    batch = 1;
    if (storeSuccesses != successesSeen) {
      successesSeen = storeSuccesses;
      triesAlone++;
    }
    if (triesAlone >= TRIES_ALONE) {
      waiting.poll();
      triesAlone = 0;
      log.gaveUpWriting(entries.get(0).after.id(), e);
    }
  }

  /** The postback as it stands once {@code finish} is written. */
  Postback after(Postback before, Finish finish) {
    Instant next = finish.state().isFinal() ? null : clock.instant().plus(finish.delay());
    return new Postback(
        before.id(),
        before.network(),
        before.orderId(),
        before.goal(),
        before.part(),
        before.request(),
        before.repeatable(),
        finish.state(),
        finish.attempts(),
        finish.ambiguous(),
        finish.reason(),
        before.createdAt(),
        next,
        before.deadline());
  }

  private record Entry(Postback after, Finish finish, String code) {}
}
