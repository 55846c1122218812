package io.github.postback4j.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StaticCredentialsProvider;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
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
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;

/** A real Redis in a process of its own, on a free port of this machine. */
final class RedisServer implements AutoCloseable {

  static final String PASSWORD = "the server's password";

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final int HIGHEST_PORT_IN_A_CLUSTER = 55_535;

  private final int port;
  private final Path folder;
  private final List<String> options;
  private Process process;
  private @Nullable RedisClient observer;
  private @Nullable RedisCommands<String, String> commands;

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

  /** Starts one with options of the command line. */
  static RedisServer start(List<String> options) {
    try {
      Path folder = Files.createTempDirectory("postback4j-redis");
      int given = options.indexOf("--port");
      int port = given < 0 ? freePort() : Integer.parseInt(options.get(given + 1));
      return new RedisServer(port, folder, options).awaited();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a sentinel that knows a master by the name of shop, see {@link #failOver}. */
  static RedisServer sentinel(RedisServer master) throws IOException {
    Path folder = Files.createTempDirectory("postback4j-sentinel");
    int port = freePort();
    Path settings =
        Files.writeString(
            folder.resolve("sentinel.conf"),
            String.join(
                "\n",
                "port " + port,
                "bind 127.0.0.1",
                "dir " + folder,
                "sentinel monitor shop 127.0.0.1 " + master.port() + " 1",
                // Told to by the tests alone: it would take a stalled machine for a dead master.
                "sentinel down-after-milliseconds shop 60000",
                "sentinel failover-timeout shop 60000",
                ""));
    return new RedisServer(port, folder, List.of(settings.toString(), "--sentinel")).awaited();
  }

  int port() {
    return port;
  }

  /** Where it is, without a time-out of its own that could hide ours. */
  RedisURI uri() {
    RedisURI uri = RedisURI.create("127.0.0.1", port);
    uri.setTimeout(PATIENCE);
    if (options.contains(PASSWORD)) {
      uri.setCredentialsProvider(new StaticCredentialsProvider(null, PASSWORD.toCharArray()));
    }
    return uri;
  }

  /** What the test itself asks and tells the server. */
  RedisCommands<String, String> commands() {
    if (observer == null) {
      observer = RedisClient.create(uri());
      commands = observer.connect().sync();
    }
    return commands;
  }

  /** Lets a sentinel make the replica it knows the shop's master, as soon as it can. */
  void failOver() {
    Polling.until("the sentinel begins the failover", this::beginsFailover);
  }

  private boolean beginsFailover() {
    try {
      commands()
          .dispatch(
              CommandType.SENTINEL,
              new StatusOutput<>(StringCodec.UTF8),
              new CommandArgs<>(StringCodec.UTF8).add("FAILOVER").add("shop"));
      return true;
    } catch (RedisCommandExecutionException e) {
      return false; // it has not yet looked at the replica
    }
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
    if (observer != null) {
      observer.shutdown(Duration.ZERO, PATIENCE);
    }
    kill();
    try (var files = Files.walk(folder)) {
      files.sorted((one, other) -> other.compareTo(one)).map(Path::toFile).forEach(f -> f.delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process launch() {
    List<String> command = new ArrayList<>(List.of(Program.PATH.toString()));
    if (!options.contains("--sentinel") && !options.contains("--port")) {
      command.addAll(List.of("--port", Integer.toString(port)));
    }
    if (!options.contains("--sentinel")) {
      command.addAll(List.of("--bind", "127.0.0.1", "--dir", folder.toString()));
    }
    command.addAll(options);
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

  /** A port that a node of a cluster can have, too, which needs the one 10,000 above as well. */
  static int freePort() {
    while (true) {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        if (socket.getLocalPort() <= HIGHEST_PORT_IN_A_CLUSTER) {
          return socket.getLocalPort();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
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
