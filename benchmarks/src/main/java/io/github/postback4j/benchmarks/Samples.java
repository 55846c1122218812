package io.github.postback4j.benchmarks;

import java.util.Arrays;

/** Durations of one kind, in nanoseconds. Not thread-safe. */
final class Samples {

  private long[] nanos = new long[1024];
  private int count;

  void add(long duration) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, count * 2);
    }
    nanos[count++] = duration;
  }

  void addAll(Samples others) {
    for (int i = 0; i < others.count; i++) {
      add(others.nanos[i]);
    }
  }

  /** So many in a hundred took no longer. */
  long percentile(int percent) {
    if (count == 0) {
      throw new IllegalStateException("nothing was measured");
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return sorted[Math.max(0, (count * percent + 99) / 100 - 1)];
  }

  /** The middle one; a stop of the machine or the collector does not move it. */
  double median() {
    if (count == 0) {
      throw new IllegalStateException("nothing was measured");
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2.0;
  }

  /** The median of some numbers. */
  static double median(double... numbers) {
    double[] sorted = numbers.clone();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  /** The median of some numbers, and between what they lie. */
  static String spread(String format, double... numbers) {
    return (format + " (" + format + " to " + format + ")")
        .formatted(
            median(numbers),
            Arrays.stream(numbers).min().orElseThrow(),
            Arrays.stream(numbers).max().orElseThrow());
  }
}
