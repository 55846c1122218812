package io.github.postback4j.session;

import io.github.postback4j.network.ConfigurationException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts and authenticates carried clicks for a place that the visitor can read and write, such
 * as a cookie: AES-256-GCM with a random nonce, bound to the place's name and the version. Keys
 * rotate: the first encrypts, all decrypt. Immutable and safe for use by many threads; {@link
 * #toString} tells no key.
 *
 * <p>The text is a version, four bytes that tell which key, the nonce, and what is encrypted, in
 * base64url. A key may seal four thousand million texts (the bound for random nonces); rotate it
 * long before.
 */
public final class CarrierSeal {

  private static final int VERSION = 1;
  private static final int KEY_BYTES = 32;
  private static final int KEY_ID_BYTES = 4;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;
  private static final int HEAD_BYTES = 1 + KEY_ID_BYTES + NONCE_BYTES;
  private static final String CIPHER = "AES/GCM/NoPadding";

  /** Of 32 random bytes; less comes about by hand, never by chance. */
  private static final int LEAST_DISTINCT = 8;

  /** More than a browser keeps of one cookie. */
  private static final int MAX_TEXT = 8192;

  private final Map<Integer, SecretKeySpec> keys = new LinkedHashMap<>();
  private final int current;
  private final byte[] place;
  private final SecureRandom random;

  /**
   * With keys from configuration.
   *
   * @param keys each 32 bytes in base64 (43 or 44 characters, also of the URL-safe kind), as {@link
   *     #newKey} or {@code openssl rand -base64 32} makes them; the first encrypts
   * @param place what the texts are for, such as the cookie's name; a text for another place is not
   *     opened
   * @throws ConfigurationException if there is no key, one is none, or two are the same
   */
  public static CarrierSeal of(List<String> keys, String place, SecureRandom random) {
    return new CarrierSeal(keys, place, random);
  }

  private CarrierSeal(List<String> given, String place, SecureRandom random) {
    if (given.isEmpty()) {
      throw new ConfigurationException("keys", "there is none", remedy());
    }
    int first = 0;
    for (int i = 0; i < given.size(); i++) {
      byte[] key = key(given.get(i), i);
      int id = id(key);
      if (i == 0) {
        first = id;
      }
      if (keys.put(id, new SecretKeySpec(key, "AES")) != null) {
        throw new ConfigurationException(
            "keys[" + i + "]", "is the same as one before it", "Leave one of them out.");
      }
    }
    this.current = first;
    this.place = place.getBytes(StandardCharsets.UTF_8);
    this.random = random;
  }

  /** A new random key, in base64. */
  public static String newKey(SecureRandom random) {
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }

  /**
   * Seals clicks into a text of letters, digits, {@code -} and {@code _}; the oldest are left out
   * where there are too many.
   *
   * @param maxLength most characters of the text
   */
  public String seal(CarriedClicks clicks, int maxLength) {
    byte[] plain = clicks.within(maxLength / 4 * 3 - HEAD_BYTES - TAG_BYTES).bytes();
    byte[] head = new byte[HEAD_BYTES];
    random.nextBytes(head);
    head[0] = VERSION;
    ByteBuffer.wrap(head).putInt(1, current);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, keys.get(current), head);
      byte[] sealed = Arrays.copyOf(head, HEAD_BYTES + plain.length + TAG_BYTES);
      cipher.doFinal(plain, 0, plain.length, sealed, HEAD_BYTES);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + CIPHER, e);
    }
  }

  /**
   * The clicks; null if the text is not ours, was changed or cut, is of a newer version, or its key
   * is not among these.
   */
  public @Nullable CarriedClicks open(String text) {
    if (text.length() > MAX_TEXT) {
      return null;
    }
    try {
      byte[] sealed = Base64.getUrlDecoder().decode(text);
      if (sealed.length < HEAD_BYTES + TAG_BYTES || sealed[0] != VERSION) {
        return null;
      }
      byte[] head = Arrays.copyOf(sealed, HEAD_BYTES);
      SecretKeySpec key = keys.get(ByteBuffer.wrap(head).getInt(1));
      return key == null
          ? null
          : CarriedClicks.of(
              cipher(Cipher.DECRYPT_MODE, key, head)
                  .doFinal(sealed, HEAD_BYTES, sealed.length - HEAD_BYTES));
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      return null;
    }
  }

  private Cipher cipher(int mode, @Nullable SecretKeySpec key, byte[] head)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(
        mode,
        key,
        new GCMParameterSpec(8 * TAG_BYTES, head, HEAD_BYTES - NONCE_BYTES, NONCE_BYTES));
    cipher.updateAAD(head, 0, 1 + KEY_ID_BYTES);
    cipher.updateAAD(place);
    return cipher;
  }

  private static byte[] key(String text, int index) {
    byte[] key;
    try {
      String plain = text.strip().replace('-', '+').replace('_', '/');
      key = Base64.getDecoder().decode(plain);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("keys[" + index + "]", "is not base64", remedy());
    }
    if (key.length != KEY_BYTES) {
      throw new ConfigurationException(
          "keys[" + index + "]", "has " + key.length + " bytes, not " + KEY_BYTES, remedy());
    }
    if (distinct(key) < LEAST_DISTINCT) {
      throw new ConfigurationException("keys[" + index + "]", "is not random", remedy());
    }
    return key;
  }

  private static int distinct(byte[] key) {
    Set<Byte> distinct = new HashSet<>();
    for (byte one : key) {
      distinct.add(one);
    }
    return distinct.size();
  }

  private static String remedy() {
    return "Give 32 random bytes in base64, such as openssl rand -base64 32 prints.";
  }

  /** Tells which key it was, and nothing about it. */
  private static int id(byte[] key) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update("postback4j carrier key".getBytes(StandardCharsets.US_ASCII));
      return ByteBuffer.wrap(digest.digest(key)).getInt();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "CarrierSeal[" + keys.size() + " keys]";
  }
}
