package io.github.postback4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.Outbox.Claim;
import io.github.postback4j.outbox.Outbox.Finish;
import io.github.postback4j.outbox.Outbox.Queue;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The part of {@link OutboxContract} about claims, leases and results. */
abstract class OutboxClaimRules extends OutboxFixture {

  @Test
  protected void newPostback_isDueAtOnceAndItsAttemptIsCounted() {
    add("p-1");

    Claim claim = claimOne();

    assertThat(claim.token()).isNotBlank();
    assertThat(claim.postback().id()).isEqualTo("p-1");
    assertThat(claim.postback().state()).isEqualTo(PostbackState.IN_FLIGHT);
    assertThat(claim.postback().attempts()).isEqualTo(1);
    assertThat(claim.postback().ambiguous()).isFalse();
    assertThat(claim.postback().nextAttemptAt()).isNotNull();
    assertThat(claim.postback().request()).isEqualTo(postback("order-p-1", "p-1").request());
    assertThat(stored("p-1")).isEqualTo(claim.postback());
  }

  @Test
  protected void claimedPostback_isNotClaimedAgain() {
    add("p-1");
    claimOne();

    assertThat(Claims.of(outbox, NETWORK, 10, LEASE)).isEmpty();
    assertThat(Claims.of(other, NETWORK, 10, LEASE)).isEmpty();
  }

  @Test
  protected void moreThanTheLimit_waitForTheNextClaim() {
    for (int i = 0; i < 5; i++) {
      add("p-" + i);
    }

    List<Claim> first = Claims.of(outbox, NETWORK, 3, LEASE);
    List<Claim> second = Claims.of(outbox, NETWORK, 3, LEASE);

    assertThat(first).hasSize(3);
    assertThat(second).hasSize(2);
    first = new ArrayList<>(first);
    first.addAll(second);
    assertThat(claimed(first)).containsExactlyInAnyOrder("p-0", "p-1", "p-2", "p-3", "p-4");
  }

  @Test
  protected void otherNetworks_areNotClaimed() {
    add("p-1", "beta", true);
    add("p-2", NETWORK, true);
    add("p-3", "ACME", true);

    assertThat(Claims.of(outbox, "gamma", 10, LEASE)).isEmpty();
    assertThat(claimed(Claims.of(outbox, NETWORK, 10, LEASE))).containsExactly("p-2");
    assertThat(claimed(Claims.of(outbox, "beta", 10, LEASE))).containsExactly("p-1");
  }

  @Test
  protected void dueQueues_areThoseWithSomethingToClaim() {
    Queue repeatable = new Queue(NETWORK, true);
    Queue once = new Queue(NETWORK, false);
    Queue beta = new Queue("beta", true);
    List<Queue> all = List.of(repeatable, once, beta, new Queue("gamma", true));
    assertThat(outbox.due(all)).isEmpty();
    assertThat(outbox.due(List.of())).isEmpty();

    add("p-1");
    add("p-2", "beta", true);

    assertThat(outbox.due(all)).containsExactlyInAnyOrder(repeatable, beta);
    assertThat(outbox.due(List.of(once, repeatable))).containsExactly(repeatable);
    claimOne();
    assertThat(outbox.due(all)).containsExactly(beta);
    assertThat(other.due(all)).containsExactly(beta);
  }

  @Test
  protected void dueQueues_areFoundAmongMany() {
    add("p-1", "network-0", true);
    add("p-2", "network-299", false);
    List<Queue> many = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      many.add(new Queue("network-" + i, i != 299));
    }

    assertThat(outbox.due(many))
        .containsExactlyInAnyOrder(new Queue("network-0", true), new Queue("network-299", false));
  }

  @Test
  protected void longestDue_isClaimedFirst() {
    for (String id : List.of("p-3", "p-1", "p-2")) {
      add(id);
      advance(Duration.ofSeconds(1));
    }

    assertThat(claimOne().postback().id()).isEqualTo("p-3");
    assertThat(claimOne().postback().id()).isEqualTo("p-1");
    assertThat(claimOne().postback().id()).isEqualTo("p-2");
  }

  @Test
  protected void longestDue_countsByDueTimeNotByAge() {
    add("p-1");
    Claim first = claimOne();
    add("p-2");
    Claim second = claimOne();
    outbox.finish(
        List.of(tryAgain(first, Duration.ofHours(2)), tryAgain(second, Duration.ofHours(1))));

    advance(Duration.ofHours(3));

    assertThat(claimed(Claims.of(outbox, NETWORK, 10, LEASE))).containsExactly("p-2", "p-1");
  }

  @Test
  protected void delayedPostback_isDueWhenTheDelayIsOver() {
    add("p-1");
    outbox.finish(List.of(tryAgain(claimOne(), Duration.ofHours(1))));

    advance(Duration.ofMinutes(59));
    assertThat(Claims.of(outbox, NETWORK, 10, LEASE)).isEmpty();
    advance(Duration.ofMinutes(1));
    Claim claim = claimOne();

    assertThat(claim.postback().attempts()).isEqualTo(2);
    assertThat(claim.postback().reason()).isEqualTo("later");
  }

  @Test
  protected void claimsAtOnce_areDisjointAndLeaveNothing() {
    int count = 60;
    outbox.atomically(
        () -> {
          IntStream.range(0, count).forEach(i -> add("p-" + i));
          return count;
        });

    List<List<Claim>> claims =
        Race.run(
            6,
            thread ->
                () -> {
                  Outbox node = thread % 2 == 0 ? outbox : other;
                  List<Claim> mine = new ArrayList<>();
                  for (List<Claim> some = Claims.of(node, NETWORK, 7, LEASE);
                      !some.isEmpty();
                      some = Claims.of(node, NETWORK, 7, LEASE)) {
                    mine.addAll(some);
                  }
                  return mine;
                });

    assertThat(claimed(claims.stream().flatMap(List::stream).toList()))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, count).mapToObj(i -> "p-" + i).toList());
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"PENDING", "IN_FLIGHT"})
  protected void finalResult_isWrittenAsGiven(PostbackState state) {
    add("p-1");
    Claim claim = claimOne();
    String reason = "it's \"Ünï\" 中文 🛒 \\ %_ ".repeat(10).strip();

    assertThat(
            outbox.finish(
                List.of(new Finish("p-1", claim.token(), state, Duration.ZERO, true, 7, reason))))
        .isEmpty();

    Postback stored = stored("p-1");
    assertThat(stored.state()).isEqualTo(state);
    assertThat(stored.nextAttemptAt()).isNull();
    assertThat(stored.ambiguous()).isTrue();
    assertThat(stored.attempts()).isEqualTo(7);
    assertThat(stored.reason()).isEqualTo(reason);
    assertThat(stored.request()).isEqualTo(claim.postback().request());
    advance(Duration.ofDays(1));
    assertThat(Claims.of(outbox, NETWORK, 10, LEASE)).isEmpty();
    assertThat(outbox.releaseExpired(10)).isEmpty();
  }

  @Test
  protected void retry_keepsAttemptsAndAmbiguityAsGiven() {
    add("p-1");
    Claim claim = claimOne();

    outbox.finish(
        List.of(
            new Finish(
                "p-1", claim.token(), PostbackState.PENDING, Duration.ZERO, true, 0, "probe")));

    Postback stored = stored("p-1");
    assertThat(stored.state()).isEqualTo(PostbackState.PENDING);
    assertThat(stored.nextAttemptAt()).isNotNull();
    assertThat(stored.ambiguous()).isTrue();
    assertThat(stored.attempts()).isZero();
    Claim again = claimOne();
    assertThat(again.postback().attempts()).isEqualTo(1);
    assertThat(again.postback().ambiguous()).isTrue();
    assertThat(again.token()).isNotEqualTo(claim.token());
  }

  @Test
  protected void finishOfSeveral_writesThemAndTellsThoseLeft() {
    for (int i = 0; i < 3; i++) {
      add("p-" + i);
    }
    List<Claim> claims = Claims.of(outbox, NETWORK, 3, LEASE);
    Claim stale = new Claim(claims.get(1).postback(), "no-such-token");
    Claim unknown = new Claim(postback("o", "nobody"), claims.get(0).token());

    assertThat(
            outbox.finish(
                List.of(
                    finish(claims.get(0), PostbackState.RECORDED, null),
                    finish(stale, PostbackState.RECORDED, null),
                    finish(unknown, PostbackState.RECORDED, null),
                    finish(claims.get(2), PostbackState.REFUSED, "no"))))
        .containsExactlyInAnyOrder(claims.get(1).postback().id(), "nobody");

    assertThat(stored(claims.get(0).postback().id()).state()).isEqualTo(PostbackState.RECORDED);
    assertThat(stored(claims.get(1).postback().id())).isEqualTo(claims.get(1).postback());
    assertThat(stored(claims.get(2).postback().id()).state()).isEqualTo(PostbackState.REFUSED);
  }

  @Test
  protected void finishOfNone_leavesNone() {
    assertThat(outbox.finish(List.of())).isEmpty();
  }

  @Test
  protected void finishedTwice_theFirstResultStays() {
    add("p-1");
    Claim claim = claimOne();
    outbox.finish(List.of(finish(claim, PostbackState.RECORDED, "booked")));

    assertThat(outbox.finish(List.of(finish(claim, PostbackState.DEAD, "no"))))
        .containsExactly("p-1");
    assertThat(stored("p-1").state()).isEqualTo(PostbackState.RECORDED);
    assertThat(stored("p-1").reason()).isEqualTo("booked");
  }

  @Test
  protected void leaseNotOver_nothingIsReleased() {
    add("p-1");
    Claim claim = claimOne();

    advance(LEASE.dividedBy(2));

    assertThat(other.releaseExpired(10)).isEmpty();
    assertThat(stored("p-1").state()).isEqualTo(claim.postback().state());
  }

  @Test
  protected void leaseOver_repeatableBecomesPendingAndAmbiguous() {
    add("p-1");
    claimOne();

    advance(LEASE);
    assertThat(Claims.of(other, NETWORK, 10, LEASE)).isEmpty();
    List<Postback> released = other.releaseExpired(10);

    assertThat(ids(released)).containsExactly("p-1");
    assertThat(released).containsExactly(stored("p-1"));
    assertThat(stored("p-1").state()).isEqualTo(PostbackState.PENDING);
    assertThat(stored("p-1").ambiguous()).isTrue();
    assertThat(stored("p-1").attempts()).isEqualTo(1);
    assertThat(claimOne().postback().attempts()).isEqualTo(2);
  }

  @Test
  protected void leaseOver_notRepeatableBecomesUncertain() {
    add("p-1", NETWORK, false);
    claimOne();

    advance(LEASE);
    List<Postback> released = outbox.releaseExpired(10);

    assertThat(released).containsExactly(stored("p-1"));
    assertThat(stored("p-1").state()).isEqualTo(PostbackState.UNCERTAIN);
    assertThat(stored("p-1").ambiguous()).isTrue();
    assertThat(stored("p-1").nextAttemptAt()).isNull();
    assertThat(stored("p-1").reason()).isNotBlank();
    assertThat(Claims.of(outbox, NETWORK, 10, LEASE)).isEmpty();
  }

  @Test
  protected void releaseLimit_leavesTheRestForTheNextCall() {
    for (int i = 0; i < 5; i++) {
      add("p-" + i, i % 2 == 0 ? NETWORK : "beta", true);
    }
    Claims.of(outbox, NETWORK, 10, LEASE);
    Claims.of(outbox, "beta", 10, LEASE);
    advance(LEASE);

    assertThat(outbox.releaseExpired(3)).hasSize(3);
    assertThat(outbox.releaseExpired(3)).hasSize(2);
    assertThat(outbox.releaseExpired(3)).isEmpty();
  }

  @Test
  protected void releasesAtOnce_changeEachOnce() {
    outbox.atomically(
        () -> {
          IntStream.range(0, 20).forEach(i -> add("p-" + i));
          return 20;
        });
    Claims.of(outbox, NETWORK, 20, LEASE);
    advance(LEASE);

    List<List<Postback>> released =
        Race.run(4, thread -> () -> (thread % 2 == 0 ? outbox : other).releaseExpired(100));

    assertThat(ids(released.stream().flatMap(List::stream).toList()))
        .hasSize(20)
        .doesNotHaveDuplicates();
  }

  @Test
  protected void resultAfterTheLeaseThatNobodyTookOver_counts() {
    add("p-1");
    Claim claim = claimOne();
    advance(LEASE.plusSeconds(1));

    assertThat(outbox.finish(List.of(finish(claim, PostbackState.RECORDED, null)))).isEmpty();

    assertThat(outbox.releaseExpired(10)).isEmpty();
    assertThat(stored("p-1").state()).isEqualTo(PostbackState.RECORDED);
  }

  @Test
  protected void lateResult_leavesTheClaimOfAnotherNode() {
    add("p-1");
    Claim late = claimOne();
    advance(LEASE);
    other.releaseExpired(10);
    Claim now = Claims.of(other, NETWORK, 1, LEASE).get(0);

    assertThat(outbox.finish(List.of(finish(late, PostbackState.DEAD, "late"))))
        .containsExactly("p-1");

    assertThat(stored("p-1")).isEqualTo(now.postback());
    assertThat(other.finish(List.of(finish(now, PostbackState.RECORDED, null)))).isEmpty();
    assertThat(stored("p-1").state()).isEqualTo(PostbackState.RECORDED);
  }

  @Test
  protected void lateResult_leavesAReleasedPostback() {
    add("p-1");
    Claim late = claimOne();
    advance(LEASE);
    other.releaseExpired(10);
    Postback released = stored("p-1");

    assertThat(outbox.finish(List.of(finish(late, PostbackState.RECORDED, null))))
        .containsExactly("p-1");

    assertThat(stored("p-1")).isEqualTo(released);
  }

  @Test
  protected void lateResult_leavesWhatAPersonSettled() {
    add("p-1", NETWORK, false);
    Claim late = claimOne();
    advance(LEASE);
    other.releaseExpired(10);
    other.settle("p-1", PostbackState.REFUSED, "asked the network");

    assertThat(outbox.finish(List.of(finish(late, PostbackState.RECORDED, null))))
        .containsExactly("p-1");

    assertThat(Objects.requireNonNull(other.get("p-1")).reason()).isEqualTo("asked the network");
    assertThat(stored("p-1").state()).isEqualTo(PostbackState.REFUSED);
  }
}
