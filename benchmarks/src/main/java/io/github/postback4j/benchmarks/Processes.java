package io.github.postback4j.benchmarks;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Processor time of other processes, where {@code /proc} tells it. */
final class Processes {

  /** {@code /proc} counts in hundredths of a second on every Linux there is. */
  private static final int MILLIS_PER_TICK = 10;

  private Processes() {}

  /** Of these processes, their children, and those of their children that have ended. */
  static double treeCpuMillis(List<Long> pids) throws IOException {
    long ticks = 0;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : all) {
        String[] fields = fields(process);
        if (fields.length > 14) {
          boolean root = pids.contains(Long.parseLong(process.getFileName().toString()));
          if (root || pids.contains(Long.parseLong(fields[1]))) {
            ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
          }
          if (root) {
            ticks += Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
          }
        }
      }
    }
    return ticks * (double) MILLIS_PER_TICK;
  }

  /** What follows the name, which may hold blanks: state, parent, and so on. */
  private static String[] fields(Path process) {
    try {
      String stat = Files.readString(process.resolve("stat"));
      return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    } catch (IOException e) {
      return new String[0]; // it has ended
    }
  }
}
