package io.github.postback4j.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.delivery.DeliveryLoop.Mode;
import io.github.postback4j.delivery.SendResult.Answered;
import io.github.postback4j.delivery.SendResult.NoAnswer;
import io.github.postback4j.delivery.SendResult.NotSent;
import io.github.postback4j.outbox.Outbox.Finish;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The loop step by step, on a clock that only the test moves. */
class DeliveryLoopTest {

  private static final SendResult RECORDED = new Answered(200, "RECORDED", null);
  private static final SendResult DOWN = new NotSent("connect_error", false);

  private final FakeOutbox outbox = new FakeOutbox();
  private final FakeSender sender = new FakeSender();
  private final List<String> told = new ArrayList<>();
  private long nanos = 123_456_789L;
  private Instant now = FakeOutbox.NOW;
  private final Map<String, RetryPolicy> retries = new HashMap<>();
  private int maxInFlight = 16;
  private boolean unparked;

  /** What the threads beside have still to do; null where they do all at once. */
  private List<Runnable> forStoring;

  /** Whether the next claim is made though outcomes are not written. */
  private boolean claimsGetThrough;

  @Test
  void postback_isSentOnceAndItsOutcomeWritten() {
    outbox.add("a", "n", true);
    DeliveryLoop loop = loop("n");

    loop.step();
    assertThat(sender.ids()).containsExactly("a");
    assertThat(loop.isIdle()).isFalse();
    sender.land(RECORDED);
    loop.step();

    assertThat(outbox.finished)
        .containsExactly(
            new Finish(
                "a", "token-a", PostbackState.RECORDED, Duration.ZERO, false, 1, "said RECORDED"));
    assertThat(loop.isIdle()).isTrue();
    assertThat(told).containsExactly("attempted a RECORDED recorded", "finished a RECORDED");
    run(loop, Duration.ofSeconds(10));
    assertThat(sender.count()).isEqualTo(1);
  }

  @Test
  void options_reuseConnectionsOnlyWhereARepetitionIsHarmless() {
    outbox.add("a", "n", true);
    outbox.add("b", "n", false);

    loop("n").step();

    assertThat(sender.sent.get(0).options().reuseConnections()).isTrue();
    assertThat(sender.sent.get(1).options().reuseConnections()).isFalse();
  }

  @Test
  void claims_areNoMoreThanCanBeSentAtOnce() {
    for (int i = 0; i < 50; i++) {
      outbox.add("a" + i, "n", true);
    }
    DeliveryLoop loop = loop("n");

    run(loop, Duration.ofSeconds(3));
    assertThat(sender.count()).isEqualTo(8);
    sender.sent.get(0).call().complete(RECORDED);
    run(loop, Duration.ofMillis(50));

    assertThat(sender.count()).isEqualTo(9);
    assertThat(outbox.claimLimits).containsExactly(8, 1);
  }

  @Test
  void backlog_ofWhatMayBeRepeated_isClaimedAhead() {
    for (int i = 0; i < 2000; i++) {
      outbox.add("a" + i, "n", true);
    }
    sender.answers = request -> RECORDED;
    DeliveryLoop loop = loop("n");

    run(loop, Duration.ofSeconds(10));

    assertThat(outbox.finished).hasSize(2000);
    assertThat(sender.count()).isEqualTo(2000);
    assertThat(sender.most).isLessThanOrEqualTo(8);
    assertThat(outbox.claimCalls).isLessThan(15);
  }

  @Test
  void backlog_ofWhatMayNotBeRepeated_isClaimedNoFartherThanItCanBeSent() {
    for (int i = 0; i < 100; i++) {
      outbox.add("a" + i, "n", false);
    }
    sender.answers = request -> RECORDED;
    DeliveryLoop loop = loop("n");

    run(loop, Duration.ofSeconds(3));

    assertThat(outbox.finished).hasSize(100);
    assertThat(outbox.claimLimits).allMatch(limit -> limit <= 8);
  }

  @Test
  void claimedAhead_whenTheNetworkFails_isGivenBackUncounted() {
    for (int i = 0; i < 200; i++) {
      outbox.add("a" + i, "n", true);
    }
    List<Integer> sent = new ArrayList<>();
    sender.answers =
        request -> {
          sent.add(1);
          return sent.size() <= 30 ? RECORDED : DOWN;
        };
    DeliveryLoop loop = loop("n");

    run(loop, Duration.ofSeconds(1));

    assertThat(told).contains("paused n connect_error");
    assertThat(outbox.claimed).isEmpty();
    assertThat(outbox.pending.values()).hasSizeGreaterThan(150);
    assertThat(outbox.pending.values()).allMatch(postback -> postback.attempts() == 0);
  }

  @Test
  void claimedAhead_whenClosing_isGivenBack() {
    for (int i = 0; i < 200; i++) {
      outbox.add("a" + i, "n", true);
    }
    List<Integer> sent = new ArrayList<>();
    sender.answers = request -> sent.size() < 30 && sent.add(1) ? RECORDED : null;
    DeliveryLoop loop = loop("n");
    run(loop, Duration.ofMillis(200));
    assertThat(outbox.claimed).hasSizeGreaterThan(8);

    loop.mode(Mode.STOP);
    loop.step();

    assertThat(outbox.claimed).hasSize(8); // the calls under way
  }

  @Test
  void claimedAhead_halfUsedUp_theNextClaimIsMadeWhileTheRestIsSent() {
    DeliveryLoop loop = loopThatAskedForMore();
    int sent = sender.count();
    run(loop, Duration.ofMillis(5));
    assertThat(sender.count()).isGreaterThan(sent);

    assertThat(stored()).isEqualTo(1);
    int claims = outbox.claimCalls;
    forStoring = null;
    run(loop, Duration.ofSeconds(10));

    assertThat(outbox.finished).hasSize(2000);
    assertThat(sender.count()).isEqualTo(2000);
    assertThat(outbox.claimed).isEmpty();
    assertThat(outbox.claimCalls).isBetween(claims + 1, claims + 15);
  }

  @Test
  void outcomesBeingWritten_holdNoCallsUpUntilAsManyAgainWait() {
    for (int i = 0; i < 500; i++) {
      outbox.add("a" + i, "n", true);
    }
    sender.answers = request -> RECORDED;
    DeliveryLoop loop = loop("n");
    claimsGetThrough = true;
    forStoring = new ArrayList<>();

    run(loop, Duration.ofMillis(100));
    int underWay = 8; // the first that came back
    assertThat(forStoring).hasSize(1);
    assertThat(sender.count())
        .isGreaterThan(underWay + 2 * maxInFlight)
        .isLessThan(underWay + 3 * maxInFlight);
    assertThat(loop.unwritten()).isEqualTo(sender.count());

    int before = sender.count();
    stored();
    forStoring = null;
    run(loop, Duration.ofSeconds(5));
    assertThat(sender.count()).isEqualTo(500).isGreaterThan(before);
    assertThat(outbox.finished).hasSize(500);
  }

  @Test
  void nextClaim_thatIsBeingMadeAtTheEnd_isGivenBackAndUntilThenTheLoopIsNotIdle() {
    DeliveryLoop loop = loopThatAskedForMore();
    int claims = outbox.claimCalls;

    outbox.duringClaim = () -> loop.mode(Mode.STOP);
    stored(); // outcomes, and the claim
    assertThat(outbox.claimCalls).isEqualTo(claims + 1);
    loop.step();
    assertThat(loop.isIdle()).isFalse();
    forStoring.forEach(Runnable::run);
    forStoring = null;
    run(loop, Duration.ofSeconds(1));

    assertThat(loop.isIdle()).isTrue();
    assertThat(outbox.claimed).isEmpty();
    assertThat(outbox.pending.values()).allMatch(postback -> postback.attempts() == 0);
  }

  @Test
  void nextClaim_thatIsNotBegunAtTheEnd_isNeverMade() {
    DeliveryLoop loop = loopThatAskedForMore();
    int claims = outbox.claimCalls;

    loop.mode(Mode.STOP);
    stored();
    forStoring = null;
    run(loop, Duration.ofSeconds(1));

    assertThat(loop.isIdle()).isTrue();
    assertThat(outbox.claimCalls).isEqualTo(claims);
    assertThat(outbox.claimed).isEmpty();
  }

  @Test
  void nextClaim_thatComesToAPausedNetwork_isGivenBack() {
    DeliveryLoop loop = loopThatAskedForMore();

    sender.answers = request -> DOWN;
    run(loop, Duration.ofSeconds(2));
    assertThat(told).contains("paused n connect_error");
    for (int i = 0; i < 5; i++) { // batches
      stored();
      run(loop, Duration.ofMillis(1));
    }

    assertThat(outbox.claimed.keySet()).hasSize(0);
  }

  @Test
  void nextClaim_olderThanANewPostback_doesNotHideIt() {
    DeliveryLoop loop = loopThatAskedForMore();
    outbox.pending.clear(); // another node took them
    run(loop, Duration.ofMillis(15)); // what is ahead is sent
    loop.stir();
    loop.step();
    stored();
    stored();

    outbox.add("late", "n", true);
    loop.stir();
    forStoring = null;
    loop.step();
    assertThat(loop.isDrained()).isFalse();
    run(loop, Duration.ofMillis(100)); // and not at the next poll

    assertThat(sender.ids()).contains("late");
    assertThat(outbox.finished("late")).hasSize(1);
  }

  @Test
  void nextClaim_thatFails_costsNothingAndIsMadeAgain() {
    DeliveryLoop loop = loopThatAskedForMore();

    outbox.down = true;
    stored();
    outbox.down = false;
    forStoring = null;
    run(loop, Duration.ofMinutes(2));

    assertThat(outbox.finished).hasSize(2000);
    assertThat(sender.count()).isEqualTo(2000);
  }

  @Test
  void claimedAhead_tooLongAgo_isGivenBackUnsent() {
    for (int i = 0; i < 200; i++) {
      outbox.add("a" + i, "n", true);
    }
    List<Integer> sent = new ArrayList<>();
    sender.answers = request -> sent.size() < 30 && sent.add(1) ? RECORDED : null;
    DeliveryLoop loop = loop("n");
    run(loop, Duration.ofMillis(200));
    int held = outbox.claimed.size();

    run(loop, Duration.ofMillis(10_001)); // half of what the lease leaves beside a call

    assertThat(held).isGreaterThan(8);
    assertThat(outbox.claimed).hasSize(8);
  }

  @Test
  void network_thatTurnsEverybodyAway_isPausedBeforeItCostsMoreOrders() {
    for (int i = 0; i < 200; i++) {
      outbox.add("a" + i, "n", true);
    }
    sender.answers = request -> new Answered(200, "UNAUTHORIZED", null);
    DeliveryLoop loop = loop("n");

    run(loop, Duration.ofHours(2));

    assertThat(told.stream().filter(line -> line.startsWith("paused"))).hasSize(1);
    assertThat(told).contains("paused n unauthorized");
    long refused = outbox.finished.stream().filter(f -> f.state() == PostbackState.REFUSED).count();
    assertThat(refused).isBetween(10L, 16L); // the series, and what was under way meanwhile
    assertThat(outbox.finished.stream().filter(f -> f.state() == PostbackState.PENDING))
        .isNotEmpty()
        .allMatch(finish -> finish.attempts() == 0);

    sender.answers = request -> RECORDED;
    run(loop, Duration.ofHours(7));

    assertThat(told).contains("resumed n");
    assertThat(outbox.pending).isEmpty();
  }

  @Test
  void network_whoseUrlIsGone_isPausedBeforeItCostsMoreOrders() {
    for (int i = 0; i < 200; i++) {
      outbox.add("a" + i, "n", true);
    }
    sender.answers = request -> new Answered(410, "REFUSED", null);
    DeliveryLoop loop = loop("n");

    run(loop, Duration.ofHours(2));

    assertThat(told.stream().filter(line -> line.startsWith("paused")))
        .containsExactly("paused n unauthorized");
    long refused = outbox.finished.stream().filter(f -> f.state() == PostbackState.REFUSED).count();
    assertThat(refused).isBetween(10L, 16L);
    sender.answers = request -> RECORDED;
    run(loop, Duration.ofHours(7));
    assertThat(outbox.pending).isEmpty();
  }

  @Test
  void network_thatTurnsSomeAway_isNotPaused() {
    for (int i = 0; i < 200; i++) {
      outbox.add("a" + i, "n", true);
    }
    List<Integer> sent = new ArrayList<>();
    sender.answers =
        request -> {
          sent.add(1);
          return sent.size() % 9 == 0 ? RECORDED : new Answered(200, "UNAUTHORIZED", null);
        };
    DeliveryLoop loop = loop("n");

    run(loop, Duration.ofSeconds(10));

    assertThat(outbox.finished).hasSize(200);
    assertThat(told).noneMatch(line -> line.startsWith("paused"));
  }

  @Test
  void network_withARetryPolicyOfItsOwn_isTriedByThat() {
    outbox.add("a", "own", true);
    outbox.add("b", "other", true);
    retries.put("own", RetryPolicy.builder().maxAttempts(1).build());
    sender.answers = request -> DOWN;

    run(loop("own", "other"), Duration.ofSeconds(1));

    assertThat(outbox.finished("a")).extracting(Finish::state).containsExactly(PostbackState.DEAD);
    assertThat(outbox.finished("b"))
        .extracting(Finish::state)
        .containsExactly(PostbackState.PENDING);
  }

  @Test
  void slowNetwork_leavesRoomForOthers() {
    for (int i = 0; i < 50; i++) {
      outbox.add("a" + i, "slow", true);
      outbox.add("b" + i, "slower", true);
    }
    maxInFlight = 10;
    DeliveryLoop loop = loop("slow", "slower", "quick");
    run(loop, Duration.ofSeconds(3));
    assertThat(sender.count()).isEqualTo(9);

    outbox.add("c", "quick", true);
    run(loop, Duration.ofSeconds(1));

    assertThat(sender.ids()).contains("c");
  }

  @Test
  void failingNetwork_isPausedAndDoesNotDelayOthers() {
    for (int i = 0; i < 50; i++) {
      outbox.add("a" + i, "dead", true);
    }
    sender.answers = request -> request.url().contains("dead") ? DOWN : RECORDED;
    DeliveryLoop loop = loop("dead", "well");
    run(loop, Duration.ofMillis(100));
    int before = sender.count();
    assertThat(before).isEqualTo(8);
    assertThat(told).contains("paused dead connect_error");

    outbox.add("c", "well", true);
    run(loop, Duration.ofMillis(1100));

    assertThat(sender.ids()).contains("c");
    assertThat(sender.count()).isEqualTo(before + 1);
    run(loop, Duration.ofSeconds(5));
    assertThat(sender.count()).isEqualTo(before + 2); // one probe
    assertThat(outbox.finished(sender.sent.get(before + 1).id()))
        .extracting(Finish::attempts)
        .containsExactly(0);
  }

  @Test
  void errorOfAnyKindInAResult_losesNoOtherAndHoldsNoProbe() {
    for (int i = 0; i < 12; i++) {
      outbox.add("a" + i, "n", true);
    }
    sender.answers = request -> DOWN;
    DeliveryLoop loop = loop("n");
    run(loop, Duration.ofMillis(100));
    int before = sender.count();
    assertThat(told).contains("paused n connect_error");

    sender.answers = request -> new Answered(200, "STACK_OVERFLOW", null);
    run(loop, Duration.ofSeconds(10));
    assertThat(sender.count()).isGreaterThan(before);
    sender.answers = request -> RECORDED;
    run(loop, Duration.ofMinutes(2));

    assertThat(told).contains("resumed n");
    assertThat(outbox.finished).filteredOn(f -> f.state() == PostbackState.RECORDED).isNotEmpty();
    assertThat(loop.isIdle()).isTrue();
  }

  @Test
  void pausedNetwork_thatAnswersAgain_isDrained() {
    for (int i = 0; i < 50; i++) {
      outbox.add("a" + i, "n", true);
    }
    sender.answers = request -> DOWN;
    DeliveryLoop loop = loop("n");
    run(loop, Duration.ofSeconds(1));

    sender.answers = request -> RECORDED;
    run(loop, Duration.ofSeconds(15));

    assertThat(outbox.pending).isEmpty();
    assertThat(told).contains("resumed n");
    assertThat(told.stream().filter(line -> line.startsWith("paused"))).hasSize(1);
  }

  @Test
  void store_awayWhenOutcomesAreWritten_losesNoneAndSendsNothingTwice() {
    outbox.add("a", "n", false);
    DeliveryLoop loop = loop("n");
    loop.step();
    outbox.down = true;
    sender.land(RECORDED);

    run(loop, Duration.ofMinutes(10));
    assertThat(loop.unwritten()).isEqualTo(1);
    int calls = outbox.finishCalls;
    assertThat(calls).isBetween(20, 40); // 0.2 s doubling to 30 s
    outbox.down = false;
    run(loop, Duration.ofSeconds(31));

    assertThat(outbox.finished("a"))
        .extracting(Finish::state)
        .containsExactly(PostbackState.RECORDED);
    assertThat(sender.count()).isEqualTo(1);
  }

  @Test
  void store_awayWhenClaiming_isAskedRarelyAndResumes() {
    outbox.down = true;
    outbox.add("a", "n", true);
    DeliveryLoop loop = loop("n");

    run(loop, Duration.ofMinutes(10));
    assertThat(outbox.releaseCalls + outbox.dueCalls).isBetween(20, 60);
    outbox.down = false;
    run(loop, Duration.ofSeconds(31));

    assertThat(sender.ids()).containsExactly("a");
  }

  @Test
  void outcome_thatTheStoreTripsOver_doesNotStopTheOthers() {
    for (int i = 0; i < 8; i++) {
      outbox.add("a" + i, "n", true);
    }
    outbox.poison = "a3";
    sender.answers = request -> RECORDED;
    DeliveryLoop loop = loop("n");

    run(loop, Duration.ofMinutes(2));

    assertThat(outbox.finished)
        .extracting(Finish::id)
        .containsExactlyInAnyOrder("a0", "a1", "a2", "a4", "a5", "a6", "a7");
    assertThat(loop.unwritten()).isZero();
  }

  @Test
  void lateClaim_isGivenBackUnsent() {
    outbox.add("a", "n", false);
    outbox.duringClaim = () -> nanos += Duration.ofSeconds(11).toNanos();
    DeliveryLoop loop = loop("n");

    loop.step();
    outbox.duringClaim = () -> {};
    assertThat(sender.count()).isZero();
    run(loop, Duration.ofSeconds(1));

    assertThat(outbox.finished.get(0))
        .isEqualTo(
            new Finish("a", "token-a", PostbackState.PENDING, Duration.ZERO, false, 0, null));
    assertThat(sender.ids()).containsExactly("a");
  }

  @Test
  void claimThatComesWhileClosing_isGivenBackUnsent() {
    outbox.add("a", "n", true);
    DeliveryLoop loop = loop("n");
    outbox.duringClaim = loop::handBack;

    loop.step();
    loop.mode(Mode.STOP);
    loop.step();

    assertThat(sender.count()).isZero();
    assertThat(outbox.pending).containsKey("a");
    assertThat(outbox.pending.get("a").attempts()).isZero();
  }

  @Test
  void call_thatNeverEnds_isGivenUpAsUnknown() {
    outbox.add("a", "n", false);
    DeliveryLoop loop = loop("n");
    loop.step();

    run(loop, Duration.ofSeconds(16));
    assertThat(outbox.finished("a"))
        .extracting(Finish::state)
        .containsExactly(PostbackState.UNCERTAIN);
    sender.land(RECORDED);
    run(loop, Duration.ofSeconds(1));

    assertThat(outbox.finished).hasSize(1);
    assertThat(loop.inFlight()).isZero();
  }

  @Test
  void sender_thatThrows_isTakenAsUnknown() {
    outbox.add("a", "n", true);
    outbox.add("b", "n", false);
    sender.answers =
        request -> {
          throw new IllegalStateException("broken");
        };
    DeliveryLoop loop = loop("n");

    run(loop, Duration.ofMillis(100));

    assertThat(outbox.finished("a"))
        .extracting(Finish::state, Finish::ambiguous)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(PostbackState.PENDING, true));
    assertThat(outbox.finished("b"))
        .extracting(Finish::state)
        .containsExactly(PostbackState.UNCERTAIN);
  }

  @Test
  void rules_thatThrow_areTakenAsUnknown() {
    outbox.add("a", "n", false);
    sender.answers = request -> new Answered(200, "no such meaning", null);
    DeliveryLoop loop = loop("n");

    run(loop, Duration.ofMillis(100));

    assertThat(outbox.finished("a"))
        .extracting(Finish::state, Finish::reason)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                PostbackState.UNCERTAIN, "the rules for reading answers failed"));
  }

  @Test
  void leases_thatEnded_areReleasedAtStartAndNowAndThen() {
    DeliveryLoop loop = loop("n");
    outbox.add("a", "n", false);
    Postback lost = FakeOutbox.with(outbox.pending.remove("a"), PostbackState.UNCERTAIN, 1);
    outbox.expired.add(lost);

    loop.step();
    assertThat(outbox.releaseCalls).isEqualTo(1);
    assertThat(told).containsExactly("finished a UNCERTAIN");
    run(loop, Duration.ofSeconds(30));

    assertThat(outbox.releaseCalls).isEqualTo(4);
  }

  @Test
  void claims_underWay_areNotReleasedByTheirOwnNode() {
    for (int i = 0; i < 50; i++) {
      outbox.add("a" + i, "n", i % 2 == 0);
    }
    DeliveryLoop loop = loop("n");
    loop.step();
    sender.sent.get(0).call().complete(RECORDED);
    forStoring = new ArrayList<>(); // one outcome is known and not written

    run(loop, Duration.ofMillis(11));
    nanos += Duration.ofSeconds(10).toNanos() - 11_000_000;
    forStoring.forEach(Runnable::run);
    forStoring = null;
    run(loop, Duration.ofMillis(1));

    assertThat(outbox.releaseCalls).isEqualTo(2);
    assertThat(outbox.claimed).hasSizeGreaterThanOrEqualTo(8);
    assertThat(outbox.notHeld).isEmpty();
  }

  @Test
  void claims_aheadOrJustBeingMade_areNotReleasedByTheirOwnNode() {
    DeliveryLoop loop = loopThatAskedForMore();
    int releases = outbox.releaseCalls;
    sender.answers = request -> null;
    forStoring.remove(0).run(); // the outcomes; the next claim is still being made

    nanos += Duration.ofMillis(9_800).toNanos();
    run(loop, Duration.ofMillis(1));
    assertThat(outbox.releaseCalls).isEqualTo(releases);
    stored();
    forStoring = null;
    run(loop, Duration.ofMillis(100));

    assertThat(outbox.releaseCalls).isEqualTo(releases + 1);
    assertThat(outbox.claimed).hasSizeGreaterThan(8);
    assertThat(outbox.notHeld).isEmpty();
  }

  @Test
  void idle_asksTheStoreOncePerPollForAllNetworks() {
    DeliveryLoop loop = loop("n", "m", "o");

    run(loop, Duration.ofSeconds(60));

    assertThat(outbox.dueCalls).isBetween(60, 76);
    assertThat(outbox.releaseCalls).isBetween(6, 9);
    assertThat(outbox.claimCalls).isZero();
  }

  @Test
  void outcomes_areWrittenTogether() {
    for (int i = 0; i < 8; i++) {
      outbox.add("a" + i, "n", true);
    }
    sender.answers = request -> RECORDED;
    DeliveryLoop loop = loop("n");

    run(loop, Duration.ofMillis(30));

    assertThat(outbox.finished).hasSize(8);
    assertThat(outbox.finishCalls).isEqualTo(1);
  }

  @Test
  void staleConnection_isTriedAgainAtOnce() {
    outbox.add("a", "n", true);
    DeliveryLoop loop = loop("n");
    loop.step();
    sender.land(new NoAnswer("stale"));
    run(loop, Duration.ofMillis(100));

    assertThat(sender.ids()).containsExactly("a", "a");
  }

  @Test
  void credentials_areAddedAtSendingAndNotKept() {
    outbox.add("a", "n", true);
    DeliveryLoop loop = loop("n");

    loop.step();

    assertThat(sender.sent.get(0).request().headers()).containsEntry("Authorization", "key of n");
    assertThat(outbox.claimed.get("a").request().headers()).isEmpty();
  }

  @Test
  void credentials_thatCannotBeAdded_costNoOrder() {
    outbox.add("keyless", "n", false);
    outbox.add("b", "n", false);
    DeliveryLoop loop = loop("n");

    loop.step();

    assertThat(sender.ids()).containsExactly("b");
    run(loop, Duration.ofMillis(50));
    assertThat(outbox.finished("keyless"))
        .singleElement()
        .satisfies(
            finish -> {
              assertThat(finish.state()).isEqualTo(PostbackState.PENDING);
              assertThat(finish.ambiguous()).isFalse();
              assertThat(finish.reason()).isEqualTo("not sent: client_failed");
            });
  }

  @Test
  void rate_neverBeginsMoreInAnyOfItsTimesAndClaimsNoMore() {
    for (int i = 0; i < 100; i++) {
      outbox.add("a" + i, "n", i % 2 == 0);
    }
    List<Long> begun = new ArrayList<>();
    sender.answers =
        request -> {
          begun.add(nanos);
          return RECORDED;
        };
    DeliveryLoop loop = loop(FakeRecipient.of("n").withRate("20/1m"));

    run(loop, Duration.ofSeconds(30));
    assertThat(begun).hasSize(20);
    assertThat(outbox.claimed).isEmpty();
    run(loop, Duration.ofMinutes(6));

    assertThat(begun).hasSize(100);
    for (int i = 20; i < begun.size(); i++) {
      assertThat(begun.get(i) - begun.get(i - 20)).isGreaterThanOrEqualTo(60_000_000_000L);
    }
    assertThat(begun.get(99) - begun.get(0)).isLessThan(Duration.ofSeconds(245).toNanos());
  }

  @Test
  void rate_countsRepetitionsToo() {
    outbox.add("a", "n", true);
    sender.answers = request -> DOWN;
    outbox.impatient = true;
    DeliveryLoop loop = loop(FakeRecipient.of("n").withRate("3/1h"));

    run(loop, Duration.ofMinutes(50));

    assertThat(sender.count()).isEqualTo(3);
  }

  @Test
  void rate_ofOneNetwork_doesNotDelayAnother() {
    for (int i = 0; i < 10; i++) {
      outbox.add("a" + i, "slow", true);
      outbox.add("b" + i, "fast", true);
    }
    sender.answers = request -> RECORDED;
    DeliveryLoop loop = loop(FakeRecipient.of("slow").withRate("1/1m"), FakeRecipient.of("fast"));

    run(loop, Duration.ofSeconds(1));

    assertThat(sender.ids()).filteredOn(id -> id.startsWith("b")).hasSize(10);
    assertThat(sender.ids()).filteredOn(id -> id.startsWith("a")).hasSize(1);
  }

  @Test
  void rate_whenTokensComeBack_isNotWaitedForByPolling() {
    outbox.add("a", "n", true);
    outbox.add("b", "n", true);
    sender.answers = request -> RECORDED;
    DeliveryLoop loop = loop(FakeRecipient.of("n").withRate("2/1m"));
    run(loop, Duration.ofSeconds(2));
    outbox.add("c", "n", true);
    loop.stir();

    run(loop, Duration.ofSeconds(57));
    assertThat(sender.count()).isEqualTo(2);
    int claims = outbox.claimCalls;
    run(loop, Duration.ofMillis(1100));

    assertThat(sender.count()).isEqualTo(3);
    assertThat(outbox.claimCalls).isEqualTo(claims + 1);
  }

  @Test
  void sentLaterThanTheNetworkWants_isTold() {
    outbox.add("a", "n", true);
    outbox.add("b", "m", true);
    sender.answers = request -> RECORDED;
    now = FakeOutbox.NOW.plus(Duration.ofMinutes(4));
    DeliveryLoop loop =
        loop(
            FakeRecipient.of("n").lateAfter(Duration.ofMinutes(3)),
            FakeRecipient.of("m").lateAfter(Duration.ofMinutes(4)));

    run(loop, Duration.ofMillis(50));

    assertThat(told)
        .filteredOn(line -> line.startsWith("late"))
        .singleElement()
        .satisfies(line -> assertThat(line).startsWith("late a PT3M59.9"));
    assertThat(told).contains("finished b RECORDED");
  }

  @Test
  void notAttributed_isToldApartAndPausesNobody() {
    for (int i = 0; i < 30; i++) {
      outbox.add("a" + i, "n", true);
    }
    sender.answers = request -> new Answered(404, "NOT_ATTRIBUTED", null);
    DeliveryLoop loop = loop("n");

    run(loop, Duration.ofSeconds(2));

    assertThat(told)
        .contains("attempted a0 REFUSED not_attributed", "finished a29 REFUSED")
        .noneMatch(line -> line.startsWith("paused"));
  }

  private void run(DeliveryLoop loop, Duration duration) {
    long end = nanos + duration.toNanos();
    int steps = 0;
    while (nanos - end < 0) {
      long pause = loop.step();
      nanos += Math.min(unparked ? 100_000 : Math.max(pause, 100_000), end - nanos);
      unparked = false;
      assertThat(++steps).as("steps, or it spins").isLessThan(50_000);
    }
    loop.step();
  }

  private DeliveryLoop loop(String... networks) {
    return loop(Stream.of(networks).map(FakeRecipient::of).toArray(Recipient[]::new));
  }

  private DeliveryLoop loop(Recipient... recipients) {
    DeliverySettings settings =
        new DeliverySettings(
            RetryPolicy.builder().jitter(0).build(),
            retries,
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            maxInFlight,
            new Telling(told),
            Clock.fixed(now, ZoneOffset.UTC),
            new Random(1),
            () -> nanos);
    return new DeliveryLoop(
        outbox,
        sender,
        List.of(recipients),
        settings,
        this::store,
        work -> {
          if (claimsGetThrough) {
            work.run();
          } else {
            store(work);
          }
        },
        () -> unparked = true);
  }

  private void store(Runnable work) {
    if (forStoring == null) {
      work.run();
    } else {
      forStoring.add(work);
    }
  }

  /** The threads beside do what is there for them; how many claims they made. */
  private int stored() {
    int before = outbox.claimCalls;
    List<Runnable> work = List.copyOf(forStoring);
    forStoring.clear();
    work.forEach(Runnable::run);
    return outbox.claimCalls - before;
  }

  /** A lane with a good part of its claim still ahead, and the next one asked for. */
  private DeliveryLoop loopThatAskedForMore() {
    for (int i = 0; i < 2000; i++) {
      outbox.add("a" + i, "n", true);
    }
    sender.answers = request -> RECORDED;
    maxInFlight = 500; // so many outcomes may wait
    DeliveryLoop loop = loop("n");
    run(loop, Duration.ofMillis(12));
    forStoring = new ArrayList<>();
    int claims = outbox.claimCalls;
    for (int i = 0; i < 20 && forStoring.size() < 2; i++) { // outcomes, and the next claim
      run(loop, Duration.ofMillis(1));
    }
    assertThat(forStoring).hasSize(2);
    assertThat(outbox.claimCalls).isEqualTo(claims);
    return loop;
  }

  private record Telling(List<String> told) implements DeliveryListener {
    @Override
    public void attempted(Postback postback, String code, Duration took) {
      told.add("attempted " + postback.id() + " " + postback.state() + " " + code);
    }

    @Override
    public void finished(Postback postback) {
      told.add("finished " + postback.id() + " " + postback.state());
      throw new IllegalStateException("a listener may fail");
    }

    @Override
    public void recordedLate(Postback postback, Duration age) {
      told.add("late " + postback.id() + " " + age);
    }

    @Override
    public void paused(String network, String code) {
      told.add("paused " + network + " " + code);
    }

    @Override
    public void resumed(String network) {
      told.add("resumed " + network);
    }
  }
}
