package io.github.postback4j.outbox;

/** Where a postback stands. The last six are final until a person replays or settles. */
public enum PostbackState {
  /** Waiting for its first or next attempt. */
  PENDING,
  /** Claimed by a node, an attempt is under way. */
  IN_FLIGHT,
  /** The network has it. */
  RECORDED,
  /** The network already had this ID from something else. */
  DUPLICATE,
  /** The network said no, with its reason. */
  REFUSED,
  /** Parked: an attempt may or may not have been booked, and repeating it could pay twice. */
  UNCERTAIN,
  /** Attempts exhausted, or the stored request is unreadable. */
  DEAD,
  /** The deadline passed and it was surely not booked. */
  EXPIRED;

  /** Whether nothing more happens without a person. */
  public boolean isFinal() {
    return this != PENDING && this != IN_FLIGHT;
  }
}
