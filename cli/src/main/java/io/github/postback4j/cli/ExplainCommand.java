package io.github.postback4j.cli;

import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.NetworkBuilder;
import io.github.postback4j.network.NetworkDescription;
import io.github.postback4j.network.NetworkExplanation;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Explains a network, and sends one conversion if it is told to. */
final class ExplainCommand {

  private final Arguments arguments;
  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream err;
  private final boolean json;
  private final boolean send;
  private final boolean test;

  ExplainCommand(
      Arguments arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
    this.arguments = arguments;
    this.environment = environment;
    this.out = out;
    this.err = err;
    json = arguments.has("--json");
    send = arguments.has("--send");
    test = arguments.has("--test") || (send && !arguments.has("--no-test-mode"));
  }

  int run() {
    NetworkBuilder builder = Presets.named(arguments.target());
    new SettingArguments(arguments, environment).give(builder);
    if (send && test && builder.describe().test() == null) {
      throw new UsageException(
          "this network documents no test mode: what is sent may be booked. Say --no-test-mode if"
              + " that is what you want.");
    }
    builder.testMode(test);
    Instant now = Instant.now();
    // A network that knows the order already would say no more than that.
    String sampleId = send ? "TEST-" + now.toEpochMilli() : "ORD-1001";
    Conversion conversion =
        new OrderArguments(arguments).conversion(now.truncatedTo(ChronoUnit.SECONDS), sampleId);
    String landing = arguments.one("--landing");
    NetworkExplanation told =
        builder.explain(landing == null ? builder.explain().landing() : landing, conversion);
    if (!json) {
      out.print(told.text());
    }
    if (told.isFine() && send && !told.requests().isEmpty()) {
      return send(builder.build(), told, conversion);
    }
    if (json) {
      out.println(told.json());
    }
    return told.isFine() && !send ? Main.FINE : Main.TROUBLE;
  }

  private int send(Network network, NetworkExplanation told, Conversion conversion) {
    List<SentAnswer> answers = new ArrayList<>();
    Trouble trouble = null;
    try {
      SendCommand sending = new SendCommand(told, conversion);
      if (test) {
        sending.checkTestMode(network, withoutTestMode());
      }
      List<TargetHost> hosts = arguments.all("--host").stream().map(TargetHost::of).toList();
      sending.send(network, hosts, answers::add);
    } catch (RuntimeException e) {
      trouble = Trouble.of(e);
    }
    if (json) {
      out.println(json(told, answers, trouble));
    } else {
      answers.forEach(answer -> out.print(answer.text()));
    }
    if (trouble != null) {
      err.println(trouble.message());
      return trouble.code();
    }
    return answers.stream().allMatch(SentAnswer::isFine) ? Main.FINE : Main.TROUBLE;
  }

  /** The same network, with anything in place of the settings that only test mode does without. */
  private Network withoutTestMode() {
    NetworkBuilder builder = Presets.named(arguments.target());
    Set<String> given = new SettingArguments(arguments, environment).give(builder);
    NetworkDescription.Test mode = builder.describe().test();
    if (mode != null) {
      for (String name : mode.settings().keySet()) {
        if (!given.contains(name)) {
          builder.setting(name, "not-given");
        }
      }
    }
    return builder.build();
  }

  private static String json(
      NetworkExplanation told, List<SentAnswer> answers, @Nullable Trouble trouble) {
    String explanation = told.json();
    return explanation.substring(0, explanation.length() - 1)
        + ",\"answers\":["
        + String.join(",", answers.stream().map(SentAnswer::json).toList())
        + "]"
        + (trouble == null ? "" : ",\"error\":" + trouble.json())
        + "}";
  }
}
