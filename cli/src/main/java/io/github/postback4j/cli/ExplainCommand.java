package io.github.postback4j.cli;

import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.NetworkBuilder;
import io.github.postback4j.network.NetworkExplanation;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** Explains a network, and sends one conversion if it is told to. */
final class ExplainCommand {

  private final PrintStream out;
  private final PrintStream err;

  ExplainCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  int run(Arguments arguments, Map<String, String> environment) {
    NetworkBuilder builder = Presets.named(arguments.target());
    new SettingArguments(arguments, environment).give(builder);
    boolean send = arguments.has("--send");
    boolean hasTestMode = builder.describe().test() != null;
    if (send && !hasTestMode && !arguments.has("--no-test-mode")) {
      throw new UsageException(
          "this network documents no test mode: what is sent may be booked. Say --no-test-mode if"
              + " that is what you want.");
    }
    builder.testMode(arguments.has("--test") || (send && !arguments.has("--no-test-mode")));
    Conversion conversion =
        new OrderArguments(arguments).conversion(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    String landing = arguments.one("--landing");
    NetworkExplanation told =
        builder.explain(landing == null ? builder.explain().landing() : landing, conversion);
    boolean json = arguments.has("--json");
    if (!told.isFine() || !send) {
      out.print(json ? told.json() + "\n" : told.text());
      return told.isFine() ? Main.FINE : Main.TROUBLE;
    }
    if (!json) {
      out.print(told.text());
    }
    return new SendCommand(out, err)
        .run(builder.build(), told, conversion, String.valueOf(arguments.one("--host")), json);
  }
}
