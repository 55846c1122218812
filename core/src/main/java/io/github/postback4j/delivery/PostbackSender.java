package io.github.postback4j.delivery;

import io.github.postback4j.network.PostbackRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Makes one HTTP call, once: no repetition, no redirect, no cache, nothing but the configured host.
 * Safe for use by many threads.
 */
public interface PostbackSender extends AutoCloseable {

  /**
   * Sends without blocking the caller.
   *
   * @return completes with the result, within the call time-out and a little; never exceptionally
   */
  CompletableFuture<SendResult> send(PostbackRequest request, Options options);

  /** Ends calls under way (their outcome is {@code NoAnswer}) and frees threads and connections. */
  @Override
  void close();

  /**
   * How a network wants to be called.
   *
   * @param reuseConnections false where a repeated request could pay twice: an idle connection that
   *     the other side has closed would make the outcome unknown
   * @param allowPrivate whether a host name may resolve to a private, loopback or link-local address
   * @param callTimeout from the start to the end of the answer; positive
   */
  record Options(boolean reuseConnections, boolean allowPrivate, Duration callTimeout) {}
}
