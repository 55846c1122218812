package io.github.postback4j.outbox;

import io.github.postback4j.outbox.PostbackTable.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decision in an in-memory outbox: held back while the transaction it was made in is open, then
 * kept or undone. Guarded by the lock of {@link InMemoryOutbox}.
 */
final class MadeDecision {

  /** Of which there is one decision. */
  record Key(String orderId, String goal, String part) {
    static Key of(Decision decision) {
      return new Key(decision.orderId(), decision.goal(), decision.part());
    }
  }

  private final Key key;
  private Decision decision;
  private final boolean inTransaction;
  private final long madeAt;
  private long bytes;
  private List<Row> rows = List.of();
  private @Nullable Thread maker = Thread.currentThread();
  private int unfinished;
  private int unsolved;
  private int left;

  /**
   * @param inTransaction whether the end of the caller's transaction decides about it
   * @param madeAt by {@link InMemoryTime}
   */
  MadeDecision(Key key, Decision decision, boolean inTransaction, long madeAt) {
    this.madeAt = madeAt;
    this.bytes = Footprint.of(decision);
    this.key = key;
    this.decision = decision;
    this.inTransaction = inTransaction;
  }

  Key key() {
    return key;
  }

  Decision decision() {
    return decision;
  }

  /** Takes the place of the decision; no postback comes or goes. */
  void become(Decision changed) {
    decision = changed;
    bytes = Footprint.of(changed);
  }

  long madeAt() {
    return madeAt;
  }

  /** About how much heap it takes. */
  long bytes() {
    return bytes;
  }

  boolean isInTransaction() {
    return inTransaction;
  }

  List<Row> rows() {
    return rows;
  }

  /** Sets its postbacks, none of them finished. */
  void setRows(List<Row> added) {
    rows = added;
    unfinished = added.size();
    left = added.size();
  }

  /** Whether it is neither kept nor undone yet. */
  boolean isHeld() {
    return maker != null;
  }

  /** Whether the calling thread must not see it: it is held by another. */
  boolean isHidden() {
    return maker != null && maker != Thread.currentThread();
  }

  /** Ends the hold; the rows are no longer needed. */
  void endHold() {
    maker = null;
    rows = List.of();
  }

  /** Whether a postback of it is still there, finished or not. */
  boolean hasPostbacks() {
    return left > 0;
  }

  /** One of its postbacks was deleted. */
  void postbackForgotten() {
    left--;
  }

  /** Whether a postback of it is still to be sent. */
  boolean isUnfinished() {
    return unfinished > 0;
  }

  void addUnfinished(int more) {
    unfinished += more;
  }

  /** Whether a postback of it waits for a person. */
  boolean isUnsolved() {
    return unsolved > 0;
  }

  void addUnsolved(int more) {
    unsolved += more;
  }
}
