package io.github.postback4j.delivery;

import io.github.postback4j.delivery.PostbackSender.Options;
import io.github.postback4j.outbox.Outbox.Claim;
import io.github.postback4j.outbox.Outbox.Queue;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * One queue of the outbox: a network's postbacks that may be repeated, or those that may not. Used
 * by one thread.
 */
final class Lane {

  private static final int MOST_AHEAD = 500;

  final Traffic traffic;
  final Queue queue;

  /** For calls on any connection; only where a repetition is harmless. */
  final Options reusing;

  /**
   * For calls on a connection of their own: where a repetition could pay twice, an idle connection
   * that is dead already costs an order.
   */
  final Options fresh;

  /** Whether there may be more that is due than was claimed. */
  boolean more;

  /** Whether the last look or claim found everything that was due. */
  boolean dry;

  /** Claimed and not yet sent; only what may be repeated. */
  final Deque<Claim> ahead = new ArrayDeque<>();

  /** Until when those may be sent. */
  long aheadUntil;

  /** When it was last claimed from. */
  long lastClaim;

  /** How many of its calls ended since then. */
  int landed;

  Lane(Traffic traffic, boolean repeatable, Duration callTimeout, long lastClaim) {
    this.traffic = traffic;
    this.queue = new Queue(traffic.name(), repeatable);
    this.reusing = new Options(true, traffic.recipient.allowPrivate(), callTimeout);
    this.fresh = new Options(false, traffic.recipient.allowPrivate(), callTimeout);
    this.lastClaim = lastClaim;
  }

  /**
   * How many to claim beyond what can be sent at once: what half a second will take, going by how
   * fast calls ended of late. So a backlog costs few claims, and a slow network nothing.
   */
  int worthAhead(long now) {
    if (!queue.repeatable() || landed == 0) {
      return 0;
    }
    double perNano = (double) landed / Math.max(1, now - lastClaim);
    return (int) Math.min(MOST_AHEAD, perNano * 500_000_000);
  }

  /** Takes all that is claimed and not sent. */
  List<Claim> takeAhead() {
    List<Claim> taken = List.copyOf(ahead);
    ahead.clear();
    return taken;
  }
}
