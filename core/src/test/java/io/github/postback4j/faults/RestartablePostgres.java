package io.github.postback4j.faults;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A PostgreSQL server of its own, to be killed and started again on its files and port. */
final class RestartablePostgres implements AutoCloseable {

  private final Path data;
  private EmbeddedPostgres server;
  private List<ProcessHandle> killed = List.of();

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
        .setCleanDataDirectory(false)
        .setPGStartupWait(Duration.ofMinutes(1));
  }

  String url() {
    return server.getJdbcUrl("postgres", "postgres");
  }

  /** By SIGKILL; its other processes end when they notice. */
  void kill() {
    try {
      String pid = Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip();
      ProcessHandle first = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
      killed = Stream.concat(Stream.of(first), first.descendants()).toList();
      first.destroyForcibly();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void startAgain() {
    int port = server.getPort();
    stop(); // it is dead, but its files are still locked for it
    Until.happens(
        "what is left of the killed server is gone",
        () -> killed.stream().allMatch(RestartablePostgres::isGone));
    Until.happens("it starts", () -> starts(port));
  }

  /** One that nobody has buried yet has no command any more. */
  private static boolean isGone(ProcessHandle process) {
    return !process.isAlive() || process.info().command().isEmpty();
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
