package io.github.postback4j;

import io.github.postback4j.delivery.Dispatcher;
import io.github.postback4j.network.Network;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.OutboxCare.Batch;
import io.github.postback4j.outbox.OutboxCare.Position;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.outbox.Selection;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The operator's side of a tracker: look, count, replay, settle, one by one and in bulk. Safe for
 * use by many threads, and by several nodes and people at once.
 *
 * <p>Bulk work goes in batches of {@value #BATCH}, oldest first, each a transaction of its own, so
 * that a million rows neither freeze the database nor need the heap; call it outside a transaction.
 * It takes what is in that state when it begins, each postback once: one that comes back to the
 * state meanwhile, or reaches it only then, is left alone, and none in flight is touched. If the
 * store fails in between, or the thread is interrupted, what was done stays done.
 *
 * <p>Every method throws {@code StoreException} if the outbox cannot be used now.
 */
public final class PostbackOperations {

  private static final int BATCH = 500;

  private static final Set<PostbackState> UNFINISHED =
      EnumSet.of(PostbackState.PENDING, PostbackState.IN_FLIGHT);

  private final Outbox outbox;
  private final Set<String> networks;
  private final Dispatcher dispatcher;
  private final Clock clock;

  PostbackOperations(Outbox outbox, Set<String> networks, Dispatcher dispatcher, Clock clock) {
    this.outbox = outbox;
    this.networks = networks;
    this.dispatcher = dispatcher;
    this.clock = clock;
  }

  /** The postbacks of an order, oldest first; empty if there are none. */
  public List<Postback> ofOrder(String orderId) {
    return outbox.find(orderId);
  }

  /** The postback with this ID; null if there is none. */
  public @Nullable Postback get(String id) {
    return outbox.get(id);
  }

  /** The first page of those selected, oldest first. */
  public List<Postback> list(Selection which, int limit) {
    return outbox.list(which, null, limit);
  }

  /**
   * The next page of those selected.
   *
   * @param after the last postback of the page before, whatever became of it since
   */
  public List<Postback> list(Selection which, Postback after, int limit) {
    return outbox.list(which, Position.of(after), limit);
  }

  /** How many there are as selected. */
  public long count(Selection which) {
    return outbox.count(which);
  }

  /** How many postbacks there are, by network and state. Reads the whole table. */
  public Map<String, Map<PostbackState, Long>> counts() {
    return outbox.counts();
  }

  /**
   * As {@link #counts()}, of some states; cheap in a large table for PENDING, IN_FLIGHT and those
   * that wait for a person, so fit for a gauge.
   */
  public Map<String, Map<PostbackState, Long>> counts(Set<PostbackState> states) {
    return outbox.counts(states);
  }

  /**
   * How many postbacks wait, or are in flight, for networks that are not configured here, by
   * network. Nobody sends them unless another node has that network. Configure it again under the
   * same name, and they are sent as they were written, or end as EXPIRED if their deadline has
   * passed.
   */
  public Map<String, Long> stranded() {
    Map<String, Long> stranded = new TreeMap<>();
    outbox
        .counts(UNFINISHED)
        .forEach(
            (network, states) -> {
              if (!networks.contains(network)) {
                stranded.put(network, states.values().stream().mapToLong(Long::longValue).sum());
              }
            });
    return stranded;
  }

  /**
   * Sends a postback again that is refused, dead, expired, uncertain or a duplicate; for another 14
   * days at most. Its ID and request stay.
   *
   * @return false if there is no such postback, or its request is gone
   */
  public boolean replay(String id) {
    boolean replayed = outbox.replay(id, deadline());
    if (replayed) {
      dispatcher.wake();
    }
    return replayed;
  }

  /**
   * Replays all that are selected.
   *
   * @param which its state REFUSED, DEAD, EXPIRED, UNCERTAIN or DUPLICATE
   * @return how many
   * @throws IllegalArgumentException if the state is another
   */
  public int replayAll(Selection which) {
    Selection now = asOfNow(which);
    return inBatches(
        after -> {
          Batch batch = outbox.replay(now, after, BATCH, deadline());
          if (batch.changed() > 0) {
            dispatcher.wake();
          }
          return batch;
        });
  }

  /**
   * Writes by hand what became of a postback that nobody could tell: recorded or refused.
   *
   * @param recorded true for recorded, false for refused
   * @param reason in words, kept with the postback
   * @return false if there is no such postback in a state to be settled
   */
  public boolean settle(String id, boolean recorded, String reason) {
    return outbox.settle(id, settled(recorded), reason);
  }

  /**
   * Settles all that are selected.
   *
   * @param which its state UNCERTAIN, DEAD, REFUSED, EXPIRED or DUPLICATE
   * @param recorded true for recorded, false for refused
   * @param reason in words, kept with each
   * @return how many
   * @throws IllegalArgumentException if the state is another
   */
  public int settleAll(Selection which, boolean recorded, String reason) {
    Selection now = asOfNow(which);
    return inBatches(after -> outbox.settle(now, after, BATCH, settled(recorded), reason));
  }

  /**
   * Refunds, cancellations and changes of status that a network takes no postback for: to be told
   * by hand.
   */
  public FollowUpList followUps() {
    return new FollowUpList(outbox, clock);
  }

  private Selection asOfNow(Selection which) {
    Instant now = outbox.time();
    Instant given = which.finishedBy();
    return which.finishedBy(given == null || given.isAfter(now) ? now : given);
  }

  private static int inBatches(Function<@Nullable Position, Batch> work) {
    int changed = 0;
    Batch batch = work.apply(null);
    while (batch.changed() > 0) {
      changed += batch.changed();
      if (batch.changed() < BATCH || Thread.currentThread().isInterrupted()) {
        break;
      }
      batch = work.apply(batch.last());
    }
    return changed;
  }

  private Instant deadline() {
    return clock.instant().plus(Network.DEFAULT_DEADLINE);
  }

  private static PostbackState settled(boolean recorded) {
    return recorded ? PostbackState.RECORDED : PostbackState.REFUSED;
  }
}
