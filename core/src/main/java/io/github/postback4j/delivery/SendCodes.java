package io.github.postback4j.delivery;

/** Codes of {@link SendResult} that the dispatcher treats in a way of their own. */
final class SendCodes {

  /** The sender was closed; nothing is known against the network. */
  static final String CLOSED = "closed";

  /** An idle connection turned out to be closed; says nothing about the network either. */
  static final String STALE = "stale";

  /** No thread of ours was free, or the executor took no more work. */
  static final String BUSY = "busy";

  /** No call could be made of it here. */
  static final String CLIENT_FAILED = "client_failed";

  private SendCodes() {}
}
