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
  private long claims;

  PostbackMoves(PostbackTable postbacks, DecisionTable decisions) {
    this.postbacks = postbacks;
    this.decisions = decisions;
  }

  Set<Queue> due(Collection<Queue> queues, Instant now) {
    Set<Queue> due = new HashSet<>();
    for (Queue queue : queues) {
      if (postbacks.firstDue(queue, now) != null) {
        due.add(queue);
      }
    }
    return due;
  }

  List<Claim> claim(Queue queue, int limit, Instant now, Duration lease) {
    String token = Long.toString(++claims);
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
          now.plus(lease),
          due.deadline());
      row.claimedUnder(token);
      claimed.add(new Claim(row.postback(), token));
    }
    return claimed;
  }

  List<Postback> releaseExpired(int limit, Instant now) {
    List<Postback> released = new ArrayList<>();
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
          late.repeatable() ? now : null,
          late.deadline());
      released.add(row.postback());
    }
    return released;
  }

  Set<String> finish(List<Finish> finished, Instant now) {
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
          result.reason(),
          result.state() == PostbackState.PENDING ? now.plus(result.delay()) : null,
          row.postback().deadline());
    }
    return left;
  }

  boolean replay(String id, Instant now, Instant deadline) {
    Row row = postbacks.get(id);
    if (row == null
        || !row.postback().state().isFinal()
        || row.postback().state() == PostbackState.RECORDED
        || row.postback().request() == null) {
      return false;
    }
    Postback ended = row.postback();
    move(row, PostbackState.PENDING, 0, ended.ambiguous(), ended.reason(), now, deadline);
    return true;
  }

  boolean settle(String id, PostbackState state, String reason) {
    Row row = postbacks.get(id);
    if (row == null
        || !row.postback().state().isFinal()
        || row.postback().state() == PostbackState.RECORDED) {
      return false;
    }
    Postback ended = row.postback();
    move(row, state, ended.attempts(), ended.ambiguous(), reason, null, ended.deadline());
    return true;
  }

  private void move(
      Row row,
      PostbackState state,
      int attempts,
      boolean ambiguous,
      @Nullable String reason,
      @Nullable Instant nextAttemptAt,
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
            nextAttemptAt,
            deadline));
    if (before.state().isFinal() != state.isFinal()) {
      row.decision().addUnfinished(state.isFinal() ? -1 : 1);
      decisions.update(row.decision());
    }
  }
}
