package io.github.postback4j.servlet;

import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A visitor's ID as the cookie carries it: 128 random bits, 22 characters of base64url. */
final class VisitorId {

  private static final int BYTES = 16;
  private static final int LENGTH = 22;

  /** What 22 characters for 16 bytes can end in: the last one carries two bits. */
  private static final String LAST_CHARACTERS = "AQgw";

  private VisitorId() {}

  static String next(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * The first cookie of this name that holds an ID of our making; null if there is none. Read from
   * the Cookie header itself, as containers differ: of two cookies of one name Undertow shows the
   * last only.
   */
  static @Nullable String firstIn(String header, String name) {
    for (int start = 0; start < header.length(); ) {
      int next = header.indexOf(';', start);
      int end = next < 0 ? header.length() : next;
      int equals = header.indexOf('=', start);
      if (equals >= 0 && equals < end && header.substring(start, equals).strip().equals(name)) {
        String value = unquoted(header.substring(equals + 1, end).strip());
        if (isOurs(value)) {
          return value;
        }
      }
      start = end + 1;
    }
    return null;
  }

  /** RFC 6265 lets a value stand in quotes, and Java's own {@code CookieManager} puts it there. */
  private static String unquoted(String value) {
    int last = value.length() - 1;
    return last > 0 && value.charAt(0) == '"' && value.charAt(last) == '"'
        ? value.substring(1, last)
        : value;
  }

  private static boolean isOurs(String value) {
    if (value.length() != LENGTH) {
      return false;
    }
    for (int i = 0; i < LENGTH; i++) {
      char c = value.charAt(i);
      boolean ours =
          (c >= 'A' && c <= 'Z')
              || (c >= 'a' && c <= 'z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '_';
      if (!ours) {
        return false;
      }
    }
    return LAST_CHARACTERS.indexOf(value.charAt(LENGTH - 1)) >= 0;
  }
}
