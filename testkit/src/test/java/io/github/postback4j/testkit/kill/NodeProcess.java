package io.github.postback4j.testkit.kill;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ShopNode} seen from outside. It never outlives this process, for its standard input ends
 * with it. Used by one thread.
 */
final class NodeProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String name;
  private final Path log;
  private final Process process;
  private final Thread reader;
  private final Queue<String> orders = new ConcurrentLinkedQueue<>();
  private @Nullable Process suspension;
  private final CountDownLatch ready = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  /**
   * @param folder for its log
   */
  NodeProcess(Path folder, String name, String store, List<String> urls) throws IOException {
    this.name = name;
    log = folder.resolve(name + ".log");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command =
        new ArrayList<>(
            List.of(
                java,
                "-Xmx96m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-BytecodeVerificationRemote", // dozens of them start, for seconds each
                "-Dlogback.configurationFile=kill-node-logback.xml",
                "-cp",
                classPath,
                ShopNode.class.getName(),
                name,
                store));
    command.addAll(urls);
    process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    reader = new Thread(this::read, "reader of " + name);
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line;
      while ((line = lines.readLine()) != null) {
        if (line.startsWith("order ")) {
          orders.add(line.substring("order ".length()));
          ready.countDown();
        } else if (line.startsWith("at ")) {
          stopped.countDown();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String name() {
    return name;
  }

  /**
   * Waits for its first order.
   *
   * @throws IllegalStateException if it does not come up
   */
  void awaitReady() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!ready.await(100, TimeUnit.MILLISECONDS)) {
      if (!process.isAlive() || System.nanoTime() - end > 0) {
        throw new IllegalStateException(name + " did not come up: " + log());
      }
    }
  }

  /** Lets it work for a while; returns sooner only if it ends by itself, which it must not. */
  void work(Duration time) throws InterruptedException {
    if (process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException(name + " ended by itself: " + log());
    }
  }

  /** Tells it to hold at a point, when it comes there for the given time. */
  void stopAt(StopPoint point, int time) throws IOException {
    Writer orders = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    orders.write("stop " + point + " " + time + "\n");
    orders.flush();
  }

  /** Whether it came to the point within this time. */
  boolean awaitStop(Duration time) throws InterruptedException {
    return stopped.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Suspends it with SIGSTOP, until {@link #resume} or the end of this process. */
  void suspend() throws IOException {
    String script = "kill -STOP $0; read line; kill -CONT $0";
    suspension =
        new ProcessBuilder("sh", "-c", script, Long.toString(process.pid()))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
  }

  /** Lets it go on, if it is suspended. */
  void resume() throws IOException, InterruptedException {
    if (suspension != null) {
      suspension.getOutputStream().close();
      suspension.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      suspension = null;
    }
  }

  /** Kills it with SIGKILL, and returns once it is gone and all that it said is read. */
  void kill() {
    process.toHandle().destroyForcibly(); // the process itself would drop what is not read yet
    boolean interrupted = false;
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException(name + " cannot be killed");
      }
      reader.join(PATIENCE.toMillis());
      resume(); // only to end who would have done that
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The orders that it said are kept. */
  List<String> orders() {
    return List.copyOf(orders);
  }

  /** What it had to complain of. */
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return "no log: " + e;
    }
  }

  @Override
  public void close() {
    kill();
  }
}
