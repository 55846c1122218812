package io.github.postback4j.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.tls.HandshakeCertificates;

/**
 * A network that treats requests as told, rudely or not, and counts what reaches it. The first
 * request gets the first manner, the second the second, and all further ones the last.
 */
final class RudeServer implements AutoCloseable {

  /** What is done with a request that was read. */
  interface Manner {
    void treat(Visit visit) throws Exception;
  }

  private final ServerSocket listening;
  private final List<Manner> manners;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<String> requestLines = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final CountDownLatch over = new CountDownLatch(1);

  RudeServer(Manner... manners) throws IOException {
    this(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")), manners);
  }

  RudeServer(ServerSocket listening, Manner... manners) {
    this.listening = listening;
    this.manners = List.of(manners);
    daemon(
        () -> {
          while (true) {
            Socket socket = listening.accept();
            sockets.add(socket);
            connections.incrementAndGet();
            daemon(() -> serve(socket));
          }
        });
  }

  static RudeServer tls(HandshakeCertificates certificates, Manner... manners) throws IOException {
    return new RudeServer(
        certificates
            .sslContext()
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getByName("127.0.0.1")),
        manners);
  }

  private void serve(Socket socket) throws Exception {
    List<String> head = readHead(socket.getInputStream());
    for (int nth = 1; !head.isEmpty(); nth++) {
      int hit;
      synchronized (requestLines) {
        requestLines.add(head.get(0));
        hit = requestLines.size();
      }
      manners.get(Math.min(hit, manners.size()) - 1).treat(new Visit(socket, nth, head));
      head = readHead(socket.getInputStream());
    }
  }

  private static List<String> readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return List.of();
      }
      head.append((char) next);
    }
    return head.toString().strip().lines().toList();
  }

  /** One request. */
  final class Visit {
    private final Socket socket;
    private final int nth;
    private final List<String> head;

    private Visit(Socket socket, int nth, List<String> head) {
      this.socket = socket;
      this.nth = nth;
      this.head = head;
    }

    /** Which request of its connection this is; 1 for the first. */
    int nth() {
      return nth;
    }

    List<String> head() {
      return head;
    }

    Socket socket() {
      return socket;
    }

    void write(String text) throws IOException {
      write(text.getBytes(ISO_8859_1));
    }

    void write(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    }

    /** Writes a character now and then until the other side has enough of it. */
    void drip(String text) throws Exception {
      int at = 0;
      while (!over.await(20, TimeUnit.MILLISECONDS)) {
        write(text.substring(at, at + 1));
        at = (at + 1) % text.length();
      }
    }

    /** Ends the connection the hard way. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }

  /** 200 with this body, and the connection stays open. */
  static Manner says(String body) {
    return says(200, "", body);
  }

  /**
   * A proper answer.
   *
   * @param headers lines that end in CRLF, or empty
   */
  static Manner says(int status, String headers, String body) {
    return visit ->
        visit.write(
            "HTTP/1.1 "
                + status
                + " Words\r\n"
                + headers
                + "Content-Length: "
                + body.length()
                + "\r\n\r\n"
                + body);
  }

  /** Nothing, for ever. */
  static Manner silence() {
    return visit -> {};
  }

  /** The connection's end, before any byte of an answer. */
  static Manner resets() {
    return Visit::reset;
  }

  /** This text as it stands, and then the connection's end the hard way. */
  static Manner breaksOffAfter(String text) {
    return visit -> {
      visit.write(text);
      visit.socket().shutdownOutput(); // or the reset could overtake the text
      visit.socket().close();
    };
  }

  int hits() {
    return requestLines.size();
  }

  List<String> requestLines() {
    return requestLines;
  }

  int connections() {
    return connections.get();
  }

  int port() {
    return listening.getLocalPort();
  }

  String http() {
    return "http://127.0.0.1:" + port();
  }

  String https() {
    return "https://127.0.0.1:" + port();
  }

  @Override
  public void close() throws IOException {
    stop();
  }

  /** From now on nobody listens. */
  void stop() throws IOException {
    over.countDown();
    listening.close();
    for (Socket socket : sockets) {
      socket.close();
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
                // the peer went away, or the test is over
              }
            },
            "rude-server");
    thread.setDaemon(true);
    thread.start();
  }
}
