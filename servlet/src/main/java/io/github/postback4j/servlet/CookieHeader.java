package io.github.postback4j.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;
import java.util.function.Predicate;

/**
 * Reads cookies from the Cookie headers themselves, as containers differ: of two cookies of one
 * name Undertow shows the last only.
 */
final class CookieHeader {

  private CookieHeader() {}

  /**
   * Shows the values of all cookies of this name, in order, until {@code taker} says that it has
   * what it wants.
   */
  static void each(HttpServletRequest request, String name, Predicate<String> taker) {
    Enumeration<String> headers = request.getHeaders("Cookie");
    while (headers != null && headers.hasMoreElements()) {
      if (each(headers.nextElement(), name, taker)) {
        return;
      }
    }
  }

  private static boolean each(String header, String name, Predicate<String> taker) {
    for (int start = 0; start < header.length(); ) {
      int next = header.indexOf(';', start);
      int end = next < 0 ? header.length() : next;
      int equals = header.indexOf('=', start);
      if (equals >= 0
          && equals < end
          && header.substring(start, equals).strip().equals(name)
          && taker.test(unquoted(header.substring(equals + 1, end).strip()))) {
        return true;
      }
      start = end + 1;
    }
    return false;
  }

  /** RFC 6265 lets a value stand in quotes, and Java's own {@code CookieManager} puts it there. */
  private static String unquoted(String value) {
    int last = value.length() - 1;
    return last > 0 && value.charAt(0) == '"' && value.charAt(last) == '"'
        ? value.substring(1, last)
        : value;
  }
}
