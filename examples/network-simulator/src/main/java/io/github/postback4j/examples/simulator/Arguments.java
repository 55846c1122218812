package io.github.postback4j.examples.simulator;

import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param port port to listen on; 9090
 * @param landing landing page of the offers, with or without TUNE's macros; {@code
 *     http://localhost:8080/}
 * @param token wanted as {@code security_token} with every conversion; null for none
 * @param help whether only the usage is wanted
 */
record Arguments(int port, String landing, @Nullable String token, boolean help) {

  static final String USAGE =
      """
      Usage: java -jar network-simulator.jar [--port=9090] [--landing=URL] [--token=TOKEN]
        --port     port to listen on, 0 for any free one; 9090
        --landing  where the affiliate links lead; http://localhost:8080/
        --token    security token that every postback must carry; none""";

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException if an argument is unknown, given twice or wrong; the message
   *     says which
   */
  static Arguments parse(String... args) {
    @Nullable String port = null;
    @Nullable String landing = null;
    @Nullable String token = null;
    boolean help = false;
    for (String arg : args) {
      if (arg.startsWith("--port=")) {
        port = once("--port", port, arg);
      } else if (arg.startsWith("--landing=")) {
        landing = once("--landing", landing, arg);
      } else if (arg.startsWith("--token=")) {
        token = once("--token", token, arg);
      } else if (arg.equals("--help")) {
        help = true;
      } else {
        throw new IllegalArgumentException("unknown argument: " + arg);
      }
    }
    return new Arguments(
        portOf(port == null ? "9090" : port),
        landingOf(landing == null ? "http://localhost:8080/" : landing),
        token,
        help);
  }

  private static String once(String name, @Nullable String before, String arg) {
    if (before != null) {
      throw new IllegalArgumentException(name + " is given twice");
    }
    String value = arg.substring(name.length() + 1);
    if (value.isBlank()) {
      throw new IllegalArgumentException(name + " needs a value");
    }
    return value;
  }

  private static int portOf(String text) {
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // The same mistake as a number out of range.
    }
    throw new IllegalArgumentException("--port must be a number from 0 to 65535: " + text);
  }

  private static String landingOf(String url) {
    if (!url.startsWith("http://") && !url.startsWith("https://")) {
      throw new IllegalArgumentException("--landing must begin with http:// or https://: " + url);
    }
    return url;
  }

  @Override
  public String toString() {
    return "Arguments[port=" + port + "]"; // the token is a secret
  }
}
