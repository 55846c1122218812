package io.github.postback4j.click;

/** How a network recognises whose conversion it is. */
public enum Protocol {
  /**
   * By the network's ID of one click. The ID lives for the attribution window (28 days at TUNE) and
   * by default pays for one conversion.
   */
  TRANSACTION_ID("transaction-id"),

  /** By the network's ID of the publisher. No lifespan, any number of conversions: renewals. */
  PARTNER_ID("partner-id");

  private final String text;

  Protocol(String text) {
    this.text = text;
  }

  /** The word used in configuration: {@code transaction-id} or {@code partner-id}. */
  public String text() {
    return text;
  }

  /**
   * Reads the word used in configuration; the constant's own name is understood as well.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static Protocol of(String text) {
    for (Protocol protocol : values()) {
      if (protocol.text.equalsIgnoreCase(text) || protocol.name().equalsIgnoreCase(text)) {
        return protocol;
      }
    }
    throw new IllegalArgumentException(
        "protocol must be transaction-id or partner-id: '" + text + "'");
  }
}
