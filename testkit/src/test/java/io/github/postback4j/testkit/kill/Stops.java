package io.github.postback4j.testkit.kill;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Holds a shop node at the point where it is to be killed: the thread that gets there says so and
 * never goes on, so that the kill hits no later than that. Safe for use by many threads.
 */
final class Stops {

  private final AtomicReference<@Nullable Order> order = new AtomicReference<>();

  private record Order(StopPoint point, int passes) {}

  /** Stops whoever comes to {@code point} for the given time, counted from 1. */
  void stopAt(StopPoint point, int time) {
    order.set(new Order(point, time));
  }

  void reach(StopPoint point) {
    Order given = order.get();
    while (given != null && given.point == point) {
      Order next = given.passes > 1 ? new Order(point, given.passes - 1) : null;
      if (!order.compareAndSet(given, next)) {
        given = order.get();
      } else if (next == null) {
        ShopNode.say("at " + point);
        waitForTheEnd();
      } else {
        return;
      }
    }
  }

  private static void waitForTheEnd() {
    while (true) {
      LockSupport.park();
    }
  }
}
