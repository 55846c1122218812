package io.github.postback4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Databases in files of a temporary folder, durable as the design asks: SQLite or H2. */
final class FileServer implements DatabaseServer {

  private final DatabaseKind kind;
  private final Path folder;
  private int places;

  FileServer(DatabaseKind kind) throws IOException {
    this.kind = kind;
    folder = Files.createTempDirectory("postback4j-benchmark");
  }

  @Override
  public DatabaseKind kind() {
    return kind;
  }

  @Override
  public Place newPlace() {
    Path file = folder.resolve("shop" + places++);
    return kind == DatabaseKind.SQLITE
        ? Place.sqlite(file)
        : Place.at(kind, "jdbc:h2:file:" + file + ";WRITE_DELAY=0");
  }

  @Override
  public void close() throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(folder)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
