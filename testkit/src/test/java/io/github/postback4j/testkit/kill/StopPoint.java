package io.github.postback4j.testkit.kill;

/** Where a shop node is when it is killed. */
enum StopPoint {
  /** At a random moment of its start. */
  STARTING,
  /** At a random moment of its work. */
  WORKING,
  /** The order is written, the conversion not yet tracked. */
  ORDERED,
  /** The conversion is tracked, nothing committed. */
  TRACKED,
  /** Order and conversion are committed. */
  COMMITTED,
  /** Postbacks are claimed, none of them sent. */
  CLAIMED,
  /** A postback is about to be sent. */
  SENDING,
  /** The network has answered, nobody has read it. */
  ANSWERED,
  /** The outcomes of a batch are about to be written. */
  MARKING,
  /** The outcomes of a batch are written. */
  MARKED;

  /** Whether the node itself can tell that it is there. */
  boolean isReached() {
    return this != STARTING && this != WORKING;
  }
}
