package io.github.postback4j.benchmarks;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.TrackResult;
import io.github.postback4j.TrackResult.Decided;
import io.github.postback4j.TrackResult.Failed;
import io.github.postback4j.TrackerBuilder;
import io.github.postback4j.delivery.DeliveryListener;
import io.github.postback4j.network.Network;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.session.SessionStore;
import io.github.postback4j.store.Database;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How much heap postbacks hold while the network refuses every connection: what is in use after a
 * collection, less what was in use before the first was tracked. And how the outbox in memory ends
 * when it is full.
 *
 * <p>Arguments, with what holds without them: {@code stores=postgresql,sqlite,memory}, {@code
 * postbacks=200000}, {@code most=100000} for the outbox in memory. Give it a heap: {@code
 * -Xmx512m}.
 */
public final class HeapComparison {

  private static final int PER_TRANSACTION = 200;
  private static final int LOOKS = 10;

  private HeapComparison() {}

  public static void main(String[] args) throws Exception {
    Arguments arguments = new Arguments(args);
    int postbacks = arguments.number("postbacks", 200_000);
    int most = arguments.number("most", 100_000);
    List<String> stores = arguments.words("stores", "postgresql,sqlite,memory");
    arguments.requireNoOther();
    Machine machine = new Machine("Heap, network down, %d postbacks tracked".formatted(postbacks));
    System.out.println(
        "| store | accepted | refused | MB over idle, most of "
            + LOOKS
            + " looks | MB over idle, at the end | bytes each |");
    System.out.println("| --- | --- | --- | --- | --- | --- |");
    for (String store : stores) {
      if (store.equals("memory")) {
        Clock clock = Clock.systemUTC();
        Outbox outbox = Outbox.inMemory().maxPostbacks(most).build();
        measure("memory, at most " + most, outbox, SessionStore.inMemory(10, clock), postbacks);
      } else {
        try (DatabaseServer server = DatabaseServer.start(store);
            Place place = server.newPlace()) {
          Database database = place.node();
          SessionStore sessions = SessionStore.jdbc(database, Clock.systemUTC());
          measure(server.kind().title(), Outbox.jdbc(database), sessions, postbacks);
        }
      }
    }
    machine.end();
  }

  private static void measure(String title, Outbox outbox, SessionStore sessions, int postbacks)
      throws IOException, SQLException, InterruptedException {
    Network network = Backlog.network("http://127.0.0.1:" + closedPort(), 32);
    CountDownLatch paused = new CountDownLatch(1);
    TrackerBuilder builder =
        PostbackTracker.builder()
            .network(network)
            .sessions(sessions)
            .outbox(outbox)
            .listener(
                new DeliveryListener() {
                  @Override
                  public void paused(String name, String code) {
                    paused.countDown();
                  }
                });
    try (PostbackTracker tracker = builder.build()) {
      tracker.start();
      SessionKey visitor = Backlog.clicked(sessions, network);
      long idle = usedHeap();
      long peak = 0;
      int accepted = 0;
      int refused = 0;
      int look = Math.max(1, postbacks / LOOKS);
      for (int from = 0; from < postbacks; from += PER_TRANSACTION) {
        int first = from;
        int end = Math.min(postbacks, from + PER_TRANSACTION);
        int queued = outbox.atomically(() -> track(tracker, visitor, first, end));
        accepted += queued;
        refused += end - first - queued;
        if (end / look > first / look) {
          peak = Math.max(peak, usedHeap() - idle);
        }
      }
      if (!paused.await(1, TimeUnit.MINUTES)) {
        throw new IllegalStateException("the network was not found to be down");
      }
      long over = usedHeap() - idle;
      System.out.printf(
          Locale.ROOT,
          "| %s | %d | %d | %.1f | %.1f | %.0f |%n",
          title,
          accepted,
          refused,
          Math.max(peak, over) / 1048576.0,
          over / 1048576.0,
          (double) over / Math.max(1, accepted));
    }
  }

  private static int track(PostbackTracker tracker, SessionKey visitor, int from, int to) {
    int queued = 0;
    for (int i = from; i < to; i++) {
      TrackResult result = tracker.track(visitor, Shop.conversion(Shop.orderId(i)));
      if (result instanceof Decided decided && decided.queued().size() == 1) {
        queued++;
      } else if (!(result instanceof Failed)) {
        throw new IllegalStateException("neither queued nor refused");
      }
    }
    return queued;
  }

  private static long usedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** One that nobody listens at. */
  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
