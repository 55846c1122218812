package io.github.postback4j.benchmarks;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.TrackerBuilder;
import io.github.postback4j.benchmarks.DatabaseServer.Served;
import io.github.postback4j.network.Network;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.session.SessionStore;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * What a dispatcher with nothing to do asks PostgreSQL for, and what that costs.
 *
 * <p>Arguments, with what holds without them: {@code networks=1,30}, {@code seconds=30}.
 */
public final class IdleComparison {

  private IdleComparison() {}

  public static void main(String[] args) throws Exception {
    Arguments arguments = new Arguments(args);
    List<Integer> networks = arguments.numbers("networks", "1,30");
    int seconds = arguments.number("seconds", 30);
    arguments.requireNoOther();
    Machine machine = new Machine("Idle for " + seconds + " s, PostgreSQL");
    System.out.println(
        "| networks | statements a minute | of these, transaction control | CPU ms a minute, JVM |"
            + " CPU ms a minute, PostgreSQL |");
    System.out.println("| --- | --- | --- | --- | --- |");
    try (PostgresServer server = new PostgresServer()) {
      for (int count : networks) {
        try (Place place = server.newPlace();
            PostbackTracker tracker = tracker(place, count)) {
          tracker.start();
          pause(Math.min(3, seconds)); // until it has looked at what a start looks at
          Served before = server.served();
          double cpuBefore = Machine.cpuMillis();
          double serverBefore = server.cpuMillis();
          long start = System.nanoTime();
          pause(seconds);
          double cpu = Machine.cpuMillis() - cpuBefore;
          double serverCpu = server.cpuMillis() - serverBefore;
          Served since = server.served().since(before);
          double minutes = (System.nanoTime() - start) / 60e9;
          System.out.printf(
              Locale.ROOT,
              "| %d | %.0f | %.0f | %.0f | %.0f |%n",
              count,
              since.all() / minutes,
              since.control() / minutes,
              cpu / minutes,
              serverCpu / minutes);
        }
      }
    }
    machine.end();
  }

  private static PostbackTracker tracker(Place place, int networks) {
    TrackerBuilder builder =
        PostbackTracker.builder()
            .sessions(SessionStore.inMemory(10, Clock.systemUTC()))
            .outbox(Outbox.jdbc(place.node()));
    for (int i = 0; i < networks; i++) {
      Network network =
          Shop.network(Shop.ORIGIN)
              .name("network" + i)
              .transactionIdNames(List.of("transaction_id" + i))
              .build();
      builder.network(network);
    }
    return builder.build();
  }

  private static void pause(int seconds) {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    while (end - System.nanoTime() > 0) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }
}
