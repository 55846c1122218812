package io.github.postback4j.testkit.simulator;

import java.io.IOException;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;

/** Finds out what a request is, and gives it to the one who answers it. Thread-safe. */
final class SimulatorDispatcher extends FaultyDispatcher {

  static final String CLICK = "/aff_c";
  static final String CONVERSION = "/aff_lsr";
  static final String GOAL = "/aff_goal";

  private final NetworkSetup setup;
  private final Books books;
  private final Faults faults;
  private final ControlApi control;
  private final LedgerPage page;

  SimulatorDispatcher(NetworkSetup setup, Books books, Faults faults, SimulatorServer server) {
    super(server);
    this.setup = setup;
    this.books = books;
    this.faults = faults;
    control = new ControlApi(books, faults);
    page = new LedgerPage(setup, books, faults);
  }

  @Override
  MockResponse.Builder answer(RecordedRequest received) throws IOException {
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
      return html(200, page.render(serverUrl()))
          .setHeader("Content-Security-Policy", LedgerHtml.CONTENT_SECURITY_POLICY);
    }
    if (!path.equals("/favicon.ico")) {
      books.unknown(method, received.getTarget(), headersOf(received), "[404]");
    }
    return html(404, LedgerHtml.message("There is nothing at this address."));
  }

  private MockResponse.Builder click(RequestTarget request) {
    Offer offer = setup.offers().get(request.number("offer_id"));
    if (offer == null) {
      return html(404, LedgerHtml.message("There is no such offer."));
    }
    long partnerId = request.number("aff_id");
    if (partnerId < 1) {
      return html(404, LedgerHtml.message("The link has no aff_id."));
    }
    String deepLink = request.value("url");
    if (!deepLink.isEmpty()
        && !deepLink.startsWith("http://")
        && !deepLink.startsWith("https://")) {
      return html(404, LedgerHtml.message("A deep link begins with http:// or https://."));
    }
    ClickSession click = books.click(offer.id(), partnerId);
    return html(302, "").setHeader("Location", setup.landingUrl(offer, click, request));
  }

  private MockResponse.Builder convert(RecordedRequest request) throws IOException {
    Fault fault = faults.next();
    String answer =
        books.convert(request.getMethod(), request.getTarget(), headersOf(request), fault);
    return onTheWire(request, fault, html(200, answer));
  }
}
