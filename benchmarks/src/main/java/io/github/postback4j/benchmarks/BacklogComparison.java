package io.github.postback4j.benchmarks;

import io.github.postback4j.network.Network;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.Outbox.Claim;
import io.github.postback4j.outbox.Outbox.Finish;
import io.github.postback4j.outbox.Outbox.Queue;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.store.Database;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What the dispatcher's statements cost while many rows wait, will be due, or are finished: one
 * database for each number of rows, which take turns. Then the statements' plans.
 *
 * <p>Arguments, with what holds without them: {@code stores=postgresql,sqlite,h2}, {@code
 * rows=10000,100000,1000000}, {@code kinds=waiting,future,finished}, {@code rounds=100}, {@code
 * plans=1} for the plans of the most rows.
 */
public final class BacklogComparison {

  private static final int BATCH = 64;
  private static final Duration LEASE = Duration.ofMinutes(10);
  private static final Queue QUEUE = new Queue("tune", true);
  private static final int FILL = 100_000;

  /** What is timed. */
  private enum Operation {
    LOOK("look for what is due"),
    CLAIM("claim of " + BATCH),
    FINISH("finish of " + BATCH),
    RELEASE("look for ended leases");

    private final String title;

    Operation(String title) {
      this.title = title;
    }
  }

  private final List<Integer> sizes;
  private final int rounds;
  private final boolean plans;

  private BacklogComparison(Arguments arguments) {
    sizes = arguments.numbers("rows", "10000,100000,1000000");
    rounds = arguments.number("rounds", 100);
    plans = arguments.number("plans", 1) == 1;
  }

  public static void main(String[] args) throws IOException, SQLException {
    Arguments arguments = new Arguments(args);
    BacklogComparison comparison = new BacklogComparison(arguments);
    List<String> stores = arguments.words("stores", "postgresql,sqlite,h2");
    List<String> kinds = arguments.words("kinds", "waiting,future,finished");
    arguments.requireNoOther();
    for (String store : stores) {
      for (String kind : kinds) {
        try (DatabaseServer server = DatabaseServer.start(store)) {
          comparison.compare(server, kind);
        }
      }
    }
  }

  /** A database with so many rows. */
  private record Filled(Place place, Outbox outbox, Map<Operation, Samples> samples) {}

  private void compare(DatabaseServer server, String kind) throws SQLException {
    Machine machine = new Machine(server.kind().title() + ", rows " + kind);
    List<Filled> filled = new ArrayList<>();
    for (int size : sizes) {
      filled.add(fill(server, kind, size));
    }
    int warmUp = rounds / 5;
    for (int round = -warmUp; round < rounds; round++) {
      for (int turn = 0; turn < filled.size(); turn++) {
        Filled one = filled.get(Math.floorMod(turn + round, filled.size()));
        work(one.outbox, round < 0 ? null : one.samples);
      }
    }
    report(filled);
    if (plans) {
      explain(filled.get(filled.size() - 1).place);
    }
    for (Filled one : filled) {
      one.outbox.close();
      one.place.close();
    }
    machine.end();
  }

  private static void work(
      Outbox outbox, @org.jspecify.annotations.Nullable Map<Operation, Samples> samples) {
    long start = System.nanoTime();
    Set<Queue> due = outbox.due(Set.of(QUEUE));
    long looked = System.nanoTime();
    List<Claim> claims = outbox.claim(QUEUE, BATCH, LEASE);
    long claimed = System.nanoTime();
    List<Finish> finishes = claims.stream().map(BacklogComparison::recorded).toList();
    long before = System.nanoTime();
    Set<String> left = outbox.finish(finishes);
    long finished = System.nanoTime();
    outbox.releaseExpired(500);
    long released = System.nanoTime();
    if (due.size() != 1 || claims.size() != BATCH || !left.isEmpty()) {
      throw new IllegalStateException("claimed " + claims.size() + ", not finished " + left.size());
    }
    if (samples != null) {
      add(samples, Operation.LOOK, looked - start);
      add(samples, Operation.CLAIM, claimed - looked);
      add(samples, Operation.FINISH, finished - before);
      add(samples, Operation.RELEASE, released - finished);
    }
  }

  private static void add(Map<Operation, Samples> samples, Operation operation, long nanos) {
    Objects.requireNonNull(samples.get(operation)).add(nanos);
  }

  private static Finish recorded(Claim claim) {
    return new Finish(
        claim.postback().id(),
        claim.token(),
        PostbackState.RECORDED,
        Duration.ZERO,
        false,
        claim.postback().attempts(),
        null);
  }

  private Filled fill(DatabaseServer server, String kind, int size) throws SQLException {
    Place place = server.newPlace();
    Network network = Shop.network();
    Outbox outbox = Outbox.jdbc(place.node());
    outbox.start();
    Backlog.track(network, outbox, 1); // what it writes is what the others are copied from
    int needed = BATCH * (rounds + rounds / 5 + 5);
    insert(place, "waiting", 1, kind.equals("waiting") ? Math.max(size, needed) : needed);
    if (!kind.equals("waiting")) {
      insert(place, kind, needed + 1, needed + size);
    }
    place.run(place.kind().settle("postback4j_postback"));
    Map<Operation, Samples> samples = new EnumMap<>(Operation.class);
    for (Operation operation : Operation.values()) {
      samples.put(operation, new Samples());
    }
    return new Filled(place, outbox, samples);
  }

  /** Copies of the tracked row; a tenth of the finished ones are refused. */
  private static void insert(Place place, String kind, int from, int to) throws SQLException {
    String state =
        switch (kind) {
          case "waiting", "future" -> "0";
          case "finished" -> "CASE WHEN MOD(n, 10) = 0 THEN 4 ELSE 2 END";
          default -> throw new IllegalArgumentException("waiting, future or finished, not " + kind);
        };
    if (place.kind() == DatabaseKind.SQLITE) {
      state = state.replace("MOD(n, 10)", "n % 10");
    }
    String due =
        switch (kind) {
          case "waiting" -> "p.due_at - 3600000 + MOD(n, 3600000)";
          case "future" -> "p.due_at + 86400000 + n";
          default -> "NULL";
        };
    if (place.kind() == DatabaseKind.SQLITE) {
      due = due.replace("MOD(n, 3600000)", "n % 3600000");
    }
    for (int first = from; first <= to; first += FILL) {
      int last = Math.min(to, first + FILL - 1);
      place.run(
          "INSERT INTO postback4j_postback (id, network, order_id, goal, part, state, due_at,"
              + " attempts, ambiguous, repeatable, token, payload, payload_version, reason,"
              + " created_at, deadline, finished_at) SELECT "
              + place.kind().numbered("0199ffff", 24)
              + ", p.network, "
              + place.kind().numbered("ORD-2025-", 9)
              + ", p.goal, p.part, "
              + state
              + ", "
              + due
              + ", p.attempts, p.ambiguous, p.repeatable, p.token, p.payload, p.payload_version,"
              + " p.reason, p.created_at + n, p.deadline, "
              + (kind.equals("finished") ? "p.created_at + n" : "NULL")
              + " FROM postback4j_postback p, "
              + place.kind().numbers(first, last)
              + " WHERE p.order_id = '"
              + Shop.orderId(0)
              + "'");
    }
  }

  private void report(List<Filled> filled) {
    StringBuilder head = new StringBuilder("| median, microseconds |");
    StringBuilder line = new StringBuilder("| --- |");
    for (int size : sizes) {
      head.append(String.format(Locale.ROOT, " %,d rows |", size));
      line.append(" --- |");
    }
    System.out.println(head + " most rows / fewest |");
    System.out.println(line + " --- |");
    for (Operation operation : Operation.values()) {
      StringBuilder row = new StringBuilder("| " + operation.title + " |");
      for (Filled one : filled) {
        Samples samples = Objects.requireNonNull(one.samples.get(operation));
        row.append(
            String.format(
                Locale.ROOT,
                " %.0f (half from %.0f to %.0f) |",
                samples.median() / 1e3,
                samples.percentile(25) / 1e3,
                samples.percentile(75) / 1e3));
      }
      double least = Objects.requireNonNull(filled.get(0).samples.get(operation)).median();
      double most =
          Objects.requireNonNull(filled.get(filled.size() - 1).samples.get(operation)).median();
      System.out.println(row + String.format(Locale.ROOT, " %.2f |", most / least));
    }
  }

  private static void explain(Place place) throws SQLException {
    StatementRecorder recorder = new StatementRecorder(place.dataSource());
    Outbox outbox = Outbox.jdbc(Database.of(recorder.dataSource()));
    outbox.start();
    recorder.reset();
    work(outbox, null);
    System.out.println("\n```");
    for (String plan : recorder.plans(place.kind())) {
      System.out.println(plan);
    }
    System.out.println("```");
    outbox.close();
  }
}
