package io.github.postback4j.benchmarks;

import io.github.postback4j.benchmarks.StubNetwork.Report;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A {@link StubNetwork} in a process of its own, so that its processor time is not taken for ours.
 * Asked line by line.
 */
final class StubProcess implements AutoCloseable {

  private final Process process;
  private final BufferedReader answers;
  private final PrintWriter questions;
  private final String origin;

  StubProcess() throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                StubProcess.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    answers = process.inputReader(StandardCharsets.US_ASCII);
    questions = new PrintWriter(process.outputWriter(StandardCharsets.US_ASCII), true);
    origin = readLine();
  }

  /**
   * The network: what is asked comes by line, {@code delay 50}, {@code reset}, {@code report 9}.
   */
  public static void main(String[] args) throws IOException {
    BufferedReader in =
        new BufferedReader(new java.io.InputStreamReader(System.in, StandardCharsets.US_ASCII));
    try (StubNetwork network = new StubNetwork()) {
      System.out.println(network.origin());
      String line = in.readLine();
      while (line != null) {
        String[] words = line.split(" ", -1);
        switch (words[0]) {
          case "delay" -> {
            network.delay(Integer.parseInt(words[1]));
            System.out.println("ok");
          }
          case "reset" -> {
            network.reset();
            System.out.println("ok");
          }
          case "report" -> {
            Report report = network.report(Integer.parseInt(words[1]));
            System.out.println(
                report.requests() + " " + report.missing() + " " + report.repeated());
          }
          default -> throw new IllegalArgumentException(line);
        }
        line = in.readLine();
      }
    }
  }

  String origin() {
    return origin;
  }

  void delay(int millis) throws IOException {
    ask("delay " + millis);
  }

  void reset() throws IOException {
    ask("reset");
  }

  Report report(int orders) throws IOException {
    String[] numbers = ask("report " + orders).split(" ", -1);
    return new Report(
        Long.parseLong(numbers[0]), Integer.parseInt(numbers[1]), Integer.parseInt(numbers[2]));
  }

  private String ask(String question) throws IOException {
    questions.println(question);
    return readLine();
  }

  private String readLine() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("the stub's process has ended");
    }
    return line;
  }

  /** It ends with its input. */
  @Override
  public void close() {
    questions.close();
    process.destroy();
  }
}
