package io.github.postback4j.conversion;

/** Whether the shop knew the customer before this conversion. */
public enum CustomerStatus {
  /** The customer's first order. */
  NEW,
  /** The customer has ordered before. */
  RETURNING
}
