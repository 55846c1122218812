package io.github.postback4j.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The way to a server, which can refuse, stall and break off in the middle. */
final class TcpProxy implements AutoCloseable {

  private enum Mode {
    PASS,
    REFUSE,
    STALL
  }

  private final ServerSocket listening;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger swallowed = new AtomicInteger();
  private final Object modeChanged = new Object();
  private volatile Mode mode = Mode.PASS;
  private volatile boolean loseCommitAnswer;

  TcpProxy(int target) {
    this.target = target;
    try {
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    daemon(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Ends all connections, and each new one at once. */
  void refuse() {
    mode(Mode.REFUSE);
    reset();
  }

  /** Carries nothing any more, and says nothing either. */
  void stall() {
    mode(Mode.STALL);
  }

  /** All is well for connections made from now on, and for those that stalled. */
  void pass() {
    mode(Mode.PASS);
  }

  private void mode(Mode next) {
    synchronized (modeChanged) {
      mode = next;
      modeChanged.notifyAll();
    }
  }

  /** Ends all connections. */
  void reset() {
    open.forEach(TcpProxy::end);
  }

  /** PostgreSQL's next answer that it has committed is lost, and the connection with it. */
  void loseNextCommitAnswer() {
    loseCommitAnswer = true;
  }

  /** Connections that were refused so far. */
  int refused() {
    return refused.get();
  }

  /** Answers to a COMMIT that were lost so far. */
  int swallowed() {
    return swallowed.get();
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = listening.accept();
      if (mode == Mode.REFUSE) {
        refused.incrementAndGet();
        end(client);
        continue;
      }
      Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      open.add(client);
      open.add(server);
      Way way = new Way(client, server);
      daemon(way::towardsServer);
      daemon(way::towardsClient);
    }
  }

  private void awaitPassing() throws InterruptedException {
    synchronized (modeChanged) {
      while (mode == Mode.STALL) {
        modeChanged.wait();
      }
    }
  }

  private final class Way {
    private final Socket client;
    private final Socket server;

    Way(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void towardsServer() throws Exception {
      byte[] bytes = new byte[65536];
      try (InputStream in = client.getInputStream();
          OutputStream out = server.getOutputStream()) {
        for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
          awaitPassing();
          out.write(bytes, 0, n);
          out.flush();
        }
      } finally {
        end(server);
      }
    }

    void towardsClient() throws Exception {
      byte[] bytes = new byte[65536];
      try (InputStream in = server.getInputStream();
          OutputStream out = client.getOutputStream()) {
        for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
          awaitPassing();
          String text = new String(bytes, 0, n, StandardCharsets.ISO_8859_1);
          if (loseCommitAnswer && text.contains("COMMIT")) {
            loseCommitAnswer = false;
            swallowed.incrementAndGet();
            return;
          }
          out.write(bytes, 0, n);
          out.flush();
        }
      } finally {
        end(client);
      }
    }
  }

  private static void end(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // it has ended
    }
  }

  @Override
  public void close() {
    pass();
    end(listening);
    reset();
  }

  private static void end(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // it has ended
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private static void daemon(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (Exception e) {
                // one side went away, or the test is over
              }
            },
            "tcp-proxy");
    thread.setDaemon(true);
    thread.start();
  }
}
