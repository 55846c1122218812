package io.github.postback4j.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import redis.embedded.core.ExecutableProvider;

/** A real Redis in a process of its own, on a free port of this machine. */
final class RedisServer implements AutoCloseable {

  static final String PASSWORD = "the server's password";

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final int port;
  private final Path folder;
  private final List<String> options;
  private Process process;

  private RedisServer(int port, Path folder, List<String> options) {
    this.port = port;
    this.folder = folder;
    this.options = options;
    process = launch();
  }

  /** Starts one that keeps nothing on disk and wants {@link #PASSWORD}. */
  static RedisServer start() {
    return start(List.of("--requirepass", PASSWORD, "--save", "", "--appendonly", "no"));
  }

  /**
   * Starts one with options of the command line.
   *
   * @param options in which {@code %PORT%} stands for its port
   */
  static RedisServer start(List<String> options) {
    try {
      Path folder = Files.createTempDirectory("postback4j-redis");
      return new RedisServer(freePort(), folder, options).awaited();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return port;
  }

  Path folder() {
    return folder;
  }

  /** Where it is, without a time-out of its own that could hide ours. */
  RedisURI uri() {
    return RedisURI.builder()
        .withHost("127.0.0.1")
        .withPort(port)
        .withPassword(PASSWORD.toCharArray())
        .withTimeout(PATIENCE)
        .build();
  }

  /** Asks or tells the server something, over a connection of its own. */
  <T> T ask(Function<StatefulRedisConnection<String, String>, T> question) {
    RedisClient client = RedisClient.create(uri());
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      return question.apply(connection);
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
    }
  }

  void tell(Consumer<StatefulRedisConnection<String, String>> order) {
    this.<Void>ask(
        connection -> {
          order.accept(connection);
          return null;
        });
  }

  /** Ends it as a power failure would. */
  void kill() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("Redis does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Starts it again after {@link #kill}, on the same port and folder. */
  void restart() {
    process = launch();
    awaited();
  }

  /** Lets it hang, with its connections open, or go on. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  @Override
  public void close() {
    kill();
    try (var files = Files.walk(folder)) {
      files.sorted((one, other) -> other.compareTo(one)).map(Path::toFile).forEach(f -> f.delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process launch() {
    List<String> command = new ArrayList<>(List.of(Program.PATH.toString()));
    boolean isSentinel = options.contains("--sentinel");
    if (!isSentinel) {
      command.addAll(
          List.of("--port", Integer.toString(port), "--bind", "127.0.0.1", "--dir", "" + folder));
    }
    options.forEach(
        option ->
            command.add(
                option.replace("%PORT%", "" + port).replace("%FOLDER%", folder.toString())));
    try {
      Process started =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(
                  ProcessBuilder.Redirect.appendTo(folder.resolve("redis.log").toFile()))
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RedisServer awaited() {
    Polling.until("Redis listens", () -> process.isAlive() && isListening());
    return this;
  }

  private boolean isListening() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The server's program, unpacked once for a JVM. */
  private static final class Program {
    static final Path PATH = unpack();

    private static Path unpack() {
      try {
        return ExecutableProvider.newJarResourceProvider().get().toPath();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
