package io.github.postback4j.network;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The bytes of a text after some decoding, each with its place in the text: so that what stands
 * there escaped, once or several times, is found. Immutable.
 */
final class DecodedText {

  /** A key in a URL, in a URL, in JSON: deeper ones are not looked for. */
  private static final int DEEPEST = 3;

  private final byte[] bytes;
  private final int[] from;
  private final int[] to;

  private DecodedText(Bytes read) {
    bytes = Arrays.copyOf(read.bytes, read.length);
    from = Arrays.copyOf(read.from, read.length);
    to = Arrays.copyOf(read.to, read.length);
  }

  /** The text as it is, and as it is with percent-encoding and JSON's escapes undone in turn. */
  static Set<DecodedText> of(String text) {
    Set<DecodedText> all = new LinkedHashSet<>();
    all.add(plain(text));
    Set<DecodedText> last = all;
    for (int i = 0; i < DEEPEST; i++) {
      Set<DecodedText> next = new LinkedHashSet<>();
      for (DecodedText one : last) {
        next.add(one.withoutPercent());
        next.add(one.withoutJson());
      }
      next.removeAll(all);
      last = next;
      all = new LinkedHashSet<>(all);
      all.addAll(next);
    }
    return all;
  }

  private static DecodedText plain(String text) {
    Bytes read = new Bytes(text.length());
    for (int i = 0; i < text.length(); ) {
      int next = i + Character.charCount(text.codePointAt(i));
      read.add(text.substring(i, next), i, next);
      i = next;
    }
    return new DecodedText(read);
  }

  private DecodedText withoutPercent() {
    Bytes read = new Bytes(bytes.length);
    for (int i = 0; i < bytes.length; ) {
      int value = bytes[i] == '%' ? hex(i + 1, 2) : -1;
      int width = value < 0 ? 1 : 3;
      read.add(value < 0 ? bytes[i] : (byte) value, from[i], to[i + width - 1]);
      i += width;
    }
    return new DecodedText(read);
  }

  private DecodedText withoutJson() {
    Bytes read = new Bytes(bytes.length);
    for (int i = 0; i < bytes.length; ) {
      boolean escape = bytes[i] == '\\' && i + 1 < bytes.length;
      int unit = escape && bytes[i + 1] == 'u' ? hex(i + 2, 4) : -1;
      if (unit >= 0) {
        int end = i + 6;
        String text = String.valueOf((char) unit);
        int low =
            i + 7 < bytes.length && bytes[end] == '\\' && bytes[end + 1] == 'u' ? end + 2 : -1;
        if (Character.isHighSurrogate((char) unit) && low > 0 && hex(low, 4) >= 0) {
          text += (char) hex(low, 4);
          end += 6;
        }
        read.add(text, from[i], to[end - 1]);
        i = end;
      } else if (escape) {
        int control = "btnfr".indexOf(bytes[i + 1]);
        byte value = control < 0 ? bytes[i + 1] : (byte) "\b\t\n\f\r".charAt(control);
        read.add(value, from[i], to[i + 1]);
        i += 2;
      } else {
        read.add(bytes[i], from[i], to[i]);
        i++;
      }
    }
    return new DecodedText(read);
  }

  /** The number that these digits say, or -1. */
  private int hex(int at, int digits) {
    if (at + digits > bytes.length) {
      return -1;
    }
    int number = 0;
    for (int i = at; i < at + digits; i++) {
      int digit = Character.digit((char) bytes[i], 16);
      if (digit < 0) {
        return -1;
      }
      number = number << 4 | digit;
    }
    return number;
  }

  /**
   * Notes the places in the text where a value stands; a blank and a plus are the same.
   *
   * @param alone whether only between other signs than letters and digits
   */
  void find(byte[] value, boolean alone, BitSet places) {
    for (int i = 0; i + value.length <= bytes.length; i++) {
      int end = i + value.length;
      if (startsAt(i, value) && !(alone && (isLetter(i - 1) || isLetter(end)))) {
        for (int j = i; j < end; j++) {
          places.set(from[j], to[j]);
        }
      }
    }
  }

  private boolean startsAt(int at, byte[] value) {
    for (int i = 0; i < value.length; i++) {
      if (withoutPlus(bytes[at + i]) != withoutPlus(value[i])) {
        return false;
      }
    }
    return true;
  }

  private static byte withoutPlus(byte sign) {
    return sign == '+' ? (byte) ' ' : sign;
  }

  private boolean isLetter(int at) {
    return at >= 0
        && at < bytes.length
        && bytes[at] >= 0
        && Character.isLetterOrDigit((char) bytes[at]);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DecodedText text
        && Arrays.equals(bytes, text.bytes)
        && Arrays.equals(from, text.from);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Without the text, which may hold a secret. */
  @Override
  public String toString() {
    return "DecodedText[" + bytes.length + " bytes]";
  }

  /** Bytes that are being read, and where each is from. */
  private static final class Bytes {
    private byte[] bytes;
    private int[] from;
    private int[] to;
    private int length;

    Bytes(int expected) {
      bytes = new byte[expected + 16];
      from = new int[expected + 16];
      to = new int[expected + 16];
    }

    void add(String text, int start, int end) {
      for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
        add(one, start, end);
      }
    }

    void add(byte one, int start, int end) {
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, 2 * length);
        from = Arrays.copyOf(from, 2 * length);
        to = Arrays.copyOf(to, 2 * length);
      }
      bytes[length] = one;
      from[length] = start;
      to[length++] = end;
    }
  }
}
