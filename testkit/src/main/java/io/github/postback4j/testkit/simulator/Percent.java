package io.github.postback4j.testkit.simulator;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Percent-encoding, done here so that no library's canonical form hides what was really sent. */
final class Percent {

  private static final String UNRESERVED = "-._~";
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private Percent() {}

  /**
   * Decodes once, as a form is decoded: escapes are UTF-8 bytes, {@code +} is a blank, and a bad
   * escape stays as it is.
   */
  static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text.replace('+', ' ');
    }
    StringBuilder decoded = new StringBuilder(text.length());
    ByteArrayOutputStream escaped = new ByteArrayOutputStream();
    int i = 0;
    while (i < text.length()) {
      int octet = text.charAt(i) == '%' ? octetAt(text, i + 1) : -1;
      if (octet >= 0) {
        escaped.write(octet);
        i += 3;
        continue;
      }
      flush(escaped, decoded);
      decoded.append(text.charAt(i) == '+' ? ' ' : text.charAt(i));
      i++;
    }
    flush(escaped, decoded);
    return decoded.toString();
  }

  private static int octetAt(String text, int index) {
    if (index + 2 > text.length()) {
      return -1;
    }
    int high = hexDigit(text.charAt(index));
    int low = hexDigit(text.charAt(index + 1));
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  /** Only ASCII digits: {@code Character.digit} would take those of every script. */
  private static int hexDigit(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }

  private static void flush(ByteArrayOutputStream escaped, StringBuilder decoded) {
    if (escaped.size() > 0) {
      decoded.append(escaped.toString(StandardCharsets.UTF_8));
      escaped.reset();
    }
  }

  /** Encodes everything but RFC 3986's unreserved characters; a blank becomes {@code %20}. */
  static String encode(String value) {
    StringBuilder encoded = new StringBuilder(value.length() + 16);
    for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (octet & 0xff);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0)) {
        encoded.append(c);
      } else {
        appendEscape(encoded, octet);
      }
    }
    return encoded.toString();
  }

  /** Makes a URL fit for a header line: what is not visible ASCII is escaped, the rest is kept. */
  static String headerSafe(String url) {
    StringBuilder safe = new StringBuilder(url.length());
    for (byte octet : url.getBytes(StandardCharsets.UTF_8)) {
      if (octet > 0x20 && octet < 0x7f) {
        safe.append((char) octet);
      } else {
        appendEscape(safe, octet);
      }
    }
    return safe.toString();
  }

  private static void appendEscape(StringBuilder out, byte octet) {
    out.append('%').append(HEX[octet >> 4 & 0xf]).append(HEX[octet & 0xf]);
  }
}
