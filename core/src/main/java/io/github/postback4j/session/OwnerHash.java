package io.github.postback4j.session;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Names a customer by HMAC-SHA256, which tells nothing to who lacks the secret. */
final class OwnerHash {

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  /**
   * @throws IllegalArgumentException if the secret has less than 16 characters
   */
  OwnerHash(String secret) {
    if (secret.length() < 16) {
      throw new IllegalArgumentException("secret must have at least 16 characters");
    }
    key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
  }

  /**
   * @throws IllegalArgumentException if it is not a customer key
   */
  String of(SessionKey customer) {
    if (customer.kind() != SessionKey.Kind.CUSTOMER) {
      throw new IllegalArgumentException("an owner is a customer: " + customer);
    }
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] hash = mac.doFinal(customer.value().getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}
