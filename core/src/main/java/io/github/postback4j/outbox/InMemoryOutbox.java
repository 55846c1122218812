package io.github.postback4j.outbox;

import io.github.postback4j.outbox.PostbackTable.Row;
import io.github.postback4j.store.CallerTransaction;
import io.github.postback4j.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps postbacks and decisions in this process's memory, behind one lock that is held for less
 * than a microsecond by all but a listing.
 *
 * <p>What is decided in a transaction, the caller's or one of {@link #atomically}, is held until
 * its end: its own thread sees it, others do not, and a twin waits for it. Claims, results, replays
 * and settlements are not undone with a transaction.
 */
final class InMemoryOutbox implements Outbox {

  /** How long a twin waits for a transaction to end. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private final int maxPostbacks;
  private final Clock clock;
  private final CallerTransaction transaction;
  private final Duration patience;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition holdEnded = lock.newCondition();
  private final PostbackTable postbacks = new PostbackTable();
  private final DecisionTable decisions;
  private final PostbackMoves moves;
  private boolean closed;

  /** What the innermost {@link #atomically} of a thread has decided so far, in this outbox. */
  @SuppressWarnings("ThreadLocalUsage") // one per outbox: work in one says nothing of another
  private final ThreadLocal<@Nullable List<MadeDecision>> works = new ThreadLocal<>();

  private volatile @Nullable Runnable wake;

  InMemoryOutbox(int maxPostbacks, Clock clock, CallerTransaction transaction) {
    this(maxPostbacks, clock, transaction, PATIENCE);
  }

  InMemoryOutbox(int maxPostbacks, Clock clock, CallerTransaction transaction, Duration patience) {
    if (maxPostbacks < 1) {
      throw new IllegalArgumentException("maxPostbacks must be at least 1: " + maxPostbacks);
    }
    this.maxPostbacks = maxPostbacks;
    this.clock = Objects.requireNonNull(clock, "clock");
    this.transaction = Objects.requireNonNull(transaction, "transaction");
    this.patience = patience;
    this.decisions = new DecisionTable(maxPostbacks);
    this.moves = new PostbackMoves(postbacks, decisions);
  }

  @Override
  public void start() {}

  @Override
  public void onDue(@Nullable Runnable newWake) {
    wake = newWake;
  }

  @Override
  public <T> T atomically(Supplier<T> work) {
    List<MadeDecision> outer = works.get();
    List<MadeDecision> made = new ArrayList<>(1);
    works.set(made);
    boolean done = false;
    try {
      T result = work.get();
      done = true;
      return result;
    } finally {
      if (outer == null) {
        works.remove();
      } else {
        works.set(outer);
      }
      if (!done) {
        end(made, false);
      } else if (outer != null) {
        outer.addAll(made);
      } else {
        made.removeIf(MadeDecision::isInTransaction);
        end(made, true);
      }
    }
  }

  @Override
  public Decision decide(Decision decision, List<Postback> added) {
    boolean joins = transaction.isActive();
    List<MadeDecision> work = works.get();
    MadeDecision.Key key = MadeDecision.Key.of(decision);
    MadeDecision made;
    lock.lock();
    try {
      MadeDecision twin = awaitTwin(key);
      if (twin != null) {
        return twin.decision();
      }
      made = new MadeDecision(key, decision, joins);
      hold(made, added);
    } finally {
      lock.unlock();
    }
    if (work != null) {
      work.add(made);
    }
    if (joins) {
      join(made);
    } else if (work == null) {
      end(List.of(made), true);
    }
    return decision;
  }

  @Override
  public @Nullable Decision decision(String orderId, String goal, String part) {
    MadeDecision.Key key = new MadeDecision.Key(orderId, goal, part);
    lock.lock();
    try {
      MadeDecision made = decisions.get(key);
      return made == null || made.isHidden() ? null : made.decision();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Set<Queue> due(Collection<Queue> queues) {
    Instant now = clock.instant();
    return locked(() -> moves.due(queues, now));
  }

  @Override
  public List<Claim> claim(Queue queue, int limit, Duration lease) {
    requirePositive(limit);
    Instant now = clock.instant();
    return locked(() -> moves.claim(queue, limit, now, lease));
  }

  @Override
  public List<Postback> releaseExpired(int limit) {
    requirePositive(limit);
    Instant now = clock.instant();
    return locked(() -> moves.releaseExpired(limit, now));
  }

  @Override
  public Set<String> finish(List<Finish> finished) {
    for (Finish result : finished) {
      if (result.state() == PostbackState.IN_FLIGHT) {
        throw new IllegalArgumentException("a result is PENDING or a final state: IN_FLIGHT");
      }
    }
    Instant now = clock.instant();
    return locked(() -> moves.finish(finished, now));
  }

  @Override
  public List<Postback> find(String orderId) {
    return locked(() -> oldestFirst(postbacks.ofOrder(orderId).stream()));
  }

  @Override
  public @Nullable Postback get(String id) {
    lock.lock();
    try {
      Row row = postbacks.get(id);
      return row == null || row.decision().isHidden() ? null : row.postback();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<Postback> list(PostbackState state, @Nullable String network, int limit) {
    requirePositive(limit);
    List<Postback> all =
        locked(
            () ->
                oldestFirst(
                    postbacks.all().stream()
                        .filter(row -> row.postback().state() == state)
                        .filter(
                            row -> network == null || row.postback().network().equals(network))));
    return all.size() <= limit ? all : List.copyOf(all.subList(0, limit));
  }

  @Override
  public Map<String, Map<PostbackState, Long>> counts() {
    return locked(postbacks::counts);
  }

  @Override
  public boolean replay(String id, Instant deadline) {
    Objects.requireNonNull(deadline, "deadline");
    Instant now = clock.instant();
    return locked(() -> moves.replay(id, now, deadline));
  }

  @Override
  public boolean settle(String id, PostbackState state, String reason) {
    if (state != PostbackState.RECORDED && state != PostbackState.REFUSED) {
      throw new IllegalArgumentException("state must be RECORDED or REFUSED: " + state);
    }
    Objects.requireNonNull(reason, "reason");
    return locked(() -> moves.settle(id, state, reason));
  }

  @Override
  public boolean isDurable() {
    return false;
  }

  /** Drops everything; from then on {@link #decide} refuses. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      postbacks.clear();
      decisions.clear();
      holdEnded.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The decision made before, once no other thread holds it; null if there is none. */
  private @Nullable MadeDecision awaitTwin(MadeDecision.Key key) {
    long nanos = patience.toNanos();
    try {
      MadeDecision twin = decisions.get(key);
      while (twin != null && twin.isHidden()) {
        if (nanos <= 0) {
          throw new StoreException(
              "another transaction has held the decision of this order for " + patience, null);
        }
        nanos = holdEnded.awaitNanos(nanos);
        twin = decisions.get(key);
      }
      return twin;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while waiting for another transaction", e);
    }
  }

  private void hold(MadeDecision made, List<Postback> added) {
    if (closed) {
      throw new StoreException("the outbox is closed", null);
    }
    if (postbacks.waiting() + added.size() > maxPostbacks) {
      throw new StoreException(
          "the in-memory outbox is full: " + postbacks.waiting() + " postbacks wait", null);
    }
    List<Row> rows = new ArrayList<>(added.size());
    for (Postback postback : added) {
      Row row = postbacks.add(made, postback);
      if (row == null) {
        rows.forEach(postbacks::takeBack);
        throw new StoreException("a postback with this ID is there already", null);
      }
      rows.add(row);
    }
    while (postbacks.size() > maxPostbacks) {
      postbacks.forgetOldestFinished();
    }
    made.setRows(rows);
    decisions.add(made);
  }

  private void join(MadeDecision made) {
    boolean joined = false;
    try {
      transaction.afterCompletion(committed -> end(List.of(made), committed));
      joined = true;
    } finally {
      if (!joined) {
        end(List.of(made), false);
      }
    }
  }

  /** Ends the holds that are not ended yet, and tells whom new postbacks concern. */
  private void end(List<MadeDecision> held, boolean keep) {
    boolean due = false;
    lock.lock();
    try {
      for (MadeDecision made : held) {
        if (made.isHeld() && !closed) {
          due |= keep && !made.rows().isEmpty();
          made.rows().forEach(keep ? postbacks::queue : postbacks::takeBack);
          if (!keep) {
            decisions.takeBack(made);
          }
          made.endHold();
          decisions.update(made);
        }
      }
      holdEnded.signalAll();
    } finally {
      lock.unlock();
    }
    Runnable told = wake;
    if (due && told != null) {
      told.run();
    }
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  private static List<Postback> oldestFirst(Stream<Row> rows) {
    return rows.filter(row -> !row.decision().isHidden())
        .sorted(PostbackTable.BY_AGE)
        .map(Row::postback)
        .toList();
  }

  private static void requirePositive(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1: " + limit);
    }
  }
}
