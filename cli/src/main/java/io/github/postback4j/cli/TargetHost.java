package io.github.postback4j.cli;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

/**
 * The one host that may be called: that of the request, or a server on this machine in its place.
 *
 * @param scheme http or https; empty where the request's own counts
 * @param authority host, and port if given
 */
record TargetHost(String scheme, String authority) {

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  /**
   * @throws UsageException if it is no host
   */
  static TargetHost of(String text) {
    String given = text.strip().toLowerCase(Locale.ROOT);
    String scheme = "";
    if (given.startsWith("http://") || given.startsWith("https://")) {
      scheme = given.substring(0, given.indexOf(':'));
      given = given.substring(scheme.length() + 3);
    }
    given = given.endsWith("/") ? given.substring(0, given.length() - 1) : given;
    if (!given.matches("(\\[[0-9a-f:]+]|[a-z0-9.-]+)(:[0-9]{1,5})?")) {
      throw new UsageException("--host wants a host such as track.network.example or localhost:80");
    }
    return new TargetHost(scheme, given);
  }

  boolean isLoopback() {
    return LOOPBACK.contains(authority.replaceAll(":[0-9]+$", ""));
  }

  /**
   * @throws UsageException if a request goes elsewhere and may not be led here
   */
  void checkFits(String url) {
    if (!isLoopback() && !authority.equals(host(url))) {
      throw new UsageException(
          "--host is not the request's host, which is " + host(url) + ": nothing was sent");
    }
  }

  private static String host(String url) {
    return String.valueOf(URI.create(url.replaceAll("[?].*", "")).getRawAuthority())
        .toLowerCase(Locale.ROOT);
  }

  /** The request's URL, led to this host. */
  String url(String url) {
    if (!isLoopback() || authority.equals(host(url))) {
      return url;
    }
    int start = url.indexOf("://") + 3;
    int end = start;
    while (end < url.length() && "/?".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    return (scheme.isEmpty() ? "http" : scheme) + "://" + authority + url.substring(end);
  }
}
