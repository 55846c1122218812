package io.github.postback4j.outbox;

import io.github.postback4j.outbox.OutboxCare.Batch;
import io.github.postback4j.outbox.OutboxCare.Position;
import io.github.postback4j.outbox.PostbackTable.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What people and the housekeeper do with the postbacks of an in-memory outbox. {@link
 * InMemoryOutbox} holds its lock around every call.
 */
final class InMemoryCare {

  private final PostbackTable postbacks;
  private final PostbackMoves moves;
  private final InMemoryTime time;

  InMemoryCare(PostbackTable postbacks, PostbackMoves moves, InMemoryTime time) {
    this.postbacks = postbacks;
    this.moves = moves;
    this.time = time;
  }

  List<Postback> find(String orderId) {
    return postbacks.ofOrder(orderId).stream()
        .filter(row -> !row.decision().isHidden())
        .sorted(PostbackTable.BY_AGE)
        .map(Row::postback)
        .toList();
  }

  @Nullable Postback get(String id) {
    Row row = postbacks.get(id);
    return row == null || row.decision().isHidden() ? null : row.postback();
  }

  List<Postback> list(Selection which, @Nullable Position after, int limit) {
    return first(which, after, limit, false).stream().map(Row::postback).toList();
  }

  long count(Selection which) {
    long count = 0;
    for (Row row : postbacks.candidates(which.state())) {
      count += matches(row, which) ? 1 : 0;
    }
    return count;
  }

  boolean replay(String id, Instant deadline) {
    Row row = postbacks.get(id);
    if (row == null
        || !PostbackMoves.isForPeople(row.postback())
        || row.postback().request() == null) {
      return false;
    }
    moves.replay(row, deadline);
    return true;
  }

  Batch replay(Selection which, @Nullable Position after, int limit, Instant deadline) {
    List<Row> rows = first(which, after, limit, true);
    rows.forEach(row -> moves.replay(row, deadline));
    return batch(rows);
  }

  boolean settle(String id, PostbackState state, String reason) {
    Row row = postbacks.get(id);
    if (row == null || !PostbackMoves.isForPeople(row.postback())) {
      return false;
    }
    moves.settle(row, state, reason);
    return true;
  }

  Batch settle(
      Selection which, @Nullable Position after, int limit, PostbackState state, String reason) {
    List<Row> rows = first(which, after, limit, false);
    rows.forEach(row -> moves.settle(row, state, reason));
    return batch(rows);
  }

  int purge(Set<PostbackState> states, Duration age, int limit) {
    long until = time.now() - InMemoryTime.nanos(age);
    List<Row> old = new ArrayList<>();
    for (Collection<Row> finished : postbacks.finished()) {
      for (Row row : finished) {
        if (old.size() == limit || row.time() > until) {
          break;
        }
        if (states.contains(row.postback().state())) {
          old.add(row);
        }
      }
    }
    old.forEach(postbacks::purge);
    return old.size();
  }

  /** The oldest of those selected, in order, without holding more than these. */
  private List<Row> first(Selection which, @Nullable Position after, int limit, boolean sendable) {
    PriorityQueue<Row> first = new PriorityQueue<>(PostbackTable.BY_AGE.reversed());
    for (Row row : postbacks.candidates(which.state())) {
      if (matches(row, which)
          && row.isAfter(after)
          && (!sendable || row.postback().request() != null)) {
        first.add(row);
        if (first.size() > limit) {
          first.poll();
        }
      }
    }
    List<Row> rows = new ArrayList<>(first);
    rows.sort(PostbackTable.BY_AGE);
    return rows;
  }

  private boolean matches(Row row, Selection which) {
    Postback postback = row.postback();
    Instant createdBefore = which.createdBefore();
    Instant finishedBy = which.finishedBy();
    return postback.state() == which.state()
        && (which.network() == null || postback.network().equals(which.network()))
        && (createdBefore == null || postback.createdAt().isBefore(createdBefore))
        && (finishedBy == null
            || (which.state().isFinal() && !time.instant(row.time()).isAfter(finishedBy)))
        && !row.decision().isHidden();
  }

  private static Batch batch(List<Row> rows) {
    return rows.isEmpty()
        ? Batch.NONE
        : new Batch(rows.size(), rows.get(rows.size() - 1).position());
  }
}
