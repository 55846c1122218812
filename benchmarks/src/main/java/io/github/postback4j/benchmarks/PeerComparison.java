package io.github.postback4j.benchmarks;

import io.github.postback4j.benchmarks.DatabaseServer.Served;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The same postbacks on one PostgreSQL through Postback4j and through two libraries that others
 * take for this: how fast a backlog goes out, and what queueing adds to a shop's transaction. The
 * sides take turns, block by block. Each must ask the network about every order; how many it was
 * asked about twice is told.
 *
 * <p>Arguments, with what holds without them: {@code postbacks=20000}, {@code delays=0,50}
 * milliseconds of the answers, {@code blocks=3}, {@code warmup=1}, {@code calls=50,200} at a time,
 * ours, {@code checkouts=4000} a block, from 4 threads.
 */
public final class PeerComparison {

  private static final int PER_TRANSACTION = 500;
  private static final int SHOP_THREADS = 4;

  private final int postbacks;
  private final int checkouts;
  private final int blocks;
  private final int warmUp;

  private PeerComparison(Arguments arguments) {
    postbacks = arguments.number("postbacks", 20_000);
    checkouts = arguments.number("checkouts", 4_000);
    blocks = arguments.number("blocks", 3);
    warmUp = arguments.number("warmup", 1);
  }

  public static void main(String[] args) throws Exception {
    Arguments arguments = new Arguments(args);
    PeerComparison comparison = new PeerComparison(arguments);
    List<Integer> delays = arguments.numbers("delays", "0,50");
    List<Integer> calls = arguments.numbers("calls", "50,200");
    arguments.requireNoOther();
    comparison.run(delays, calls);
  }

  private void run(List<Integer> delays, List<Integer> calls) throws Exception {
    List<Peer> peers = new ArrayList<>();
    List<Place> places = new ArrayList<>();
    try (StubProcess stub = new StubProcess();
        PostgresServer server = new PostgresServer()) {
      List<String> urls =
          Backlog.urls(Backlog.network(stub.origin(), 1), Math.max(postbacks, checkouts));
      for (int concurrency : calls) {
        peers.add(new OurPeer(place(server, places), stub.origin(), concurrency));
      }
      peers.add(new TransactionOutboxPeer(place(server, places), urls));
      peers.add(new DbSchedulerPeer(place(server, places), urls));
      for (int delay : delays) {
        stub.delay(delay);
        compareSending(peers, stub, server, delay);
      }
      BareShop bare = new BareShop(place(server, places));
      List<Peer> shops = new ArrayList<>(List.of(bare, peers.get(0)));
      shops.addAll(peers.subList(calls.size(), peers.size()));
      compareCheckouts(shops);
      for (Peer peer : peers) {
        peer.close();
      }
      places.forEach(Place::close);
    }
  }

  private static Place place(PostgresServer server, List<Place> places) throws SQLException {
    Place place = server.newPlace();
    places.add(place);
    place.run("CREATE TABLE shop_order (id TEXT PRIMARY KEY, amount NUMERIC, note TEXT)");
    return place;
  }

  private void compareSending(List<Peer> peers, StubProcess stub, PostgresServer server, int delay)
      throws Exception {
    Machine machine =
        new Machine("Peers, %d postbacks a block, answers after %d ms".formatted(postbacks, delay));
    double[][] rate = new double[peers.size()][blocks];
    double[][] cpu = new double[peers.size()][blocks];
    double[][] serverCpu = new double[peers.size()][blocks];
    Served[] served = new Served[peers.size()];
    int[] repeated = new int[peers.size()];
    for (int block = -warmUp; block < blocks; block++) {
      for (int turn = 0; turn < peers.size(); turn++) {
        int i = Math.floorMod(turn + block, peers.size());
        Peer peer = peers.get(i);
        for (int from = 0; from < postbacks; from += PER_TRANSACTION) {
          peer.checkout(from, Math.min(postbacks, from + PER_TRANSACTION));
        }
        peer.settle();
        stub.reset();
        System.gc();
        Served servedBefore = server.served();
        double serverBefore = server.cpuMillis();
        double cpuBefore = Machine.cpuMillis();
        long start = System.nanoTime();
        peer.send(postbacks);
        long nanos = System.nanoTime() - start;
        double ours = Machine.cpuMillis() - cpuBefore;
        double theirs = server.cpuMillis() - serverBefore;
        Served since = server.served().since(servedBefore);
        StubNetwork.Report report = stub.report(postbacks);
        if (report.missing() > 0) {
          throw new IllegalStateException(peer.title() + ": " + report);
        }
        if (block >= 0) {
          rate[i][block] = postbacks * 1e9 / nanos;
          cpu[i][block] = ours / postbacks;
          serverCpu[i][block] = theirs / postbacks;
          served[i] = since;
          repeated[i] += report.repeated();
        }
        peer.clear();
      }
    }
    System.out.println(
        "| library | deliveries/s | Postback4j's rate / its | CPU ms each, JVM | CPU ms each,"
            + " PostgreSQL | statements each | of these, transaction control | sent twice |");
    System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
    for (int i = 0; i < peers.size(); i++) {
      double[] ratios = new double[blocks];
      for (int block = 0; block < blocks; block++) {
        ratios[block] = rate[0][block] / rate[i][block];
      }
      System.out.printf(
          Locale.ROOT,
          "| %s | %s | %s | %s | %s | %.4f | %.4f | %d |%n",
          peers.get(i).title(),
          Samples.spread("%.0f", rate[i]),
          Samples.spread("%.2f", ratios),
          Samples.spread("%.3f", cpu[i]),
          Samples.spread("%.3f", serverCpu[i]),
          (double) served[i].all() / postbacks,
          (double) served[i].control() / postbacks,
          repeated[i]);
    }
    machine.end();
  }

  private void compareCheckouts(List<Peer> shops) throws Exception {
    Machine machine =
        new Machine("Checkouts, %d a block from %d threads".formatted(checkouts, SHOP_THREADS));
    ExecutorService threads = Executors.newFixedThreadPool(SHOP_THREADS);
    double[][] rate = new double[shops.size()][blocks];
    Samples[] times = new Samples[shops.size()];
    for (int i = 0; i < times.length; i++) {
      times[i] = new Samples();
    }
    for (int block = -warmUp; block < blocks; block++) {
      for (int turn = 0; turn < shops.size(); turn++) {
        int i = Math.floorMod(turn + block, shops.size());
        Peer shop = shops.get(i);
        shop.clear();
        System.gc();
        long start = System.nanoTime();
        List<Samples> taken = checkOut(shop, threads);
        double perSecond = checkouts * 1e9 / (System.nanoTime() - start);
        if (block >= 0) {
          rate[i][block] = perSecond;
          for (Samples some : taken) {
            times[i].addAll(some);
          }
        }
      }
    }
    threads.shutdown();
    System.out.println(
        "| shop's transaction | checkouts/s | of the order alone | p50 ms | p95 ms | p99 ms |");
    System.out.println("| --- | --- | --- | --- | --- | --- |");
    for (int i = 0; i < shops.size(); i++) {
      double[] ratios = new double[blocks];
      for (int block = 0; block < blocks; block++) {
        ratios[block] = rate[i][block] / rate[0][block];
      }
      System.out.printf(
          Locale.ROOT,
          "| %s | %s | %s | %.2f | %.2f | %.2f |%n",
          shops.get(i).title(),
          Samples.spread("%.0f", rate[i]),
          Samples.spread("%.2f", ratios),
          times[i].percentile(50) / 1e6,
          times[i].percentile(95) / 1e6,
          times[i].percentile(99) / 1e6);
    }
    machine.end();
  }

  private List<Samples> checkOut(Peer shop, ExecutorService threads) throws Exception {
    List<Callable<Samples>> shares = new ArrayList<>();
    for (int thread = 0; thread < SHOP_THREADS; thread++) {
      int first = thread;
      shares.add(
          () -> {
            Samples took = new Samples();
            for (int i = first; i < checkouts; i += SHOP_THREADS) {
              long start = System.nanoTime();
              shop.checkout(i, i + 1);
              took.add(System.nanoTime() - start);
            }
            return took;
          });
    }
    List<Samples> taken = new ArrayList<>();
    for (Future<Samples> share : threads.invokeAll(shares)) {
      taken.add(share.get());
    }
    return taken;
  }
}
