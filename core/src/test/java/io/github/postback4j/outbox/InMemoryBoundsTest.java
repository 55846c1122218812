package io.github.postback4j.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.outbox.Decision.NetworkDecision;
import io.github.postback4j.outbox.Outbox.Claim;
import io.github.postback4j.outbox.Outbox.Finish;
import io.github.postback4j.store.StoreException;
import io.github.postback4j.testkit.contract.Claims;
import io.github.postback4j.testkit.contract.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The bounds of an outbox in memory, and its time, which no clock can move. */
class InMemoryBoundsTest {

  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final int KIB = 1024;

  private final MutableClock wall = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1000); // it may overflow
  private final Outbox outbox =
      Outbox.inMemory().maxBytes(100 * KIB).clock(wall).nanoTime(nanos::get).build();

  @Test
  void bytesThatWait_areBounded() {
    int added = fill();

    assertThat(added).isBetween(7, 10); // of 10 KiB each
    assertThat(outbox.counts().get("acme")).containsEntry(PostbackState.PENDING, (long) added);
    assertThatExceptionOfType(OutboxFullException.class)
        .isThrownBy(() -> decide("more", 10 * KIB))
        .withMessageContaining("full: " + added + " postbacks wait");
    assertThat(outbox.decision("o-more", "sale", "")).isNull();
    assertThat(outbox.get("p-more")).isNull();
    decide("small", 10); // it fits beside the large ones
  }

  @Test
  void whatIsFinished_givesWayToWhatIsNew() {
    int added = fill();
    finishOne(PostbackState.RECORDED);
    finishOne(PostbackState.DEAD);

    decide("new", 10 * KIB);

    assertThat(outbox.get("p-0")).isNull();
    assertThat(outbox.get("p-1")).isNotNull();
    assertThat(outbox.get("p-new")).isNotNull();
    assertThat(outbox.decision("o-0", "sale", "")).isNotNull();
    assertThat(outbox.counts().get("acme")).containsEntry(PostbackState.PENDING, (long) added - 1);
  }

  @Test
  void whatWaitsForAPerson_givesWayLastAndNotInSilence() {
    int added = fill();
    finishOne(PostbackState.UNCERTAIN);
    finishOne(PostbackState.DEAD);
    finishOne(PostbackState.RECORDED);
    Logger logger = (Logger) LoggerFactory.getLogger(InMemoryRoom.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.addAppender(lines);
    try {
      decide("first", 10 * KIB);

      assertThat(outbox.get("p-2")).isNull();
      assertThat(outbox.get("p-0")).isNotNull();
      assertThat(outbox.get("p-1")).isNotNull();
      assertThat(lines.list).isEmpty();

      decide("second", 10 * KIB);
      decide("third", 10 * KIB);

      assertThat(outbox.get("p-0")).isNull();
      assertThat(outbox.get("p-1")).isNull();
      assertThat(outbox.counts().get("acme"))
          .isEqualTo(Map.of(PostbackState.PENDING, (long) added));
      assertThat(lines.list)
          .extracting(ILoggingEvent::getFormattedMessage)
          .containsExactly(
              "The in-memory outbox is full: 1 uncertain or dead postbacks that nobody replayed or"
                  + " settled gave way: these sales may never have been paid");
      outbox.close(); // the second came within the minute
      assertThat(lines.list).hasSize(2);
    } finally {
      logger.detachAppender(lines);
    }
  }

  @Test
  void decisionWhosePostbackWaitsForAPerson_outlivesOthers() {
    Outbox small = Outbox.inMemory().maxPostbacks(3).clock(wall).nanoTime(nanos::get).build();
    decide(small, "doubtful", 10);
    finishOne(small, PostbackState.UNCERTAIN);
    for (int i = 0; i < 5; i++) {
      decide(small, "" + i, 10);
      finishOne(small, PostbackState.RECORDED);
    }

    assertThat(small.decision("o-doubtful", "sale", "")).isNotNull();
    assertThat(small.get("p-doubtful")).isNotNull();
    assertThat(small.decision("o-0", "sale", "")).isNull();

    small.settle("p-doubtful", PostbackState.RECORDED, "seen in the network's report");
    for (int i = 5; i < 9; i++) {
      decide(small, "" + i, 10);
      finishOne(small, PostbackState.RECORDED);
    }
    assertThat(small.decision("o-doubtful", "sale", "")).isNull();
  }

  @Test
  void seal_refusesPostbacksFromThenOnAndCountsThoseHeld() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Thread work =
        new Thread(
            () ->
                outbox.atomically(
                    () -> {
                      decide("held", 10);
                      held.countDown();
                      return await(go);
                    }));
    work.start();
    held.await();
    decide("before", 10);

    assertThat(outbox.seal()).isEqualTo(1);

    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> decide("after", 10))
        .withMessage("the outbox is closed");
    NetworkDecision nobody = new NetworkDecision("acme", null, "no click");
    outbox.decide(decision("nobody", nobody), List.of());
    go.countDown();
    work.join();
    assertThat(outbox.seal()).isZero();
    claim("p-held");
    claim("p-before");
  }

  @Test
  void decisionsForNobody_giveWayOldestFirstAndNeverRefuse() {
    for (int i = 0; i < 1000; i++) {
      outbox.decide(decision("" + i, new NetworkDecision("acme", null, "no click")), List.of());
    }

    assertThat(outbox.decision("o-0", "sale", "")).isNull();
    assertThat(outbox.decision("o-999", "sale", "")).isNotNull();
    long kept =
        IntStream.range(0, 1000).filter(i -> outbox.decision("o-" + i, "sale", "") != null).count();
    assertThat(kept).isBetween(150L, 600L);
  }

  @Test
  void whatIsTakenBackOrPurged_leavesItsRoom() {
    for (int i = 0; i < 100; i++) {
      String id = "" + i;
      try {
        outbox.atomically(
            () -> {
              decide(id, 10 * KIB);
              throw new IllegalStateException("on purpose");
            });
      } catch (IllegalStateException e) {
        assertThat(e).hasMessage("on purpose");
      }
    }
    int added = fill();
    for (int i = 0; i < added; i++) {
      finishOne(PostbackState.RECORDED);
    }
    assertThat(outbox.purge(Set.of(PostbackState.RECORDED), Duration.ZERO, 100)).isEqualTo(added);
    outbox.forgetDecisions(Duration.ZERO, 1000);

    for (int i = 0; i < added; i++) {
      decide("again-" + i, 10 * KIB);
    }
    assertThat(outbox.find("o-again-0")).hasSize(1);
  }

  @Test
  void replayedOne_countsAsWaitingAgain() {
    int added = fill();
    finishOne(PostbackState.DEAD);
    outbox.replay("p-0", wall.instant().plus(LEASE));

    assertThatExceptionOfType(OutboxFullException.class).isThrownBy(() -> decide("more", 10 * KIB));
    assertThat(outbox.counts().get("acme")).containsEntry(PostbackState.PENDING, (long) added);
  }

  @Test
  void tooFewBytes_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Outbox.inMemory().maxBytes(65_535))
        .withMessage("maxBytes must be at least 65536: 65535");
    assertThat(InMemoryOutboxBuilder.DEFAULT_MAX_BYTES).isEqualTo(67_108_864);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1})
  void fault25_wallClockJumpsByADay_neitherStallsNorBursts(int days) {
    decide("now", 10);
    decide("later", 10);
    decide("held", 10);
    Claim later = claim("p-now");
    outbox.finish(List.of(tryAgain(later, Duration.ofHours(1))));
    Claim second = claim("p-later");
    outbox.finish(List.of(tryAgain(second, Duration.ofHours(2))));
    claim("p-held");

    wall.advance(Duration.ofDays(days));

    // No burst: neither due nor released before their time.
    assertThat(Claims.of(outbox, "acme", 10, LEASE)).isEmpty();
    assertThat(outbox.releaseExpired(10)).isEmpty();
    // No stall: each at its time.
    nanos.addAndGet(LEASE.toNanos());
    assertThat(outbox.releaseExpired(10)).hasSize(1);
    claim("p-held");
    nanos.addAndGet(Duration.ofHours(1).minus(LEASE).toNanos());
    assertThat(claim("p-now").postback().attempts()).isEqualTo(2);
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    claim("p-later");
    decide("new", 10);
    claim("p-new");
  }

  @Test
  void timesShown_areTheWallClocks() {
    decide("1", 10);
    wall.advance(Duration.ofDays(1));
    Claim claim = claim("p-1");

    outbox.finish(List.of(tryAgain(claim, Duration.ofHours(1))));

    assertThat(claim.postback().nextAttemptAt()).isEqualTo(wall.instant().plus(LEASE));
    assertThat(outbox.get("p-1").nextAttemptAt())
        .isEqualTo(wall.instant().plus(Duration.ofHours(1)));
  }

  @Test
  void makeAllDue_makesWhatWaitsForARetryDueNow() {
    decide("1", 10);
    decide("2", 10);
    outbox.finish(List.of(tryAgain(claim("p-1"), Duration.ofHours(1))));
    Claim held = claim("p-2");
    assertThat(Claims.of(outbox, "acme", 10, LEASE)).isEmpty();

    outbox.makeAllDue();

    assertThat(claim("p-1").postback().attempts()).isEqualTo(2);
    assertThat(Claims.of(outbox, "acme", 10, LEASE)).isEmpty();
    assertThat(outbox.finish(List.of(tryAgain(held, Duration.ZERO)))).isEmpty();
  }

  /** Adds postbacks of 10 KiB until there is no room. */
  private int fill() {
    for (int added = 0; added < 100; added++) {
      try {
        decide("" + added, 10 * KIB);
      } catch (OutboxFullException e) {
        return added;
      }
    }
    throw new AssertionError("it is never full");
  }

  private Claim claim(String id) {
    List<Claim> claims = Claims.of(outbox, "acme", 1, LEASE);
    assertThat(claims).hasSize(1);
    assertThat(claims.get(0).postback().id()).isEqualTo(id);
    return claims.get(0);
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(25, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  private void finishOne(PostbackState state) {
    finishOne(outbox, state);
  }

  private static void finishOne(Outbox outbox, PostbackState state) {
    Claim claim = Claims.of(outbox, "acme", 1, LEASE).get(0);
    String id = claim.postback().id();
    outbox.finish(
        List.of(new Finish(id, claim.token(), state, Duration.ZERO, false, 1, "because")));
  }

  private static Finish tryAgain(Claim claim, Duration delay) {
    return new Finish(
        claim.postback().id(), claim.token(), PostbackState.PENDING, delay, false, 1, "later");
  }

  private Decision decision(String order, NetworkDecision network) {
    return new Decision("o-" + order, "sale", "", wall.instant(), List.of(network));
  }

  private void decide(String order, int urlLength) {
    decide(outbox, order, urlLength);
  }

  private void decide(Outbox outbox, String order, int urlLength) {
    String id = "p-" + order;
    String url = "https://track.example/" + "x".repeat(urlLength);
    Postback postback =
        Postback.pending(
            id,
            "acme",
            "o-" + order,
            "sale",
            PostbackRequest.get(url),
            true,
            wall.instant(),
            wall.instant().plus(Duration.ofDays(28)));
    outbox.decide(decision(order, new NetworkDecision("acme", id, null)), List.of(postback));
  }
}
