package io.github.postback4j.servlet;

import java.security.SecureRandom;
import java.util.Base64;

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

  /** Whether it is an ID of our making. */
  static boolean isOurs(String value) {
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
