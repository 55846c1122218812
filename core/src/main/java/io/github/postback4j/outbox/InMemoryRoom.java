package io.github.postback4j.outbox;

import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bounds of an in-memory outbox, in numbers and bytes: what waits is refused beyond them, what
 * is finished gives way. {@link InMemoryOutbox} holds its lock around every call.
 */
final class InMemoryRoom {

  private static final Logger log = LoggerFactory.getLogger(InMemoryRoom.class);

  private static final long MIB = 1024 * 1024;
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final PostbackTable postbacks;
  private final DecisionTable decisions;
  private final int maxPostbacks;
  private final long maxBytes;
  private final InMemoryTime time;

  /** How many that waited for a person gave way and were not told of yet. */
  private long unsolved;

  private long tellAfter;

  InMemoryRoom(
      PostbackTable postbacks,
      DecisionTable decisions,
      int maxPostbacks,
      long maxBytes,
      InMemoryTime time) {
    this.postbacks = postbacks;
    this.decisions = decisions;
    this.time = time;
    this.maxPostbacks = maxPostbacks;
    this.maxBytes = maxBytes;
  }

  /**
   * @throws OutboxFullException if these do not fit beside what cannot give way
   */
  void require(MadeDecision made, List<Postback> added) {
    long bytes = postbacks.waitingBytes() + decisions.neededBytes() + made.bytes();
    for (Postback postback : added) {
      bytes += Footprint.of(postback);
    }
    if (postbacks.waiting() + added.size() > maxPostbacks || bytes > maxBytes) {
      throw new OutboxFullException(
          ("the in-memory outbox is full: %d postbacks wait, and with this one take %d MiB of %d,"
                  + " at most %d may wait")
              .formatted(postbacks.waiting(), bytes / MIB, maxBytes / MIB, maxPostbacks));
    }
  }

  /**
   * What is finished gives way, the postbacks first, oldest first; those that wait for a person
   * last, and not in silence.
   */
  void make() {
    while (postbacks.size() > maxPostbacks || isOverweight()) {
      if (!postbacks.forgetOldestOver()) {
        if (!postbacks.forgetOldestUnsolved()) {
          break;
        }
        unsolved++;
      }
    }
    if (unsolved > 0 && time.now() >= tellAfter) {
      tell();
    }
    while (decisions.size() > maxPostbacks || isOverweight()) {
      if (!decisions.forgetOldestIdle()) {
        break;
      }
    }
  }

  /** Tells how many gave way that a person had to see, if any did since the last time. */
  void tell() {
    if (unsolved > 0) {
      log.warn(
          "The in-memory outbox is full: {} uncertain or dead postbacks that nobody replayed or"
              + " settled gave way: these sales may never have been paid",
          unsolved);
      unsolved = 0;
      tellAfter = time.now() + MINUTE;
    }
  }

  private boolean isOverweight() {
    return postbacks.bytes() + decisions.bytes() > maxBytes;
  }
}
