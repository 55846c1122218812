package io.github.postback4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.postback4j.outbox.Decision;
import io.github.postback4j.outbox.Decision.NetworkDecision;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.Outbox.Claim;
import io.github.postback4j.outbox.Outbox.Finish;
import io.github.postback4j.outbox.OutboxDecisions;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The part of {@link OutboxContract} for orders and persons: find, take back, blank. */
abstract class OutboxDecisionRules extends OutboxCareRules {

  private final Instant decidedAt = Instant.parse("2026-01-01T00:00:00.123Z");

  @Test
  protected void severalLinesOfANetwork_comeBackWithTheMemoOfTheFirst() {
    Decision decision =
        decision(
            "o-1",
            new NetworkDecision(NETWORK, "p-1", null, "memo"),
            new NetworkDecision(NETWORK, "p-2", null),
            new NetworkDecision("beta", null, "no click"));

    outbox.decide(
        decision,
        List.of(
            postback("o-1", "p-1").part("x".repeat(Postback.MAX_PART_LENGTH)),
            postback("o-1", "p-2").part("+details")));

    assertThat(Objects.requireNonNull(outbox.decision("o-1", "sale", "")).networks())
        .isEqualTo(decision.networks());
    assertThat(stored("p-1").part()).hasSize(Postback.MAX_PART_LENGTH);
    assertThat(stored("p-2").requestPart()).isEqualTo("+details");
  }

  @Test
  protected void decision_comesBackWithPersonAndMemo() {
    Decision decision = decisionOf("o-1", outbox.tokenOf("c1"), decidedAt, "what was \"clicked\"");

    outbox.decide(decision, List.of());

    Decision found = Objects.requireNonNull(outbox.decision("o-1", "sale", ""));
    assertThat(found).isEqualTo(decision);
    assertThat(outbox.decide(decision, List.of())).isEqualTo(decision);
    assertThat(found.toString()).doesNotContain("clicked");
  }

  @Test
  protected void listedPostback_hasAReasonAsWell() {
    NetworkDecision listed = new NetworkDecision(NETWORK, "p-1", "not taken", "memo");

    outbox.decide(
        new Decision("o-1", "refund", "r-1", decidedAt, List.of(listed), null),
        List.of(postback("o-1", "p-1").part("r-1")));

    assertThat(Objects.requireNonNull(outbox.decision("o-1", "refund", "r-1")).networks())
        .containsExactly(listed);
    assertThat(stored("p-1").part()).isEqualTo("r-1");
  }

  @Test
  protected void token_isTheSameForTheSamePersonAndTellsNothing() {
    assertThat(outbox.tokenOf("customer-1"))
        .isEqualTo(outbox.tokenOf("customer-1"))
        .isNotEqualTo(outbox.tokenOf("customer-2"))
        .doesNotContain("customer-1")
        .hasSizeBetween(10, 44);
    assertThat(other.tokenOf("customer-1")).isEqualTo(outbox.tokenOf("customer-1"));
  }

  @Test
  protected void decisionsOfAPerson_latestFirst() {
    String person = outbox.tokenOf("c1");
    for (int i : List.of(2, 0, 1)) {
      outbox.decide(decisionOf("o-" + i, person, decidedAt.plusSeconds(i), null), List.of());
    }
    outbox.decide(decisionOf("o-x", outbox.tokenOf("c2"), decidedAt, null), List.of());
    outbox.decide(decisionOf("o-y", null, decidedAt, null), List.of());

    assertThat(other.decisionsOf(person, 10))
        .extracting(Decision::orderId)
        .containsExactly("o-2", "o-1", "o-0");
    assertThat(outbox.decisionsOf(person, 1)).extracting(Decision::orderId).containsExactly("o-2");
    assertThatThrownBy(() -> outbox.decisionsOf(person, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  protected void decisionsOfAnOrder_areFoundWithGoalAndPart() {
    outbox.decide(decisionOf("o-1", null, decidedAt, null), List.of());
    Decision refund =
        new Decision(
            "o-1",
            "refund",
            "r-1",
            decidedAt.plusSeconds(1),
            List.of(new NetworkDecision(NETWORK, null, "none")),
            null);
    outbox.decide(refund, List.of());
    outbox.decide(decisionOf("o-2", null, decidedAt, null), List.of());

    assertThat(outbox.decisions("o-1")).hasSize(2).endsWith(refund);
    assertThat(outbox.decisions("nothing")).isEmpty();
  }

  @Test
  protected void twoDecidingForOnePerson_comeOneAfterTheOther() {
    String person = outbox.tokenOf("c1");
    outbox.decide(decisionOf("first", person, decidedAt, null), List.of());

    List<Integer> seen =
        Race.run(
            4,
            thread ->
                () -> {
                  Outbox node = thread % 2 == 0 ? outbox : other;
                  return node.atomically(
                      () -> {
                        node.lockPerson(person);
                        int before = node.decisionsOf(person, 100).size();
                        node.decide(
                            decisionOf("o-" + thread, person, decidedAt.plusSeconds(1), null),
                            List.of());
                        return before;
                      });
                });

    assertThat(seen).containsExactlyInAnyOrder(1, 2, 3, 4);
  }

  @Test
  protected void twoDecidingForOneOrder_comeOneAfterTheOther() {
    for (int round = 0; round < 10; round++) {
      String order = "o-" + round;
      outbox.decide(decisionOf(order, null, decidedAt, null), List.of());

      List<Integer> seen = Race.run(4, thread -> () -> decideLocked(order, "r-" + thread, thread));

      assertThat(seen).containsExactlyInAnyOrder(1, 2, 3, 4);
    }
  }

  /** How many decisions there were for the order before this one. */
  private int decideLocked(String order, String part, int thread) {
    Outbox node = thread % 2 == 0 ? outbox : other;
    return node.atomically(
        () -> {
          node.lockOrder(order);
          int before = node.decisions(order).size();
          NetworkDecision none = new NetworkDecision(NETWORK, null, "none");
          node.decide(
              new Decision(order, "refund", part, decidedAt, List.of(none), null), List.of());
          return before;
        });
  }

  @Test
  protected void heldPostback_isDueOnlyThen() {
    Postback held = postback("o-1", "p-1").dueAt(now().plus(Duration.ofHours(1)));
    outbox.decide(decision("o-1", "p-1"), List.of(held));

    assertThat(Claims.of(outbox, NETWORK, 1, LEASE)).isEmpty();
    outbox.makeAllDue();
    assertThat(Claims.of(outbox, NETWORK, 1, LEASE)).isEmpty();
    advance(Duration.ofMinutes(61));
    assertThat(claimed(Claims.of(outbox, NETWORK, 1, LEASE))).containsExactly("p-1");
  }

  @Test
  protected void sealed_takesNoMorePostbacksUnlessItIsDurable() {
    add("p-1");

    assertThat(outbox.seal()).isZero();

    if (outbox.isDurable()) {
      add("p-2");
      assertThat(stored("p-2").state()).isEqualTo(PostbackState.PENDING);
    } else {
      assertThatThrownBy(() -> add("p-2")).isInstanceOf(StoreException.class);
      assertThat(outbox.get("p-2")).isNull();
    }
    assertThat(claimed(Claims.of(outbox, NETWORK, 1, LEASE))).containsExactly("p-1");
  }

  @Test
  protected void withdraw_takesBackWhatIsPendingForGood() {
    add("p-1");

    List<Postback> withdrawn = outbox.withdraw(List.of("p-1"), "cancelled");

    assertThat(withdrawn).containsExactly(stored("p-1"));
    Postback stored = stored("p-1");
    assertThat(stored.state()).isEqualTo(PostbackState.REFUSED);
    assertThat(stored.reason()).isEqualTo("cancelled");
    assertThat(stored.request()).isNull();
    assertThat(stored.nextAttemptAt()).isNull();
    assertThat(outbox.replay("p-1", now().plusSeconds(60))).isFalse();
    assertThat(Claims.of(outbox, NETWORK, 1, LEASE)).isEmpty();
    assertThat(outbox.counts().get(NETWORK)).isEqualTo(Map.of(PostbackState.REFUSED, 1L));
    assertThat(outbox.withdraw(List.of("p-1"), "again")).isEmpty();
  }

  @Test
  protected void withdraw_isOfTheseAlone() {
    add("p-1");
    add("p-2");

    assertThat(outbox.withdraw(List.of(), "cancelled")).isEmpty();
    assertThat(outbox.withdraw(List.of("p-1", "nobody"), "cancelled")).hasSize(1);
    assertThat(stored("p-2").state()).isEqualTo(PostbackState.PENDING);
  }

  @Test
  protected void withdraw_leavesWhatTheNetworkMayHave() {
    addInState("p-1", PostbackState.IN_FLIGHT);
    addInState("p-2", PostbackState.RECORDED);
    add("p-3");
    Claim claim = claimOne();
    outbox.finish(
        List.of(
            new Finish(
                "p-3", claim.token(), PostbackState.PENDING, Duration.ZERO, true, 1, "reset")));

    for (String id : List.of("p-1", "p-2", "p-3")) {
      assertThat(outbox.withdraw(List.of(id), "cancelled")).isEmpty();
      assertThat(stored(id).request()).isNotNull();
    }
  }

  @Test
  protected void withdrawAgainstClaims_oneOfTheTwoHasIt() {
    for (int i = 0; i < 10; i++) {
      String id = "p-" + i;
      add(id);
      List<Boolean> won =
          Race.run(
              2,
              thread ->
                  thread == 0
                      ? () -> !outbox.withdraw(List.of(id), "cancelled").isEmpty()
                      : () -> !Claims.of(other, NETWORK, 1, LEASE).isEmpty());

      assertThat(won).containsOnlyOnce(true);
    }
  }

  @Test
  protected void withdrawInTheWorkThatDecides_neverBecomesDue() {
    outbox.atomically(
        () -> {
          outbox.decide(decision("o-1", "p-1"), List.of(postback("o-1", "p-1")));
          return outbox.withdraw(List.of("p-1"), "listed");
        });

    assertThat(stored("p-1").state()).isEqualTo(PostbackState.REFUSED);
    assertThat(Claims.of(outbox, NETWORK, 1, LEASE)).isEmpty();
    assertThat(outbox.list(PostbackState.REFUSED, NETWORK, 10)).hasSize(1);
    assertThat(outbox.purge(Set.of(PostbackState.REFUSED), Duration.ZERO, 10)).isEqualTo(1);
    assertThat(outbox.forgetDecisions(Duration.ZERO, 10)).isLessThanOrEqualTo(1);
  }

  @Test
  protected void blank_leavesNothingOfThePersonInWhatIsFinished() {
    String person = outbox.tokenOf("c1");
    outbox.decide(
        new Decision(
            "o-1",
            "sale",
            "",
            decidedAt,
            List.of(new NetworkDecision(NETWORK, "p-1", null, "click")),
            person),
        List.of(postback("o-1", "p-1")));
    outbox.finish(List.of(finish(claimOne(), PostbackState.REFUSED, "Invalid ID #p-1")));

    assertThat(outbox.blank("o-1")).isZero();

    Postback stored = stored("p-1");
    assertThat(stored.request()).isNull();
    assertThat(stored.reason()).isNull();
    assertThat(stored.state()).isEqualTo(PostbackState.REFUSED);
    Decision left = Objects.requireNonNull(outbox.decision("o-1", "sale", ""));
    assertThat(left.person()).isNull();
    assertThat(left.networks()).containsExactly(new NetworkDecision(NETWORK, "p-1", null));
    assertThat(outbox.decisionsOf(person, 10)).isEmpty();
    assertThat(outbox.blankRemoved(10)).isZero();
  }

  @Test
  protected void blank_letsWhatIsUnsentBeSentAndBlanksItThen() {
    outbox.decide(
        decisionOf("order-p-1", outbox.tokenOf("c1"), decidedAt, "click"),
        List.of(postback("order-p-1", "p-1")));

    assertThat(outbox.blank("order-p-1")).isEqualTo(1);

    Decision left = Objects.requireNonNull(outbox.decision("order-p-1", "sale", ""));
    assertThat(left.person()).isEqualTo(OutboxDecisions.REMOVED);
    assertThat(left.networks().get(0).memo()).isNull();
    assertThat(outbox.blankRemoved(10)).isZero();
    Claim claim = claimOne();
    assertThat(claim.postback().request()).isNotNull();
    outbox.finish(List.of(finish(claim, PostbackState.RECORDED, "thanks")));
    assertThat(outbox.blankRemoved(10)).isEqualTo(1);
    assertThat(stored("p-1").request()).isNull();
    assertThat(outbox.blankRemoved(10)).isZero();
  }

  private static Decision decisionOf(
      String orderId, @Nullable String person, Instant time, @Nullable String memo) {
    return new Decision(
        orderId,
        "sale",
        "",
        time,
        List.of(
            new NetworkDecision(NETWORK, null, "no click", memo),
            new NetworkDecision("beta", "p-9", null)),
        person);
  }
}
