package io.github.postback4j.cli;

import io.github.postback4j.network.ConfigurationException;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.NetworkBuilder;
import io.github.postback4j.network.NetworkDescription;
import io.github.postback4j.network.NetworkDescription.Setting;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Checks a network's file of the user's own as a start of the shop would, with examples: with all
 * settings, without the optional ones, with each value that a setting may have, and in test mode.
 */
final class CheckCommand {

  private final PrintStream out;
  private final Set<String> hints = new LinkedHashSet<>();

  CheckCommand(PrintStream out) {
    this.out = out;
  }

  /**
   * @throws ConfigurationException if the file is not right, with what would be
   */
  int run(Arguments arguments) {
    Path file = Path.of(arguments.target());
    if (!Files.isRegularFile(file)) {
      throw new UsageException("there is no file " + file);
    }
    NetworkDescription description = Network.fromJson(file).describe();
    Network network = build(file, "", Map.of(), true, false);
    build(file, " (without optional settings)", Map.of(), false, false);
    for (Setting setting : description.settings()) {
      for (String value : setting.values()) {
        String how = " (with " + setting.name() + "=" + value + ")";
        build(file, how, Map.of(name(setting), value), true, false);
      }
    }
    if (description.test() != null) {
      build(file, " (in test mode)", Map.of(), true, true);
    }
    boolean noUrl = description.wantsUrl();
    int settings = description.settings().size();
    int requests = description.requests().size();
    int samples = description.answers().samples().size();
    if (arguments.has("--json")) {
      Map<String, Object> tree = new LinkedHashMap<>();
      tree.put("fine", true);
      tree.put("network", network.name());
      tree.put("settings", settings);
      tree.put("requests", requests);
      tree.put("samples", samples);
      tree.put("wants-url", noUrl);
      tree.put("hints", hints);
      out.println(Presets.json(tree));
    } else {
      out.println(
          "The file is right: network "
              + network.name()
              + ", "
              + settings
              + " settings, "
              + requests
              + " requests, "
              + samples
              + " samples of answers"
              + (noUrl ? ". Its URL is to be given by who uses it." : "."));
      hints.forEach(hint -> out.println("hint: " + hint));
    }
    return Main.FINE;
  }

  /** As a start of the shop would, which is told in case of trouble. */
  private Network build(
      Path file, String how, Map<String, String> chosen, boolean optional, boolean test) {
    NetworkBuilder builder = Network.fromJson(file);
    NetworkDescription description = builder.describe();
    for (Setting setting : description.settings()) {
      if (setting.fallback() == null && (optional || !setting.optional())) {
        builder.setting(name(setting), example(setting));
      }
    }
    chosen.forEach(builder::setting);
    if (description.wantsUrl()) {
      builder.url(
          "https://network.example/postback?transaction_id={transaction_id}"
              + "&aff_id={partner_id}&adv_sub={order_id}&amount={amount}");
    }
    try {
      Network network = builder.testMode(test).build();
      hints.addAll(network.hints());
      return network;
    } catch (ConfigurationException e) {
      throw new ConfigurationException(e.where() + how, e.problem(), e.remedy());
    }
  }

  private static String name(Setting setting) {
    return setting.name().replace(".*", ".sale");
  }

  /** Where none is given, a text that may be a host and a time zone as well. */
  private static String example(Setting setting) {
    if (!setting.values().isEmpty()) {
      return setting.values().get(0);
    }
    return setting.example() == null ? "UTC" : setting.example();
  }
}
