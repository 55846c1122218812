package io.github.postback4j.spring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jspecify.annotations.Nullable;

/** A network that books whatever it gets. */
final class TestNetwork implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(30);

  private final MockWebServer server = new MockWebServer();

  TestNetwork() {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return new MockResponse.Builder().body("success=true;").build();
          }
        });
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Properties of a network of this name, which need no others. */
  String[] properties(String name) {
    return new String[] {
      "postback4j.networks." + name + ".url=" + url(),
      "postback4j.networks." + name + ".allow-http=true"
    };
  }

  String url() {
    return "http://127.0.0.1:"
        + server.getPort()
        + "/aff_lsr?transaction_id=TRANSACTION_ID&amount=AMOUNT&adv_sub=ORDER_ID";
  }

  /** The target of the next request; fails if none comes. */
  String next() {
    String target = within(PATIENCE);
    if (target == null) {
      throw new AssertionError("no postback within " + PATIENCE);
    }
    return target;
  }

  /** The target of the next request, or null if none comes within that time. */
  @Nullable String within(Duration time) {
    try {
      RecordedRequest request =
          server.takeRequest(time.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
      return request == null ? null : request.getTarget();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  int requests() {
    return server.getRequestCount();
  }

  @Override
  public void close() {
    server.close();
  }
}
