package io.github.postback4j.examples.simulator;

import io.github.postback4j.testkit.simulator.NetworkSimulator;
import java.io.PrintStream;
import java.io.UncheckedIOException;

/** Runs the network simulator until the process is stopped. */
public final class SimulatorMain {

  private SimulatorMain() {}

  /** Ends with exit code 2 for wrong arguments, and 1 if the port cannot be opened. */
  public static void main(String[] args) {
    Arguments arguments;
    try {
      arguments = Arguments.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.println(Arguments.USAGE);
      System.exit(2);
      return;
    }
    if (arguments.help()) {
      System.out.println(Arguments.USAGE);
      return;
    }
    try {
      run(arguments, System.out);
    } catch (UncheckedIOException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private static void run(Arguments arguments, PrintStream out) {
    NetworkSimulator.Builder builder =
        NetworkSimulator.builder().port(arguments.port()).landing(arguments.landing());
    if (arguments.token() != null) {
      builder.securityToken(arguments.token());
    }
    NetworkSimulator network = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(network::close, "network-simulator-close"));
    out.println("The network simulator is running. Stop it with Ctrl+C.");
    out.println("  Ledger:         " + network.url() + "/");
    out.println("  Affiliate link: " + network.affiliateLink(1, 1) + "   (transaction ID)");
    out.println("  Affiliate link: " + network.affiliateLink(2, 1) + "   (partner ID)");
    out.println(
        "  Postback URL:   "
            + network.url()
            + "/aff_lsr?transaction_id=TRANSACTION_ID&amount=AMOUNT");
  }
}
