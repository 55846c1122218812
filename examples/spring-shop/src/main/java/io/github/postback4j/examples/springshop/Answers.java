package io.github.postback4j.examples.springshop;

import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bodies that the JSON interface gives. */
final class Answers {

  private Answers() {}

  /** Something went wrong; in words. */
  record Failure(String error) {}

  /** Who is logged in now. */
  record LoggedIn(String customerId) {}

  /**
   * An order and what was decided when it was first tracked.
   *
   * @param postbacks those that were queued, in the state in which they were queued
   */
  record Reported(String orderId, List<Queued> postbacks) {

    static Reported of(Order order) {
      List<String> networks = order.reportedTo() == null ? List.of() : order.reportedTo();
      return new Reported(
          order.id(),
          networks.stream().map(name -> new Queued(name, PostbackState.PENDING.name())).toList());
    }
  }

  /** A postback that was queued. */
  record Queued(String network, String state) {}

  /** A postback as it stands now. */
  record Standing(
      String network,
      String goal,
      String state,
      int attempts,
      @Nullable String reason,
      @Nullable String nextAttemptAt) {

    static Standing of(Postback postback) {
      boolean waits = postback.state() == PostbackState.PENDING && postback.nextAttemptAt() != null;
      return new Standing(
          postback.network(),
          postback.goal(),
          postback.state().name(),
          postback.attempts(),
          postback.reason(),
          waits ? String.valueOf(postback.nextAttemptAt()) : null);
    }
  }
}
