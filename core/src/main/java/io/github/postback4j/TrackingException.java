package io.github.postback4j;

import org.jspecify.annotations.Nullable;

/**
 * A conversion could not be tracked, and the tracker is strict: whoever chose that would rather
 * lose the order than the report.
 */
public final class TrackingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TrackingException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
