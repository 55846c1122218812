package io.github.postback4j.delivery;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that does what a proper one never would. Every connection is handled the same way. */
final class RawServer implements AutoCloseable {

  interface Handler {
    void handle(Socket socket, int number) throws Exception;
  }

  private final ServerSocket listening;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger accepted = new AtomicInteger();

  RawServer(Handler handler) throws IOException {
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(
        () -> {
          while (true) {
            Socket socket = listening.accept();
            sockets.add(socket);
            int number = accepted.incrementAndGet();
            daemon(() -> handler.handle(socket, number));
          }
        });
  }

  /** Answers each request with this text, as it stands, and closes. */
  static RawServer answering(String text) throws IOException {
    return new RawServer(
        (socket, number) -> {
          readHead(socket);
          write(socket, text);
          socket.close();
        });
  }

  static List<String> readHead(Socket socket) throws IOException {
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
    List<String> lines = new ArrayList<>();
    String line = reader.readLine();
    while (line != null && !line.isEmpty()) {
      lines.add(line);
      line = reader.readLine();
    }
    return lines;
  }

  static void write(Socket socket, String text) throws IOException {
    write(socket, text.getBytes(ISO_8859_1));
  }

  static void write(Socket socket, byte[] bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(bytes);
    out.flush();
  }

  static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  int port() {
    return listening.getLocalPort();
  }

  int accepted() {
    return accepted.get();
  }

  String url(String target) {
    return "http://127.0.0.1:" + port() + target;
  }

  @Override
  public void close() throws IOException {
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
            "raw-server");
    thread.setDaemon(true);
    thread.start();
  }
}
