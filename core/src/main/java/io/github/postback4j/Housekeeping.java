package io.github.postback4j;

import io.github.postback4j.outbox.OutboxCare;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.outbox.Retention;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done about the stores from time to time, one small step after another: purging what is
 * kept long enough, expired clicks among it, and warning of postbacks that nobody here sends. Used
 * by one thread; other nodes may do the same at the same time.
 */
final class Housekeeping {

  private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);

  static final int BATCH = 500;

  /** Least time from one batch to the next; longer after one that took longer. */
  static final long PAUSE = Duration.ofMillis(100).toNanos();

  /** From the end of one round of purging to the next, more or less by a tenth. */
  static final long ROUND = Duration.ofMinutes(10).toNanos();

  private static final long STRANDED = Duration.ofHours(1).toNanos();
  private static final long FIRST_BACKOFF = Duration.ofSeconds(1).toNanos();

  private static final Set<PostbackState> RECORDED =
      EnumSet.of(PostbackState.RECORDED, PostbackState.DUPLICATE);
  private static final Set<PostbackState> REFUSED =
      EnumSet.of(PostbackState.REFUSED, PostbackState.EXPIRED);
  private static final Set<PostbackState> UNSEEN =
      EnumSet.of(PostbackState.UNCERTAIN, PostbackState.DEAD);

  private final OutboxCare outbox;
  private final Supplier<Map<String, Long>> stranded;
  private final Retention retention;
  private final RandomGenerator random;
  private final LongSupplier nanoTime;
  private final List<IntSupplier> tasks;
  private int task;
  private long roundDue;
  private long strandedDue;
  private long unseen;
  private long backoff;

  /**
   * @param purgeClicks deletes expired clicks, as many as it is told at most, and says how many
   * @param stranded how many postbacks wait for networks that are not configured here
   */
  Housekeeping(
      OutboxCare outbox,
      IntUnaryOperator purgeClicks,
      Supplier<Map<String, Long>> stranded,
      Retention retention,
      RandomGenerator random,
      LongSupplier nanoTime) {
    this.outbox = outbox;
    this.stranded = stranded;
    this.retention = retention;
    this.random = random;
    this.nanoTime = nanoTime;
    roundDue = nanoTime.getAsLong();
    strandedDue = roundDue;
    tasks =
        List.of(
            () -> outbox.purge(RECORDED, retention.recorded(), BATCH),
            () -> outbox.purge(REFUSED, retention.unrecorded(), BATCH),
            this::purgeUnseen,
            () -> outbox.forgetDecisions(retention.decisions(), BATCH),
            () -> outbox.blankRemoved(BATCH),
            () -> purgeClicks.applyAsInt(BATCH));
  }

  /**
   * Does one thing that is due, if any.
   *
   * @return how long to wait before the next step, in nanoseconds; never throws
   */
  long step() {
    try {
      long pause = work();
      backoff = 0;
      return pause;
    } catch (RuntimeException | Error e) {
      if (backoff == 0) {
        log.warn(
            "Postback4j cannot purge its stores now and tries again later ({})",
            FailureLog.describe(e));
      }
      backoff = backoff == 0 ? FIRST_BACKOFF : Math.min(ROUND, backoff * 2);
      return jittered(backoff);
    }
  }

  private long work() {
    long start = nanoTime.getAsLong();
    if (start - strandedDue >= 0) {
      warnOfStranded();
      strandedDue = start + STRANDED;
      return PAUSE;
    }
    if (start - roundDue < 0) {
      return Math.min(roundDue, strandedDue) - start;
    }
    int done = tasks.get(task).getAsInt();
    long now = nanoTime.getAsLong();
    if (done < BATCH && ++task == tasks.size()) {
      task = 0;
      roundDue = now + jittered(ROUND);
      sumUp();
    }
    return Math.max(PAUSE, now - start);
  }

  private int purgeUnseen() {
    int purged = outbox.purge(UNSEEN, retention.unrecorded(), BATCH);
    unseen += purged;
    return purged;
  }

  private void sumUp() {
    if (unseen > 0) {
      log.warn(
          "{} uncertain or dead postbacks that nobody replayed or settled within {} days were purged:"
              + " these sales may never have been paid",
          unseen,
          retention.unrecorded().toDays());
      unseen = 0;
    }
  }

  private void warnOfStranded() {
    Map<String, Long> waiting = stranded.get();
    if (!waiting.isEmpty()) {
      log.warn(
          "Postbacks wait for networks that are not configured here: {}. This node never sends them."
              + " Configure the networks again under these names, here or on another node, to have"
              + " them sent or expired",
          waiting);
    }
  }

  /** So that nodes do not purge in step. */
  private long jittered(long length) {
    return (long) ((double) length * (0.9 + 0.2 * random.nextDouble()));
  }
}
