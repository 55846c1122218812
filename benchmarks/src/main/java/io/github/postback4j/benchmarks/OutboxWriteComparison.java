package io.github.postback4j.benchmarks;

import io.github.postback4j.benchmarks.OutboxWriteSteps.Step;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * What {@code track} costs in the shop's own transaction, beside a bare prepared INSERT of the same
 * row on the same connection. The steps take turns, one call each, so that whatever disturbs the
 * machine disturbs them all; medians of calls, and their spread over some runs.
 *
 * <p>Arguments: the databases to measure (sqlite, postgresql, h2), all by default.
 */
@SuppressWarnings("EnumOrdinal") // steps are the columns of a table of times
public final class OutboxWriteComparison {

  private static final int RUNS = 5;
  private static final int ROUNDS = 60;
  private static final int WARM_UP_ROUNDS = 120;

  private OutboxWriteComparison() {}

  public static void main(String[] args) throws IOException, SQLException {
    for (String name : args.length == 0 ? new String[] {"sqlite", "postgresql", "h2"} : args) {
      measure(name, RUNS, ROUNDS, WARM_UP_ROUNDS);
    }
  }

  static void measure(String name, int runs, int rounds, int warmUpRounds)
      throws IOException, SQLException {
    switch (name) {
      case "sqlite" -> {
        Path folder = Files.createTempDirectory("postback4j-benchmark");
        try {
          measure("SQLite file", sqlite(folder.resolve("shop.db")), runs, rounds, warmUpRounds);
        } finally {
          delete(folder);
        }
      }
      case "postgresql" -> {
        try (EmbeddedPostgres server = EmbeddedPostgres.start()) {
          measure("PostgreSQL", server.getPostgresDatabase(), runs, rounds, warmUpRounds);
        }
      }
      case "h2" -> {
        JdbcDataSource h2 = new JdbcDataSource();
        // Each savepoint is another statement to H2, and pushes ours out of its cache of 8.
        h2.setURL("jdbc:h2:mem:benchmark;DB_CLOSE_DELAY=-1;QUERY_CACHE_SIZE=256");
        measure("H2 in memory", h2, runs, rounds, warmUpRounds);
      }
      default -> throw new IllegalArgumentException("sqlite, postgresql or h2, not " + name);
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

  /** As a shop has it that does not want to lose an order. */
  private static DataSource sqlite(Path file) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(10_000);
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    SQLiteDataSource dataSource = new SQLiteDataSource(config);
    dataSource.setUrl("jdbc:sqlite:" + file);
    return dataSource;
  }

  private static void delete(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(folder)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }
}
