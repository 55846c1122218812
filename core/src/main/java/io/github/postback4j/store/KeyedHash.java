package io.github.postback4j.store;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA256 in URL-safe Base64: 43 characters that tell nothing to who lacks the secret. For the
 * stores. Safe for use by many threads.
 */
public final class KeyedHash {

  /** Fewest characters of a secret that somebody chose; 16. */
  public static final int MIN_SECRET_LENGTH = 16;

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  /** Hashes with {@code secret}, which is not checked: see {@link #checked}. */
  public KeyedHash(String secret) {
    key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
  }

  /**
   * The secret, if it is long enough.
   *
   * @throws IllegalArgumentException if it has fewer than {@link #MIN_SECRET_LENGTH} characters
   */
  public static String checked(String secret) {
    if (secret.length() < MIN_SECRET_LENGTH) {
      throw new IllegalArgumentException(
          "customerKeySecret must have at least "
              + MIN_SECRET_LENGTH
              + " characters: "
              + secret.length());
    }
    return secret;
  }

  static String newSecret() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** The hash of a text, always the same under one secret. */
  public String of(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] hash = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM lacks " + ALGORITHM, e);
    }
  }
}
