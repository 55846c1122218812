package io.github.postback4j.outbox;

import io.github.postback4j.outbox.PostbackTable.Row;
import io.github.postback4j.store.CallerTransaction;
import io.github.postback4j.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
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

  private final InMemoryTime time;
  private final CallerTransaction transaction;
  private final Duration patience;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition holdEnded = lock.newCondition();
  private final PostbackTable postbacks = new PostbackTable();
  private final DecisionTable decisions = new DecisionTable();
  private final PostbackMoves moves;
  private final InMemoryCare care;
  private final InMemoryDecisions known;
  private final Map<String, Thread> turns = new HashMap<>();

  /** How many decisions each thread holds for its transaction: its turns end with the last. */
  private final Map<Thread, Integer> joinedHolds = new HashMap<>();

  private final InMemoryRoom room;
  private boolean sealed;
  private boolean closed;

  /** What the innermost {@link #atomically} of a thread has decided so far, in this outbox. */
  @SuppressWarnings("ThreadLocalUsage") // one per outbox: work in one says nothing of another
  private final ThreadLocal<@Nullable List<MadeDecision>> works = new ThreadLocal<>();

  private volatile @Nullable Runnable wake;

  InMemoryOutbox(InMemoryOutboxBuilder options) {
    transaction = options.transaction;
    patience = options.patience;
    time = new InMemoryTime(options.nanoTime, options.clock);
    moves = new PostbackMoves(postbacks, decisions, time);
    room = new InMemoryRoom(postbacks, decisions, options.maxPostbacks, options.maxBytes, time);
    care = new InMemoryCare(postbacks, moves, time);
    known = new InMemoryDecisions(decisions, postbacks, moves);
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
      if (outer == null && !transaction.isActive()) {
        endTurns(Thread.currentThread()); // last: whose turn is next sees what was decided
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
      made = new MadeDecision(key, decision, joins, time.now());
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
  public String tokenOf(String person) {
    return known.tokenOf(person);
  }

  @Override
  public List<Decision> decisions(String orderId) {
    return locked(() -> known.ofOrder(orderId));
  }

  @Override
  public List<Decision> decisionsOf(String person, int limit) {
    CareArguments.requireDecisions(limit);
    return locked(() -> known.ofPerson(person, limit));
  }

  @Override
  public void lockOrder(String orderId) {
    takeTurn("order " + orderId);
  }

  @Override
  public void lockPerson(String person) {
    takeTurn("person " + person);
  }

  @Override
  public List<Postback> withdraw(List<String> ids, String reason) {
    Objects.requireNonNull(reason, "reason");
    return changing(() -> known.withdraw(ids, reason));
  }

  @Override
  public int blank(String orderId) {
    return changing(() -> known.blank(orderId));
  }

  @Override
  public int blankRemoved(int limit) {
    CareArguments.requireBatch(limit);
    return changing(() -> known.blankRemoved(limit));
  }

  @Override
  public Set<Queue> due(Collection<Queue> queues) {
    return locked(() -> moves.due(queues));
  }

  @Override
  public List<Claim> claim(Queue queue, int limit, Duration lease) {
    CareArguments.requirePositive(limit);
    return locked(() -> moves.claim(queue, limit, lease));
  }

  @Override
  public List<Postback> releaseExpired(int limit) {
    CareArguments.requirePositive(limit);
    return locked(() -> moves.releaseExpired(limit));
  }

  @Override
  public Set<String> finish(List<Finish> finished) {
    for (Finish result : finished) {
      if (result.state() == PostbackState.IN_FLIGHT) {
        throw new IllegalArgumentException("a result is PENDING or a final state: IN_FLIGHT");
      }
    }
    return changing(() -> moves.finish(finished));
  }

  @Override
  public void makeAllDue() {
    lock.lock();
    try {
      moves.makeAllDue();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long seal() {
    return locked(
        () -> {
          sealed = true;
          return decisions.all().stream()
              .filter(MadeDecision::isHeld)
              .mapToLong(made -> made.rows().size())
              .sum();
        });
  }

  @Override
  public List<Postback> find(String orderId) {
    return locked(() -> care.find(orderId));
  }

  @Override
  public @Nullable Postback get(String id) {
    lock.lock();
    try {
      return care.get(id);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<Postback> list(Selection which, @Nullable Position after, int limit) {
    CareArguments.requirePositive(limit);
    return locked(() -> care.list(which, after, limit));
  }

  @Override
  public long count(Selection which) {
    return locked(() -> care.count(which));
  }

  @Override
  public Map<String, Map<PostbackState, Long>> counts(Set<PostbackState> states) {
    return locked(() -> postbacks.counts(states));
  }

  @Override
  public Instant time() {
    return time.instant(time.now());
  }

  @Override
  public boolean replay(String id, Instant deadline) {
    Objects.requireNonNull(deadline, "deadline");
    return locked(() -> care.replay(id, deadline));
  }

  @Override
  public Batch replay(Selection which, @Nullable Position after, int limit, Instant deadline) {
    CareArguments.requireBatch(limit);
    Objects.requireNonNull(deadline, "deadline");
    Selection checked = which.forChange();
    return locked(() -> care.replay(checked, after, limit, deadline));
  }

  @Override
  public boolean settle(String id, PostbackState state, String reason) {
    CareArguments.requireSettled(state);
    Objects.requireNonNull(reason, "reason");
    return changing(() -> care.settle(id, state, reason));
  }

  @Override
  public Batch settle(
      Selection which, @Nullable Position after, int limit, PostbackState state, String reason) {
    CareArguments.requireBatch(limit);
    CareArguments.requireSettled(state);
    Objects.requireNonNull(reason, "reason");
    Selection checked = which.forChange();
    return changing(() -> care.settle(checked, after, limit, state, reason));
  }

  @Override
  public int purge(Set<PostbackState> states, Duration age, int limit) {
    CareArguments.requireBatch(limit);
    CareArguments.requireFinal(states);
    return locked(() -> care.purge(states, age, limit));
  }

  @Override
  public int forgetDecisions(Duration age, int limit) {
    CareArguments.requireBatch(limit);
    return locked(() -> decisions.forgetMadeBy(time.now() - InMemoryTime.nanos(age), limit));
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
      room.tell();
      postbacks.clear();
      decisions.clear();
      holdEnded.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until no other thread has the turn; it ends with the work or transaction under way. */
  private void takeTurn(String turn) {
    Thread me = Thread.currentThread();
    boolean joins = transaction.isActive();
    if (!joins && works.get() == null) {
      return;
    }
    lock.lock();
    try {
      long nanos = patience.toNanos();
      while (turns.get(turn) != null && turns.get(turn) != me) {
        if (nanos <= 0) {
          throw new StoreException(
              "another transaction has been deciding for this order or customer for " + patience,
              null);
        }
        nanos = holdEnded.awaitNanos(nanos);
      }
      if (turns.put(turn, me) == null && joins) {
        transaction.afterCompletion(committed -> endTurns(me));
      }
    } catch (InterruptedException e) {
      me.interrupt();
      throw new StoreException("interrupted while waiting for another transaction", e);
    } finally {
      lock.unlock();
    }
  }

  private void endTurns(Thread of) {
    lock.lock();
    try {
      if (!joinedHolds.containsKey(of) && turns.values().removeIf(thread -> thread == of)) {
        holdEnded.signalAll();
      }
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
    if (closed || (sealed && !added.isEmpty())) {
      throw new StoreException("the outbox is closed", null);
    }
    room.require(made, added);
    long now = time.now();
    List<Row> rows = new ArrayList<>(added.size());
    for (Postback postback : added) {
      Row row = postbacks.add(made, postback, now + delay(postback));
      if (row == null) {
        rows.forEach(postbacks::takeBack);
        throw new StoreException("a postback with this ID is there already", null);
      }
      rows.add(row);
    }
    made.setRows(rows);
    decisions.add(made);
    room.make();
  }

  private static long delay(Postback postback) {
    Instant due = postback.nextAttemptAt();
    return due == null ? 0 : InMemoryTime.nanos(Duration.between(postback.createdAt(), due));
  }

  private void join(MadeDecision made) {
    Thread me = Thread.currentThread();
    boolean joined = false;
    locked(() -> joinedHolds.merge(me, 1, Integer::sum));
    try {
      transaction.afterCompletion(committed -> endJoined(made, committed, me));
      joined = true;
    } finally {
      if (!joined) {
        endJoined(made, false, me);
      }
    }
  }

  private void endJoined(MadeDecision made, boolean committed, Thread by) {
    end(List.of(made), committed);
    lock.lock();
    try {
      joinedHolds.computeIfPresent(by, (thread, holds) -> holds > 1 ? holds - 1 : null);
    } finally {
      lock.unlock();
    }
    endTurns(by);
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
      room.make();
      holdEnded.signalAll();
    } finally {
      lock.unlock();
    }
    Runnable told = wake;
    if (due && told != null) {
      told.run();
    }
  }

  /** Work after which something finished may have to give way. */
  private <T> T changing(Supplier<T> work) {
    return locked(
        () -> {
          T result = work.get();
          room.make();
          return result;
        });
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
