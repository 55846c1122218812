package io.github.postback4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.postback4j.outbox.Decision;
import io.github.postback4j.outbox.Decision.NetworkDecision;
import io.github.postback4j.outbox.Outbox.Claim;
import io.github.postback4j.outbox.Outbox.Finish;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The part of {@link OutboxContract} for people: look, count, replay, settle. */
abstract class OutboxCareRules extends OutboxPurgeRules {

  @Test
  protected void unknownOrderOrPostback_isNotFound() {
    add("p-1");

    assertThat(outbox.find("nothing")).isEmpty();
    assertThat(outbox.get("nothing")).isNull();
  }

  @Test
  protected void postbacksOfAnOrder_areFoundOldestFirst() {
    Instant first = now();
    for (int i : List.of(2, 0, 1)) {
      Postback postback = createdAt("p-" + i, "network-" + i, first.plusSeconds(i));
      outbox.decide(decisionOfGoal("goal-" + i, postback), List.of(postback));
    }

    assertThat(ids(outbox.find("o-1"))).containsExactly("p-0", "p-1", "p-2");
    assertThat(outbox.find("O-1")).isEmpty();
    assertThat(outbox.find("o-1 ")).isEmpty();
  }

  @Test
  protected void list_isByStateOldestFirst() {
    Instant first = now();
    for (int i : List.of(1, 3, 0, 2)) {
      Postback postback = createdAt("p-" + i, i < 2 ? NETWORK : "beta", first.plusSeconds(i));
      outbox.decide(decisionOfGoal("goal-" + i, postback), List.of(postback));
    }

    assertThat(ids(outbox.list(PostbackState.PENDING, null, 10)))
        .containsExactly("p-0", "p-1", "p-2", "p-3");
    assertThat(ids(outbox.list(PostbackState.PENDING, null, 3)))
        .containsExactly("p-0", "p-1", "p-2");
    assertThat(ids(outbox.list(PostbackState.PENDING, "beta", 1))).containsExactly("p-2");
    assertThat(outbox.list(PostbackState.DEAD, null, 10)).isEmpty();
    assertThat(outbox.list(PostbackState.PENDING, "gamma", 10)).isEmpty();
  }

  @Test
  protected void counts_areByNetworkAndState() {
    assertThat(outbox.counts()).isEmpty();
    addInState("p-1", PostbackState.RECORDED);
    addInState("p-2", PostbackState.IN_FLIGHT);
    add("p-3");
    add("p-4");
    add("p-5", "beta", false);

    assertThat(outbox.counts())
        .isEqualTo(
            Map.of(
                NETWORK,
                Map.of(
                    PostbackState.RECORDED, 1L,
                    PostbackState.IN_FLIGHT, 1L,
                    PostbackState.PENDING, 2L),
                "beta",
                Map.of(PostbackState.PENDING, 1L)));
  }

  @ParameterizedTest
  @EnumSource(names = {"DUPLICATE", "REFUSED", "UNCERTAIN", "DEAD", "EXPIRED"})
  protected void replay_makesItPendingAndDueAtOnce(PostbackState state) {
    Claim claim = addInState("p-1", state);
    Instant deadline = now().plus(Duration.ofDays(99));

    assertThat(outbox.replay("p-1", deadline)).isTrue();

    Postback stored = stored("p-1");
    assertThat(stored.state()).isEqualTo(PostbackState.PENDING);
    assertThat(stored.attempts()).isZero();
    assertThat(stored.deadline()).isEqualTo(deadline);
    assertThat(stored.nextAttemptAt()).isNotNull();
    assertThat(stored.ambiguous()).isFalse();
    assertThat(stored.createdAt()).isEqualTo(claim.postback().createdAt());
    Claim again = claimOne();
    assertThat(again.postback().id()).isEqualTo("p-1");
    assertThat(again.postback().request()).isEqualTo(claim.postback().request());
    assertThat(again.postback().attempts()).isEqualTo(1);
  }

  @Test
  protected void replayOfAnAmbiguousOne_remembersThat() {
    add("p-1");
    Claim claim = claimOne();
    outbox.finish(
        List.of(
            new Finish(
                "p-1", claim.token(), PostbackState.DEAD, Duration.ZERO, true, 5, "gave up")));

    outbox.replay("p-1", now().plus(Duration.ofDays(1)));

    assertThat(stored("p-1").ambiguous()).isTrue();
    assertThat(claimOne().postback().ambiguous()).isTrue();
  }

  @Test
  protected void replayed_doesNotObeyTheOldClaim() {
    Claim old = addInState("p-1", PostbackState.REFUSED);
    outbox.replay("p-1", now().plus(Duration.ofDays(1)));
    Claim again = claimOne();

    assertThat(outbox.finish(List.of(finish(old, PostbackState.DEAD, "late"))))
        .containsExactly("p-1");
    assertThat(stored("p-1")).isEqualTo(again.postback());
  }

  @ParameterizedTest
  @EnumSource(names = {"IN_FLIGHT", "RECORDED"})
  protected void replayOfOneThatIsNotToBe_leavesIt(PostbackState state) {
    addInState("p-1", state);
    Postback before = stored("p-1");

    assertThat(outbox.replay("p-1", now().plus(Duration.ofDays(99)))).isFalse();

    assertThat(stored("p-1")).isEqualTo(before);
  }

  @Test
  protected void replayOfAPendingOrUnknownOne_isFalse() {
    add("p-1");
    Postback before = stored("p-1");

    assertThat(outbox.replay("p-1", now().plus(Duration.ofDays(99)))).isFalse();
    assertThat(outbox.replay("nobody", now().plus(Duration.ofDays(99)))).isFalse();
    assertThat(stored("p-1")).isEqualTo(before);
  }

  @Test
  protected void replaysAtOnce_oneOfThemIsTrue() {
    addInState("p-1", PostbackState.DEAD);

    List<Boolean> replayed =
        Race.run(
            4,
            thread ->
                () -> (thread % 2 == 0 ? outbox : other).replay("p-1", now().plusSeconds(60)));

    assertThat(replayed).containsOnlyOnce(true);
  }

  @ParameterizedTest
  @EnumSource(names = {"UNCERTAIN", "DEAD", "REFUSED", "EXPIRED", "DUPLICATE"})
  protected void settle_writesStateAndReason(PostbackState state) {
    addInState("p-1", state);
    addInState("p-2", state);
    String reason = "the network's list of 'June' shows it: 中文 🛒";

    assertThat(outbox.settle("p-1", PostbackState.RECORDED, reason)).isTrue();
    assertThat(outbox.settle("p-2", PostbackState.REFUSED, reason)).isTrue();

    assertThat(stored("p-1").state()).isEqualTo(PostbackState.RECORDED);
    assertThat(stored("p-1").reason()).isEqualTo(reason);
    assertThat(stored("p-1").nextAttemptAt()).isNull();
    assertThat(stored("p-2").state()).isEqualTo(PostbackState.REFUSED);
    assertThat(stored("p-2").reason()).isEqualTo(reason);
    assertThat(Claims.of(outbox, NETWORK, 10, LEASE)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"IN_FLIGHT", "RECORDED"})
  protected void settleOfOneThatIsNotToBe_leavesIt(PostbackState state) {
    addInState("p-1", state);
    Postback before = stored("p-1");

    assertThat(outbox.settle("p-1", PostbackState.REFUSED, "no")).isFalse();

    assertThat(stored("p-1")).isEqualTo(before);
  }

  @Test
  protected void settleOfAPendingOrUnknownOne_isFalse() {
    add("p-1");
    Postback before = stored("p-1");

    assertThat(outbox.settle("p-1", PostbackState.RECORDED, "yes")).isFalse();
    assertThat(outbox.settle("nobody", PostbackState.RECORDED, "yes")).isFalse();
    assertThat(stored("p-1")).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"RECORDED", "REFUSED"})
  protected void settleToAnotherState_isRefused(PostbackState state) {
    addInState("p-1", PostbackState.UNCERTAIN);

    assertThatIllegalArgumentException().isThrownBy(() -> outbox.settle("p-1", state, "so"));
    assertThat(stored("p-1").state()).isEqualTo(PostbackState.UNCERTAIN);
  }

  @Test
  protected void settledAsRefused_canBeReplayed() {
    addInState("p-1", PostbackState.UNCERTAIN);
    outbox.settle("p-1", PostbackState.REFUSED, "not there");

    assertThat(outbox.replay("p-1", now().plus(Duration.ofDays(1)))).isTrue();
    assertThat(claimOne().postback().id()).isEqualTo("p-1");
  }

  private Decision decisionOfGoal(String goal, Postback postback) {
    return new Decision(
        "o-1",
        goal,
        "",
        now(),
        List.of(new NetworkDecision(postback.network(), postback.id(), null)));
  }

  private Postback createdAt(String id, String network, Instant createdAt) {
    Postback now = postback("o-1", id, network, true);
    return new Postback(
        id,
        network,
        "o-1",
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
  }
}
