package io.github.postback4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.outbox.Decision;
import io.github.postback4j.outbox.Decision.NetworkDecision;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Outbox} must do: decisions, transactions and the wake-up (here); claims, leases
 * and results, and the care by people (inherited). Extend it in the tests of your outbox; {@link
 * #newOutbox} and {@link #advance} are yours to write, {@link #now} and {@link #otherNode} yours to
 * refine.
 */
public abstract class OutboxContract extends OutboxDecisionRules {

  private static final Instant DECIDED_AT = Instant.parse("2026-01-01T00:00:00.123Z");

  @Test
  protected void firstDecision_holdsAndAddsItsPostbacks() {
    Decision decision = decision("o-1", "p-1");
    Postback postback = postback("o-1", "p-1");

    assertThat(outbox.decide(decision, List.of(postback))).isSameAs(decision);

    assertThat(outbox.decision("o-1", "sale", "")).isEqualTo(decision);
    assertSame(stored("p-1"), postback);
    assertThat(ids(outbox.find("o-1"))).containsExactly("p-1");
  }

  @Test
  protected void laterDecision_isAnsweredWithTheFirstAndAddsNothing() {
    Decision first = decision("o-1", "p-1");
    outbox.decide(first, List.of(postback("o-1", "p-1")));
    Decision second = decision("o-1", "p-2");

    assertThat(outbox.decide(second, List.of(postback("o-1", "p-2")))).isEqualTo(first);
    assertThat(other.decide(second, List.of(postback("o-1", "p-2")))).isEqualTo(first);

    assertThat(outbox.get("p-2")).isNull();
    assertThat(ids(outbox.find("o-1"))).containsExactly("p-1");
    assertThat(outbox.decision("o-1", "sale", "")).isEqualTo(first);
  }

  @Test
  protected void decisionForNobody_isFinalToo() {
    Decision nobody = decision("o-1", new NetworkDecision(NETWORK, null, "no click"));
    outbox.decide(nobody, List.of());

    assertThat(outbox.decide(decision("o-1", "p-1"), List.of(postback("o-1", "p-1"))))
        .isEqualTo(nobody);
    assertThat(outbox.counts()).isEmpty();
  }

  @Test
  protected void decision_outlivesItsPostbacksEnd() {
    addInState("p-1", PostbackState.RECORDED);

    Decision again = outbox.decide(decision("order-p-1", "p-2"), List.of());

    assertThat(again.networks()).containsExactly(new NetworkDecision(NETWORK, "p-1", null));
  }

  @Test
  protected void anotherOrderGoalOrPart_isDecidedApart() {
    List<List<String>> keys =
        List.of(
            List.of("o-1", "sale", ""),
            List.of("o-2", "sale", ""),
            List.of("O-1", "sale", ""),
            List.of("o-1 ", "sale", ""),
            List.of(" o-1", "sale", ""),
            List.of("o-1", "refund", ""),
            List.of("o-1", "Sale", ""),
            List.of("o-1", "sale", "line-1"),
            List.of("o-1", "sale", "line-2"),
            List.of("o-1", "sale", "LINE-1"),
            List.of("o-ü'\"中文🛒", "sale", ""));

    for (List<String> key : keys) {
      assertThat(outbox.decision(key.get(0), key.get(1), key.get(2))).isNull();
      Decision decision = decisionOf(key);
      assertThat(outbox.decide(decision, List.of())).isSameAs(decision);
    }

    for (List<String> key : keys) {
      assertThat(outbox.decision(key.get(0), key.get(1), key.get(2))).isEqualTo(decisionOf(key));
    }
  }

  @Test
  protected void severalNetworks_keepTheirOrderAndReasons() {
    Decision decision =
        decision(
            "o-1",
            new NetworkDecision("zeta", "p-1", null),
            new NetworkDecision("beta", null, "not sent: no TRANSACTION_ID"),
            new NetworkDecision("alpha", "p-2", null),
            new NetworkDecision("mu", null, "it's \"so\": Ünï 中文 🛒 \\n %_"));

    outbox.decide(
        decision,
        List.of(postback("o-1", "p-1", "zeta", true), postback("o-1", "p-2", "alpha", false)));

    assertThat(outbox.decision("o-1", "sale", "")).isEqualTo(decision);
    assertThat(other.decision("o-1", "sale", "")).isEqualTo(decision);
    assertThat(stored("p-1").network()).isEqualTo("zeta");
    assertThat(stored("p-1").repeatable()).isTrue();
    assertThat(stored("p-2").network()).isEqualTo("alpha");
    assertThat(stored("p-2").repeatable()).isFalse();
  }

  @Test
  protected void request_staysByteExact() {
    PostbackRequest request =
        new PostbackRequest(
            "POST",
            "https://track.example/%E4%B8%AD?a=it's&b=%22&c=" + "x".repeat(4000),
            Map.of("Content-Type", "application/json", "X-Token", "t=\"1\"; q"),
            "{\"name\":\"Ünï 中文 🛒\",\n\t\"quote\":\"it's \\\\ \"} ");
    Postback simple = postback("o-1", "p-1");
    Postback postback =
        new Postback(
            "p-1",
            NETWORK,
            "o-1",
            "Ünï-goal",
            "line-1",
            request,
            false,
            PostbackState.PENDING,
            0,
            false,
            null,
            simple.createdAt(),
            simple.nextAttemptAt(),
            simple.deadline());
    outbox.decide(
        new Decision("o-1", "Ünï-goal", "line-1", now(), decision("o-1", "p-1").networks()),
        List.of(postback));

    assertSame(stored("p-1"), postback);
    assertThat(claimOne().postback().request()).isEqualTo(request);
  }

  @Test
  protected void sameOrderDecidedAtOnce_exactlyOneIsFirst() {
    for (int round = 0; round < 5; round++) {
      String orderId = "o-" + round;
      List<Boolean> first =
          Race.run(
              6,
              thread ->
                  () -> {
                    String id = "p-" + orderId + "-" + thread;
                    Decision mine = decision(orderId, id);
                    Outbox node = thread % 2 == 0 ? outbox : other;
                    Decision held = node.decide(mine, List.of(postback(orderId, id)));
                    return id.equals(held.networks().get(0).postbackId());
                  });

      assertThat(first).containsOnlyOnce(true);
      Decision held = Objects.requireNonNull(outbox.decision(orderId, "sale", ""));
      assertThat(ids(outbox.find(orderId))).containsExactly(held.networks().get(0).postbackId());
    }
  }

  @Test
  protected void ordersDecidedAtOnce_areAllKept() {
    Race.run(
        6,
        thread ->
            () -> {
              for (int i = 0; i < 5; i++) {
                add("p-" + thread + "-" + i);
              }
              return thread;
            });

    assertThat(claimed(Claims.of(outbox, NETWORK, 100, LEASE)))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 30).mapToObj(i -> "p-" + i / 5 + "-" + i % 5).toList());
  }

  @Test
  protected void workTogether_isDoneAndAnswers() {
    String answer =
        outbox.atomically(
            () -> {
              add("p-1");
              assertThat(outbox.decision("order-p-1", "sale", "")).isNotNull();
              add("p-2");
              return "done";
            });

    assertThat(answer).isEqualTo("done");
    assertThat(claimed(Claims.of(outbox, NETWORK, 10, LEASE)))
        .containsExactlyInAnyOrder("p-1", "p-2");
  }

  @Test
  protected void workThatFails_leavesNothingAndIsThrownOn() {
    IllegalStateException failure = new IllegalStateException("on purpose");
    add("p-0");

    assertThatThrownBy(
            () ->
                outbox.atomically(
                    () -> {
                      add("p-1");
                      add("p-2");
                      throw failure;
                    }))
        .isSameAs(failure);

    assertThat(outbox.get("p-1")).isNull();
    assertThat(outbox.find("order-p-2")).isEmpty();
    assertThat(outbox.decision("order-p-1", "sale", "")).isNull();
    assertThat(claimed(Claims.of(outbox, NETWORK, 10, LEASE))).containsExactly("p-0");
    add("p-1");
    assertThat(stored("p-1").state()).isEqualTo(PostbackState.PENDING);
  }

  @Test
  protected void innerWorkThatFails_undoesItsOwnDoingOnly() {
    outbox.atomically(
        () -> {
          add("p-1");
          assertThatThrownBy(
                  () ->
                      outbox.atomically(
                          () -> {
                            add("p-2");
                            throw new IllegalStateException("on purpose");
                          }))
              .hasMessage("on purpose");
          add("p-3");
          return "done";
        });

    assertThat(outbox.get("p-2")).isNull();
    assertThat(claimed(Claims.of(outbox, NETWORK, 10, LEASE)))
        .containsExactlyInAnyOrder("p-1", "p-3");
  }

  @Test
  protected void newPostbacks_wakeWhoeverIsTold() throws InterruptedException {
    Semaphore replaced = new Semaphore(0);
    Semaphore woken = new Semaphore(0);
    outbox.onDue(replaced::release);
    outbox.onDue(woken::release);

    add("p-1");

    assertThat(woken.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    assertThat(replaced.availablePermits()).isZero();
    outbox.onDue(null);
    add("p-2");
    assertThat(woken.availablePermits()).isZero();
  }

  @Test
  protected void newPostbacksOfWorkTogether_wakeWhenItIsCommitted() throws InterruptedException {
    Semaphore woken = new Semaphore(0);
    outbox.onDue(woken::release);

    outbox.atomically(
        () -> {
          add("p-1");
          assertThat(woken.availablePermits()).isZero();
          return "done";
        });

    assertThat(woken.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  protected void nothingNew_wakesNobody() {
    Semaphore woken = new Semaphore(0);
    add("p-1");
    outbox.onDue(woken::release);

    outbox.decide(decision("order-p-1", "p-2"), List.of(postback("order-p-1", "p-2")));
    outbox.decide(decision("o-2", new NetworkDecision(NETWORK, null, "no click")), List.of());
    assertThatThrownBy(
            () ->
                outbox.atomically(
                    () -> {
                      add("p-3");
                      throw new IllegalStateException("on purpose");
                    }))
        .hasMessage("on purpose");

    assertThat(woken.availablePermits()).isZero();
  }

  private Decision decisionOf(List<String> key) {
    return new Decision(
        key.get(0),
        key.get(1),
        key.get(2),
        DECIDED_AT,
        List.of(new NetworkDecision(NETWORK, null, String.join("|", key))));
  }

  /** All but the due time, which the store may set by its own clock. */
  private static void assertSame(Postback stored, Postback given) {
    assertThat(stored.nextAttemptAt()).isNotNull();
    assertThat(stored).usingRecursiveComparison().ignoringFields("nextAttemptAt").isEqualTo(given);
  }
}
