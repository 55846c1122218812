package io.github.postback4j.benchmarks;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.TrackResult.Decided;
import io.github.postback4j.click.Click;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.session.SessionStore;
import io.github.postback4j.store.CallerTransaction;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * How fast an outbox in memory empties into a network on this machine, beside OkHttp's asynchronous
 * GETs of the same URLs with as many calls at a time. The two take turns, block by block.
 *
 * <p>Arguments: calls at a time, 32 and 64 by default.
 */
public final class DeliveryComparison {

  private static final int POSTBACKS = 10_000;
  private static final int BLOCKS = 7;
  private static final int WARM_UP_BLOCKS = 3;

  private DeliveryComparison() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    for (String calls : args.length == 0 ? new String[] {"32", "64"} : args) {
      measure(Integer.parseInt(calls), POSTBACKS, BLOCKS, WARM_UP_BLOCKS);
    }
  }

  static void measure(int concurrency, int postbacks, int blocks, int warmUpBlocks)
      throws IOException, InterruptedException {
    double[] raw = new double[blocks];
    double[] ours = new double[blocks];
    double[] ratios = new double[blocks];
    try (StubNetwork stub = new StubNetwork()) {
      for (int block = -warmUpBlocks; block < blocks; block++) {
        Backlog backlog = new Backlog(stub.origin(), concurrency, postbacks);
        double rawRate = backlog.sendRaw(concurrency);
        double ourRate = backlog.deliver();
        if (stub.requests() != 2L * postbacks * (block + warmUpBlocks + 1)) {
          throw new IllegalStateException("the network was not asked once for each postback");
        }
        if (block >= 0) {
          raw[block] = rawRate;
          ours[block] = ourRate;
          ratios[block] = ourRate / rawRate;
        }
      }
    }
    System.out.printf(
        "%nDelivery from memory, %d calls at a time, %d postbacks a block, median (least to most of"
            + " %d blocks)%n",
        concurrency, postbacks, blocks);
    System.out.printf("  raw OkHttp, GETs/s      %s%n", Samples.spread("%.0f", raw));
    System.out.printf("  Postback4j, postbacks/s %s%n", Samples.spread("%.0f", ours));
    System.out.printf("  ratio                   %s%n", Samples.spread("%.2f", ratios));
  }

  /** Tracked postbacks, and their URLs for the raw client. */
  private static final class Backlog {

    private final int size;
    private final Outbox outbox;
    private final PostbackTracker tracker;
    private final List<String> urls = new ArrayList<>();

    Backlog(String origin, int concurrency, int size) {
      this.size = size;
      Clock clock = Clock.systemUTC();
      outbox = Outbox.inMemory(size, clock, CallerTransaction.NONE);
      SessionStore sessions = SessionStore.inMemory(10, clock);
      Network network = Shop.network(origin).allowHttp(true).maxConcurrency(concurrency).build();
      tracker =
          PostbackTracker.builder()
              .network(network)
              .sessions(sessions)
              .outbox(outbox)
              .clock(clock)
              .maxInFlight(concurrency)
              .build();
      SessionKey visitor = Shop.visitor(1);
      Click click = Shop.click(clock.instant().minusSeconds(3600));
      sessions.save(visitor, click, network.expiresAt(click));
      for (int i = 0; i < size; i++) {
        String orderId = Shop.orderId(i);
        if (!(tracker.track(visitor, Shop.conversion(orderId)) instanceof Decided decided)
            || decided.queued().size() != 1) {
          throw new IllegalStateException("not queued");
        }
        PostbackRequest request = outbox.find(orderId).get(0).request();
        urls.add(Objects.requireNonNull(request).url());
      }
    }

    double deliver() {
      long start = System.nanoTime();
      tracker.start();
      if (!tracker.flush(Duration.ofMinutes(2))) {
        throw new IllegalStateException("not delivered within two minutes");
      }
      double rate = rate(start);
      Map<PostbackState, Long> states = outbox.counts().getOrDefault("tune", Map.of());
      if (states.getOrDefault(PostbackState.RECORDED, 0L) != size) {
        throw new IllegalStateException("not all recorded: " + states);
      }
      tracker.close();
      return rate;
    }

    /** Reads each answer's body, as anybody must who wants to know what became of it. */
    double sendRaw(int concurrency) throws InterruptedException {
      Dispatcher dispatcher = new Dispatcher();
      dispatcher.setMaxRequests(concurrency);
      dispatcher.setMaxRequestsPerHost(concurrency);
      OkHttpClient client =
          new OkHttpClient.Builder()
              .dispatcher(dispatcher)
              .connectionPool(new ConnectionPool(concurrency, 1, TimeUnit.MINUTES))
              .build();
      CountDownLatch answered = new CountDownLatch(size);
      AtomicInteger recorded = new AtomicInteger();
      Callback callback =
          new Callback() {
            @Override
            public void onFailure(Call call, IOException e) {
              answered.countDown();
            }

            @Override
            public void onResponse(Call call, Response response) throws IOException {
              try (response) {
                if (response.body().string().equals("success=true;")) {
                  recorded.incrementAndGet();
                }
              } finally {
                answered.countDown();
              }
            }
          };
      long start = System.nanoTime();
      for (String url : urls) {
        client.newCall(new Request.Builder().url(url).build()).enqueue(callback);
      }
      answered.await();
      double rate = rate(start);
      client.connectionPool().evictAll();
      dispatcher.executorService().shutdown();
      if (recorded.get() != size) {
        throw new IllegalStateException("not all answered: " + recorded);
      }
      return rate;
    }

    private double rate(long start) {
      return size * 1e9 / (System.nanoTime() - start);
    }
  }
}
