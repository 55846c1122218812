package io.github.postback4j.delivery;

import io.github.postback4j.delivery.DeliveryLoop.Mode;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.PostbackState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Empties the outbox: claims what is due, sends it, stores what became of it, and goes on whatever
 * fails. One thread of its own, and for a durable outbox one that stores outcomes and, under load,
 * one that claims ahead; the sender may have more. Safe for use by many threads.
 *
 * <p>Closes neither the outbox nor the sender. Close the dispatcher first, then the sender, then
 * the outbox.
 */
public final class Dispatcher implements AutoCloseable {

  private final Outbox outbox;
  private final DeliverySettings settings;
  private final DeliveryLoop loop;
  private final @Nullable HelperThread storing;
  private final @Nullable HelperThread claiming;
  private final AtomicBoolean woken = new AtomicBoolean();

  /** Whether there is news for the thread: a lock or a store on its way may use its permit up. */
  private volatile boolean stirred;

  private final Queue<CompletableFuture<Boolean>> flushes = new ConcurrentLinkedQueue<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Object lifecycle = new Object();

  /** How long a claim, giving back, and a batch may take, each, although the time is up. */
  long graceNanos = Duration.ofMillis(250).toNanos();

  private volatile @Nullable Thread thread;
  private volatile @Nullable Long closeBy;
  private volatile @Nullable CloseReport report;

  Dispatcher(DispatcherBuilder builder) {
    outbox = builder.outbox;
    settings = builder.settings();
    storing = outbox.isDurable() ? new HelperThread("postback4j-outcomes") : null;
    claiming = outbox.isDurable() ? new HelperThread("postback4j-claims") : null;
    loop =
        new DeliveryLoop(
            outbox,
            builder.sender,
            builder.recipients,
            settings,
            storing == null ? Runnable::run : storing,
            claiming == null ? Runnable::run : claiming,
            this::unpark);
  }

  /**
   * A dispatcher for these networks; claims made for others are left to other nodes.
   *
   * @param outbox started
   */
  public static DispatcherBuilder builder(Outbox outbox, PostbackSender sender) {
    return new DispatcherBuilder(outbox, sender);
  }

  /**
   * Starts its thread, and listens to the outbox for new postbacks.
   *
   * @throws IllegalStateException if it was started or closed before
   */
  public void start() {
    synchronized (lifecycle) {
      if (thread != null || closeBy != null) {
        throw new IllegalStateException("a dispatcher starts once");
      }
      Thread starting = new Thread(this::run, "postback4j-dispatcher");
      starting.setDaemon(true);
      thread = starting;
      outbox.onDue(this::wake);
      starting.start();
    }
  }

  /** Looks for due postbacks now, without waiting for the next poll; returns at once. */
  public void wake() {
    if (!woken.getAndSet(true)) {
      unpark();
    }
  }

  /**
   * Waits until nothing that is due is left, here: sent, and its outcome stored. Postbacks waiting
   * for a later attempt are not due; those of a paused network are, and are waited for.
   *
   * @return false if that was not so within {@code timeout}, or the dispatcher is closed
   * @throws IllegalStateException if it was not started
   */
  public boolean flush(Duration timeout) {
    if (thread == null) {
      throw new IllegalStateException("not started");
    }
    CompletableFuture<Boolean> flushed = new CompletableFuture<>();
    flushes.add(flushed);
    wake();
    if (ended.getCount() == 0) {
      flushed.complete(false);
    }
    try {
      return flushed.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("never completed exceptionally", e);
    }
  }

  /** As {@link #close(Duration)}, with the call time-out and 5 seconds. */
  @Override
  public void close() {
    close(settings.callTimeout().plusSeconds(5));
  }

  /** Whether the dispatcher itself is calling, as it calls listeners: it waits for no end of it. */
  public boolean isOwnThread() {
    return Thread.currentThread() == thread;
  }

  /**
   * Stops claiming, waits for the calls under way and stores their outcomes. From an outbox in
   * memory, sends once more all that waits, for its retry too, paused networks or not; then takes
   * nothing more into it. Further calls return the same. Waits although the thread is interrupted,
   * and leaves it so. On the dispatcher's {@linkplain #isOwnThread own thread} it does not wait.
   *
   * @param timeout how long at most; calls not ended by then are left to the end of their lease
   * @return what is left
   */
  public CloseReport close(Duration timeout) {
    synchronized (lifecycle) {
      if (closeBy == null) {
        if (outbox.isDurable()) {
          loop.handBack();
        }
        closeBy = now() + timeout.toNanos();
        if (thread == null) {
          report = new CloseReport(0, 0, dropped());
          ended.countDown();
        }
      }
    }
    unpark();
    if (!isOwnThread()) { // a listener may ask for the end
      await(timeout.plusSeconds(1));
    }
    CloseReport known = report;
    return known != null ? known : new CloseReport(loop.inFlight(), loop.unwritten(), 0);
  }

  /** Interrupted or not: whoever hurries the end may lose sales by it. */
  private void await(Duration timeout) {
    long by = System.nanoTime() + timeout.toNanos();
    boolean interrupted = false;
    while (true) {
      try {
        if (ended.await(by - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          Thread ending = thread;
          if (ending != null) {
            ending.join(timeout.toMillis() + 1); // it has nothing left to do
          }
        }
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void unpark() {
    stirred = true;
    LockSupport.unpark(thread);
  }

  private void run() {
    List<CompletableFuture<Boolean>> waiting = new ArrayList<>();
    try {
      while (closeBy == null) {
        clearInterrupt();
        if (woken.getAndSet(false)) {
          loop.stir();
          takeFlushes(waiting); // after stirring, so that none is answered by an older look
        }
        long pause = step();
        if (!waiting.isEmpty() && loop.isDrained()) {
          waiting.forEach(flush -> flush.complete(true));
          waiting.clear();
        }
        park(pause);
      }
      outbox.onDue(null);
      drain();
    } catch (RuntimeException | Error e) {
      loop.log().unexpected("ending", e, now());
    } finally {
      takeFlushes(waiting);
      waiting.forEach(flush -> flush.complete(false));
      if (report == null) {
        report = new CloseReport(loop.inFlight(), loop.unwritten(), 0);
      }
      endStoring();
      ended.countDown();
      takeFlushes(waiting); // those that came since and did not see the end
      waiting.forEach(flush -> flush.complete(false));
    }
  }

  /** It ends by {@link #close} alone; a store or a wait would fail on and on. */
  private static void clearInterrupt() {
    boolean unused = Thread.interrupted();
  }

  /** What a claim brings that ends only now is given back. */
  private void endClaims() {
    if (claiming != null) {
      claiming.end(Math.max(graceNanos, timeLeft()));
      clearInterrupt();
      long by = now() + graceNanos;
      long pause = step();
      while (loop.unwritten() > 0 && by - now() > 0) {
        park(Math.min(pause, by - now()));
        pause = step();
      }
    }
  }

  private void endStoring() {
    if (storing != null) {
      storing.end(Math.max(graceNanos, timeLeft()));
    }
  }

  private void takeFlushes(List<CompletableFuture<Boolean>> waiting) {
    CompletableFuture<Boolean> next = flushes.poll();
    while (next != null) {
      waiting.add(next);
      next = flushes.poll();
    }
  }

  private long step() {
    try {
      return loop.step();
    } catch (RuntimeException | Error e) {
      loop.log().unexpected("delivering", e, now()); // the one thing not to do is to stop
      return settings.pollInterval().toNanos();
    }
  }

  private void park(long nanos) {
    if (nanos > 0 && !stirred) {
      LockSupport.parkNanos(this, nanos);
    }
    stirred = false; // what it tells of is seen in the step that follows
  }

  private void drain() {
    boolean durable = outbox.isDurable();
    if (!durable) {
      outbox.seal(); // or what came after the last look would be lost unseen
      outbox.makeAllDue(); // what waits for a retry has its last chance now
    }
    loop.mode(durable ? Mode.STOP : Mode.DRAIN);
    while (!isEmptied(durable) && timeLeft() > 0) {
      clearInterrupt();
      long pause = Math.min(step(), timeLeft());
      if (!isEmptied(durable)) {
        park(pause);
      }
    }
    endClaims();
    report = new CloseReport(loop.inFlight(), loop.unwritten(), dropped());
  }

  private boolean isEmptied(boolean durable) {
    return durable ? loop.isIdle() : loop.isDrained();
  }

  private long timeLeft() {
    Long by = closeBy;
    return by == null ? 0 : by - now();
  }

  /** What an outbox in memory loses now, which is said. */
  private long dropped() {
    long dropped = outbox.isDurable() ? 0 : outbox.seal() + waiting();
    if (dropped > 0) {
      loop.log().dropped(dropped);
    }
    return dropped;
  }

  private long waiting() {
    long count = 0;
    for (Map<PostbackState, Long> states : outbox.counts().values()) {
      count += states.getOrDefault(PostbackState.PENDING, 0L);
      count += states.getOrDefault(PostbackState.IN_FLIGHT, 0L);
    }
    return count;
  }

  private long now() {
    return settings.nanoTime().getAsLong();
  }
}
