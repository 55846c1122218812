package io.github.postback4j.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The command line, taken apart. {@link #toString} shows no value: there may be a secret among
 * them.
 *
 * @param command explain, list, describe, check or help
 * @param target a preset's name or a file's path; empty where none is wanted
 * @param options values by option, in the order given
 */
record Arguments(String command, String target, Map<String, List<String>> options) {

  static final String USAGE =
      """
      java -jar postback4j-cli.jar COMMAND

        list                  the networks that come with the library
        describe NETWORK      its page: settings, landing, request, answers, doubts
        check FILE            whether a network's file of your own is right
        explain NETWORK       what would be captured and sent, or what is missing

      NETWORK is the name of a preset or the path of a file. A first try:

        java -jar postback4j-cli.jar explain awin --set MERCHANT=12345

      explain:
        --set NAME=VALUE          a setting; repeatable. Better for secrets: the environment
                                  variable POSTBACK4J_NAME (a dot in NAME is an underscore), for
                                  a placeholder NAME of a --url as well; or
        --settings-file FILE      properties, NAME=VALUE each
        --url URL                 the postback URL, for a network whose URL its screen shows
        --goal-url GOAL=URL       the same for another goal; repeatable
        --landing URL             the landing page as the browser asked for it; else a sample

        --order ID                the order; else a sample with two lines (with --send, with an
                                  order ID that is new each time), or of this:
        --amount 49.90 --currency EUR  --goal GOAL  --discount 5.00
        --item 'SKU;NAME;QUANTITY;PRICE;CATEGORY'  repeatable; NAME and CATEGORY may be empty
        --coupon CODE  --customer ID  --customer-status new|returning  --email ADDRESS
        --client-ip ADDRESS  --user-agent TEXT  --param NAME=VALUE (repeatable)
        --part PART  --status WORD    of a refund or change of status

        --test                    in the network's test mode
        --send --host HOST        sends it, once, in the network's test mode, to this host only: the
                                  request's own (host or host:port), or a server on this machine
                                  such as http://localhost:8080 in its place; repeatable, for a
                                  network that gets several requests. A request that is the same
                                  in test mode as without is not sent
        --no-test-mode            sends it for real, which books it
        --json                    for scripts, of any command: one object, in case of trouble
                                  with "error"

      Ends with 0 if all is well (what was sent is recorded or accepted), 1 for trouble (a duplicate
      among it), 2 for a wrong command line.""";

  private static final Set<String> FLAGS = Set.of("--test", "--send", "--no-test-mode", "--json");

  private static final Set<String> VALUES =
      Set.of(
          "--set",
          "--settings-file",
          "--url",
          "--goal-url",
          "--landing",
          "--order",
          "--amount",
          "--currency",
          "--goal",
          "--discount",
          "--item",
          "--coupon",
          "--customer",
          "--customer-status",
          "--email",
          "--client-ip",
          "--user-agent",
          "--param",
          "--part",
          "--status",
          "--host");

  private static final Set<String> REPEATABLE =
      Set.of("--set", "--goal-url", "--item", "--param", "--host");

  /**
   * Reads the command line; {@code --name value} and {@code --name=value} are the same.
   *
   * @throws UsageException if an argument is unknown, given twice or incomplete; it names the
   *     argument and not its value
   */
  static Arguments parse(String... args) {
    List<String> all = List.of(args);
    if (all.isEmpty() || args[0].equals("help") || all.contains("--help") || all.contains("-h")) {
      return new Arguments("help", "", Map.of());
    }
    String command = args[0];
    if (!Set.of("explain", "list", "describe", "check").contains(command)) {
      throw new UsageException("unknown command: give explain, list, describe, check or help");
    }
    List<String> targets = new ArrayList<>();
    Map<String, List<String>> options = new LinkedHashMap<>();
    for (int i = 1; i < args.length; i++) {
      if (!args[i].startsWith("--")) {
        targets.add(args[i]);
        continue;
      }
      int equals = args[i].indexOf('=');
      String name = equals < 0 ? args[i] : args[i].substring(0, equals);
      String value = "";
      if (VALUES.contains(name)) {
        if (equals < 0 && ++i == args.length) {
          throw new UsageException(name + " needs a value");
        }
        value = equals < 0 ? args[i] : args[i].substring(equals + 1);
      } else if (!FLAGS.contains(name) || equals >= 0) {
        throw new UsageException("unknown option " + name);
      }
      List<String> values = options.computeIfAbsent(name, key -> new ArrayList<>());
      if (!values.isEmpty() && !REPEATABLE.contains(name)) {
        throw new UsageException(name + " is given twice");
      }
      values.add(value);
    }
    boolean wants = !command.equals("list");
    if (targets.size() != (wants ? 1 : 0)) {
      throw new UsageException(
          wants ? "name one network or file after " + command : "list takes no name");
    }
    checkFits(command, options);
    return new Arguments(command, wants ? targets.get(0) : "", options);
  }

  private static void checkFits(String command, Map<String, List<String>> options) {
    for (String name : options.keySet()) {
      if (!command.equals("explain") && !name.equals("--json")) {
        throw new UsageException(name + " goes with explain only");
      }
    }
    if (options.containsKey("--send") != options.containsKey("--host")) {
      throw new UsageException("--send and --host go together: name the host that is to be called");
    }
    if (options.containsKey("--no-test-mode") && !options.containsKey("--send")) {
      throw new UsageException("--no-test-mode goes with --send");
    }
    if (options.containsKey("--no-test-mode") && options.containsKey("--test")) {
      throw new UsageException("--test and --no-test-mode contradict each other");
    }
  }

  boolean has(String option) {
    return options.containsKey(option);
  }

  @Nullable String one(String option) {
    List<String> values = options.get(option);
    return values == null ? null : values.get(0);
  }

  List<String> all(String option) {
    return options.getOrDefault(option, List.of());
  }

  /** Values of the form NAME=VALUE, by name. */
  Map<String, String> pairs(String option) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String value : all(option)) {
      int equals = value.indexOf('=');
      if (equals < 1) {
        throw new UsageException(option + " wants NAME=VALUE");
      }
      String name = value.substring(0, equals);
      if (pairs.put(name, value.substring(equals + 1)) != null) {
        throw new UsageException(option + " gives " + name + " twice");
      }
    }
    return pairs;
  }

  @Override
  public String toString() {
    return "Arguments[" + command + ", " + options.keySet() + "]";
  }
}
