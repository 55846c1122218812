package io.github.postback4j.cli;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A host that may be called: that of a request, or a server on this machine in its place.
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

  /**
   * The one that a request goes to: its own host if that is among them, else the server on this
   * machine.
   *
   * @param url of the request
   * @param shown the same without secrets
   * @throws UsageException if there is neither
   */
  static TargetHost among(List<TargetHost> hosts, String url, String shown) {
    for (TargetHost host : hosts) {
      if (host.isOf(url)) {
        return host;
      }
    }
    for (TargetHost host : hosts) {
      if (host.isLoopback()) {
        return host;
      }
    }
    throw new UsageException(
        "no --host is the host of the request, which is " + host(shown) + ": nothing was sent");
  }

  boolean isLoopback() {
    return LOOPBACK.contains(authority.replaceAll(":[0-9]+$", ""));
  }

  private boolean isOf(String url) {
    return host(url.substring(0, url.indexOf("://") + 3) + authority).equals(host(url));
  }

  /** Host and port, without the port that goes without saying. Not by URI: paths have brackets. */
  private static String host(String url) {
    int start = url.indexOf("://") + 3;
    String host = url.substring(start, endOfHost(url, start)).toLowerCase(Locale.ROOT);
    String usual = url.startsWith("https:") ? ":443" : ":80";
    return host.endsWith(usual) ? host.substring(0, host.length() - usual.length()) : host;
  }

  private static int endOfHost(String url, int start) {
    int end = start;
    while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  /** The request's URL, led to this host. */
  String url(String url) {
    if (!isLoopback() || (scheme.isEmpty() && isOf(url))) {
      return url;
    }
    int end = endOfHost(url, url.indexOf("://") + 3);
    return (scheme.isEmpty() ? "http" : scheme) + "://" + authority + url.substring(end);
  }
}
