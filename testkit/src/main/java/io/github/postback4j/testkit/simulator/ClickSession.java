package io.github.postback4j.testkit.simulator;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** A click that the network handed out, and the goals it has converted. Guarded by the books. */
final class ClickSession {

  private final String transactionId;
  private final long offerId;
  private final long partnerId;
  private final Instant clickedAt;
  private final Set<String> convertedGoals = new HashSet<>(2);

  ClickSession(String transactionId, long offerId, long partnerId, Instant clickedAt) {
    this.transactionId = transactionId;
    this.offerId = offerId;
    this.partnerId = partnerId;
    this.clickedAt = clickedAt;
  }

  String transactionId() {
    return transactionId;
  }

  long offerId() {
    return offerId;
  }

  long partnerId() {
    return partnerId;
  }

  Instant clickedAt() {
    return clickedAt;
  }

  boolean converted(String goal) {
    return convertedGoals.contains(goal);
  }

  void convert(String goal) {
    convertedGoals.add(goal);
  }
}
