package io.github.postback4j.outbox;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which postbacks: those of one state, and of these only what the rest says. {@code
 * Selection.of(UNCERTAIN).network("tune").createdBefore(noon)}.
 *
 * @param state in which they are
 * @param network only of this network; null for all
 * @param createdBefore only those tracked before; null for whenever
 * @param finishedBy only those that came to this state by then, by the outbox's own clock; null for
 *     whenever; none of an unfinished state
 */
public record Selection(
    PostbackState state,
    @Nullable String network,
    @Nullable Instant createdBefore,
    @Nullable Instant finishedBy) {

  public Selection {
    Objects.requireNonNull(state, "state");
  }

  /** All in this state. */
  public static Selection of(PostbackState state) {
    return new Selection(state, null, null, null);
  }

  /** Of these, only those of one network; of all if null. */
  public Selection network(@Nullable String name) {
    return new Selection(state, name, createdBefore, finishedBy);
  }

  /** Of these, only those tracked before {@code time}; whenever if null. */
  public Selection createdBefore(@Nullable Instant time) {
    return new Selection(state, network, time, finishedBy);
  }

  /** Of these, only those that are in this state since {@code time} or longer. */
  public Selection finishedBy(@Nullable Instant time) {
    return new Selection(state, network, createdBefore, time);
  }

  /**
   * This selection, if a person may replay or settle what is in its state.
   *
   * @throws IllegalArgumentException if it is PENDING, IN_FLIGHT or RECORDED
   */
  Selection forChange() {
    if (!state.isFinal() || state == PostbackState.RECORDED) {
      throw new IllegalArgumentException(
          "state must be DUPLICATE, REFUSED, UNCERTAIN, DEAD or EXPIRED: " + state);
    }
    return this;
  }
}
