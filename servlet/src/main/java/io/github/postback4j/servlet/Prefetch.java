package io.github.postback4j.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells a page that a browser fetches in case the visitor opens it from one that was opened. {@code
 * Sec-Purpose} is of the Fetch standard, the others are older ways of Chrome, Safari and Firefox.
 */
final class Prefetch {

  private static final List<String> HEADERS =
      List.of("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz");
  private static final Set<String> PURPOSES = Set.of("prefetch", "prerender", "preview");

  private Prefetch() {}

  static boolean isOne(HttpServletRequest request) {
    for (String header : HEADERS) {
      if (isPurpose(request.getHeader(header))) {
        return true;
      }
    }
    return false;
  }

  /**
   * The first word decides: {@code prefetch;prerender} and {@code prefetch;anonymous-client-ip}.
   */
  private static boolean isPurpose(@Nullable String value) {
    if (value == null) {
      return false;
    }
    int end = value.indexOf(';');
    String word = (end < 0 ? value : value.substring(0, end)).strip();
    return PURPOSES.contains(word.toLowerCase(Locale.ROOT));
  }
}
