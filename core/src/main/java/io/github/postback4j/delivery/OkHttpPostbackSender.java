package io.github.postback4j.delivery;

import io.github.postback4j.delivery.GuardedDns.NotingProxySelector;
import io.github.postback4j.delivery.SendResult.Answered;
import io.github.postback4j.delivery.SendResult.NotSent;
import io.github.postback4j.network.PostbackRequest;
import java.io.IOException;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import okhttp3.Authenticator;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.ConnectionPool;
import okhttp3.CookieJar;
import okhttp3.Dispatcher;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends with OkHttp, told to do nothing by itself.
 *
 * <p>OkHttp 5 repeats a 503 that says {@code Retry-After: 0}, trips over a long number there,
 * answers 401 and 407, and fails a 204 that announces a length: so the answer is taken from it at
 * the lowest place there is, and what it sees above is an empty 200. HTTP/2 is not spoken, because
 * there OkHttp may repeat a 421 and a cancelled call may have been written after all.
 */
final class OkHttpPostbackSender implements PostbackSender {

  private static final Logger log = LoggerFactory.getLogger(OkHttpPostbackSender.class);

  private static final int IDLE_CONNECTIONS = 64;
  private static final Duration IDLE_FOR = Duration.ofSeconds(20); // less than most servers' limit
  private static final Duration THREAD_WITHIN = Duration.ofSeconds(3);
  private static final Duration THREADS_END_WITHIN = Duration.ofSeconds(2);

  private final ExecutorService threads;
  private final boolean ownThreads;
  private final Supplier<OkHttpClient> client;
  private final ReentrantLock making = new ReentrantLock();
  private final String userAgent;
  private volatile @Nullable Clients made;
  private volatile boolean closed;

  /**
   * The same client, as calls on any connection and calls on a new one need it, with what they
   * share.
   */
  private record Clients(
      Dispatcher calls,
      ConnectionPool connections,
      OkHttpClient reusing,
      OkHttpClient reusingPrivate,
      OkHttpClient fresh,
      OkHttpClient freshPrivate) {

    OkHttpClient with(Options options) {
      if (options.reuseConnections()) {
        return options.allowPrivate() ? reusingPrivate : reusing;
      }
      return options.allowPrivate() ? freshPrivate : fresh;
    }
  }

  /**
   * Loads nothing of OkHttp's: that would be felt at an application's start.
   *
   * @param client asked for at the first call: reading the platform's certificates takes longer
   *     than the rest of a start
   * @param executor runs the calls and stays the caller's; null for threads of our own
   */
  OkHttpPostbackSender(Supplier<OkHttpClient> client, @Nullable ExecutorService executor) {
    this.client = Objects.requireNonNull(client, "client");
    ownThreads = executor == null;
    threads = executor == null ? ownThreads() : executor;
    String version = OkHttpPostbackSender.class.getPackage().getImplementationVersion();
    userAgent = version == null ? "postback4j" : "postback4j/" + version;
  }

  private Clients clients() {
    Clients known = made;
    if (known != null) {
      return known;
    }
    making.lock();
    try {
      known = made;
      if (known == null) {
        known = clients(client.get());
        made = known;
      }
      return known;
    } finally {
      making.unlock();
    }
  }

  private Clients clients(OkHttpClient given) {
    Dispatcher calls = new Dispatcher(threads);
    ConnectionPool connections =
        new ConnectionPool(IDLE_CONNECTIONS, IDLE_FOR.toMillis(), TimeUnit.MILLISECONDS);
    NotingProxySelector proxies = new NotingProxySelector(given.proxySelector());
    OkHttpClient safe = safe(given, calls, proxies);
    GuardedDns guarded = new GuardedDns(given.dns(), false, proxies.hosts());
    GuardedDns open = new GuardedDns(given.dns(), true, proxies.hosts());
    ConnectionPool none = new ConnectionPool(0, 1, TimeUnit.MILLISECONDS);
    return new Clients(
        calls,
        connections,
        safe.newBuilder().dns(guarded).connectionPool(connections).build(),
        safe.newBuilder().dns(open).connectionPool(connections).build(),
        safe.newBuilder().dns(guarded).connectionPool(none).build(),
        safe.newBuilder().dns(open).connectionPool(none).build());
  }

  private static ExecutorService ownThreads() {
    return new ThreadPoolExecutor(
        0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), new Threads());
  }

  private static OkHttpClient safe(
      OkHttpClient client, Dispatcher calls, NotingProxySelector proxies) {
    OkHttpClient.Builder builder = client.newBuilder();
    builder.interceptors().clear();
    builder.networkInterceptors().clear();
    Proxy fixed = client.proxy();
    if (fixed != null) {
      proxies.note(fixed);
    } else {
      builder.proxySelector(proxies);
    }
    return builder
        .addNetworkInterceptor(OkHttpPostbackSender::takeAnswer)
        .eventListenerFactory(HttpAttempt::listener)
        .dispatcher(calls)
        .protocols(List.of(Protocol.HTTP_1_1))
        .retryOnConnectionFailure(false)
        .followRedirects(false)
        .followSslRedirects(false)
        .fastFallback(false) // it connects on threads that are not ours
        .authenticator(Authenticator.NONE)
        .cookieJar(CookieJar.NO_COOKIES)
        .cache(null)
        .build();
  }

  /** All of it is done on the call's thread, for the one that asks has many to ask for. */
  @Override
  public CompletableFuture<SendResult> send(PostbackRequest request, Options options) {
    HttpAttempt attempt = new HttpAttempt(() -> closed);
    try {
      threads.execute(() -> call(request, options, attempt));
      if (!ownThreads) {
        boundWaiting(attempt, options.callTimeout());
      }
    } catch (RuntimeException | Error e) { // no thread is free, or none can be made
      attempt.abandon(); // unless it has begun: then it tells its own end
    }
    return attempt.result();
  }

  private void call(PostbackRequest request, Options options, HttpAttempt attempt) {
    if (!attempt.begin()) {
      return;
    }
    Call call;
    try {
      call = prepared(request, options, attempt);
    } catch (RuntimeException | Error e) { // such as a trust store of the platform's that is gone
      attempt.result().complete(new NotSent(SendCodes.CLIENT_FAILED, false));
      throw e;
    }
    if (call == null) {
      attempt.result().complete(new NotSent("bad_request", true));
      return;
    }
    try {
      attempt.onResponse(call, call.execute());
    } catch (IOException e) {
      attempt.onFailure(call, e);
    } catch (RuntimeException | Error e) {
      attempt.onFailure(call, new IOException("OkHttp failed", e));
      throw e;
    }
  }

  /** The call, not yet made; null if the request cannot be sent as it stands. */
  private @Nullable Call prepared(PostbackRequest request, Options options, HttpAttempt attempt) {
    Request plain = HttpRequests.of(request, userAgent, options.reuseConnections());
    if (plain == null) {
      return null;
    }
    Request tagged = plain.newBuilder().tag(HttpAttempt.class, attempt).build();
    Call call = clients().with(options).newCall(tagged);
    call.timeout().timeout(options.callTimeout().toNanos(), TimeUnit.NANOSECONDS);
    return call;
  }

  /**
   * OkHttp's time-out starts with the thread. A call that got none is given up here, or it could be
   * sent when its claim is long over.
   */
  private static void boundWaiting(HttpAttempt attempt, Duration callTimeout) {
    Duration most = callTimeout.compareTo(THREAD_WITHIN) < 0 ? callTimeout : THREAD_WITHIN;
    CompletableFuture.delayedExecutor(most.toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
        .execute(attempt::abandon);
  }

  /** Takes the whole answer, and leaves OkHttp nothing it could act upon. */
  private static Response takeAnswer(Interceptor.Chain chain) throws IOException {
    HttpAttempt attempt = HttpAttempt.of(chain.request());
    Response response = chain.proceed(chain.request());
    if (isFromProxy(chain, response)) {
      attempt.refusedByProxy();
      return response; // the one thing OkHttp may answer: the proxy wants a password
    }
    try (response) {
      int status = response.code();
      String retryAfter = response.header("Retry-After");
      String movedTo = AnswerReader.movedTo(response);
      attempt.begun(new Answered(status, "", retryAfter, movedTo));
      String body = AnswerReader.read(response);
      attempt.answered(new Answered(status, body, retryAfter, movedTo));
    }
    return new Response.Builder()
        .request(response.request())
        .protocol(response.protocol())
        .code(200)
        .message("taken")
        .body(ResponseBody.create("", null))
        .build();
  }

  private static boolean isFromProxy(Interceptor.Chain chain, Response response) {
    Connection connection = chain.connection();
    return response.code() == 407
        && connection != null
        && !chain.request().isHttps()
        && connection.route().proxy().type() == Proxy.Type.HTTP;
  }

  @Override
  public void close() {
    closed = true;
    Clients known;
    making.lock(); // or one that is being made would be left open
    try {
      known = made;
    } finally {
      making.unlock();
    }
    CountDownLatch idle = new CountDownLatch(1);
    if (known != null) {
      known.calls.setIdleCallback(idle::countDown);
      known.calls.runningCalls().forEach(Call::cancel);
    }
    if (ownThreads) {
      threads.shutdown();
    }
    if (known != null) {
      known.connections.evictAll();
    }
    try {
      if (!end(known, idle, THREADS_END_WITHIN.toMillis())) {
        log.info("Some calls are still resolving a name; their threads end with that");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (known != null) {
      known.connections.evictAll(); // those given back meanwhile
    }
  }

  private boolean end(@Nullable Clients known, CountDownLatch idle, long millis)
      throws InterruptedException {
    if (ownThreads) {
      return threads.awaitTermination(millis, TimeUnit.MILLISECONDS);
    }
    return known == null
        || known.calls.runningCallsCount() == 0
        || idle.await(millis, TimeUnit.MILLISECONDS);
  }

  /** Daemons; what kills one was told as the call's outcome already, so nothing is printed. */
  private static final class Threads implements ThreadFactory {
    private final AtomicInteger made = new AtomicInteger();

    @Override
    public Thread newThread(Runnable work) {
      Thread thread = new Thread(work, "postback4j-http-" + made.incrementAndGet());
      thread.setDaemon(true);
      thread.setUncaughtExceptionHandler(
          (dying, cause) -> log.debug("A call ended with {}", cause.getClass().getName()));
      return thread;
    }
  }
}
