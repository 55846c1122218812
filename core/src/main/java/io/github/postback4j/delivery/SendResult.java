package io.github.postback4j.delivery;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What one attempt brought, before the network's rules read it. */
public sealed interface SendResult {

  /**
   * The request surely never reached the network: nothing of it was written.
   *
   * @param code short and stable: {@code dns_error}, {@code connect_error}, {@code tls_error},
   *     {@code timeout_connect}, {@code timeout_tls}, {@code proxy_error}, {@code blocked_address},
   *     {@code bad_request}; {@code busy} where no thread of ours became free; {@code
   *     client_failed} where no HTTP client could be made, or no credentials could be added; {@code
   *     closed} where the sender was closed before
   * @param permanent whether a repetition cannot help (a blocked address, a request that is none)
   */
  record NotSent(String code, boolean permanent) implements SendResult {
    public NotSent {
      Objects.requireNonNull(code, "code");
    }
  }

  /**
   * The request may have been processed, and no complete answer came.
   *
   * @param code short and stable: {@code timeout}, {@code reset}, {@code bad_answer}; {@code stale}
   *     for a reset before the first byte of the answer on a connection that had been idle; {@code
   *     closed} where the sender was closed meanwhile
   * @param begun the head of an answer whose body broke off, with an empty body; null if not even a
   *     head came
   */
  record NoAnswer(String code, @Nullable Answered begun) implements SendResult {
    public NoAnswer {
      Objects.requireNonNull(code, "code");
    }

    /** Nothing of an answer came. */
    public NoAnswer(String code) {
      this(code, null);
    }
  }

  /**
   * The network answered. {@link #toString} leaves the body out.
   *
   * @param status HTTP status
   * @param body its first 16 KiB, as text; empty if there was none
   * @param retryAfter the {@code Retry-After} header as it came, or null
   * @param movedTo scheme and host that a redirect, which is not followed, points to; else null
   */
  record Answered(int status, String body, @Nullable String retryAfter, @Nullable String movedTo)
      implements SendResult {
    public Answered {
      Objects.requireNonNull(body, "body");
    }

    /** An answer that is no redirect. */
    public Answered(int status, String body, @Nullable String retryAfter) {
      this(status, body, retryAfter, null);
    }

    @Override
    public String toString() {
      return "Answered[" + status + "]";
    }
  }
}
