package io.github.postback4j.network;

/** Writes text into JSON. */
final class JsonText {

  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private JsonText() {}

  /** A text with its quotes. */
  static void appendQuoted(StringBuilder out, String text) {
    out.append('"');
    append(out, text);
    out.append('"');
  }

  /** A text as it stands between quotes. */
  static void append(StringBuilder out, String text) {
    int plain = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isEscaped(text, i, c)) {
        out.append(text, plain, i);
        appendEscape(out, c);
        plain = i + 1;
      }
    }
    if (plain == 0) {
      out.append(text); // at once: a part of a text is appended letter by letter
    } else {
      out.append(text, plain, text.length());
    }
  }

  private static boolean isEscaped(String text, int at, char c) {
    return c < 128
        ? c < ' ' || c == '"' || c == '\\'
        : c == '\u2028' || c == '\u2029' || (Character.isSurrogate(c) && isLone(text, at));
  }

  /** Half of a surrogate pair, which is no text in UTF-8. */
  private static boolean isLone(String text, int at) {
    char c = text.charAt(at);
    if (Character.isHighSurrogate(c)) {
      return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
    }
    return Character.isLowSurrogate(c)
        && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
  }

  private static void appendEscape(StringBuilder out, char c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default ->
          out.append("\\u")
              .append(HEX[c >> 12 & 15])
              .append(HEX[c >> 8 & 15])
              .append(HEX[c >> 4 & 15])
              .append(HEX[c & 15]);
    }
  }

  /** Whether the text is a number as JSON writes them. */
  static boolean isNumber(String text) {
    int i = text.startsWith("-") ? 1 : 0;
    int whole = digits(text, i);
    if (whole == i || (text.charAt(i) == '0' && whole > i + 1)) {
      return false;
    }
    if (whole == text.length()) {
      return true;
    }
    return text.charAt(whole) == '.'
        && whole + 1 < text.length()
        && digits(text, whole + 1) == text.length();
  }

  private static int digits(String text, int from) {
    int i = from;
    while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
      i++;
    }
    return i;
  }
}
