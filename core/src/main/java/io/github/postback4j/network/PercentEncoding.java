package io.github.postback4j.network;

import java.nio.charset.StandardCharsets;

/** Percent-encoding as RFC 3986 has it: values whole, literals only where they must be. */
final class PercentEncoding {

  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private static final boolean[] UNRESERVED = new boolean[128];

  /** What a literal may not hold on the wire; OkHttp would encode some of these by itself. */
  private static final String ILLEGAL = " \"#'<>\\^`{|}";

  static {
    for (char c = 0; c < 128; c++) {
      UNRESERVED[c] =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "-._~".indexOf(c) >= 0;
    }
  }

  private PercentEncoding() {}

  /** Appends a value: everything but unreserved characters is escaped, once. */
  static void appendValue(StringBuilder out, String value) {
    int length = value.length();
    int plain = 0;
    while (plain < length && value.charAt(plain) < 128 && UNRESERVED[value.charAt(plain)]) {
      plain++;
    }
    if (plain == length) {
      out.append(value); // at once: a part of a text is appended letter by letter
    } else {
      out.append(value, 0, plain);
      for (byte b : value.substring(plain).getBytes(StandardCharsets.UTF_8)) {
        if (b >= 0 && UNRESERVED[b]) {
          out.append((char) b);
        } else {
          appendEscape(out, b);
        }
      }
    }
  }

  /** A piece of a template: escapes that are there stay, what may not stand in a URL is escaped. */
  static String literal(String text) {
    StringBuilder out = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      int width = Character.charCount(point);
      if (point == '%' && !isEscape(text, i)) {
        out.append("%25");
      } else if (point > 32 && point < 127 && ILLEGAL.indexOf(point) < 0) {
        out.append((char) point);
      } else {
        for (byte b : text.substring(i, i + width).getBytes(StandardCharsets.UTF_8)) {
          appendEscape(out, b);
        }
      }
      i += width;
    }
    return out.toString();
  }

  private static boolean isEscape(String text, int at) {
    return at + 2 < text.length()
        && Character.digit(text.charAt(at + 1), 16) >= 0
        && Character.digit(text.charAt(at + 2), 16) >= 0;
  }

  private static void appendEscape(StringBuilder out, byte b) {
    out.append('%').append(HEX[(b >> 4) & 15]).append(HEX[b & 15]);
  }
}
