package io.github.postback4j.delivery;

import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.outbox.Decision;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.outbox.Selection;
import io.github.postback4j.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** An outbox whose failures and time are the test's; as little of one as delivery needs. */
final class FakeOutbox implements Outbox {

  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  final List<Finish> finished = new ArrayList<>();
  final List<Integer> claimLimits = new ArrayList<>();
  final List<Postback> expired = new ArrayList<>();
  final Map<String, Postback> pending = new LinkedHashMap<>();
  final Map<String, Postback> claimed = new LinkedHashMap<>();
  Runnable duringClaim = () -> {};

  /** Before a look, without this outbox's own lock. */
  volatile Runnable duringLook = () -> {};

  final CountDownLatch finishing = new CountDownLatch(1);
  boolean durable = true;
  boolean down;

  /** Whether what is to be tried again later is due at once. */
  boolean impatient;

  String poison = "";
  int finishCalls;
  int dueCalls;
  int claimCalls;
  int releaseCalls;

  /** What of the claims made here was called free to be released. */
  final Set<String> notHeld = new TreeSet<>();

  private Runnable wake = () -> {};
  private boolean watched;

  synchronized void add(String id, String network, boolean repeatable) {
    pending.put(
        id,
        Postback.pending(
            id,
            network,
            "order-" + id,
            "sale",
            PostbackRequest.get("https://" + network + ".example/?id=" + id),
            repeatable,
            NOW,
            NOW.plus(Duration.ofDays(14))));
  }

  /** Waits, lock let go, until so many outcomes are written; false if that takes too long. */
  synchronized boolean awaitWritten(int count, Duration most) {
    long end = System.nanoTime() + most.toNanos();
    try {
      while (finished.size() < count && System.nanoTime() - end < 0) {
        wait(10);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return finished.size() >= count;
  }

  /** Waits, lock let go, until the dispatcher has begun to end. */
  synchronized void awaitNoWatch(Duration most) {
    long end = System.nanoTime() + most.toNanos();
    try {
      while (watched && System.nanoTime() - end < 0) {
        wait(10);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void wake() {
    Runnable now;
    synchronized (this) {
      now = wake;
    }
    now.run();
  }

  synchronized boolean isWatched() {
    return watched;
  }

  synchronized List<Finish> finished(String id) {
    return finished.stream().filter(finish -> finish.id().equals(id)).toList();
  }

  @Override
  public void start() {}

  @Override
  public synchronized void onDue(Runnable runnable) {
    watched = runnable != null;
    wake = runnable == null ? () -> {} : runnable;
  }

  @Override
  public Set<Queue> due(Collection<Queue> queues) {
    duringLook.run();
    return look(queues);
  }

  private synchronized Set<Queue> look(Collection<Queue> queues) {
    dueCalls++;
    check();
    Set<Queue> due = new HashSet<>();
    for (Postback postback : pending.values()) {
      due.add(new Queue(postback.network(), postback.repeatable()));
    }
    due.retainAll(queues);
    return due;
  }

  @Override
  public synchronized List<Claim> claim(Queue queue, int limit, Duration lease) {
    claimCalls++;
    check();
    claimLimits.add(limit);
    duringClaim.run();
    List<Claim> claims = new ArrayList<>();
    for (Postback postback : List.copyOf(pending.values())) {
      if (claims.size() < limit
          && queue.equals(new Queue(postback.network(), postback.repeatable()))) {
        pending.remove(postback.id());
        Postback inFlight = with(postback, PostbackState.IN_FLIGHT, postback.attempts() + 1);
        claimed.put(postback.id(), inFlight);
        claims.add(new Claim(inFlight, "token-" + postback.id()));
      }
    }
    return claims;
  }

  @Override
  public List<Postback> releaseExpired(int limit) {
    return releaseExpired(limit, Set.of());
  }

  @Override
  public synchronized List<Postback> releaseExpired(int limit, Set<String> held) {
    notHeld.addAll(claimed.keySet());
    notHeld.removeAll(held);
    releaseCalls++;
    check();
    List<Postback> released = List.copyOf(expired);
    expired.clear();
    return released;
  }

  @Override
  public synchronized Set<String> finish(List<Finish> finishes) {
    finishCalls++;
    finishing.countDown();
    check();
    if (finishes.stream().anyMatch(finish -> finish.id().equals(poison))) {
      throw new IllegalStateException("value of a click");
    }
    Set<String> left = new TreeSet<>();
    for (Finish finish : finishes) {
      Postback postback = claimed.remove(finish.id());
      if (postback == null) {
        left.add(finish.id());
        continue;
      }
      finished.add(finish);
      if (finish.state() == PostbackState.PENDING && (impatient || finish.delay().isZero())) {
        pending.put(finish.id(), with(postback, PostbackState.PENDING, finish.attempts()));
      }
    }
    return left;
  }

  @Override
  public synchronized Map<String, Map<PostbackState, Long>> counts(Set<PostbackState> states) {
    Map<String, Map<PostbackState, Long>> counts = new HashMap<>();
    pending.values().forEach(p -> count(counts, p));
    claimed.values().forEach(p -> count(counts, p));
    return counts;
  }

  @Override
  public boolean isDurable() {
    return durable;
  }

  private static void count(Map<String, Map<PostbackState, Long>> counts, Postback postback) {
    counts
        .computeIfAbsent(postback.network(), name -> new HashMap<>())
        .merge(postback.state(), 1L, Long::sum);
  }

  private void check() {
    if (down) {
      throw new StoreException("database is away", null);
    }
  }

  static Postback with(Postback postback, PostbackState state, int attempts) {
    return new Postback(
        postback.id(),
        postback.network(),
        postback.orderId(),
        postback.goal(),
        postback.part(),
        postback.request(),
        postback.repeatable(),
        state,
        attempts,
        postback.ambiguous(),
        postback.reason(),
        postback.createdAt(),
        null,
        postback.deadline());
  }

  @Override
  public <T> T atomically(Supplier<T> work) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Decision decide(Decision decision, List<Postback> postbacks) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Decision decision(String orderId, String goal, String part) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Postback> find(String orderId) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Postback get(String id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Postback> list(Selection which, Position after, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long count(Selection which) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Instant time() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Batch replay(Selection which, Position after, int limit, Instant deadline) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Batch settle(
      Selection which, Position after, int limit, PostbackState state, String reason) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int purge(Set<PostbackState> states, Duration age, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int forgetDecisions(Duration age, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean replay(String id, Instant deadline) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean settle(String id, PostbackState state, String reason) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}

  @Override
  public String tokenOf(String person) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Decision> decisions(String orderId) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Decision> decisionsOf(String person, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void lockOrder(String orderId) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void lockPerson(String person) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Postback> withdraw(List<String> ids, String reason) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int blank(String orderId) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int blankRemoved(int limit) {
    throw new UnsupportedOperationException();
  }
}
