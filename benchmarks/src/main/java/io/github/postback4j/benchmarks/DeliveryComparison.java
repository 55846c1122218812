package io.github.postback4j.benchmarks;

import io.github.postback4j.benchmarks.DatabaseServer.Served;
import io.github.postback4j.network.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How fast an outbox empties into a network on this machine, beside OkHttp's asynchronous GETs of
 * the same URLs with as many calls at a time. The sides take turns, block by block. In every block
 * the network must be asked once for each order, and each must end as recorded.
 *
 * <p>Arguments, with what holds without them: {@code stores=memory,postgresql,sqlite,h2}, {@code
 * calls=64,32,200} at a time, {@code delays=0,50} milliseconds of the answers, {@code nodes=1,2,4}
 * (those share the calls; only with a server), {@code postbacks=10000}, {@code blocks=5}, {@code
 * warmup=2}.
 */
public final class DeliveryComparison {

  /** With delayed answers a block is as long as so many answers, one after the other. */
  private static final int ROUNDS_WITH_DELAY = 60;

  private final Arguments arguments;
  private final int postbacks;
  private final int blocks;
  private final int warmUp;

  private DeliveryComparison(Arguments arguments) {
    this.arguments = arguments;
    postbacks = arguments.number("postbacks", 10_000);
    blocks = arguments.number("blocks", 5);
    warmUp = arguments.number("warmup", 2);
  }

  public static void main(String[] args) throws Exception {
    Arguments arguments = new Arguments(args);
    new DeliveryComparison(arguments).run();
  }

  private void run() throws Exception {
    List<String> stores = arguments.words("stores", "memory,postgresql,sqlite,h2");
    List<Integer> calls = arguments.numbers("calls", "64,32,200");
    List<Integer> delays = arguments.numbers("delays", "0,50");
    List<Integer> nodes = arguments.numbers("nodes", "1,2,4");
    arguments.requireNoOther();
    List<DatabaseServer> servers = new ArrayList<>();
    List<DeliverySide> sides = new ArrayList<>();
    try (StubProcess stub = new StubProcess()) {
      Network network = Backlog.network(stub.origin(), 1);
      sides.add(DeliverySide.raw(Backlog.urls(network, postbacks)));
      for (String store : stores) {
        if (store.equals("memory")) {
          sides.add(new DeliverySide.Memory(stub.origin()));
        } else {
          DatabaseServer server = DatabaseServer.start(store);
          servers.add(server);
          boolean shared = server.served() != null;
          for (int count : shared ? nodes : List.of(1)) {
            sides.add(new DeliverySide.Nodes(server, stub.origin(), count, postbacks));
          }
        }
      }
      for (int delay : delays) {
        stub.delay(delay);
        for (int concurrency : calls) {
          compare(sides, stub, concurrency, delay);
        }
      }
    } finally {
      for (DeliverySide side : sides) {
        side.close();
      }
      for (DatabaseServer server : servers) {
        server.close();
      }
    }
  }

  private void compare(List<DeliverySide> sides, StubProcess stub, int concurrency, int delay)
      throws Exception {
    int orders = delay == 0 ? postbacks : Math.min(postbacks, concurrency * ROUNDS_WITH_DELAY);
    String title =
        "Delivery, %d calls at a time, answers after %d ms, %d postbacks a block"
            .formatted(concurrency, delay, orders);
    Machine machine = new Machine(title);
    Figures[] figures = new Figures[sides.size()];
    for (int i = 0; i < figures.length; i++) {
      figures[i] = new Figures(blocks);
    }
    for (int block = -warmUp; block < blocks; block++) {
      for (int i = 0; i < figures.length; i++) {
        // A block each begins with another side, so that none always follows the same.
        int turn = Math.floorMod(i + block, figures.length);
        block(sides.get(turn), stub, orders, concurrency, figures[turn], block);
      }
    }
    System.out.println(
        "| store | postbacks/s | of raw | CPU ms each, ours | CPU ms each, database |"
            + " statements each, server's count | of these, transaction control |"
            + " statements each, ours |");
    System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
    for (int i = 0; i < figures.length; i++) {
      Served ours = sides.get(i).statements(orders, concurrency);
      figures[i].print(sides.get(i).title(), figures[0], ours, orders);
    }
    machine.end();
  }

  private static void block(
      DeliverySide side, StubProcess stub, int orders, int concurrency, Figures figures, int block)
      throws Exception {
    side.fill(orders);
    stub.reset();
    System.gc(); // what the side before left is not this one's to clear
    DatabaseServer server = side.server();
    Served servedBefore = server == null ? null : server.served();
    double serverBefore = server == null ? 0 : server.cpuMillis();
    double cpuBefore = Machine.cpuMillis();
    long start = System.nanoTime();
    side.send(orders, concurrency);
    long nanos = System.nanoTime() - start;
    double cpu = Machine.cpuMillis() - cpuBefore;
    double serverCpu = server == null ? 0 : server.cpuMillis() - serverBefore;
    Served served = server == null || servedBefore == null ? null : server.served();
    side.check(orders);
    StubNetwork.Report report = stub.report(orders);
    if (!report.isOnceEach(orders)) {
      throw new IllegalStateException(side.title() + ": not asked once for each: " + report);
    }
    if (block >= 0) {
      figures.rate[block] = orders * 1e9 / nanos;
      figures.cpu[block] = cpu / orders;
      figures.serverCpu[block] = serverCpu / orders;
      if (served != null && servedBefore != null) {
        figures.served = served.since(servedBefore);
      }
    }
  }

  /** Of one side, block by block. */
  private static final class Figures {
    final double[] rate;
    final double[] cpu;
    final double[] serverCpu;
    @org.jspecify.annotations.Nullable Served served;

    Figures(int blocks) {
      rate = new double[blocks];
      cpu = new double[blocks];
      serverCpu = new double[blocks];
    }

    void print(
        String title, Figures raw, @org.jspecify.annotations.Nullable Served counted, int orders) {
      double[] ratios = new double[rate.length];
      for (int i = 0; i < ratios.length; i++) {
        ratios[i] = rate[i] / raw.rate[i];
      }
      System.out.printf(
          Locale.ROOT,
          "| %s | %s | %s | %s | %s | %s | %s | %s |%n",
          title,
          Samples.spread("%.0f", rate),
          this == raw ? "1" : Samples.spread("%.2f", ratios),
          Samples.spread("%.3f", cpu),
          served == null ? "" : Samples.spread("%.3f", serverCpu),
          served == null ? "" : each(served.all(), orders),
          served == null ? "" : each(served.control(), orders),
          counted == null
              ? ""
              : each(counted.all(), orders) + ", control " + each(counted.control(), orders));
    }

    private static String each(long count, int orders) {
      return String.format(Locale.ROOT, "%.4f", (double) count / orders);
    }
  }
}
