package io.github.postback4j.outbox;

import io.github.postback4j.outbox.Outbox.Queue;
import java.time.Instant;
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

  static final Comparator<Row> BY_AGE =
      Comparator.<Row, Instant>comparing(row -> row.postback.createdAt())
          .thenComparingLong(row -> row.number);
  private static final Comparator<Row> BY_DUE_TIME =
      Comparator.<Row, Instant>comparing(row -> row.dueAt).thenComparing(BY_AGE);

  private final Map<String, Row> rows = new HashMap<>();
  private final Map<String, List<Row>> byOrder = new HashMap<>();
  private final Map<String, Lane> lanes = new TreeMap<>();
  private final NavigableSet<Row> inFlight = new TreeSet<>(BY_DUE_TIME);

  /** In the order in which they were finished. */
  private final Set<Row> finished = new LinkedHashSet<>();

  private long numbers;

  /** One postback: how it stands, the decision it came from, and who may finish it. */
  static final class Row {
    private final MadeDecision decision;
    private final Lane lane;
    private final long number;
    private Postback postback;
    private Instant dueAt;
    private @Nullable String token;

    private Row(MadeDecision decision, Lane lane, long number, Postback postback) {
      this.decision = decision;
      this.lane = lane;
      this.number = number;
      this.postback = postback;
      this.dueAt = postback.createdAt();
    }

    MadeDecision decision() {
      return decision;
    }

    Postback postback() {
      return postback;
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
    return rows.size() - finished.size();
  }

  /** Adds a postback, not yet queued; null if its ID is taken. */
  @Nullable Row add(MadeDecision decision, Postback postback) {
    Lane lane = lanes.computeIfAbsent(postback.network(), network -> new Lane());
    Row row = new Row(decision, lane, numbers++, postback);
    if (rows.putIfAbsent(postback.id(), row) != null) {
      return null;
    }
    byOrder.computeIfAbsent(postback.orderId(), orderId -> new ArrayList<>(1)).add(row);
    return row;
  }

  /** From now on the postback is claimed when it is due, and counted. */
  void queue(Row row) {
    enter(row, row.postback);
  }

  /** Removes a postback that was added and not queued. */
  void takeBack(Row row) {
    forget(row);
  }

  /** Removes the postback that was finished first, if there is one. */
  void forgetOldestFinished() {
    if (!finished.isEmpty()) {
      Row oldest = finished.iterator().next();
      leave(oldest);
      forget(oldest);
    }
  }

  /** Writes how a queued postback stands now; a claim on it ends. */
  void change(Row row, Postback next) {
    leave(row);
    enter(row, next);
  }

  @Nullable Row get(String id) {
    return rows.get(id);
  }

  List<Row> ofOrder(String orderId) {
    return byOrder.getOrDefault(orderId, List.of());
  }

  Collection<Row> all() {
    return rows.values();
  }

  /** The longest due pending postback of the queue; null if none is due. */
  @Nullable Row firstDue(Queue queue, Instant now) {
    Lane lane = lanes.get(queue.network());
    return lane == null ? null : firstUntil(queue.repeatable() ? lane.repeatable : lane.once, now);
  }

  /** The postback in flight whose lease ended longest ago; null if no lease ended. */
  @Nullable Row firstOutlived(Instant now) {
    return firstUntil(inFlight, now);
  }

  Map<String, Map<PostbackState, Long>> counts() {
    Map<String, Map<PostbackState, Long>> counts = new TreeMap<>();
    lanes.forEach(
        (network, lane) -> {
          Map<PostbackState, Long> states = new EnumMap<>(PostbackState.class);
          lane.counts.forEach(
              (state, count) -> {
                if (count > 0) {
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
    finished.clear();
  }

  private static @Nullable Row firstUntil(NavigableSet<Row> queue, Instant now) {
    if (queue.isEmpty() || queue.first().dueAt.isAfter(now)) {
      return null;
    }
    return queue.first();
  }

  private void leave(Row row) {
    PostbackState state = row.postback.state();
    row.lane.counts.merge(state, -1L, Long::sum);
    queueOf(row, state).remove(row);
    row.token = null;
  }

  private void enter(Row row, Postback postback) {
    row.postback = postback;
    if (postback.nextAttemptAt() != null) {
      row.dueAt = postback.nextAttemptAt();
    }
    row.lane.counts.merge(postback.state(), 1L, Long::sum);
    queueOf(row, postback.state()).add(row);
  }

  private Set<Row> queueOf(Row row, PostbackState state) {
    return switch (state) {
      case PENDING -> row.postback.repeatable() ? row.lane.repeatable : row.lane.once;
      case IN_FLIGHT -> inFlight;
      default -> finished;
    };
  }

  private void forget(Row row) {
    Postback postback = row.postback;
    rows.remove(postback.id());
    List<Row> siblings = ofOrder(postback.orderId());
    if (siblings.size() <= 1) {
      byOrder.remove(postback.orderId());
    } else {
      siblings.remove(row);
    }
  }
}
