package io.github.postback4j.faults;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A PostgreSQL server of its own, to be killed and started again on its files and port. */
final class RestartablePostgres implements AutoCloseable {

  private final Path data;
  private EmbeddedPostgres server;

  RestartablePostgres() {
    try {
      data = Files.createTempDirectory("postback4j-restart").resolve("pg");
      server = builder().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private EmbeddedPostgres.Builder builder() {
    return EmbeddedPostgres.builder()
        .setServerConfig("synchronous_commit", "on")
        .setDataDirectory(data)
        .setCleanDataDirectory(false);
  }

  String url() {
    return server.getJdbcUrl("postgres", "postgres");
  }

  /** By SIGKILL; its other processes end when they notice. */
  void kill() {
    try {
      String pid = Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip();
      ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroyForcibly();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void startAgain() {
    int port = server.getPort();
    stop(); // it is dead, but its files are still locked for it
    Until.happens("what is left of the killed server is gone, and it starts", () -> starts(port));
  }

  private boolean starts(int port) {
    try {
      server = builder().setPort(port).start();
      return true;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  private void stop() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it, and removes its files. */
  @Override
  public void close() {
    stop();
    try (Stream<Path> files = Files.walk(data.getParent())) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
