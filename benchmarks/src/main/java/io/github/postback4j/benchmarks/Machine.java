package io.github.postback4j.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Says on what, and beside how much other work, something was measured. */
final class Machine {

  private static final Path STAT = Path.of("/proc/stat");

  private final String title;
  private final String loadBefore = load();
  private final long[] before = processorTimes();

  /** Prints what is measured. */
  Machine(String title) {
    this.title = title;
    System.out.printf("%n## %s%n%n", title);
  }

  private static OperatingSystemMXBean system() {
    return (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  }

  /** Processor time of this process so far, in milliseconds. */
  static double cpuMillis() {
    return system().getProcessCpuTime() / 1e6;
  }

  /** Prints the machine, and what else it did meanwhile. */
  void end() {
    long[] after = processorTimes();
    long all = 0;
    for (int i = 0; i < after.length; i++) {
      all += after[i] - before[i];
    }
    double stolen = after.length > 7 && all > 0 ? 100.0 * (after[7] - before[7]) / all : 0;
    System.out.printf(
        Locale.ROOT,
        "%n%s: %d cores, %d GB, heap at most %d MB, JDK %s; load %s at the start, %s at the end;"
            + " %.0f %% of the time stolen%n",
        title,
        Runtime.getRuntime().availableProcessors(),
        system().getTotalMemorySize() >> 30,
        Runtime.getRuntime().maxMemory() >> 20,
        Runtime.version(),
        loadBefore,
        load(),
        stolen);
  }

  private static String load() {
    double load = system().getSystemLoadAverage();
    return load < 0 ? "unknown" : String.format(Locale.ROOT, "%.1f", load);
  }

  /** user, nice, system, idle, iowait, irq, softirq, steal; empty where there is no such file. */
  private static long[] processorTimes() {
    if (!Files.isReadable(STAT)) {
      return new long[0];
    }
    try {
      String[] fields = Files.readAllLines(STAT).get(0).trim().split("\\s+", -1);
      long[] times = new long[Math.min(8, fields.length - 1)];
      for (int i = 0; i < times.length; i++) {
        times[i] = Long.parseLong(fields[i + 1]);
      }
      return times;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
