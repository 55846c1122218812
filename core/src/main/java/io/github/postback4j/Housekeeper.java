package io.github.postback4j;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The daemon thread that does the {@link Housekeeping}. Safe for use by many threads. */
final class Housekeeper {

  /** How long a batch under way is waited for at the end; its transaction ends by itself. */
  private static final long LAST_BATCH_MILLIS = 1000;

  private final Housekeeping work;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile @Nullable Thread thread;

  Housekeeper(Housekeeping work) {
    this.work = work;
  }

  /** To be called once. */
  void start() {
    Thread starting = new Thread(this::run, "postback4j-housekeeper");
    starting.setDaemon(true);
    thread = starting;
    starting.start();
  }

  /** Lets no further step begin; returns at once. */
  void stop() {
    stopped.countDown();
  }

  /** Waits, for a second at most, until the last step has ended. */
  void join() {
    Thread ending = thread;
    if (ending != null && ending != Thread.currentThread()) {
      try {
        ending.join(LAST_BATCH_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run() {
    long pause = 0;
    while (!isStopped(pause)) {
      pause = work.step();
    }
  }

  /** Waits; an interrupt ends the wait alone, for the end is {@link #stop}. */
  private boolean isStopped(long nanos) {
    try {
      return stopped.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      return stopped.getCount() == 0;
    }
  }
}
