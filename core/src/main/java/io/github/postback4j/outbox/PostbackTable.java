package io.github.postback4j.outbox;

import io.github.postback4j.outbox.Outbox.Queue;
import io.github.postback4j.outbox.OutboxCare.Position;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The postbacks of an in-memory outbox: by ID, by order, and in a queue per network of what is due
 * and one of the leases, so that nothing but a listing walks through all. Knows neither locks nor
 * transactions: {@link InMemoryOutbox} holds its lock around every call.
 */
final class PostbackTable {

  private static final Comparator<Position> BY_POSITION =
      Comparator.comparing(Position::createdAt).thenComparing(Position::id);
  static final Comparator<Row> BY_AGE = Comparator.comparing(Row::position, BY_POSITION);
  private static final Comparator<Row> BY_DUE_TIME =
      Comparator.<Row>comparingLong(row -> row.time).thenComparingLong(row -> row.number);

  private final Map<String, Row> rows = new HashMap<>();
  private final Map<String, List<Row>> byOrder = new HashMap<>();
  private final Map<String, Lane> lanes = new TreeMap<>();
  private final NavigableSet<Row> inFlight = new TreeSet<>(BY_DUE_TIME);

  /** Those that are over, in the order in which they were finished. */
  private final Set<Row> over = new LinkedHashSet<>();

  /** Those that are finished and wait for a person, in that order too. */
  private final Set<Row> unsolved = new LinkedHashSet<>();

  private long numbers;
  private long bytes;
  private long finishedBytes;

  /** One postback: how it stands, the decision it came from, and who may finish it. */
  static final class Row {
    private final MadeDecision decision;
    private final Lane lane;
    private final long number;
    private Postback postback;
    private long bytes;
    private long time;
    private @Nullable String token;

    private Row(MadeDecision decision, Lane lane, long number, Postback postback, long time) {
      this.decision = decision;
      this.lane = lane;
      this.number = number;
      this.postback = postback;
      this.bytes = Footprint.of(postback);
      this.time = time;
    }

    MadeDecision decision() {
      return decision;
    }

    Postback postback() {
      return postback;
    }

    /** When it is due, its lease ends, or it was finished, by {@link InMemoryTime}. */
    long time() {
      return time;
    }

    Position position() {
      return Position.of(postback);
    }

    boolean isAfter(@Nullable Position position) {
      return position == null || BY_POSITION.compare(position(), position) > 0;
    }

    /** Of the claim under way; null unless in flight. */
    @Nullable String token() {
      return token;
    }

    void claimedUnder(String newToken) {
      token = newToken;
    }
  }

  /** What is waiting for one network, and how many of its postbacks are in which state. */
  private static final class Lane {
    private final NavigableSet<Row> repeatable = new TreeSet<>(BY_DUE_TIME);
    private final NavigableSet<Row> once = new TreeSet<>(BY_DUE_TIME);
    private final Map<PostbackState, Long> counts = new EnumMap<>(PostbackState.class);
  }

  int size() {
    return rows.size();
  }

  /** How many are not final, those included that are not yet queued. */
  int waiting() {
    return rows.size() - over.size() - unsolved.size();
  }

  /** About how much heap they take. */
  long bytes() {
    return bytes;
  }

  /** About how much heap those take that are not final. */
  long waitingBytes() {
    return bytes - finishedBytes;
  }

  /** Adds a postback, not yet queued, due at {@code time}; null if its ID is taken. */
  @Nullable Row add(MadeDecision decision, Postback postback, long time) {
    Lane lane = lanes.computeIfAbsent(postback.network(), network -> new Lane());
    Row row = new Row(decision, lane, numbers++, postback, time);
    if (rows.putIfAbsent(postback.id(), row) != null) {
      return null;
    }
    bytes += row.bytes;
    byOrder.computeIfAbsent(postback.orderId(), orderId -> new ArrayList<>(1)).add(row);
    return row;
  }

  /** From now on the postback is claimed when it is due, and counted. */
  void queue(Row row) {
    bytes -= row.bytes;
    enter(row, row.postback, row.time);
  }

  /** Removes a postback that was added and not queued. */
  void takeBack(Row row) {
    bytes -= row.bytes;
    forget(row);
  }

  /** Removes the postback that was over first; false if none is. */
  boolean forgetOldestOver() {
    return forgetFirst(over);
  }

  /** Removes the postback that waits longest for a person; false if none does. */
  boolean forgetOldestUnsolved() {
    return forgetFirst(unsolved);
  }

  private boolean forgetFirst(Set<Row> finished) {
    if (finished.isEmpty()) {
      return false;
    }
    purge(finished.iterator().next());
    return true;
  }

  private static boolean isUnsolved(PostbackState state) {
    return state == PostbackState.UNCERTAIN || state == PostbackState.DEAD;
  }

  /** Removes a final postback. */
  void purge(Row row) {
    leave(row);
    forget(row);
  }

  /**
   * Writes how a queued postback stands now; a claim on it ends.
   *
   * @param time when it is due, its lease ends, or it was finished
   */
  void change(Row row, Postback next, long time) {
    leave(row);
    enter(row, next, time);
  }

  /** Writes a queued postback anew that keeps its state and its place. */
  void rewrite(Row row, Postback next) {
    long before = row.bytes;
    row.postback = next;
    row.bytes = Footprint.of(next);
    bytes += row.bytes - before;
    finishedBytes += next.state().isFinal() ? row.bytes - before : 0;
  }

  /** Writes how a postback stands that is not yet queued. */
  void changeUnqueued(Row row, Postback next, long time) {
    row.postback = next;
    row.time = time;
  }

  @Nullable Row get(String id) {
    return rows.get(id);
  }

  List<Row> ofOrder(String orderId) {
    return byOrder.getOrDefault(orderId, List.of());
  }

  /** All in this state, and maybe others. */
  Collection<Row> candidates(PostbackState state) {
    return state.isFinal() ? isUnsolved(state) ? unsolved : over : rows.values();
  }

  /** The final ones in two groups, each in the order in which they were finished. */
  List<Collection<Row>> finished() {
    return List.of(over, unsolved);
  }

  /** Pending ones that are due later. */
  List<Row> dueAfter(long now) {
    List<Row> later = new ArrayList<>();
    for (Lane lane : lanes.values()) {
      for (NavigableSet<Row> queue : List.of(lane.repeatable, lane.once)) {
        for (Row row : queue.descendingSet()) {
          if (row.time <= now) {
            break;
          }
          later.add(row);
        }
      }
    }
    return later;
  }

  /** The longest due pending postback of the queue; null if none is due. */
  @Nullable Row firstDue(Queue queue, long now) {
    Lane lane = lanes.get(queue.network());
    return lane == null ? null : firstUntil(queue.repeatable() ? lane.repeatable : lane.once, now);
  }

  /** The postback in flight whose lease ended longest ago; null if no lease ended. */
  @Nullable Row firstOutlived(long now) {
    return firstUntil(inFlight, now);
  }

  Map<String, Map<PostbackState, Long>> counts(Set<PostbackState> wanted) {
    Map<String, Map<PostbackState, Long>> counts = new TreeMap<>();
    lanes.forEach(
        (network, lane) -> {
          Map<PostbackState, Long> states = new EnumMap<>(PostbackState.class);
          lane.counts.forEach(
              (state, count) -> {
                if (count > 0 && wanted.contains(state)) {
                  states.put(state, count);
                }
              });
          if (!states.isEmpty()) {
            counts.put(network, Collections.unmodifiableMap(states));
          }
        });
    return Collections.unmodifiableMap(counts);
  }

  void clear() {
    rows.clear();
    byOrder.clear();
    lanes.clear();
    inFlight.clear();
    over.clear();
    unsolved.clear();
    bytes = 0;
    finishedBytes = 0;
  }

  private static @Nullable Row firstUntil(NavigableSet<Row> queue, long now) {
    if (queue.isEmpty() || queue.first().time > now) {
      return null;
    }
    return queue.first();
  }

  private void leave(Row row) {
    PostbackState state = row.postback.state();
    row.lane.counts.merge(state, -1L, Long::sum);
    queueOf(row, state).remove(row);
    row.token = null;
    bytes -= row.bytes;
    finishedBytes -= state.isFinal() ? row.bytes : 0;
    row.decision.addUnsolved(isUnsolved(state) ? -1 : 0);
  }

  private void enter(Row row, Postback postback, long time) {
    PostbackState state = postback.state();
    row.postback = postback;
    row.time = time;
    row.bytes = Footprint.of(postback);
    row.lane.counts.merge(state, 1L, Long::sum);
    queueOf(row, state).add(row);
    bytes += row.bytes;
    finishedBytes += state.isFinal() ? row.bytes : 0;
    row.decision.addUnsolved(isUnsolved(state) ? 1 : 0);
  }

  private Set<Row> queueOf(Row row, PostbackState state) {
    return switch (state) {
      case PENDING -> row.postback.repeatable() ? row.lane.repeatable : row.lane.once;
      case IN_FLIGHT -> inFlight;
      case UNCERTAIN, DEAD -> unsolved;
      case RECORDED, DUPLICATE, REFUSED, EXPIRED -> over;
    };
  }

  private void forget(Row row) {
    Postback postback = row.postback;
    rows.remove(postback.id());
    row.decision.postbackForgotten();
    List<Row> siblings = ofOrder(postback.orderId());
    if (siblings.size() <= 1) {
      byOrder.remove(postback.orderId());
    } else {
      siblings.remove(row);
    }
  }
}
