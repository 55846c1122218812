package io.github.postback4j.delivery;

import io.github.postback4j.delivery.PostbackSender.Options;
import io.github.postback4j.outbox.Outbox.Claim;
import io.github.postback4j.outbox.Outbox.Queue;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /** Claimed and not yet sent, in the order of their claims; only what may be repeated. */
  private final Deque<Ahead> ahead = new ArrayDeque<>();

  /** How many the last claim left to be sent. */
  private int leftByClaim;

  /** The claim that another thread is making. */
  @Nullable NextClaim next;

  /** Whether something may have become due since that claim was asked for. */
  boolean news;

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

  /**
   * Adds what a claim brought.
   *
   * @param until until when it may be sent
   */
  void addAhead(List<Claim> claims, long until) {
    claims.forEach(claim -> ahead.add(new Ahead(claim, until)));
    leftByClaim = ahead.size();
  }

  /** How many are claimed and not sent. */
  int ahead() {
    return ahead.size();
  }

  /** The postbacks that are claimed and not sent. */
  List<String> aheadIds() {
    return ahead.stream().map(one -> one.claim().postback().id()).toList();
  }

  /** Whether half of what was claimed ahead is used up. */
  boolean runsLow() {
    return !ahead.isEmpty() && ahead.size() <= leftByClaim / 2;
  }

  /** Until when the first of those ahead may be sent; there is one. */
  long aheadUntil() {
    return ahead.element().until();
  }

  /** Takes the first of those ahead; there is one. */
  Claim takeFirst() {
    return ahead.remove().claim();
  }

  /** Takes all that is claimed and not sent. */
  List<Claim> takeAhead() {
    List<Claim> taken = ahead.stream().map(Ahead::claim).toList();
    ahead.clear();
    return taken;
  }

  private record Ahead(Claim claim, long until) {}
}
