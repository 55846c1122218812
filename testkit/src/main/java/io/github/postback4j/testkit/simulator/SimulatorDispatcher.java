package io.github.postback4j.testkit.simulator;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;

/** Finds out what a request is, and gives it to the one who answers it. Thread-safe. */
final class SimulatorDispatcher extends Dispatcher {

  static final String CLICK = "/aff_c";
  static final String CONVERSION = "/aff_lsr";
  static final String GOAL = "/aff_goal";

  private static final String HTML = "text/html; charset=UTF-8";

  private final NetworkSetup setup;
  private final Books books;
  private final Faults faults;
  private final SimulatorSockets sockets;
  private final ControlApi control;
  private final LedgerPage page;
  private final MockWebServer server;

  SimulatorDispatcher(
      NetworkSetup setup,
      Books books,
      Faults faults,
      SimulatorSockets sockets,
      MockWebServer server) {
    this.setup = setup;
    this.books = books;
    this.faults = faults;
    this.sockets = sockets;
    this.server = server;
    control = new ControlApi(books, faults);
    page = new LedgerPage(setup, books, faults);
  }

  @Override
  public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
    forgetRecorded();
    MockResponse.Builder response;
    try {
      response = answer(request);
    } catch (IOException | RuntimeException e) {
      response = html(500, LedgerPage.message("The simulator failed: " + e.getClass().getName()));
    }
    if (closesConnection(request)) {
      response.onResponseEnd(new SocketEffect.CloseSocket());
    }
    return response.build();
  }

  /** MockWebServer keeps every request until somebody takes it: for ever, in a long run. */
  private void forgetRecorded() throws InterruptedException {
    while (server.takeRequest(0, TimeUnit.NANOSECONDS) != null) {
      // The books have their own, bounded list.
    }
  }

  private static boolean closesConnection(RecordedRequest request) {
    return "HTTP/1.0".equals(request.getVersion())
        || "close".equalsIgnoreCase(request.getHeaders().get("Connection"));
  }

  private MockResponse.Builder answer(RecordedRequest received) throws IOException {
    RequestTarget request = RequestTarget.parse(received.getTarget());
    String path = request.path();
    String method = received.getMethod();
    if (path.startsWith(ControlApi.PREFIX)) {
      return control.answer(method, request, received.getBody());
    }
    if (!method.equals("GET") && !method.equals("POST")) {
      return new MockResponse.Builder().code(405).setHeader("Allow", "GET, POST");
    }
    if (path.equals(CLICK)) {
      return click(request);
    }
    if (path.equals(CONVERSION) || path.equals(GOAL) || setup.offerAtEncryptedPath(path) != null) {
      return convert(received);
    }
    if (path.equals("/") || path.equals("/ledger")) {
      return html(200, page.render(NetworkSimulator.urlOf(server)))
          .setHeader("Content-Security-Policy", LedgerPage.CONTENT_SECURITY_POLICY);
    }
    if (!path.equals("/favicon.ico")) {
      books.unknown(method, received.getTarget(), headersOf(received), "[404]");
    }
    return html(404, LedgerPage.message("There is nothing at this address."));
  }

  private MockResponse.Builder click(RequestTarget request) {
    Offer offer = setup.offers().get(request.number("offer_id"));
    if (offer == null) {
      return html(404, LedgerPage.message("There is no such offer."));
    }
    long partnerId = request.number("aff_id");
    if (partnerId < 1) {
      return html(404, LedgerPage.message("The link has no aff_id."));
    }
    String deepLink = request.value("url");
    if (!deepLink.isEmpty()
        && !deepLink.startsWith("http://")
        && !deepLink.startsWith("https://")) {
      return html(404, LedgerPage.message("A deep link begins with http:// or https://."));
    }
    ClickSession click = books.click(offer.id(), partnerId);
    return html(302, "").setHeader("Location", setup.landingUrl(offer, click, request));
  }

  private MockResponse.Builder convert(RecordedRequest request) throws IOException {
    Fault fault = faults.next();
    String answer =
        books.convert(request.getMethod(), request.getTarget(), headersOf(request), fault);
    if (fault == null) {
      return html(200, answer);
    }
    int connection = request.getConnectionIndex();
    return switch (fault.kind()) {
      case DELAY -> html(200, answer).headersDelay(fault.delay().toMillis(), TimeUnit.MILLISECONDS);
      case STATUS -> status(fault);
      case RESET -> {
        sockets.resetOnClose(connection);
        yield cut();
      }
      case HANG -> {
        sockets.awaitHangUp(connection);
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

  private static Map<String, List<String>> headersOf(RecordedRequest request) {
    Map<String, List<String>> headers = new HashMap<>();
    request
        .getHeaders()
        .toMultimap()
        .forEach((name, values) -> headers.put(name, List.copyOf(values)));
    return Map.copyOf(headers);
  }
}
