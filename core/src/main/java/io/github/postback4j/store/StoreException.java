package io.github.postback4j.store;

import org.jspecify.annotations.Nullable;

/**
 * A store could not do its work now: the database is away, full, locked or has the wrong tables.
 * Its message carries no value that came from a click or a conversion.
 */
public final class StoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
