package io.github.postback4j.testkit.simulator;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import mockwebserver3.MockResponse;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** The simulator's own addresses under {@code /simulator/}: its books and its faults as JSON. */
final class ControlApi {

  static final String PREFIX = "/simulator/";

  /** What is shown and cleared here. */
  interface Shown {

    /** The lines of the ledger as JSON, the latest {@code last}, oldest first. */
    Buffer ledger(int last) throws IOException;

    /** The same of the requests. */
    Buffer requests(int last) throws IOException;

    void clear();

    /** A fault that is asked for; see {@link FaultFields}. */
    default Fault fault(Map<String, String> fields) {
      return FaultFields.read(fields);
    }
  }

  private final Shown books;
  private final Faults faults;

  ControlApi(Shown books, Faults faults) {
    this.books = books;
    this.faults = faults;
  }

  MockResponse.Builder answer(String method, RequestTarget request, @Nullable ByteString body)
      throws IOException {
    try {
      return route(method, request, body);
    } catch (IllegalArgumentException | IllegalStateException e) {
      return json(400, Json.error(String.valueOf(e.getMessage())));
    }
  }

  private MockResponse.Builder route(
      String method, RequestTarget request, @Nullable ByteString body) throws IOException {
    return switch (method + " " + request.path().substring(PREFIX.length())) {
      case "GET ledger" -> json(200, books.ledger(last(request)));
      case "GET requests" -> json(200, books.requests(last(request)));
      case "GET faults" -> json(200, Json.faults(faults.all()));
      case "POST faults" -> {
        faults.add(fault(request, body));
        yield json(201, Json.faults(faults.all()));
      }
      case "DELETE faults" -> {
        faults.clear();
        yield json(200, Json.faults(faults.all()));
      }
      case "POST clear" -> {
        books.clear();
        faults.clear();
        yield json(200, books.ledger(Integer.MAX_VALUE));
      }
      default -> json(404, Json.error("no such address or method"));
    };
  }

  private static int last(RequestTarget request) {
    if (!request.has("last")) {
      return Integer.MAX_VALUE;
    }
    long last = request.number("last");
    if (last < 0) {
      throw new IllegalArgumentException("last must be a whole number, 0 or more");
    }
    return (int) Math.min(last, Integer.MAX_VALUE);
  }

  private Fault fault(RequestTarget request, @Nullable ByteString body) {
    Map<String, String> fields = new LinkedHashMap<>(request.parameters());
    if (body != null && body.size() > 0) {
      fields.putAll(Json.fields(body.utf8()));
    }
    return books.fault(fields);
  }

  private static MockResponse.Builder json(int status, Buffer body) {
    return new MockResponse.Builder()
        .code(status)
        .body(body)
        .setHeader("Content-Type", "application/json")
        .setHeader("Cache-Control", "no-store");
  }
}
