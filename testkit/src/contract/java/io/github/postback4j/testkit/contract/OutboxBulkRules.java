package io.github.postback4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.postback4j.outbox.Decision;
import io.github.postback4j.outbox.Decision.NetworkDecision;
import io.github.postback4j.outbox.Outbox.Claim;
import io.github.postback4j.outbox.OutboxCare.Batch;
import io.github.postback4j.outbox.OutboxCare.Position;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.outbox.Selection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The part of {@link OutboxContract} for people with many postbacks: pages, batches, counts. */
abstract class OutboxBulkRules extends OutboxClaimRules {

  private static final Selection UNCERTAIN = Selection.of(PostbackState.UNCERTAIN);

  @Test
  protected void pages_goOnAfterThePostbackGiven() {
    Instant first = now();
    // Of one moment, so that the IDs decide; and the first of another.
    for (String id : List.of("p-3", "p-1", "p-2", "p-5", "p-4")) {
      addCreatedAt(id, NETWORK, first);
    }
    addCreatedAt("p-0", NETWORK, first.plusSeconds(1));

    List<Postback> page = outbox.list(Selection.of(PostbackState.PENDING), null, 2);
    List<String> seen = new ArrayList<>(ids(page));
    for (int pages = 1; !page.isEmpty() && pages < 10; pages++) {
      Position last = Position.of(page.get(page.size() - 1));
      page = outbox.list(Selection.of(PostbackState.PENDING), last, 2);
      seen.addAll(ids(page));
    }

    assertThat(seen).containsExactly("p-1", "p-2", "p-3", "p-4", "p-5", "p-0");
  }

  @Test
  protected void pageAfterOneThatIsGone_goesOnWhereItStood() {
    addInState("p-1", PostbackState.UNCERTAIN);
    addInState("p-2", PostbackState.UNCERTAIN);
    addInState("p-3", PostbackState.UNCERTAIN);
    Postback second = outbox.list(UNCERTAIN, null, 2).get(1);

    outbox.settle(second.id(), PostbackState.RECORDED, "there");

    assertThat(ids(outbox.list(UNCERTAIN, Position.of(second), 10))).containsExactly("p-3");
  }

  @Test
  protected void selection_isByNetworkAndCreationAndTimeOfTheState() {
    Instant first = now();
    addCreatedAt("p-1", NETWORK, first);
    addCreatedAt("p-2", "beta", first);
    addCreatedAt("p-3", NETWORK, first.plusSeconds(1));
    finishAll(NETWORK, PostbackState.DEAD);
    finishAll("beta", PostbackState.DEAD);
    Selection dead = Selection.of(PostbackState.DEAD);

    assertThat(found(dead)).containsExactly("p-1", "p-2", "p-3");
    assertThat(found(dead.network(NETWORK))).containsExactly("p-1", "p-3");
    assertThat(found(dead.createdBefore(first.plusSeconds(1)))).containsExactly("p-1", "p-2");
    assertThat(found(dead.createdBefore(first))).isEmpty();
    assertThat(found(dead.finishedBy(outbox.time()))).hasSize(3);
    assertThat(found(dead.finishedBy(outbox.time().minusSeconds(3600)))).isEmpty();
    assertThat(found(Selection.of(PostbackState.UNCERTAIN))).isEmpty();
  }

  @Test
  protected void countsOfSomeStates_leaveTheOthersOut() {
    addInState("p-1", PostbackState.RECORDED);
    addInState("p-2", PostbackState.UNCERTAIN);
    addInState("p-3", PostbackState.IN_FLIGHT);
    add("p-4");
    add("p-5", "beta", true);

    assertThat(outbox.counts(EnumSet.of(PostbackState.PENDING, PostbackState.IN_FLIGHT)))
        .isEqualTo(
            Map.of(
                NETWORK,
                Map.of(PostbackState.PENDING, 1L, PostbackState.IN_FLIGHT, 1L),
                "beta",
                Map.of(PostbackState.PENDING, 1L)));
    assertThat(outbox.counts(EnumSet.of(PostbackState.DEAD))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"DUPLICATE", "REFUSED", "UNCERTAIN", "DEAD", "EXPIRED"})
  protected void bulkReplay_doesWhatReplayDoes(PostbackState state) {
    Claim claim = addInState("p-1", state);
    Instant deadline = now().plus(Duration.ofDays(99));

    Batch batch = outbox.replay(Selection.of(state), null, 10, deadline);

    assertThat(batch).isEqualTo(new Batch(1, Position.of(claim.postback())));
    Postback stored = stored("p-1");
    assertThat(stored.state()).isEqualTo(PostbackState.PENDING);
    assertThat(stored.attempts()).isZero();
    assertThat(stored.deadline()).isEqualTo(deadline);
    assertThat(claimOne().postback().request()).isEqualTo(claim.postback().request());
  }

  @Test
  protected void bulkReplay_goesInBatchesOldestFirst() {
    Instant first = now();
    for (int i : List.of(3, 0, 4, 1, 2)) {
      addCreatedAt("p-" + i, NETWORK, first.plusSeconds(i));
    }
    finishAll(NETWORK, PostbackState.DEAD);
    Selection dead = Selection.of(PostbackState.DEAD);

    Batch one = outbox.replay(dead, null, 2, now().plusSeconds(60));

    assertThat(one).isEqualTo(new Batch(2, new Position(first.plusSeconds(1), "p-1")));
    assertThat(found(dead)).containsExactly("p-2", "p-3", "p-4");
    assertThat(outbox.replay(dead, one.last(), 3, now().plusSeconds(60)).changed()).isEqualTo(3);
    assertThat(outbox.replay(dead, null, 3, now().plusSeconds(60))).isEqualTo(Batch.NONE);
  }

  @Test
  protected void oneThatFailsAgainBetweenBatches_isNotResent() {
    Instant first = now();
    for (int i = 0; i < 4; i++) {
      addCreatedAt("p-" + i, NETWORK, first.plusSeconds(i));
    }
    finishAll(NETWORK, PostbackState.DEAD);
    Selection dead = Selection.of(PostbackState.DEAD);

    Batch batch = outbox.replay(dead, null, 2, now().plusSeconds(60));
    finishAll(NETWORK, PostbackState.DEAD);
    batch = outbox.replay(dead, batch.last(), 2, now().plusSeconds(60));

    assertThat(ids(outbox.list(PostbackState.PENDING, null, 10))).containsExactly("p-2", "p-3");
    assertThat(outbox.replay(dead, batch.last(), 2, now().plusSeconds(60))).isEqualTo(Batch.NONE);
    assertThat(found(dead)).containsExactly("p-0", "p-1");
  }

  @Test
  protected void oneThatComesToTheStateLater_isNotChanged() {
    addInState("p-1", PostbackState.UNCERTAIN);
    Instant begin = outbox.time();
    advance(Duration.ofSeconds(1));
    // Moves the time itself, or all times but the one just taken.
    boolean timeMoves = !outbox.time().isBefore(begin.plusSeconds(1));
    Selection asOfNow = UNCERTAIN.finishedBy(timeMoves ? begin : begin.minusMillis(500));
    addInState("p-2", PostbackState.UNCERTAIN);

    Batch batch = outbox.settle(asOfNow, null, 10, PostbackState.RECORDED, "in the list");

    assertThat(batch.changed()).isEqualTo(1);
    assertThat(stored("p-1").state()).isEqualTo(PostbackState.RECORDED);
    assertThat(stored("p-2").state()).isEqualTo(PostbackState.UNCERTAIN);
  }

  @ParameterizedTest
  @EnumSource(names = {"DUPLICATE", "REFUSED", "UNCERTAIN", "DEAD", "EXPIRED"})
  protected void bulkSettle_writesStateAndReason(PostbackState state) {
    Claim claim = addInState("p-1", state);
    PostbackState settled =
        state == PostbackState.REFUSED ? PostbackState.RECORDED : PostbackState.REFUSED;
    String reason = "the network's list of 'June': 中文 🛒";

    Batch batch = outbox.settle(Selection.of(state), null, 10, settled, reason);

    assertThat(batch).isEqualTo(new Batch(1, Position.of(claim.postback())));
    assertThat(stored("p-1").state()).isEqualTo(settled);
    assertThat(stored("p-1").reason()).isEqualTo(reason);
    assertThat(stored("p-1").nextAttemptAt()).isNull();
    assertThat(Claims.of(outbox, NETWORK, 10, LEASE)).isEmpty();
  }

  @Test
  protected void bulkWork_touchesNoOtherState() {
    addInState("p-1", PostbackState.IN_FLIGHT);
    addInState("p-2", PostbackState.RECORDED);
    addInState("p-3", PostbackState.DEAD);
    add("p-4");
    List<Postback> before = List.of(stored("p-1"), stored("p-2"), stored("p-3"), stored("p-4"));

    outbox.replay(UNCERTAIN, null, 10, now());
    outbox.settle(UNCERTAIN, null, 10, PostbackState.RECORDED, "no");

    assertThat(List.of(stored("p-1"), stored("p-2"), stored("p-3"), stored("p-4")))
        .isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource(names = {"PENDING", "IN_FLIGHT", "RECORDED"})
  protected void bulkWorkOnAStateThatIsNotForPeople_isRefused(PostbackState state) {
    Selection which = Selection.of(state);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> outbox.replay(which, null, 10, now()))
        .withMessage("state must be DUPLICATE, REFUSED, UNCERTAIN, DEAD or EXPIRED: " + state);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> outbox.settle(which, null, 10, PostbackState.RECORDED, "so"));
  }

  @Test
  protected void bulkSettleToAnotherState_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> outbox.settle(UNCERTAIN, null, 10, PostbackState.PENDING, "so"))
        .withMessage("state must be RECORDED or REFUSED: PENDING");
  }

  @Test
  protected void batchOfAnImpossibleSize_isRefused() {
    for (int limit : List.of(0, 1001)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> outbox.replay(UNCERTAIN, null, limit, now()))
          .withMessage("limit must be from 1 to 1000: " + limit);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> outbox.settle(UNCERTAIN, null, limit, PostbackState.RECORDED, "so"));
    }
  }

  @Test
  protected void bulkReplaysAtOnce_replayEachOnce() {
    outbox.atomically(
        () -> {
          IntStream.range(0, 60).forEach(i -> add("p-" + i));
          return 60;
        });
    finishAll(NETWORK, PostbackState.DEAD);
    Selection dead = Selection.of(PostbackState.DEAD);

    List<Integer> replayed =
        Race.run(
            4,
            thread ->
                () -> {
                  int count = 0;
                  Batch batch = null;
                  do {
                    batch =
                        (thread % 2 == 0 ? outbox : other)
                            .replay(dead, last(batch), 7, now().plusSeconds(60));
                    count += batch.changed();
                  } while (batch.changed() > 0);
                  return count;
                });

    assertThat(replayed.stream().mapToInt(Integer::intValue).sum()).isEqualTo(60);
    assertThat(outbox.counts().get(NETWORK)).containsOnlyKeys(PostbackState.PENDING);
  }

  private static @Nullable Position last(@Nullable Batch batch) {
    return batch == null ? null : batch.last();
  }

  private List<String> found(Selection which) {
    List<Postback> found = outbox.list(which, null, 100);
    assertThat(outbox.count(which)).isEqualTo(found.size());
    return ids(found);
  }

  /** Claims all that is due for a network, and finishes it. */
  private void finishAll(String network, PostbackState state) {
    outbox.finish(
        Claims.of(outbox, network, 100, LEASE).stream()
            .map(claim -> finish(claim, state, "because"))
            .toList());
  }

  private void addCreatedAt(String id, String network, Instant createdAt) {
    Postback now = postback("order-" + id, id, network, true);
    Postback then =
        new Postback(
            id,
            network,
            now.orderId(),
            now.goal(),
            "",
            now.request(),
            true,
            now.state(),
            0,
            false,
            null,
            createdAt,
            createdAt,
            now.deadline());
    Decision decision = decision(now.orderId(), new NetworkDecision(network, id, null));
    outbox.decide(decision, List.of(then));
  }
}
