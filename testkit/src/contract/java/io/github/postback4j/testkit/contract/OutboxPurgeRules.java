package io.github.postback4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.postback4j.outbox.Decision;
import io.github.postback4j.outbox.Decision.NetworkDecision;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The part of {@link OutboxContract} about what is finished long ago. */
abstract class OutboxPurgeRules extends OutboxBulkRules {

  private static final Duration MONTH = Duration.ofDays(30);
  private static final Duration YEAR = Duration.ofDays(400);
  private static final Set<PostbackState> FINAL =
      EnumSet.complementOf(EnumSet.of(PostbackState.PENDING, PostbackState.IN_FLIGHT));

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"PENDING", "IN_FLIGHT"})
  protected void finishedLongAgo_isDeletedButNotItsDecision(PostbackState state) {
    addInState("p-1", state);

    advance(MONTH.minusMinutes(1));
    assertThat(outbox.purge(Set.of(state), MONTH, 10)).isZero();
    advance(Duration.ofMinutes(1));
    assertThat(outbox.purge(Set.of(state), MONTH, 10)).isEqualTo(1);

    assertThat(outbox.get("p-1")).isNull();
    assertThat(outbox.find("order-p-1")).isEmpty();
    assertThat(outbox.counts()).isEmpty();
    assertThat(outbox.list(state, null, 10)).isEmpty();
    Decision again = outbox.decide(decision("order-p-1", "p-2"), List.of());
    assertThat(again.networks()).containsExactly(new NetworkDecision(NETWORK, "p-1", null));
  }

  @Test
  protected void otherStatesAndTheUnfinished_areKept() {
    addInState("p-1", PostbackState.RECORDED);
    addInState("p-2", PostbackState.UNCERTAIN);
    addInState("p-3", PostbackState.DUPLICATE);
    addInState("p-4", PostbackState.IN_FLIGHT);
    add("p-5");
    advance(MONTH);
    Set<PostbackState> recorded = EnumSet.of(PostbackState.RECORDED, PostbackState.DUPLICATE);

    assertThat(outbox.purge(recorded, MONTH, 10)).isEqualTo(2);

    assertThat(outbox.get("p-1")).isNull();
    assertThat(outbox.get("p-3")).isNull();
    assertThat(outbox.purge(FINAL, MONTH, 10)).isEqualTo(1);
    assertThat(outbox.get("p-2")).isNull();
    assertThat(stored("p-4").state()).isEqualTo(PostbackState.IN_FLIGHT);
    assertThat(stored("p-5").state()).isEqualTo(PostbackState.PENDING);
  }

  @Test
  protected void purgeLimit_leavesTheRestForTheNextCall() {
    for (int i = 0; i < 5; i++) {
      addInState("p-" + i, i < 3 ? PostbackState.RECORDED : PostbackState.REFUSED);
    }
    advance(MONTH);

    assertThat(outbox.purge(FINAL, MONTH, 2)).isEqualTo(2);
    assertThat(outbox.purge(FINAL, MONTH, 2)).isEqualTo(2);
    assertThat(outbox.purge(FINAL, MONTH, 2)).isEqualTo(1);
    assertThat(outbox.purge(FINAL, MONTH, 2)).isZero();
  }

  @Test
  protected void replayedAndSettled_countFromTheirLatestEnd() {
    addInState("p-1", PostbackState.DEAD);
    addInState("p-2", PostbackState.DEAD);
    advance(MONTH);
    outbox.replay("p-1", now().plus(Duration.ofDays(99)));
    outbox.settle("p-2", PostbackState.RECORDED, "there");

    assertThat(outbox.purge(FINAL, MONTH, 10)).isZero();
    advance(MONTH);

    assertThat(outbox.purge(FINAL, MONTH, 10)).isEqualTo(1);
    assertThat(outbox.get("p-2")).isNull();
    assertThat(stored("p-1").state()).isEqualTo(PostbackState.PENDING);
  }

  @ParameterizedTest
  @EnumSource(names = {"PENDING", "IN_FLIGHT"})
  protected void purgeOfAnUnfinishedState_isRefused(PostbackState state) {
    addInState("p-1", PostbackState.RECORDED);
    advance(MONTH);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> outbox.purge(EnumSet.of(PostbackState.RECORDED, state), MONTH, 10))
        .withMessage("only final postbacks are purged: " + state);
    assertThatIllegalArgumentException().isThrownBy(() -> outbox.purge(FINAL, MONTH, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> outbox.purge(FINAL, MONTH, 1001));
    assertThat(outbox.get("p-1")).isNotNull();
  }

  @Test
  protected void purgesAtOnce_deleteEachOnce() {
    outbox.atomically(
        () -> {
          IntStream.range(0, 60).forEach(i -> add("p-" + i));
          return 60;
        });
    outbox.finish(
        Claims.of(outbox, NETWORK, 60, LEASE).stream()
            .map(claim -> finish(claim, PostbackState.RECORDED, null))
            .toList());
    advance(MONTH);

    List<Integer> purged =
        Race.run(
            4,
            thread ->
                () -> {
                  Outbox node = thread % 2 == 0 ? outbox : other;
                  int count = 0;
                  for (int some = node.purge(FINAL, MONTH, 7);
                      some > 0;
                      some = node.purge(FINAL, MONTH, 7)) {
                    count += some;
                  }
                  return count;
                });

    assertThat(purged.stream().mapToInt(Integer::intValue).sum()).isEqualTo(60);
    assertThat(outbox.counts()).isEmpty();
  }

  @Test
  protected void oldDecisionWithoutPostbacks_isForgotten() {
    NetworkDecision nobody = new NetworkDecision(NETWORK, null, "no click");
    outbox.decide(decision("o-1", nobody), List.of());
    addInState("p-2", PostbackState.RECORDED);

    advance(YEAR.minusMinutes(1));
    assertThat(outbox.forgetDecisions(YEAR, 10)).isZero();
    advance(Duration.ofMinutes(1));
    assertThat(outbox.forgetDecisions(YEAR, 10)).isEqualTo(1);
    assertThat(outbox.decision("o-1", "sale", "")).isNull();
    assertThat(outbox.decision("order-p-2", "sale", "")).isNotNull();
    outbox.purge(FINAL, MONTH, 10);
    assertThat(outbox.forgetDecisions(YEAR, 10)).isEqualTo(1);

    assertThat(outbox.decision("order-p-2", "sale", "")).isNull();
    Decision anew = decision("order-p-2", "p-3");
    assertThat(outbox.decide(anew, List.of(postback("order-p-2", "p-3")))).isSameAs(anew);
  }

  @ParameterizedTest
  @EnumSource(PostbackState.class)
  protected void oldDecisionWithAPostback_isKept(PostbackState state) {
    if (state == PostbackState.PENDING) {
      add("p-1");
    } else {
      addInState("p-1", state);
    }
    advance(YEAR.plusDays(1));

    assertThat(outbox.forgetDecisions(YEAR, 10)).isZero();

    assertThat(outbox.decision("order-p-1", "sale", "")).isNotNull();
  }

  @Test
  protected void oldDecisionWithPostbacksOfItsRequests_isKept() {
    Decision decision =
        decision(
            "o-1",
            new NetworkDecision(NETWORK, "p-1", null),
            new NetworkDecision(NETWORK, "p-2", null));
    outbox.decide(
        decision,
        List.of(postback("o-1", "p-1").part("item-1"), postback("o-1", "p-2").part("+details")));
    advance(YEAR.plusDays(1));

    assertThat(outbox.forgetDecisions(YEAR, 10)).isZero();

    assertThat(outbox.decision("o-1", "sale", "")).isNotNull();
  }

  @Test
  protected void postbackOfAnotherGoal_keepsNoDecision() {
    for (String part : List.of("", "line-1")) {
      NetworkDecision nobody = new NetworkDecision(NETWORK, null, "no click");
      outbox.decide(new Decision("order-p-1", "lead", part, now(), List.of(nobody)), List.of());
    }
    add("p-1");
    Postback kept = stored("p-1");
    advance(YEAR);

    assertThat(outbox.forgetDecisions(YEAR, 10)).isEqualTo(2);

    assertThat(outbox.decision("order-p-1", kept.goal(), "")).isNotNull();
    assertThat(outbox.decision("order-p-1", "lead", "")).isNull();
    assertThat(outbox.decision("order-p-1", "lead", "line-1")).isNull();
  }

  @Test
  protected void forgetLimit_leavesTheRestAndPassesOverWhatIsKept() {
    add("p-1");
    for (int i = 0; i < 5; i++) {
      outbox.decide(decision("o-" + i, new NetworkDecision(NETWORK, null, "no click")), List.of());
    }
    advance(YEAR);

    assertThat(outbox.forgetDecisions(YEAR, 3)).isEqualTo(3);
    assertThat(outbox.forgetDecisions(YEAR, 3)).isEqualTo(2);
    assertThat(outbox.forgetDecisions(YEAR, 3)).isZero();
    assertThat(outbox.decision("order-p-1", "sale", "")).isNotNull();
    assertThatIllegalArgumentException().isThrownBy(() -> outbox.forgetDecisions(YEAR, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> outbox.forgetDecisions(YEAR, 1001));
  }

  @Test
  protected void forgettingAtOnce_forgetsEachOnce() {
    outbox.atomically(
        () -> {
          NetworkDecision nobody = new NetworkDecision(NETWORK, null, "no click");
          IntStream.range(0, 60).forEach(i -> outbox.decide(decision("o-" + i, nobody), List.of()));
          return 60;
        });
    advance(YEAR);

    List<Integer> forgotten =
        Race.run(
            4,
            thread ->
                () -> {
                  Outbox node = thread % 2 == 0 ? outbox : other;
                  int count = 0;
                  for (int some = node.forgetDecisions(YEAR, 7);
                      some > 0;
                      some = node.forgetDecisions(YEAR, 7)) {
                    count += some;
                  }
                  return count;
                });

    assertThat(forgotten.stream().mapToInt(Integer::intValue).sum()).isEqualTo(60);
  }
}
