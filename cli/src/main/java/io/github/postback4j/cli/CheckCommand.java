package io.github.postback4j.cli;

import io.github.postback4j.network.ConfigurationException;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.NetworkBuilder;
import io.github.postback4j.network.NetworkDescription;
import io.github.postback4j.network.NetworkDescription.Setting;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks a network's file of the user's own as a start of the shop would, with examples. */
final class CheckCommand {

  private final PrintStream out;

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
    NetworkBuilder builder = Network.fromJson(file);
    NetworkDescription description = builder.describe();
    for (Setting setting : description.settings()) {
      if (setting.fallback() == null) {
        builder.setting(setting.name().replace(".*", ".sale"), example(setting));
      }
    }
    boolean noUrl = description.wantsUrl();
    if (noUrl) {
      builder.url(
          "https://network.example/postback?transaction_id={transaction_id}"
              + "&aff_id={partner_id}&adv_sub={order_id}&amount={amount}");
    }
    Network network = builder.build();
    out.println(
        "The file is right: network "
            + network.name()
            + ", "
            + description.settings().size()
            + " settings, "
            + description.requests().size()
            + " requests, "
            + samples(description)
            + " samples of answers"
            + (noUrl ? ". Its URL is to be given by who uses it." : "."));
    return Main.FINE;
  }

  private static long samples(NetworkDescription description) {
    return description.answers().samples().size();
  }

  private static String example(Setting setting) {
    if (!setting.values().isEmpty()) {
      return setting.values().get(0);
    }
    return setting.example() == null ? "example" : setting.example();
  }
}
