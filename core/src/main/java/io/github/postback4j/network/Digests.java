package io.github.postback4j.network;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Hashes and signatures of a text's UTF-8 bytes, in small hexadecimal letters. */
final class Digests {

  /** The words for hashes, and Java's names of them. */
  static final Map<String, String> HASHES =
      Map.of("sha-256", "SHA-256", "sha-1", "SHA-1", "md5", "MD5");

  /** The words for keyed hashes, and Java's names of them. */
  static final Map<String, String> HMACS =
      Map.of("sha-256", "HmacSHA256", "sha-1", "HmacSHA1", "md5", "HmacMD5");

  private Digests() {}

  static String hash(String algorithm, String text) {
    try {
      return hex(
          MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }

  static String hmac(String algorithm, String key, String text) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), algorithm));
      return hex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
