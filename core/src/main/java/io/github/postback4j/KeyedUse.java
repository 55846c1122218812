package io.github.postback4j;

/**
 * What only a keyed session store can do. A shop that relies on one of these says so with {@link
 * TrackerBuilder#needs}; with a carrier alone the tracker then does not start.
 */
public enum KeyedUse {
  /** Renewals and other sales of a customer without a browser at hand: {@code linkCustomer}. */
  RENEWALS("renewals"),
  /** Orders placed now and confirmed by a webhook: {@code linkOrder}. */
  LATER_CONFIRMATION("orders confirmed later"),
  /** Forgetting a person's clicks at their request: {@code forget}. */
  REMOVAL("removal of a person's clicks");

  private final String text;

  KeyedUse(String text) {
    this.text = text;
  }

  /** In words. */
  String text() {
    return text;
  }
}
