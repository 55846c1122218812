package io.github.postback4j.testkit.simulator;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all simulators do with a request: answer it, or fail as they were told. Thread-safe. */
abstract class FaultyDispatcher extends Dispatcher {

  private static final Logger log = LoggerFactory.getLogger(FaultyDispatcher.class);

  private static final String HTML = "text/html; charset=UTF-8";

  private final SimulatorServer server;

  FaultyDispatcher(SimulatorServer server) {
    this.server = server;
  }

  /** The answer to a request. */
  abstract MockResponse.Builder answer(RecordedRequest received) throws IOException;

  @Override
  public final MockResponse dispatch(RecordedRequest request) throws InterruptedException {
    server.forgetRecorded();
    MockResponse.Builder response;
    try {
      response = answer(request);
    } catch (IOException | RuntimeException e) {
      log.error("A fault of the simulator's own; the request is not in its books: {}", where(e));
      response = html(500, LedgerHtml.message("The simulator failed: " + e.getClass().getName()));
    }
    if (closesConnection(request)) {
      response.onResponseEnd(new SocketEffect.CloseSocket());
    }
    return response.build();
  }

  /** Without its message, which may hold what the request held. */
  private static String where(Exception failure) {
    StackTraceElement[] trace = failure.getStackTrace();
    return failure.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
  }

  private static boolean closesConnection(RecordedRequest request) {
    return "HTTP/1.0".equals(request.getVersion())
        || "close".equalsIgnoreCase(request.getHeaders().get("Connection"));
  }

  final String serverUrl() {
    return server.url();
  }

  /**
   * What goes out: the answer, or what a fault makes of it.
   *
   * @param fault null for none
   */
  final MockResponse.Builder onTheWire(
      RecordedRequest request, @Nullable Fault fault, MockResponse.Builder answer)
      throws IOException {
    if (fault == null) {
      return answer;
    }
    int connection = request.getConnectionIndex();
    return switch (fault.kind()) {
      case ANSWER -> answer;
      case DELAY -> answer.headersDelay(fault.delay().toMillis(), TimeUnit.MILLISECONDS);
      case STATUS -> status(fault);
      case RESET -> {
        server.sockets().resetOnClose(connection);
        yield cut();
      }
      case HANG -> {
        server.sockets().awaitHangUp(connection);
        yield cut();
      }
    };
  }

  private static MockResponse.Builder status(Fault fault) {
    MockResponse.Builder response = html(fault.status(), fault.body());
    String retryAfter = fault.retryAfter();
    return retryAfter == null ? response : response.setHeader("Retry-After", retryAfter);
  }

  private static MockResponse.Builder cut() {
    return new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket());
  }

  /** The policy keeps a browser from running what a hostile ID smuggled into an answer. */
  static MockResponse.Builder html(int status, String body) {
    return new MockResponse.Builder()
        .code(status)
        .body(body)
        .setHeader("Content-Type", HTML)
        .setHeader("Cache-Control", "no-store")
        .setHeader("Content-Security-Policy", "default-src 'none'");
  }

  static Map<String, List<String>> headersOf(RecordedRequest request) {
    Map<String, List<String>> headers = new HashMap<>();
    request
        .getHeaders()
        .toMultimap()
        .forEach((name, values) -> headers.put(name, List.copyOf(values)));
    return Map.copyOf(headers);
  }
}
