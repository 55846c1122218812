package io.github.postback4j.session;

import io.github.postback4j.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A store whose callers wait no longer than a limit. The work is done on few threads of its own;
 * who waited in vain gives up, and work that has not begun by then is not done at all. Work under
 * way is not interrupted, as drivers break a connection for that: it ends in its own time, and what
 * it wrote is there.
 *
 * <p>In a transaction of the caller's that the store takes part in, the work is done on the
 * caller's thread, without a limit.
 */
final class TimedSessionStore implements SessionStore {

  private static final int THREADS = 8;
  private static final int WAITING = 256;
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);

  private final SessionStore store;
  private final Duration limit;
  private final Duration patience;
  private final LongAdder givenUp = new LongAdder();
  private final ThreadPoolExecutor threads;

  TimedSessionStore(SessionStore store, Duration limit) {
    this(store, limit, CLOSE_PATIENCE, new Threads());
  }

  /**
   * @param patience how long closing waits for work under way
   */
  TimedSessionStore(SessionStore store, Duration limit, Duration patience, ThreadFactory factory) {
    this.store = Objects.requireNonNull(store, "store");
    if (limit.compareTo(Duration.ofMillis(1)) < 0 || limit.compareTo(Duration.ofMinutes(1)) > 0) {
      throw new IllegalArgumentException("limit must be from 1 ms to 1 minute: " + limit);
    }
    this.limit = limit;
    this.patience = patience;
    threads =
        new ThreadPoolExecutor(
            THREADS, THREADS, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), factory);
    threads.allowCoreThreadTimeOut(true);
  }

  @Override
  public void add(SessionKey key, List<KeptClick> clicks) {
    this.<@Nullable Void>within(
        () -> {
          store.add(key, clicks);
          return null;
        });
  }

  @Override
  public List<KeptClick> find(SessionKey key) {
    return within(() -> store.find(key));
  }

  @Override
  public void link(SessionKey from, SessionKey to, @Nullable SessionKey customer) {
    this.<@Nullable Void>within(
        () -> {
          store.link(from, to, customer);
          return null;
        });
  }

  /** Without a limit: a person waits for the answer, and it must be true. */
  @Override
  public void remove(SessionKey key) {
    store.remove(key);
  }

  /** Without a limit: in the background. */
  @Override
  public int purgeExpired(int limit) {
    return store.purgeExpired(limit);
  }

  @Override
  public String ownerOf(SessionKey customer) {
    return store.ownerOf(customer);
  }

  @Override
  public boolean isKeyed() {
    return store.isKeyed();
  }

  @Override
  public boolean isInTransaction() {
    return store.isInTransaction();
  }

  @Override
  public long givenUp() {
    return givenUp.sum();
  }

  @Override
  public void start() {
    store.start();
  }

  /**
   * Waits a second for what is begun or waits, then gives up what waits. Work under way is left to
   * end on its daemon thread: an interrupt would close a shop's own H2 database. Who closes is not
   * to be hurried by an interrupt either.
   */
  @Override
  public void close() {
    threads.shutdown();
    boolean interrupted = false;
    try {
      interrupted = awaitEnd();
      List<Runnable> waiting = new ArrayList<>();
      threads.getQueue().drainTo(waiting);
      waiting.forEach(task -> ((Future<?>) task).cancel(false));
    } finally {
      try {
        store.close();
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  /** Waits for the threads; true if the caller was interrupted before or meanwhile. */
  private boolean awaitEnd() {
    long end = System.nanoTime() + patience.toNanos();
    boolean interrupted = Thread.interrupted();
    while (true) {
      try {
        boolean unused = threads.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        return interrupted;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }

  private <T extends @Nullable Object> T within(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    if (store.isInTransaction()) {
      task.run();
      return result(task, 0);
    }
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      givenUp.increment();
      throw new StoreException(
          threads.isShutdown()
              ? "the session store is closed"
              : "the session store is so slow that its queue is full",
          null);
    } catch (Error e) { // at a limit of the machine's: it must cost the page nothing but the click
      task.cancel(false);
      givenUp.increment();
      throw new StoreException("no thread can be made for the session store", e);
    }
    return result(task, limit.toNanos());
  }

  private <T extends @Nullable Object> T result(FutureTask<T> task, long nanos) {
    try {
      return task.get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      task.cancel(false);
      givenUp.increment();
      throw new StoreException("the session store took longer than " + limit, null);
    } catch (CancellationException e) {
      throw new StoreException("the session store is closed", null);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof RuntimeException failure) {
        throw failure;
      }
      if (cause instanceof Error error) {
        throw error;
      }
      throw new StoreException("the session store failed", cause);
    } catch (InterruptedException e) {
      task.cancel(false);
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while waiting for the session store", null);
    }
  }

  /** Daemons: work that does not end keeps no process alive. */
  private static final class Threads implements ThreadFactory {
    private final AtomicInteger made = new AtomicInteger();

    @Override
    public Thread newThread(Runnable work) {
      Thread thread = new Thread(work, "postback4j-sessions-" + made.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    }
  }
}
