package io.github.postback4j.network;

/**
 * What a network itself uses to notice a repeated postback; only then is an attempt of unknown
 * outcome repeated.
 */
public enum DeDuplication {
  /** One conversion per transaction ID (TUNE's default: status 12). */
  TRANSACTION_ID("transaction-id"),
  /**
   * A unique ID that the template carries and the network enforces (TUNE: "Limit Conversion by
   * Unique ID" must be switched on).
   */
  UNIQUE_ID("unique-id"),
  /** Nothing: every request books again. */
  NONE("none");

  private final String text;

  DeDuplication(String text) {
    this.text = text;
  }

  /** The word used in configuration. */
  public String text() {
    return text;
  }

  /**
   * Reads the word used in configuration; the constant's own name is understood as well.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  public static DeDuplication of(String text) {
    for (DeDuplication value : values()) {
      if (value.text.equalsIgnoreCase(text) || value.name().equalsIgnoreCase(text)) {
        return value;
      }
    }
    throw new IllegalArgumentException(
        "de-duplication must be transaction-id, unique-id or none: '" + text + "'");
  }
}
