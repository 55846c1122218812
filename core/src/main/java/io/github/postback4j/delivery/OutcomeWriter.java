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
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Writes outcomes in batches, one at a time, and keeps them until they are written. The writing
 * itself is another thread's, so that calls go out meanwhile; all else is used by one thread. If
 * one outcome is what the store trips over, the batches shrink until it stands alone and cannot
 * stop the others.
 */
final class OutcomeWriter {

  private static final int MOST = 500;
  private static final int TRIES_ALONE = 5;

  private final Outbox outbox;
  private final Clock clock;
  private final DeliveryLog log;
  private final Executor storing;
  private final Runnable unpark;
  private final Backoff backoff = new Backoff();
  private final Deque<Entry> waiting = new ArrayDeque<>();
  private int batch = MOST;
  private int triesAlone;
  private long successesSeen;
  private long lastWrite;
  private @Nullable Batch underWay;

  /**
   * @param storing runs a batch
   * @param unpark called when a batch has ended, by the thread that ran it
   */
  OutcomeWriter(Outbox outbox, Clock clock, DeliveryLog log, Executor storing, Runnable unpark) {
    this.outbox = outbox;
    this.clock = clock;
    this.log = log;
    this.storing = storing;
    this.unpark = unpark;
  }

  void add(Postback before, Outcome outcome, long now) {
    add(before, outcome.finish(), outcome.code(), now);
  }

  void add(Postback before, Finish finish, String code, long now) {
    if (waiting.isEmpty()) {
      lastWrite = now;
    }
    waiting.add(new Entry(after(before, finish), finish, code, now));
  }

  /** How many are not written, those of a batch under way included. */
  int size() {
    return waiting.size();
  }

  /** How many wait for the next batch. */
  int queued() {
    Batch now = underWay;
    return waiting.size() - (now == null ? 0 : now.entries.size());
  }

  /** The postbacks whose outcomes are not written. */
  List<String> ids() {
    return waiting.stream().map(entry -> entry.after.id()).toList();
  }

  /** Whether a batch is being written. */
  boolean isWriting() {
    return underWay != null;
  }

  /** How long outcomes have been collected since the last batch began. */
  long age(long now) {
    return waiting.isEmpty() ? 0 : now - lastWrite;
  }

  /** How long the first of those not written has waited. */
  long lag(long now) {
    Entry first = waiting.peek();
    return first == null ? 0 : now - first.since;
  }

  /** Time until the store may be bothered again. */
  long left(long now) {
    return backoff.left(now);
  }

  /**
   * Begins to write what waits, unless a batch is under way.
   *
   * @param storeSuccesses how often the store did other things so far: if it goes on with those,
   *     its refusal is about one outcome
   */
  void write(long storeSuccesses, long now) {
    while (underWay == null && !waiting.isEmpty() && backoff.left(now) == 0) {
      Batch begun = new Batch(first(Math.min(batch, waiting.size())), new CompletableFuture<>());
      underWay = begun;
      lastWrite = now;
      try {
        storing.execute(() -> store(begun));
      } catch (RuntimeException | Error e) { // such as that no thread can be made now
        notBegun(begun, e, now);
      }
      collect(storeSuccesses, now);
    }
  }

  /** The store was not asked, so this says nothing about the outcomes: they wait as they are. */
  private void notBegun(Batch batch, Throwable e, long now) {
    batch.left.cancel(false); // it may still stand in the executor's queue
    underWay = null;
    backoff.failed(now);
    log.storeFailed("storing outcomes", e, now);
  }

  private void store(Batch begun) {
    if (begun.left.isDone()) {
      return;
    }
    try {
      begun.left.complete(
          outbox.finish(begun.entries.stream().map(entry -> entry.finish).toList()));
    } catch (RuntimeException | Error e) {
      begun.left.completeExceptionally(e);
    }
    unpark.run();
  }

  /** Takes note of a batch that has ended. */
  void collect(long storeSuccesses, long now) {
    Batch ended = underWay;
    if (ended == null || !ended.left.isDone()) {
      return;
    }
    underWay = null;
    try {
      written(ended.entries, ended.left.join(), now);
    } catch (CompletionException e) {
      failed(ended.entries, e.getCause() == null ? e : e.getCause(), storeSuccesses, now);
    }
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
      if (left.contains(entry.after.id()) && !(entry.tried && isWritten(entry.after))) {
        log.late(entry.after, entry.code, now);
      } else if (entry.after.state().isFinal()) {
        log.finished(entry.after, entry.code, now);
      }
    }
  }

  /** Whether the outcome stands there already: a failed try was committed, its answer was lost. */
  private boolean isWritten(Postback after) {
    try {
      Postback stored = outbox.get(after.id());
      return stored != null
          && stored.state() == after.state()
          && stored.attempts() == after.attempts()
          && Objects.equals(stored.reason(), after.reason());
    } catch (RuntimeException e) {
      return false; // the store is in trouble again
    }
  }

  private void failed(List<Entry> entries, Throwable e, long storeSuccesses, long now) {
    entries.forEach(entry -> entry.tried = true);
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

  private static final class Entry {
    private final Postback after;
    private final Finish finish;
    private final String code;
    private final long since;

    /** Whether writing it failed before. */
    private boolean tried;

    private Entry(Postback after, Finish finish, String code, long since) {
      this.after = after;
      this.finish = finish;
      this.code = code;
      this.since = since;
    }
  }

  /**
   * @param left what {@link Outbox#finish} returns or throws
   */
  private record Batch(List<Entry> entries, CompletableFuture<Set<String>> left) {}
}
