package io.github.postback4j.delivery;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A thread that works while calls go out, made when there is something to do, and gone a minute
 * after. Safe for use by many threads.
 */
final class HelperThread implements Executor {

  private final ThreadPoolExecutor pool;
  private volatile @Nullable Thread thread;

  HelperThread(String name) {
    pool =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread made = new Thread(work, name);
              made.setDaemon(true);
              thread = made;
              return made;
            });
    pool.allowCoreThreadTimeOut(true);
  }

  /** Runs {@code work} after what was given before. */
  @Override
  public void execute(Runnable work) {
    pool.execute(work);
  }

  /** Takes nothing more, and waits for the end of what there is, not longer than a time. */
  void end(long nanos) {
    pool.shutdown();
    boolean interrupted = Thread.interrupted(); // which hurries nothing
    try {
      Thread last = thread;
      if (pool.awaitTermination(nanos, TimeUnit.NANOSECONDS) && last != null) {
        last.join(1 + nanos / 1_000_000); // the pool has ended, its thread nearly
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
