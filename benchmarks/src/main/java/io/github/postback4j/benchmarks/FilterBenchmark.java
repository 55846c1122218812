package io.github.postback4j.benchmarks;

import io.github.postback4j.servlet.ClickCaptureFilter;
import io.github.postback4j.servlet.VisitorCookie;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What the landing filter costs a request that brings no click, over a filter that does nothing.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FilterBenchmark {

  /** Whether the request has a query string at all. */
  @Param({"none", "six parameters"})
  public String query = "none";

  private final Filter empty = (request, response, chain) -> chain.doFilter(request, response);
  private final Filter capturing =
      new ClickCaptureFilter(Shop.tracker().build(), VisitorCookie.ofDefaults());
  private ServletRequest request = new PageRequest(null);
  private final PageResponse response = new PageResponse();
  private FilterChain chain = (asked, answer) -> {};

  @Setup
  public void ask(Blackhole page) {
    chain = (asked, answer) -> page.consume(asked);
    request = new PageRequest(query.equals("none") ? null : Shop.NO_CLICK);
  }

  @Benchmark
  public void emptyFilter() throws IOException, ServletException {
    empty.doFilter(request, response, chain);
  }

  @Benchmark
  public void captureFilter() throws IOException, ServletException {
    capturing.doFilter(request, response, chain);
  }
}
