package io.github.postback4j.session;

import java.util.Objects;

/**
 * Under what clicks are kept. {@link #toString} names the kind only: a value may identify a person.
 *
 * @param kind visitor, customer or order
 * @param value the shop's ID of it; any text of 1 to 255 characters, compared exactly
 */
public record SessionKey(Kind kind, String value) {

  /** Longest value, in characters. */
  public static final int MAX_LENGTH = 255;

  /** What a key stands for. */
  public enum Kind {
    /** A browser, known by a random cookie. */
    VISITOR,
    /** A person, known by the shop's customer ID. */
    CUSTOMER,
    /** An order placed earlier, whose clicks were copied when it was placed. */
    ORDER
  }

  /**
   * @throws IllegalArgumentException if {@code value} is blank or longer than 255 characters
   */
  public SessionKey {
    Objects.requireNonNull(kind, "kind");
    if (Objects.requireNonNull(value, "value").isBlank()) {
      throw new IllegalArgumentException(
          kind.name().toLowerCase(java.util.Locale.ROOT) + " key must not be blank");
    }
    if (value.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "key must have at most " + MAX_LENGTH + " characters: " + value.length());
    }
  }

  /** The browser with this random ID. */
  public static SessionKey visitor(String visitorId) {
    return new SessionKey(Kind.VISITOR, visitorId);
  }

  /** The person with this customer ID of the shop. */
  public static SessionKey customer(String customerId) {
    return new SessionKey(Kind.CUSTOMER, customerId);
  }

  /** The order with this ID, to which clicks were linked when it was placed. */
  public static SessionKey order(String orderId) {
    return new SessionKey(Kind.ORDER, orderId);
  }

  @Override
  public String toString() {
    return "SessionKey[" + kind + "]";
  }
}
