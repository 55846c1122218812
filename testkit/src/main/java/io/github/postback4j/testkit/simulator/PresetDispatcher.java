package io.github.postback4j.testkit.simulator;

import io.github.postback4j.network.NetworkDescription.Sample;
import io.github.postback4j.network.PostbackRequest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import okio.ByteString;

/** Parts what is for the network from what is for people and tests. Thread-safe. */
final class PresetDispatcher extends FaultyDispatcher {

  static final String CLICK = ControlApi.PREFIX + "click";

  private final PresetBooks books;
  private final Faults faults;
  private final ControlApi control;
  private final PresetLedgerPage page;
  private final Supplier<String> landing;

  /**
   * @param landing the landing page of a new click
   */
  PresetDispatcher(
      PresetBooks books,
      Faults faults,
      PresetLedgerPage page,
      Supplier<String> landing,
      SimulatorServer server) {
    super(server);
    this.books = books;
    this.faults = faults;
    this.page = page;
    this.landing = landing;
    control = new ControlApi(books, faults);
  }

  @Override
  MockResponse.Builder answer(RecordedRequest received) throws IOException {
    boolean forNetwork = received.getHeaders().get(PresetSender.ORIGIN) != null;
    if (!forNetwork) {
      RequestTarget target = RequestTarget.parse(received.getTarget());
      String path = target.path();
      if (path.equals(CLICK)) {
        return html(302, "").setHeader("Location", Percent.headerSafe(landing.get()));
      }
      if (path.equals(ControlApi.PREFIX) || received.getTarget().equals("/")) {
        return html(200, page.render(serverUrl()))
            .setHeader("Content-Security-Policy", LedgerHtml.CONTENT_SECURITY_POLICY);
      }
      if (path.startsWith(ControlApi.PREFIX)) {
        return control.answer(received.getMethod(), target, received.getBody());
      }
      if (path.equals("/favicon.ico")) {
        return html(404, LedgerHtml.message("There is nothing at this address."));
      }
    }
    Fault fault = faults.next();
    return onTheWire(received, fault, response(books.take(request(received), fault)));
  }

  private static MockResponse.Builder response(Sample answer) {
    String body = answer.body().strip();
    String type =
        body.startsWith("{") || body.startsWith("[")
            ? "application/json"
            : body.startsWith("<?xml") ? "application/xml" : "text/html; charset=UTF-8";
    return html(answer.status() == 0 ? 200 : answer.status(), answer.body())
        .setHeader("Content-Type", type);
  }

  /** As it was before it was led here; without scheme and host where it was sent here as such. */
  private static PostbackRequest request(RecordedRequest received) {
    Map<String, String> headers = new LinkedHashMap<>();
    received
        .getHeaders()
        .toMultimap()
        .forEach((name, values) -> headers.put(name, String.join(", ", values)));
    String origin = headers.remove(PresetSender.ORIGIN.toLowerCase(Locale.ROOT));
    ByteString body = received.getBody();
    return new PostbackRequest(
        Objects.requireNonNull(received.getMethod(), "method"),
        Objects.requireNonNullElse(origin, "") + received.getTarget(),
        headers,
        body == null || body.size() == 0 ? null : body.utf8());
  }
}
