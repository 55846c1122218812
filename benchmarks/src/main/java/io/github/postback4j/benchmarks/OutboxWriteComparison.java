package io.github.postback4j.benchmarks;

import io.github.postback4j.benchmarks.OutboxWriteSteps.Step;
import java.io.IOException;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * What {@code track} costs in the shop's own transaction, beside a bare prepared INSERT of the same
 * row on the same connection. The steps take turns, one call each, so that whatever disturbs the
 * machine disturbs them all; medians of calls, and their spread over some runs.
 *
 * <p>Arguments, with what holds without them: {@code stores=sqlite,postgresql,h2}, {@code runs=5},
 * {@code rounds=60}.
 */
@SuppressWarnings("EnumOrdinal") // steps are the columns of a table of times
public final class OutboxWriteComparison {

  private OutboxWriteComparison() {}

  public static void main(String[] args) throws IOException, SQLException {
    Arguments arguments = new Arguments(args);
    List<String> stores = arguments.words("stores", "sqlite,postgresql,h2");
    int runs = arguments.number("runs", 5);
    int rounds = arguments.number("rounds", 60);
    arguments.requireNoOther();
    Machine machine = new Machine("Outbox write");
    for (String store : stores) {
      measure(store, runs, rounds, 2 * rounds);
    }
    machine.end();
  }

  static void measure(String name, int runs, int rounds, int warmUpRounds)
      throws IOException, SQLException {
    try (DatabaseServer server = DatabaseServer.start(name);
        Place place = server.newPlace()) {
      measure(server.kind().title(), place.dataSource(), runs, rounds, warmUpRounds);
    }
  }

  private static void measure(
      String title, DataSource dataSource, int runs, int rounds, int warmUpRounds)
      throws SQLException {
    try (OutboxWriteSteps steps = new OutboxWriteSteps(dataSource)) {
      repeat(steps, warmUpRounds);
      double[][] medians = new double[Step.values().length][runs];
      for (int run = 0; run < runs; run++) {
        Map<Step, Samples> samples = repeat(steps, rounds);
        for (Step step : Step.values()) {
          medians[step.ordinal()][run] = Objects.requireNonNull(samples.get(step)).median() / 1000;
        }
      }
      report(title, medians);
    }
  }

  private static Map<Step, Samples> repeat(OutboxWriteSteps steps, int rounds) throws SQLException {
    Map<Step, Samples> samples = new EnumMap<>(Step.class);
    for (Step step : Step.values()) {
      samples.put(step, new Samples());
    }
    for (int round = 0; round < rounds; round++) {
      steps.oneTransaction((step, nanos) -> Objects.requireNonNull(samples.get(step)).add(nanos));
    }
    return samples;
  }

  private static void report(String title, double[][] medians) {
    System.out.printf("%n%s: microseconds per call, median (least to most of the runs)%n", title);
    for (Step step : Step.values()) {
      print(step.title(), "%7.1f", medians[step.ordinal()]);
    }
    double[] write = minus(medians, Step.DECISION_AND_POSTBACK, Step.DECISION);
    print("= outbox write (decide: both, less decide: the decision alone)", "%7.1f", write);
    print("= decision (less savepoint)", "%7.1f", minus(medians, Step.DECISION, Step.SAVEPOINT));
    print("= lookup (less savepoint)", "%7.1f", minus(medians, Step.LOOKUP, Step.SAVEPOINT));
    print(
        "outbox write / bare INSERT, prepared each time", "%7.2f", over(write, medians, Step.BARE));
    print(
        "outbox write / bare INSERT, prepared once", "%7.2f", over(write, medians, Step.BARE_KEPT));
    double[] inserts = plus(medians, Step.BARE, Step.BARE_DECISION);
    double[] whole = medians[Step.TRACK.ordinal()];
    double[] ratios = new double[whole.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = whole[i] / inserts[i];
    }
    print("whole track / both bare INSERTs", "%7.2f", ratios);
  }

  private static void print(String what, String format, double... numbers) {
    System.out.printf("  %-66s %s%n", what, Samples.spread(format, numbers));
  }

  private static double[] minus(double[][] medians, Step one, Step other) {
    return combine(medians, one, other, -1);
  }

  private static double[] plus(double[][] medians, Step one, Step other) {
    return combine(medians, one, other, 1);
  }

  private static double[] combine(double[][] medians, Step one, Step other, int sign) {
    double[] sums = medians[one.ordinal()].clone();
    for (int i = 0; i < sums.length; i++) {
      sums[i] += sign * medians[other.ordinal()][i];
    }
    return sums;
  }

  private static double[] over(double[] numbers, double[][] medians, Step base) {
    double[] ratios = numbers.clone();
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] /= medians[base.ordinal()][i];
    }
    return ratios;
  }
}
