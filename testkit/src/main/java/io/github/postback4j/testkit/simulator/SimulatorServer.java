package io.github.postback4j.testkit.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockWebServer;

/** The server below a simulator: on the loopback address, and silent in the log. Thread-safe. */
final class SimulatorServer implements AutoCloseable {

  private static final long BODY_LIMIT = 64 * 1024;

  private final MockWebServer server = new MockWebServer();
  private final SimulatorSockets sockets = new SimulatorSockets();
  private final QuietServerLog quiet;

  private SimulatorServer(int port, Function<SimulatorServer, Dispatcher> dispatcher)
      throws IOException {
    server.setBodyLimit(BODY_LIMIT);
    server.setServerSocketFactory(sockets);
    server.setDispatcher(dispatcher.apply(this));
    try {
      server.start(port);
    } catch (IOException e) {
      server.close();
      throw e;
    }
    quiet = QuietServerLog.about(server.toString());
  }

  /**
   * Opens the port and begins to serve.
   *
   * @param dispatcher who answers, made from this server
   * @throws UncheckedIOException if the port cannot be opened
   */
  static SimulatorServer open(int port, Function<SimulatorServer, Dispatcher> dispatcher) {
    try {
      return new SimulatorServer(port, dispatcher);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on port " + port + ": " + e.getMessage(), e);
    }
  }

  int port() {
    return server.getPort();
  }

  /** Without a slash at the end. */
  String url() {
    return "http://localhost:" + server.getPort();
  }

  SimulatorSockets sockets() {
    return sockets;
  }

  /** MockWebServer keeps every request until somebody takes it: for ever, in a long run. */
  void forgetRecorded() throws InterruptedException {
    while (server.takeRequest(0, TimeUnit.NANOSECONDS) != null) {
      // The books have their own, bounded list.
    }
  }

  /** Closes the port and every connection. Does nothing the second time. */
  @Override
  public void close() {
    quiet.closing();
    server.close();
    quiet.close();
  }
}
