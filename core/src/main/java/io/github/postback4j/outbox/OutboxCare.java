package io.github.postback4j.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What people and the housekeeper do with an {@link Outbox}: look, count, replay, settle, purge.
 * Every method throws {@code StoreException} if the store cannot do its work now; then nothing of
 * that call happened.
 *
 * <p>None of them touches a postback in flight. Those in batches are meant to be called until a
 * batch is not full; several nodes and people may do so at once, and neither wait for each other
 * nor do anything twice: a postback that another transaction holds is passed over.
 */
public interface OutboxCare {

  /** Largest batch that may be asked for. */
  int MAX_BATCH = 1000;

  /** The postbacks of an order, oldest first; empty if there are none. */
  List<Postback> find(String orderId);

  /** The postback with this ID; null if there is none. */
  @Nullable Postback get(String id);

  /**
   * Postbacks as selected, oldest first; of those of one moment, by ID.
   *
   * @param after where the page before ended, null for the first: {@link Position#of} its last one
   * @param limit most to return, at least 1
   */
  List<Postback> list(Selection which, @Nullable Position after, int limit);

  /**
   * Postbacks in one state, oldest first.
   *
   * @param network only of this network; null for all
   * @param limit most to return, at least 1
   */
  default List<Postback> list(PostbackState state, @Nullable String network, int limit) {
    return list(Selection.of(state).network(network), null, limit);
  }

  /** How many there are as selected. */
  long count(Selection which);

  /**
   * How many there are in these states, by network and state; those without any are left out. In a
   * large table few of the unfinished states, or of those that wait for a person, cost little.
   */
  Map<String, Map<PostbackState, Long>> counts(Set<PostbackState> states);

  /** How many there are, by network and state; states without any are left out. Reads all rows. */
  default Map<String, Map<PostbackState, Long>> counts() {
    return counts(EnumSet.allOf(PostbackState.class));
  }

  /** The store's own time, as {@link Selection#finishedBy} means it. */
  Instant time();

  /**
   * Makes a final postback pending again, due at once, with its attempts counted anew; its ID and
   * request stay, and so does the memory of an ambiguous attempt. RECORDED ones are left alone.
   *
   * @param deadline its new deadline
   * @return false if there is no such final postback, or its request is gone
   */
  boolean replay(String id, Instant deadline);

  /**
   * Replays a batch of those selected, oldest first, in one go.
   *
   * @param which its state one that {@link #replay(String, Instant)} takes
   * @param after where the batch before ended, null for the first
   * @param limit most to replay, from 1 to {@value #MAX_BATCH}
   * @throws IllegalArgumentException if the state is another, or the limit
   */
  Batch replay(Selection which, @Nullable Position after, int limit, Instant deadline);

  /**
   * Writes by hand what became of a postback that is uncertain, dead, refused, expired or
   * duplicate.
   *
   * @param state RECORDED or REFUSED
   * @param reason in words; shown to people
   * @return false if there is no such postback in one of those states
   * @throws IllegalArgumentException if {@code state} is another
   */
  boolean settle(String id, PostbackState state, String reason);

  /**
   * Settles a batch of those selected, oldest first, in one go.
   *
   * @param which its state one that {@link #settle(String, PostbackState, String)} takes
   * @param after where the batch before ended, null for the first
   * @param limit most to settle, from 1 to {@value #MAX_BATCH}
   * @throws IllegalArgumentException if {@code state} or that of {@code which} is another, or the
   *     limit
   */
  Batch settle(
      Selection which, @Nullable Position after, int limit, PostbackState state, String reason);

  /**
   * Deletes final postbacks, the longest finished of each state first.
   *
   * @param states final ones
   * @param age only those finished that long ago or longer, by the store's own clock
   * @param limit most to delete, from 1 to {@value #MAX_BATCH}
   * @return how many; less than {@code limit} if there are no more
   * @throws IllegalArgumentException if a state is not final, or the limit is another
   */
  int purge(Set<PostbackState> states, Duration age, int limit);

  /**
   * Forgets decisions without a postback left, the oldest first. From then on a call of {@code
   * track} for such an order decides anew. A store may keep a decision while there is a postback of
   * the same order and goal, whatever its part: a decision's postbacks may have longer parts than
   * it.
   *
   * @param age only those made that long ago or longer, by the store's own clock
   * @param limit most to forget, from 1 to {@value #MAX_BATCH}
   * @return how many; less than {@code limit} if there are no more
   * @throws IllegalArgumentException if the limit is another
   */
  int forgetDecisions(Duration age, int limit);

  /**
   * Blanks orders of removed persons of which nothing is to be sent any more.
   *
   * @param limit most orders, from 1 to {@value #MAX_BATCH}
   * @return how many; less than {@code limit} if there are no more now
   * @throws IllegalArgumentException if the limit is another
   */
  int blankRemoved(int limit);

  /**
   * A place in the order of {@link #list} and of the batches.
   *
   * @param createdAt of the postback that stands there, or stood
   * @param id of that postback
   */
  record Position(Instant createdAt, String id) {

    public Position {
      Objects.requireNonNull(createdAt, "createdAt");
      Objects.requireNonNull(id, "id");
    }

    /** Where this postback stands. */
    public static Position of(Postback postback) {
      return new Position(postback.createdAt(), postback.id());
    }
  }

  /**
   * What a batch came to.
   *
   * @param changed how many postbacks; less than the limit if there are no more
   * @param last where the last of them stands, and the next batch goes on; null if none was changed
   */
  record Batch(int changed, @Nullable Position last) {

    /** Nothing was changed. */
    public static final Batch NONE = new Batch(0, null);
  }
}
