package io.github.postback4j.delivery;

import io.github.postback4j.delivery.GuardedDns.BlockedAddressException;
import io.github.postback4j.delivery.SendResult.Answered;
import io.github.postback4j.delivery.SendResult.NoAnswer;
import io.github.postback4j.delivery.SendResult.NotSent;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Follows one call and says what became of it. That nothing was written is known from OkHttp's
 * events: each comes before the bytes it announces, so what was not announced was not sent.
 */
final class HttpAttempt extends EventListener implements Callback {

  /** How far the call has come. */
  private enum Phase {
    WAITING,
    RESOLVING,
    CONNECTING,
    SECURING,
    READY,
    WRITTEN,
    ANSWERING
  }

  private final BooleanSupplier closed;
  private final CompletableFuture<SendResult> result = new CompletableFuture<>();
  private final AtomicBoolean taken = new AtomicBoolean();
  private volatile Phase phase = Phase.WAITING;
  private volatile boolean connected;
  private volatile boolean viaProxy;
  private volatile boolean proxyRefused;
  private volatile @Nullable Answered begun;
  private volatile @Nullable Answered answer;

  /**
   * @param closed whether the sender was closed: then a cancelled call was not ended by its
   *     time-out
   */
  HttpAttempt(BooleanSupplier closed) {
    this.closed = closed;
  }

  CompletableFuture<SendResult> result() {
    return result;
  }

  /** A thread takes it up; false if it was given up before, and is not to be made. */
  boolean begin() {
    return taken.compareAndSet(false, true);
  }

  /** Gives it up if it has not begun, for want of a thread. */
  void abandon() {
    if (taken.compareAndSet(false, true)) {
      result.complete(
          new NotSent(closed.getAsBoolean() ? SendCodes.CLOSED : SendCodes.BUSY, false));
    }
  }

  /** The head of an answer, whose body may yet break off. */
  void begun(Answered head) {
    begun = head;
  }

  /** A complete answer; whatever fails afterwards is no concern of ours. */
  void answered(Answered complete) {
    answer = complete;
  }

  /** A proxy refused and passed nothing on; OkHttp may ask it again with a password. */
  void refusedByProxy() {
    phase = Phase.READY;
    proxyRefused = true;
  }

  @Override
  public void dnsStart(Call call, String domainName) {
    phase = Phase.RESOLVING;
  }

  @Override
  public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
    phase = Phase.CONNECTING;
    connected = true;
    viaProxy = proxy.type() == Proxy.Type.HTTP;
  }

  @Override
  public void secureConnectStart(Call call) {
    phase = Phase.SECURING;
  }

  @Override
  public void connectionAcquired(Call call, Connection connection) {
    phase = Phase.READY;
    if (closed.getAsBoolean()) {
      call.cancel(); // it began while the sender was closed, unseen
    }
  }

  @Override
  public void requestHeadersStart(Call call) {
    phase = Phase.WRITTEN;
  }

  @Override
  public void responseHeadersStart(Call call) {
    phase = Phase.ANSWERING;
  }

  @Override
  public void responseHeadersEnd(Call call, Response response) {
    int status = response.code();
    if (status == 204 || status == 205) {
      // OkHttp fails the call if such an answer announces a length; there is no body to wait for.
      answer = new Answered(status, "", response.header("Retry-After"));
    }
  }

  /**
   * Time-out or {@link PostbackSender#close}. OkHttp cannot be stopped while it resolves a name,
   * but it sends nothing any more: if nothing was written yet, nothing will be, and this can be
   * told now.
   */
  @Override
  public void canceled(Call call) {
    if (phase.compareTo(Phase.WRITTEN) < 0) {
      result.complete(notSent(new InterruptedIOException("timeout")));
    }
  }

  @Override
  public void onResponse(Call call, Response response) {
    response.close();
    Answered complete = answer;
    result.complete(complete != null ? complete : notSent(new IOException("refused by proxy")));
  }

  @Override
  public void onFailure(Call call, IOException failure) {
    Answered complete = answer;
    if (complete != null) {
      result.complete(complete);
    } else if (phase.compareTo(Phase.WRITTEN) < 0 || isUnheard(failure)) {
      result.complete(notSent(failure));
    } else {
      result.complete(noAnswer(failure));
    }
  }

  /**
   * In TLS 1.3 a server refuses our certificate, or that there is none, only after we finished the
   * handshake and wrote; it passed nothing on before it was content with the handshake. Where
   * writing failed first, OkHttp adds what reading said.
   */
  private boolean isUnheard(IOException failure) {
    return connected
        && phase == Phase.WRITTEN
        && (failure instanceof SSLHandshakeException
            || Stream.of(failure.getSuppressed())
                .anyMatch(SSLHandshakeException.class::isInstance));
  }

  private NotSent notSent(IOException failure) {
    if (closed.getAsBoolean()) {
      return new NotSent(SendCodes.CLOSED, false);
    }
    if (failure instanceof BlockedAddressException) {
      return new NotSent("blocked_address", true);
    }
    if (failure instanceof UnknownHostException || phase == Phase.RESOLVING) {
      return new NotSent("dns_error", false);
    }
    if (failure instanceof SSLException || phase == Phase.WRITTEN) {
      return new NotSent("tls_error", false);
    }
    boolean late = failure instanceof InterruptedIOException;
    if (phase == Phase.SECURING) {
      return new NotSent(late ? "timeout_tls" : "tls_error", false);
    }
    if (late) {
      return new NotSent("timeout_connect", false);
    }
    boolean proxy = proxyRefused || (viaProxy && !(failure instanceof ConnectException));
    return new NotSent(proxy ? "proxy_error" : "connect_error", false);
  }

  private NoAnswer noAnswer(IOException failure) {
    return new NoAnswer(noAnswerCode(failure), begun);
  }

  private String noAnswerCode(IOException failure) {
    if (closed.getAsBoolean()) {
      return SendCodes.CLOSED;
    }
    if (failure instanceof InterruptedIOException) {
      return "timeout";
    }
    if (failure instanceof ProtocolException || failure.getCause() instanceof RuntimeException) {
      return "bad_answer";
    }
    boolean idle = !connected && phase == Phase.WRITTEN;
    return idle ? SendCodes.STALE : "reset";
  }

  /** The attempt that this request belongs to. */
  static HttpAttempt of(Request request) {
    HttpAttempt attempt = request.tag(HttpAttempt.class);
    if (attempt == null) {
      throw new IllegalStateException("a request of somebody else");
    }
    return attempt;
  }

  /** The same, or a listener that does nothing where there is none. */
  static EventListener listener(Call call) {
    HttpAttempt attempt = call.request().tag(HttpAttempt.class);
    return attempt == null ? EventListener.NONE : attempt;
  }
}
