package io.github.postback4j.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a server is told by its clients, one line a command; what scripts do is left out. */
final class Monitor implements AutoCloseable {

  private static final String MARK = "the end of what is listened to";

  private final RedisServer server;
  private final Socket socket;
  private final BufferedReader in;

  Monitor(RedisServer server) throws IOException {
    this.server = server;
    socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    OutputStream out = socket.getOutputStream();
    out.write(
        ("AUTH \"" + RedisServer.PASSWORD + "\"\r\nMONITOR\r\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
    in.readLine();
    in.readLine();
  }

  /** The commands so far, each by its name in capitals. */
  List<String> commands() throws IOException {
    server.commands().echo(MARK);
    List<String> names = new ArrayList<>();
    for (String line = in.readLine(); !line.contains(MARK); line = in.readLine()) {
      if (!line.contains(" lua]")) {
        names.add(line.split("\"", 3)[1].toUpperCase(java.util.Locale.ROOT));
      }
    }
    return names;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
