package io.github.postback4j.benchmarks;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.TrackerBuilder;
import io.github.postback4j.click.Click;
import io.github.postback4j.session.SessionKey;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From a landing's query of six parameters to a click kept in memory. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CaptureBenchmark {

  /** More visitors than the store keeps, so that each one who comes back was forgotten. */
  private static final int VISITORS = 1 << 17;

  private static final int REGULARS = 1 << 10;

  static {
    if (VISITORS <= TrackerBuilder.DEFAULT_SESSIONS_IN_MEMORY) {
      throw new IllegalStateException("every visitor must be new to the store");
    }
  }

  private final PostbackTracker tracker = Shop.tracker().build();
  private final Map<SessionKey, Map<String, String>> plainMap = new ConcurrentHashMap<>();
  private final SessionKey[] visitors = new SessionKey[VISITORS];
  private int next;

  public CaptureBenchmark() {
    for (int i = 0; i < VISITORS; i++) {
      visitors[i] = Shop.visitor(i);
    }
  }

  /** A store that is full: each new visitor makes it forget another. */
  @Benchmark
  public boolean newVisitor() {
    return tracker.capture(visitors[next++ & VISITORS - 1], Shop.LANDING);
  }

  /** A visitor with a first and a latest click already. */
  @Benchmark
  public boolean knownVisitor() {
    return tracker.capture(visitors[next++ & REGULARS - 1], Shop.LANDING);
  }

  /** Reading without keeping. */
  @Benchmark
  public List<Click> read() {
    return tracker.readClicks(Shop.LANDING);
  }

  /** What anybody would write in ten lines: no checks, no bound, no expiry. */
  @Benchmark
  public Object handWritten() {
    Map<String, String> parameters = new HashMap<>();
    for (String pair : Shop.LANDING.split("&", -1)) {
      int equals = pair.indexOf('=');
      parameters.put(
          URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
          URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
    }
    plainMap.put(visitors[next++ & VISITORS - 1], parameters);
    return parameters;
  }
}
