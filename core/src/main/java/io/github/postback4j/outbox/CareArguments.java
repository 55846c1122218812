package io.github.postback4j.outbox;

import java.util.Set;

/** What every {@link OutboxCare} refuses, in the same words. */
final class CareArguments {

  private CareArguments() {}

  /**
   * @throws IllegalArgumentException if {@code limit} is less than 1
   */
  static void requirePositive(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1: " + limit);
    }
  }

  /**
   * @throws IllegalArgumentException if {@code limit} is no size of a batch
   */
  static void requireBatch(int limit) {
    if (limit < 1 || limit > OutboxCare.MAX_BATCH) {
      throw new IllegalArgumentException(
          "limit must be from 1 to " + OutboxCare.MAX_BATCH + ": " + limit);
    }
  }

  /**
   * @throws IllegalArgumentException if {@code limit} decisions may not be asked for
   */
  static void requireDecisions(int limit) {
    if (limit < 1 || limit > OutboxDecisions.MAX_DECISIONS) {
      throw new IllegalArgumentException(
          "limit must be from 1 to " + OutboxDecisions.MAX_DECISIONS + ": " + limit);
    }
  }

  /**
   * @throws IllegalArgumentException if nobody may settle as {@code state}
   */
  static void requireSettled(PostbackState state) {
    if (state != PostbackState.RECORDED && state != PostbackState.REFUSED) {
      throw new IllegalArgumentException("state must be RECORDED or REFUSED: " + state);
    }
  }

  /**
   * @throws IllegalArgumentException if one of them is still to be sent
   */
  static void requireFinal(Set<PostbackState> states) {
    for (PostbackState state : states) {
      if (!state.isFinal()) {
        throw new IllegalArgumentException("only final postbacks are purged: " + state);
      }
    }
  }
}
