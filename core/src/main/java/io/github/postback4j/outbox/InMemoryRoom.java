package io.github.postback4j.outbox;

import java.util.List;

/**
 * The bounds of an in-memory outbox, in numbers and bytes: what waits is refused beyond them, what
 * is finished gives way. {@link InMemoryOutbox} holds its lock around every call.
 */
final class InMemoryRoom {

  private static final long MIB = 1024 * 1024;

  private final PostbackTable postbacks;
  private final DecisionTable decisions;
  private final int maxPostbacks;
  private final long maxBytes;

  InMemoryRoom(PostbackTable postbacks, DecisionTable decisions, int maxPostbacks, long maxBytes) {
    this.postbacks = postbacks;
    this.decisions = decisions;
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

  /** What is finished gives way, the postbacks first, oldest first. */
  void make() {
    while (postbacks.size() > maxPostbacks || isOverweight()) {
      if (!postbacks.forgetOldestFinished()) {
        break;
      }
    }
    while (decisions.size() > maxPostbacks || isOverweight()) {
      if (!decisions.forgetOldestIdle()) {
        break;
      }
    }
  }

  private boolean isOverweight() {
    return postbacks.bytes() + decisions.bytes() > maxBytes;
  }
}
