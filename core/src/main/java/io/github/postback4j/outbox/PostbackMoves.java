package io.github.postback4j.outbox;

import io.github.postback4j.outbox.Outbox.Claim;
import io.github.postback4j.outbox.Outbox.Finish;
import io.github.postback4j.outbox.Outbox.Queue;
import io.github.postback4j.outbox.PostbackTable.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the postbacks of an in-memory outbox go from state to state. {@link InMemoryOutbox} holds its
 * lock around every call.
 */
final class PostbackMoves {

  private final PostbackTable postbacks;
  private final DecisionTable decisions;
  private final InMemoryTime time;
  private long claims;

  PostbackMoves(PostbackTable postbacks, DecisionTable decisions, InMemoryTime time) {
    this.postbacks = postbacks;
    this.decisions = decisions;
    this.time = time;
  }

  Set<Queue> due(Collection<Queue> queues) {
    long now = time.now();
    Set<Queue> due = new HashSet<>();
    for (Queue queue : queues) {
      if (postbacks.firstDue(queue, now) != null) {
        due.add(queue);
      }
    }
    return due;
  }

  List<Claim> claim(Queue queue, int limit, Duration lease) {
    String token = Long.toString(++claims);
    long now = time.now();
    List<Claim> claimed = new ArrayList<>();
    while (claimed.size() < limit) {
      Row row = postbacks.firstDue(queue, now);
      if (row == null) {
        break;
      }
      Postback due = row.postback();
      move(
          row,
          PostbackState.IN_FLIGHT,
          due.attempts() + 1,
          due.ambiguous(),
          due.reason(),
          lease,
          due.deadline());
      row.claimedUnder(token);
      claimed.add(new Claim(row.postback(), token));
    }
    return claimed;
  }

  List<Postback> releaseExpired(int limit) {
    List<Postback> released = new ArrayList<>();
    long now = time.now();
    while (released.size() < limit) {
      Row row = postbacks.firstOutlived(now);
      if (row == null) {
        break;
      }
      Postback late = row.postback();
      move(
          row,
          late.repeatable() ? PostbackState.PENDING : PostbackState.UNCERTAIN,
          late.attempts(),
          true,
          "the lease ended without a result",
          Duration.ZERO,
          late.deadline());
      released.add(row.postback());
    }
    return released;
  }

  Set<String> finish(List<Finish> finished) {
    Set<String> left = new HashSet<>();
    for (Finish result : finished) {
      Row row = postbacks.get(result.id());
      if (row == null || !result.token().equals(row.token())) {
        left.add(result.id());
        continue;
      }
      move(
          row,
          result.state(),
          result.attempts(),
          result.ambiguous(),
          PostbackRows.reason(result.reason()),
          result.delay(),
          row.postback().deadline());
    }
    return left;
  }

  /** Whether a person may replay or settle it. */
  static boolean isForPeople(Postback postback) {
    return postback.state().isFinal() && postback.state() != PostbackState.RECORDED;
  }

  void replay(Row row, Instant deadline) {
    Postback ended = row.postback();
    move(row, PostbackState.PENDING, 0, ended.ambiguous(), ended.reason(), Duration.ZERO, deadline);
  }

  void settle(Row row, PostbackState state, String reason) {
    Postback ended = row.postback();
    move(
        row,
        state,
        ended.attempts(),
        ended.ambiguous(),
        PostbackRows.reason(reason),
        Duration.ZERO,
        ended.deadline());
  }

  /** Whether it is to be sent, and the network surely does not have it. */
  static boolean isRecallable(Postback postback) {
    return postback.state() == PostbackState.PENDING && !postback.ambiguous();
  }

  /** Takes back a postback that is recallable, queued or not yet. */
  void withdraw(Row row, String reason) {
    Postback before = row.postback();
    Postback withdrawn = with(before, PostbackState.REFUSED, PostbackRows.reason(reason));
    change(row, withdrawn);
    row.decision().addUnfinished(-1);
    decisions.update(row.decision());
  }

  /** Blanks request and reason of a final postback. */
  void blank(Row row) {
    Postback before = row.postback();
    Postback blank = with(before, before.state(), null);
    if (row.decision().isHeld()) {
      postbacks.changeUnqueued(row, blank, row.time());
    } else {
      postbacks.rewrite(row, blank);
    }
  }

  private void change(Row row, Postback next) {
    if (row.decision().isHeld()) {
      postbacks.changeUnqueued(row, next, time.now());
    } else {
      postbacks.change(row, next, time.now());
    }
  }

  /** In a final state, without its request. */
  private static Postback with(Postback before, PostbackState state, @Nullable String reason) {
    return new Postback(
        before.id(),
        before.network(),
        before.orderId(),
        before.goal(),
        before.part(),
        null,
        before.repeatable(),
        state,
        before.attempts(),
        before.ambiguous(),
        reason,
        before.createdAt(),
        null,
        before.deadline());
  }

  void makeAllDue() {
    for (Row row : postbacks.dueAfter(time.now())) {
      Postback later = row.postback();
      if (later.attempts() == 0 && later.reason() == null) {
        continue; // held back by the shop: it may still be cancelled
      }
      move(
          row,
          PostbackState.PENDING,
          later.attempts(),
          later.ambiguous(),
          later.reason(),
          Duration.ZERO,
          later.deadline());
    }
  }

  /**
   * @param delay until it is due or its lease ends; of no meaning for a final state
   */
  private void move(
      Row row,
      PostbackState state,
      int attempts,
      boolean ambiguous,
      @Nullable String reason,
      Duration delay,
      Instant deadline) {
    Postback before = row.postback();
    postbacks.change(
        row,
        new Postback(
            before.id(),
            before.network(),
            before.orderId(),
            before.goal(),
            before.part(),
            before.request(),
            before.repeatable(),
            state,
            attempts,
            ambiguous,
            reason,
            before.createdAt(),
            state.isFinal() ? null : time.wall().plus(delay),
            deadline),
        time.now() + (state.isFinal() ? 0 : InMemoryTime.nanos(delay)));
    if (before.state().isFinal() != state.isFinal()) {
      row.decision().addUnfinished(state.isFinal() ? -1 : 1);
    }
    if (before.state().isFinal() || state.isFinal()) {
      decisions.update(row.decision());
    }
  }
}
