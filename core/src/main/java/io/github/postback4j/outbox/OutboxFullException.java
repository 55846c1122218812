package io.github.postback4j.outbox;

/**
 * A bounded outbox has no room for more: as many postbacks wait as it may hold. Nothing was added;
 * the call may be repeated once some were delivered. Its message carries no value that came from a
 * click or a conversion.
 */
public final class OutboxFullException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public OutboxFullException(String message) {
    super(message);
  }
}
