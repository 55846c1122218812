package io.github.postback4j.benchmarks.spring;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * How long an application of Spring Boot starts with Postback4j (one network, tables made in its H2
 * database) and without, each time in a new JVM, in turns. Both open the database.
 *
 * <p>Argument: how often, 15 without it.
 */
public final class StartUpComparison {

  private StartUpComparison() {}

  public static void main(String[] args) throws IOException {
    int rounds = args.length == 0 ? 15 : Integer.parseInt(args[0]);
    double[][] with = new double[2][rounds];
    double[][] without = new double[2][rounds];
    for (int round = -1; round < rounds; round++) {
      long[] off = start(false);
      long[] on = start(true);
      for (int i = 0; i < 2 && round >= 0; i++) {
        without[i][round] = off[i];
        with[i][round] = on[i];
      }
    }
    System.out.println("| milliseconds | without | with | added, median |");
    System.out.println("| --- | --- | --- | --- |");
    print("from the JVM's start until it serves", without[0], with[0]);
    print("processor time until then", without[1], with[1]);
  }

  private static void print(String what, double[] without, double[] with) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %s | %.0f |%n",
        what,
        spread(without),
        spread(with),
        median(with) - median(without));
  }

  private static String spread(double[] numbers) {
    return String.format(
        Locale.ROOT,
        "%.0f (%.0f to %.0f)",
        median(numbers),
        Arrays.stream(numbers).min().orElseThrow(),
        Arrays.stream(numbers).max().orElseThrow());
  }

  private static double median(double[] numbers) {
    double[] sorted = numbers.clone();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private static long[] start(boolean enabled) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                SpringShop.class.getName(),
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--spring.datasource.url=jdbc:h2:mem:shop",
                "--postback4j.enabled=" + enabled,
                "--postback4j.networks.tune.url=https://network.example/aff_lsr"
                    + "?transaction_id=TRANSACTION_ID&amount=AMOUNT")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      String[] words =
          lines
              .lines()
              .filter(line -> line.startsWith("started "))
              .findFirst()
              .orElseThrow(() -> new IOException("it did not start"))
              .split(" ", -1);
      if (Boolean.parseBoolean(words[3]) != enabled) {
        throw new IllegalStateException("postback4j.enabled was not obeyed");
      }
      return new long[] {Long.parseLong(words[1]), Long.parseLong(words[2])};
    }
  }
}
