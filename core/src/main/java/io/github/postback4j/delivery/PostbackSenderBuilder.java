package io.github.postback4j.delivery;

import io.github.postback4j.network.ConfigurationException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link PostbackSender} on OkHttp. TLS is always verified, certificate and host name.
 * Nothing is required. Not thread-safe.
 */
public final class PostbackSenderBuilder {

  private static final Duration LEAST = Duration.ofMillis(10);
  private static final Duration MOST = Duration.ofDays(1);

  private @Nullable KeyStore trustStore;
  private @Nullable KeyStore keyStore;
  private char[] keyPassword = {};
  private @Nullable Proxy proxy;
  private @Nullable ProxySelector proxySelector;
  private @Nullable ExecutorService executor;
  private Duration connectTimeout = Duration.ofSeconds(5);

  PostbackSenderBuilder() {}

  /**
   * Whose certificates are trusted: those in {@code trustStore} and no other; the JVM's trust store
   * by default. Read at {@link #build}; a change later has no effect.
   */
  public PostbackSenderBuilder trustStore(KeyStore trustStore) {
    this.trustStore = Objects.requireNonNull(trustStore, "trustStore");
    return this;
  }

  /**
   * The certificate to show to a server that asks for one, with its private key; none by default.
   * Read at {@link #build}; a change later has no effect.
   *
   * @param password of the private key; copied
   */
  public PostbackSenderBuilder clientCertificate(KeyStore keyStore, char[] password) {
    this.keyStore = Objects.requireNonNull(keyStore, "keyStore");
    this.keyPassword = password.clone();
    return this;
  }

  /**
   * The proxy for all calls, {@link Proxy#NO_PROXY} for none; what the system says by default. An
   * HTTP proxy tunnels {@code https} by {@code CONNECT}. It resolves the hosts' names, so it is the
   * proxy that has to refuse private addresses. One that wants a password needs {@link
   * PostbackSender#okHttp(OkHttpClient)}.
   */
  public PostbackSenderBuilder proxy(Proxy proxy) {
    this.proxy = Objects.requireNonNull(proxy, "proxy");
    return this;
  }

  /** Chooses the proxy for each call, instead of one {@link #proxy} for all. */
  public PostbackSenderBuilder proxySelector(ProxySelector proxySelector) {
    this.proxySelector = Objects.requireNonNull(proxySelector, "proxySelector");
    return this;
  }

  /**
   * Longest time for a connection to be made to one address, TLS left out, from 10 ms to 1 day; 5
   * seconds. The time-out of the whole call holds as well.
   */
  public PostbackSenderBuilder connectTimeout(Duration connectTimeout) {
    this.connectTimeout = Objects.requireNonNull(connectTimeout, "connectTimeout");
    return this;
  }

  /**
   * Runs the calls, each of which blocks one of its threads until it ends: on a JDK 21 or later
   * {@code Executors.newVirtualThreadPerTaskExecutor()} fits. By default threads of our own, as
   * many as calls are under way. A call that gets no thread within 3 seconds, or the call time-out
   * if that is shorter, is not sent ({@code busy}) and is tried again later.
   *
   * @param executor stays the caller's; never shut down from here
   */
  public PostbackSenderBuilder executor(ExecutorService executor) {
    this.executor = Objects.requireNonNull(executor, "executor");
    return this;
  }

  /**
   * The sender.
   *
   * @throws ConfigurationException if the trust store or the client certificate's store cannot be
   *     used, a proxy is given as well as a selector, or the time-out is out of its range
   */
  public PostbackSender build() {
    if (connectTimeout.compareTo(LEAST) < 0 || connectTimeout.compareTo(MOST) > 0) {
      throw new ConfigurationException(
          "connect-timeout", "is " + connectTimeout, "Give 10 ms to 1 day, such as 5s.");
    }
    if (proxy != null && proxySelector != null) {
      throw new ConfigurationException(
          "proxy", "is given as well as a proxy selector", "Keep one of the two.");
    }
    TlsStores stores =
        trustStore == null && keyStore == null
            ? null
            : new TlsStores(trustStore, keyStore, keyPassword); // wrong ones are told now
    Proxy all = proxy;
    ProxySelector selector = proxySelector;
    Duration timeout = connectTimeout;
    return new OkHttpPostbackSender(() -> client(timeout, all, selector, stores), executor);
  }

  /** The whole call is bounded by its time-out, so reading and writing need none of their own. */
  private static OkHttpClient client(
      Duration connectTimeout,
      @Nullable Proxy proxy,
      @Nullable ProxySelector selector,
      @Nullable TlsStores stores) {
    OkHttpClient.Builder client =
        new OkHttpClient.Builder()
            .connectTimeout(connectTimeout)
            .readTimeout(Duration.ZERO)
            .writeTimeout(Duration.ZERO);
    if (proxy != null) {
      client.proxy(proxy);
    }
    if (selector != null) {
      client.proxySelector(selector);
    }
    if (stores != null) {
      client.sslSocketFactory(stores.socketFactory(), stores.trustManager());
    }
    return client.build();
  }
}
