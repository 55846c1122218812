package io.github.postback4j.servlet;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What may stand in a Set-Cookie header (RFC 6265, 4.1.1), checked at start-up so that no
 * configuration can smuggle an attribute or a header.
 */
final class CookieSyntax {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");
  private static final Pattern DOMAIN =
      Pattern.compile(
          "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
              + "(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");
  private static final Pattern PATH = Pattern.compile("/[\\x21-\\x3a\\x3c-\\x7e]{0,255}");

  private CookieSyntax() {}

  static String name(String name) {
    if (!NAME.matcher(Objects.requireNonNull(name, "name")).matches()) {
      throw new IllegalArgumentException(
          "name must be 1 to 64 letters, digits or characters of !#$%&'*+.^_`|~- : "
              + printable(name));
    }
    return name;
  }

  static String domain(String domain) {
    if (Objects.requireNonNull(domain, "domain").length() > 253
        || !DOMAIN.matcher(domain).matches()) {
      throw new IllegalArgumentException(
          "domain must be a host name such as shop.example, without a leading dot, scheme or port: "
              + printable(domain));
    }
    return domain;
  }

  static String path(String path) {
    if (!PATH.matcher(Objects.requireNonNull(path, "path")).matches()) {
      throw new IllegalArgumentException(
          "path must begin with / and hold neither blanks nor semicolons, 256 characters at most: "
              + printable(path));
    }
    return path;
  }

  /** Whether browsers take a cookie of this name only with Secure. */
  static boolean isPrefixed(String name) {
    return isHostPrefixed(name) || name.toLowerCase(Locale.ROOT).startsWith("__secure-");
  }

  static boolean isHostPrefixed(String name) {
    return name.toLowerCase(Locale.ROOT).startsWith("__host-");
  }

  /** So that a bad value breaks no log line either. */
  private static String printable(String value) {
    String cut = value.length() > 80 ? value.substring(0, 80) + "..." : value;
    return cut.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
