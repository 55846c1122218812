package io.github.postback4j.benchmarks;

import io.github.postback4j.delivery.PostbackSender;
import io.github.postback4j.delivery.SendResult.Answered;
import io.github.postback4j.network.PostbackRequest;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import okhttp3.Dispatcher;

/**
 * Ways to make many calls at a time: OkHttp on its own threads and on virtual ones, the JDK's
 * client, and the library's sender. They take turns, block by block. Virtual threads need a JDK 21.
 *
 * <p>Arguments, with what holds without them: {@code calls=64,200} at a time, {@code delays=50}
 * milliseconds of the answers, {@code requests=4000} a block, {@code blocks=5}, {@code warmup=2}.
 */
public final class TransportComparison {

  private final int requests;
  private final int blocks;
  private final int warmUp;

  /** Makes calls, so many at a time, until all are answered. */
  private interface Transport {
    void send(List<String> urls, int concurrency) throws Exception;
  }

  private record Side(String title, Transport transport) {}

  private TransportComparison(Arguments arguments) {
    requests = arguments.number("requests", 4_000);
    blocks = arguments.number("blocks", 5);
    warmUp = arguments.number("warmup", 2);
  }

  public static void main(String[] args) throws Exception {
    Arguments arguments = new Arguments(args);
    TransportComparison comparison = new TransportComparison(arguments);
    List<Integer> delays = arguments.numbers("delays", "50");
    List<Integer> calls = arguments.numbers("calls", "64,200");
    arguments.requireNoOther();
    List<Side> sides = new ArrayList<>();
    sides.add(
        new Side(
            "OkHttp, its own threads",
            (urls, concurrency) -> RawCalls.send(urls, concurrency, new Dispatcher())));
    if (Runtime.version().feature() >= 21) {
      sides.add(
          new Side(
              "OkHttp, virtual threads",
              (urls, concurrency) ->
                  RawCalls.send(urls, concurrency, new Dispatcher(virtualThreads()))));
    }
    sides.add(
        new Side(
            "Postback4j's sender",
            (urls, concurrency) -> bySender(PostbackSender.okHttp(), urls, concurrency)));
    if (Runtime.version().feature() >= 21) {
      sides.add(
          new Side("Postback4j's sender, virtual threads", TransportComparison::byVirtualSender));
    }
    sides.add(new Side("java.net.http", TransportComparison::byJdk));
    try (StubProcess stub = new StubProcess()) {
      List<String> urls = Backlog.urls(Backlog.network(stub.origin(), 1), comparison.requests);
      for (int delay : delays) {
        stub.delay(delay);
        for (int concurrency : calls) {
          comparison.compare(sides, stub, urls, concurrency, delay);
        }
      }
    }
  }

  /** {@code Executors.newVirtualThreadPerTaskExecutor()}, which a JDK 17 does not have. */
  private static ExecutorService virtualThreads() {
    try {
      return (ExecutorService)
          MethodHandles.publicLookup()
              .findStatic(
                  Executors.class,
                  "newVirtualThreadPerTaskExecutor",
                  MethodType.methodType(ExecutorService.class))
              .invoke();
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static void byVirtualSender(List<String> urls, int concurrency)
      throws InterruptedException {
    ExecutorService threads = virtualThreads();
    bySender(PostbackSender.okHttpBuilder().executor(threads).build(), urls, concurrency);
    threads.shutdown();
  }

  private static void bySender(PostbackSender using, List<String> urls, int concurrency)
      throws InterruptedException {
    PostbackSender.Options options =
        new PostbackSender.Options(true, false, Duration.ofSeconds(10));
    try (PostbackSender sender = using) {
      atATime(
          urls,
          concurrency,
          url ->
              sender
                  .send(new PostbackRequest("GET", url, Map.of(), null), options)
                  .thenApply(
                      result ->
                          result instanceof Answered answered
                              && answered.body().equals("success=true;")));
    }
  }

  private static void byJdk(List<String> urls, int concurrency) throws InterruptedException {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    atATime(
        urls,
        concurrency,
        url ->
            client
                .sendAsync(
                    HttpRequest.newBuilder(URI.create(url)).build(),
                    HttpResponse.BodyHandlers.ofString())
                .thenApply(response -> response.body().equals("success=true;")));
  }

  private static void atATime(
      List<String> urls, int concurrency, Function<String, CompletableFuture<Boolean>> call)
      throws InterruptedException {
    Semaphore free = new Semaphore(concurrency);
    CountDownLatch answered = new CountDownLatch(urls.size());
    AtomicInteger recorded = new AtomicInteger();
    for (String url : urls) {
      free.acquire();
      CompletableFuture<Boolean> unused =
          call.apply(url)
              .whenComplete(
                  (success, failure) -> {
                    if (failure == null && success) {
                      recorded.incrementAndGet();
                    }
                    free.release();
                    answered.countDown();
                  });
    }
    answered.await();
    if (recorded.get() != urls.size()) {
      throw new IllegalStateException("not all answered: " + recorded);
    }
  }

  private void compare(
      List<Side> sides, StubProcess stub, List<String> urls, int concurrency, int delay)
      throws Exception {
    Machine machine =
        new Machine(
            "Transports, %d calls at a time, answers after %d ms, %d calls a block"
                .formatted(concurrency, delay, requests));
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    double[][] rate = new double[sides.size()][blocks];
    double[][] cpu = new double[sides.size()][blocks];
    double[][] peak = new double[sides.size()][blocks];
    for (int block = -warmUp; block < blocks; block++) {
      for (int turn = 0; turn < sides.size(); turn++) {
        int i = Math.floorMod(turn + block, sides.size());
        stub.reset();
        System.gc();
        threads.resetPeakThreadCount();
        int before = threads.getThreadCount();
        double cpuBefore = Machine.cpuMillis();
        long start = System.nanoTime();
        sides.get(i).transport.send(urls, concurrency);
        long nanos = System.nanoTime() - start;
        double used = Machine.cpuMillis() - cpuBefore;
        StubNetwork.Report report = stub.report(requests);
        if (!report.isOnceEach(requests)) {
          throw new IllegalStateException(sides.get(i).title + ": " + report);
        }
        if (block >= 0) {
          rate[i][block] = requests * 1e9 / nanos;
          cpu[i][block] = used / requests;
          peak[i][block] = threads.getPeakThreadCount() - before;
        }
      }
    }
    System.out.println("| client | calls/s | CPU ms each | CPU / OkHttp's | most threads |");
    System.out.println("| --- | --- | --- | --- | --- |");
    for (int i = 0; i < sides.size(); i++) {
      double[] ratios = new double[blocks];
      for (int block = 0; block < blocks; block++) {
        ratios[block] = cpu[i][block] / cpu[0][block];
      }
      System.out.printf(
          Locale.ROOT,
          "| %s | %s | %s | %s | %s |%n",
          sides.get(i).title,
          Samples.spread("%.0f", rate[i]),
          Samples.spread("%.3f", cpu[i]),
          Samples.spread("%.2f", ratios),
          Samples.spread("%.0f", peak[i]));
    }
    machine.end();
  }
}
