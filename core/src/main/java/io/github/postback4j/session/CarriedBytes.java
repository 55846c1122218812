package io.github.postback4j.session;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Numbers and texts in few bytes. A text says by three bits of its head how it is written: as it
 * is, as the bytes that hexadecimal digits or base64url stand for, as a number, or as a word that
 * everybody knows; each comes back exactly.
 */
final class CarriedBytes {

  private static final int UTF_8 = 0;
  private static final int HEX = 1;
  private static final int NUMBER = 2;
  private static final int WORD = 3;
  private static final int BASE64 = 4;
  private static final int UTF_16 = 5;

  /** Part of version 1 of the form: never to be changed but by adding at the end. */
  private static final List<String> WORDS =
      List.of(
          "tune",
          "aspire",
          "generic",
          "aff_sub",
          "aff_sub2",
          "aff_sub3",
          "aff_sub4",
          "aff_sub5",
          "aff_click_id",
          "aff_unique1",
          "aff_unique2",
          "aff_unique3",
          "aff_unique4",
          "aff_unique5",
          "source",
          "aff_id",
          "affiliate_id",
          "affiliate_name",
          "offer_id",
          "offer_url_id",
          "advertiser_id",
          "sub1",
          "sub2",
          "sub3",
          "sub4",
          "sub5",
          "utm_source",
          "utm_medium",
          "utm_campaign",
          "everflow",
          "awin",
          "true",
          "false",
          "google",
          "newsletter");

  private CarriedBytes() {}

  /** Writes. For one thread. */
  static final class Writer {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);

    Writer number(long value) {
      long rest = value;
      while ((rest & ~0x7fL) != 0) {
        bytes.write((int) (rest & 0x7f) | 0x80);
        rest >>>= 7;
      }
      bytes.write((int) rest);
      return this;
    }

    /** A number that may be negative. */
    Writer signed(long value) {
      return number((value << 1) ^ (value >> 63));
    }

    Writer raw(byte[] raw) {
      bytes.writeBytes(raw);
      return this;
    }

    Writer block(byte[] block) {
      return number(block.length).raw(block);
    }

    Writer text(String text) {
      int word = WORDS.indexOf(text);
      if (word >= 0) {
        return number(word * 8L + WORD);
      }
      if (isNumber(text)) {
        return number(Long.parseLong(text) * 8 + NUMBER);
      }
      if (isHex(text)) {
        return headed(HexFormat.of().parseHex(text), HEX);
      }
      byte @Nullable [] decoded = base64(text);
      if (decoded != null) {
        return headed(decoded, BASE64);
      }
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      return new String(utf8, StandardCharsets.UTF_8).equals(text)
          ? headed(utf8, UTF_8)
          : headed(utf16(text), UTF_16);
    }

    private Writer headed(byte[] content, int kind) {
      return number(content.length * 8L + kind).raw(content);
    }

    byte[] bytes() {
      return bytes.toByteArray();
    }

    /** Without a leading zero, and small enough for the three bits. */
    private static boolean isNumber(String text) {
      if (text.isEmpty() || text.length() > 17 || (text.charAt(0) == '0' && text.length() > 1)) {
        return false;
      }
      return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean isHex(String text) {
      return text.length() >= 4
          && text.length() % 2 == 0
          && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    /** Only where it saves much, and comes back as it was. */
    private static byte @Nullable [] base64(String text) {
      if (text.length() < 20 || !text.chars().allMatch(Writer::isBase64)) {
        return null;
      }
      try {
        byte[] decoded = Base64.getUrlDecoder().decode(text);
        String again = Base64.getUrlEncoder().withoutPadding().encodeToString(decoded);
        return again.equals(text) ? decoded : null;
      } catch (IllegalArgumentException e) {
        return null;
      }
    }

    private static boolean isBase64(int c) {
      return (c >= 'A' && c <= 'Z')
          || (c >= 'a' && c <= 'z')
          || (c >= '0' && c <= '9')
          || c == '-'
          || c == '_';
    }
  }

  /**
   * Reads. For one thread.
   *
   * <p>Every method throws {@link IllegalArgumentException} where the bytes are damaged.
   */
  static final class Reader {
    private final byte[] bytes;
    private int at;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    boolean hasMore() {
      return at < bytes.length;
    }

    long number() {
      long value = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        if (at >= bytes.length) {
          throw damaged();
        }
        byte next = bytes[at++];
        value |= (next & 0x7fL) << shift;
        if (next >= 0) {
          return value;
        }
      }
      throw damaged();
    }

    long signed() {
      long value = number();
      return (value >>> 1) ^ -(value & 1);
    }

    byte[] block() {
      return raw(number());
    }

    private byte[] raw(long length) {
      if (length < 0 || length > bytes.length - at) {
        throw damaged();
      }
      byte[] raw = Arrays.copyOfRange(bytes, at, at + (int) length);
      at += (int) length;
      return raw;
    }

    String text() {
      long head = number();
      long rest = head >>> 3;
      return switch ((int) (head & 7)) {
        case UTF_8 -> new String(raw(rest), StandardCharsets.UTF_8);
        case HEX -> HexFormat.of().formatHex(raw(rest));
        case NUMBER -> Long.toString(rest);
        case WORD -> word(rest);
        case BASE64 -> Base64.getUrlEncoder().withoutPadding().encodeToString(raw(rest));
        case UTF_16 -> utf16(raw(rest));
        default -> throw damaged();
      };
    }

    private static String word(long number) {
      if (number >= WORDS.size()) {
        throw damaged();
      }
      return WORDS.get((int) number);
    }

    private static IllegalArgumentException damaged() {
      return new IllegalArgumentException("damaged");
    }
  }

  /** Half a surrogate pair, which no encoding of characters keeps. */
  private static byte[] utf16(String text) {
    byte[] bytes = new byte[text.length() * 2];
    for (int i = 0; i < text.length(); i++) {
      bytes[2 * i] = (byte) (text.charAt(i) >> 8);
      bytes[2 * i + 1] = (byte) text.charAt(i);
    }
    return bytes;
  }

  private static String utf16(byte[] bytes) {
    if (bytes.length % 2 != 0) {
      throw new IllegalArgumentException("damaged");
    }
    StringBuilder text = new StringBuilder(bytes.length / 2);
    for (int i = 0; i < bytes.length; i += 2) {
      text.append((char) ((bytes[i] & 0xff) << 8 | (bytes[i + 1] & 0xff)));
    }
    return text.toString();
  }
}
