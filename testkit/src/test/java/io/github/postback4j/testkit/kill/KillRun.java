package io.github.postback4j.testkit.kill;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.testkit.simulator.NetworkSimulator;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Kills the nodes of one shop again and again, starts them again at once, and lets a clean node
 * deliver what is left. Used by one thread.
 */
final class KillRun implements AutoCloseable {

  /** How long a suspended node sleeps: until others have taken its work. */
  private static final Duration SUSPENSION = ShopNode.LEASE.plusSeconds(5);

  private static final Duration TO_COME_TO_THE_POINT = Duration.ofSeconds(3);
  private static final int MOST_MILLIS_OF_A_START = 1_000;
  private static final int MOST_MILLIS_OF_WORK = 2_000;
  private static final int MOST_PASSES = 12;
  private static final Duration DRAIN = Duration.ofSeconds(90);
  private static final int ALL = 1_000_000;

  private final Path folder;
  private final String store;
  private final Random random;
  private final int nodeCount;
  private final List<StopPoint> deck = new ArrayList<>();
  private final List<NodeProcess> nodes = new ArrayList<>();
  private final Map<ShopNetwork, NetworkSimulator> networks = new EnumMap<>(ShopNetwork.class);
  private final List<String> urls = new ArrayList<>();
  private final Set<String> acknowledged = new LinkedHashSet<>();
  private final List<String> kills = new ArrayList<>();
  private final StringBuilder complaints = new StringBuilder();
  private final List<Postback> settled = new ArrayList<>();
  private @Nullable NodeProcess sleeper;
  private long asleepSince;
  private int starts;

  KillRun(Path folder, String store, int nodeCount, long seed) {
    this.folder = folder;
    this.store = store;
    this.nodeCount = nodeCount;
    random = new Random(seed);
    for (ShopNetwork network : ShopNetwork.values()) {
      NetworkSimulator simulator = network.open(random.nextLong());
      networks.put(network, simulator);
      urls.add(simulator.url());
    }
  }

  /**
   * @param rounds at least one node is killed in each
   * @param suspending whether one node, besides, sleeps for longer than its leases
   */
  Reckoning run(int rounds, boolean suspending)
      throws IOException, InterruptedException, SQLException {
    try (ShopStore shop = new ShopStore(store)) {
      shop.createTables();
    }
    for (int i = 0; i < nodeCount; i++) {
      nodes.add(start());
    }
    if (suspending) {
      suspend(nodes.get(0));
    }
    for (int round = 1; round <= rounds; round++) {
      for (int i : victims()) {
        kill(nodes.get(i));
        nodes.set(i, start());
      }
      if (sleeper != null && (round == rounds || slept().compareTo(SUSPENSION) > 0)) {
        resume(sleeper);
      }
    }
    for (NodeProcess node : nodes) {
      kill(node);
    }
    nodes.clear();
    return drain();
  }

  private NodeProcess start() throws IOException {
    return new NodeProcess(folder, "n" + ++starts, store, urls);
  }

  /** Suspends a node that has heard of at least one answer too late. */
  private void suspend(NodeProcess node) throws IOException, InterruptedException {
    node.awaitReady();
    node.stopAt(StopPoint.ANSWERED, 1 + random.nextInt(MOST_PASSES));
    node.awaitStop(TO_COME_TO_THE_POINT);
    node.suspend();
    sleeper = node;
    asleepSince = System.nanoTime();
    kills.add(node.name() + " suspended");
  }

  private Duration slept() {
    return Duration.ofNanos(System.nanoTime() - asleepSince);
  }

  /** Lets it go on once its leases have ended, and remembers what the others have finished. */
  private void resume(NodeProcess node) throws IOException, InterruptedException {
    Duration left = SUSPENSION.minus(slept());
    if (!left.isNegative()) {
      node.work(left);
    }
    try (ShopStore shop = new ShopStore(store);
        Outbox outbox = Outbox.jdbc(shop.database())) {
      outbox.start();
      for (PostbackState state : PostbackState.values()) {
        if (state.isFinal()) {
          settled.addAll(outbox.list(state, null, ALL));
        }
      }
    }
    node.resume();
    node.work(Duration.ofSeconds(1)); // it writes what became of its calls, too late
    sleeper = null;
  }

  /** Which nodes to kill in a round: at least one, and never the one that sleeps. */
  private List<Integer> victims() {
    List<Integer> victims = new ArrayList<>();
    for (int i = 0; i < nodeCount; i++) {
      if (nodes.get(i) != sleeper) {
        victims.add(i);
      }
    }
    Collections.shuffle(victims, random);
    return victims.subList(0, 1 + random.nextInt(victims.size()));
  }

  private void kill(NodeProcess node) throws IOException, InterruptedException {
    StopPoint point = deal();
    String reached = "";
    if (point == StopPoint.STARTING) {
      node.work(Duration.ofMillis(random.nextInt(MOST_MILLIS_OF_A_START)));
    } else {
      node.awaitReady();
      node.work(Duration.ofMillis(random.nextInt(MOST_MILLIS_OF_WORK)));
      if (point.isReached()) {
        int pass = 1 + random.nextInt(MOST_PASSES);
        node.stopAt(point, pass);
        reached = node.awaitStop(TO_COME_TO_THE_POINT) ? " " + pass : " (not reached)";
        node.work(Duration.ofMillis(random.nextInt(20)));
      }
    }
    node.kill();
    kills.add(node.name() + " " + point + reached);
    acknowledged.addAll(node.orders());
    String log = node.log();
    if (!log.isEmpty()) {
      complaints.append(node.name()).append(":\n").append(log);
    }
  }

  /** Every point comes up before any comes up again. */
  private StopPoint deal() {
    if (deck.isEmpty()) {
      Collections.addAll(deck, StopPoint.values());
      deck.add(StopPoint.WORKING);
      deck.add(StopPoint.WORKING);
      Collections.shuffle(deck, random);
    }
    return deck.remove(deck.size() - 1);
  }

  /** A node that takes no orders delivers until nothing is left to be delivered. */
  private Reckoning drain() throws SQLException {
    try (ShopStore shop = new ShopStore(store)) {
      PostbackTracker tracker = ShopNode.configured(shop, urls).build();
      tracker.start();
      try {
        long end = System.nanoTime() + DRAIN.toNanos();
        while (isUnfinished(tracker.counts()) && System.nanoTime() - end < 0) {
          LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
        return reckoning(shop, tracker);
      } finally {
        tracker.close();
      }
    }
  }

  private static boolean isUnfinished(Map<String, Map<PostbackState, Long>> counts) {
    return counts.values().stream()
        .anyMatch(states -> states.keySet().stream().anyMatch(state -> !state.isFinal()));
  }

  private Reckoning reckoning(ShopStore shop, PostbackTracker tracker) throws SQLException {
    List<Postback> postbacks = new ArrayList<>();
    for (PostbackState state : PostbackState.values()) {
      postbacks.addAll(tracker.postbacks(state, null, ALL));
    }
    return new Reckoning(
        shop.keepsOrders() ? shop.orders() : null,
        acknowledged,
        postbacks,
        settled,
        networks,
        kills);
  }

  /** What the nodes had to complain of. */
  String complaints() {
    return complaints.length() == 0
        ? "the nodes complained of nothing"
        : complaints.substring(Math.max(0, complaints.length() - 4_000));
  }

  @Override
  public void close() {
    nodes.forEach(NodeProcess::close);
    networks.values().forEach(NetworkSimulator::close);
  }
}
