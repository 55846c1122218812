package io.github.postback4j.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;

/**
 * What keeping a click and finding it again cost in each store, beside the bare client that reads
 * and writes the same. Store and bare client take turns, one call each; medians of calls, and their
 * spread over some runs; bytes are those that the calling thread allocates.
 *
 * <p>Arguments, with what holds without them: {@code stores=memory,cookie,redis,sqlite,h2,
 * postgresql}, {@code runs=5}, {@code calls=500}, {@code warmup=1000}.
 */
public final class SessionStoreComparison {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private SessionStoreComparison() {}

  public static void main(String[] args) throws Exception {
    Arguments arguments = new Arguments(args);
    List<String> stores = arguments.words("stores", "memory,cookie,redis,sqlite,h2,postgresql");
    int runs = arguments.number("runs", 5);
    int calls = arguments.number("calls", 500);
    int warmup = arguments.number("warmup", 1000);
    arguments.requireNoOther();
    Machine machine = new Machine("Session stores");
    System.out.println("| store | call | µs | bytes | bare µs | bare bytes | ratio of µs |");
    System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
    for (String store : stores) {
      try (SessionSide side = SessionSide.of(store)) {
        measure(side, "warm-up", 1, warmup);
        for (Row row : measure(side, store, runs, calls)) {
          row.print(side.title());
        }
      }
    }
    machine.end();
  }

  /** One kind of call, by both sides. */
  private static final class Row {
    private final String call;
    private final double[] micros;
    private final double[] bareMicros;
    private final double[] ratios;
    private final Samples bytes = new Samples();
    private final Samples bareBytes = new Samples();
    private Samples nanos = new Samples();
    private Samples bareNanos = new Samples();

    Row(String call, int runs) {
      this.call = call;
      micros = new double[runs];
      bareMicros = new double[runs];
      ratios = new double[runs];
    }

    void one(SessionSide.Call ours, SessionSide.Call bare) throws Exception {
      one(ours, nanos, bytes);
      one(bare, bareNanos, bareBytes);
    }

    private static void one(SessionSide.Call call, Samples nanos, Samples bytes) throws Exception {
      long allocated = THREADS.getCurrentThreadAllocatedBytes();
      long start = System.nanoTime();
      call.run();
      nanos.add(System.nanoTime() - start);
      bytes.add(THREADS.getCurrentThreadAllocatedBytes() - allocated);
    }

    void endRun(int run) {
      micros[run] = nanos.median() / 1000;
      bareMicros[run] = bareNanos.median() / 1000;
      ratios[run] = micros[run] / bareMicros[run];
      nanos = new Samples();
      bareNanos = new Samples();
    }

    void print(String title) {
      System.out.printf(
          Locale.ROOT,
          "| %s | %s | %s | %.0f | %s | %.0f | %s |%n",
          title,
          call,
          Samples.spread("%.1f", micros),
          bytes.median(),
          Samples.spread("%.1f", bareMicros),
          bareBytes.median(),
          Samples.spread("%.2f", ratios));
    }
  }

  private static List<Row> measure(SessionSide side, String name, int runs, int calls)
      throws Exception {
    Row capture = new Row("capture", runs);
    Row lookUp = new Row("look-up", runs);
    for (int run = 0; run < runs; run++) {
      for (int i = 0; i < calls; i++) {
        String visitor = name + "-" + run + "-" + i;
        capture.one(() -> side.capture(visitor), () -> side.captureBare(visitor));
        lookUp.one(() -> side.lookUp(visitor), () -> side.lookUpBare(visitor));
      }
      capture.endRun(run);
      lookUp.endRun(run);
    }
    return List.of(capture, lookUp);
  }
}
