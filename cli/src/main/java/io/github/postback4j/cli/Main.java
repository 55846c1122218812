package io.github.postback4j.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** Explains, checks and tries the integration of a network. */
public final class Main {

  /** All is well. */
  static final int FINE = 0;

  /** Something is missing or wrong, or the network did not book it. */
  static final int TROUBLE = 1;

  /** The command line cannot be understood. */
  static final int USAGE = 2;

  private Main() {}

  /** Ends with 0 if all is well, 1 for trouble that was found, 2 for a wrong command line. */
  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(args, System.getenv(), out, err));
  }

  /**
   * Does what the command line says; the exit code.
   *
   * @param environment variables by name
   */
  static int run(String[] args, Map<String, String> environment, PrintStream out, PrintStream err) {
    try {
      Arguments arguments = Arguments.parse(args);
      return switch (arguments.command()) {
        case "help" -> {
          out.println(Arguments.USAGE);
          yield FINE;
        }
        case "list" -> new Presets(out).list(arguments.has("--json"));
        case "describe" -> new Presets(out).describe(arguments);
        case "check" -> new CheckCommand(out).run(arguments);
        default -> new ExplainCommand(arguments, environment, out, err).run();
      };
    } catch (RuntimeException e) {
      Trouble trouble = Trouble.of(e);
      err.println(trouble.message());
      if (trouble.code() == USAGE) {
        err.println("See: java -jar postback4j-cli.jar help");
      }
      if (Arrays.asList(args).contains("--json")) {
        out.println("{\"error\":" + trouble.json() + "}");
      }
      return trouble.code();
    }
  }
}
