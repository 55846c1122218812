package io.github.postback4j.delivery;

import io.github.postback4j.network.PostbackRequest;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import okhttp3.OkHttpClient;

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

  /**
   * Ends calls under way (their outcome is {@code NoAnswer}, or {@code NotSent} where nothing was
   * written yet) and frees threads and connections.
   */
  @Override
  void close();

  /**
   * How a network wants to be called.
   *
   * @param reuseConnections false where a repeated request could pay twice: an idle connection that
   *     the other side has closed would make the outcome unknown
   * @param allowPrivate whether a host name may resolve to a private, loopback or link-local
   *     address
   * @param callTimeout from the start to the end of the answer; positive
   */
  record Options(boolean reuseConnections, boolean allowPrivate, Duration callTimeout) {

    /**
     * @throws IllegalArgumentException if the time-out is not positive
     */
    public Options {
      if (callTimeout.isNegative() || callTimeout.isZero()) {
        throw new IllegalArgumentException("callTimeout must be positive: " + callTimeout);
      }
    }
  }

  /** A sender on OkHttp with nothing to be set: 5 s to connect, the system's proxy and trust. */
  static PostbackSender okHttp() {
    return okHttpBuilder().build();
  }

  /** A sender on OkHttp with trust store, client certificate, proxy and threads of your own. */
  static PostbackSenderBuilder okHttpBuilder() {
    return new PostbackSenderBuilder();
  }

  /**
   * A sender that takes from {@code client} its proxy, trust store, client certificate, host name
   * verifier, name resolver and time-outs. Its interceptors, authenticator, cookies, cache, event
   * listener, connections and threads are not used: they could repeat, alter or write down a call.
   *
   * <p>Names of hosts behind a proxy are resolved by the proxy, so it is the proxy that has to
   * refuse private addresses.
   *
   * @param client stays the caller's; never closed from here
   */
  static PostbackSender okHttp(OkHttpClient client) {
    Objects.requireNonNull(client, "client");
    return new OkHttpPostbackSender(() -> client, null);
  }
}
