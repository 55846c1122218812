package io.github.postback4j.spring;

import io.github.postback4j.PostbackTracker;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/**
 * Starts delivery with the application and stops it with the application: before the web server
 * opens, and after its last request ended. The {@code DataSource} outlives it.
 */
final class TrackerLifecycle implements SmartLifecycle {

  /** Below the web server's start and stop, which is {@code DEFAULT_PHASE - 2048}. */
  static final int PHASE = DEFAULT_PHASE - 4096;

  private final PostbackTracker tracker;
  private final Duration closeDeadline;
  private volatile boolean running;
  private volatile boolean stopped;

  TrackerLifecycle(PostbackTracker tracker, Duration closeDeadline) {
    this.tracker = tracker;
    this.closeDeadline = closeDeadline;
  }

  /**
   * @throws IllegalStateException if the context was stopped before: what was closed stays so
   */
  @Override
  public void start() {
    if (stopped) {
      throw new IllegalStateException(
          "Postback4j ended when its application context was stopped; start a new context");
    }
    tracker.start();
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    stopped = true;
    tracker.close(closeDeadline);
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }

  /**
   * Overrides {@code SmartLifecycle.isPauseable} of Spring Framework 7, which 6 does not know: a
   * cached test context that waits for its next test need not stop delivery.
   */
  @SuppressWarnings("UnusedMethod")
  public boolean isPauseable() {
    return false;
  }
}
