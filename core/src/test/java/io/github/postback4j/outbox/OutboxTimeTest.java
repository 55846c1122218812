package io.github.postback4j.outbox;

import static io.github.postback4j.outbox.CallersTransactionTest.decision;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.outbox.Outbox.Claim;
import io.github.postback4j.outbox.Outbox.Finish;
import io.github.postback4j.outbox.Outbox.Queue;
import io.github.postback4j.store.Database;
import io.github.postback4j.store.TestDatabase;
import io.github.postback4j.testkit.contract.MutableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Fault 25, where the machine's clock is also the database's. The clock here is years away from the
 * machine's, so a statement that asks the database for the time shows.
 */
class OutboxTimeTest {

  private static final Queue QUEUE = new Queue("acme", true);
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final Instant START = Instant.parse("2031-05-04T10:00:00Z");

  @TempDir Path folder;

  private final MutableClock wall = new MutableClock(START);
  private final List<Outbox> opened = new ArrayList<>();
  private long nanos = -5_000_000_000L;
  private Outbox outbox;

  @AfterEach
  void close() {
    opened.forEach(Outbox::close);
  }

  /** As a process that starts now. */
  private Outbox start() {
    opened.forEach(Outbox::close);
    Database database = Database.sqliteFile(folder.resolve("outbox.db"));
    outbox = new JdbcOutbox(database, new ProcessTime(() -> nanos, wall));
    outbox.start();
    opened.add(outbox);
    return outbox;
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
    wall.advance(time);
  }

  private void add(String id, Duration held) {
    Instant now = wall.instant();
    Postback postback =
        Postback.pending(
            id,
            "acme",
            "o-" + id,
            "sale",
            PostbackRequest.get("https://track.example/lsr?transaction_id=t-1"),
            true,
            now,
            now.plus(Duration.ofDays(28)));
    Postback kept = held.isZero() ? postback : postback.dueAt(now.plus(held));
    outbox.decide(decision("o-" + id, id), List.of(kept));
  }

  private List<Claim> claim() {
    return outbox.claim(QUEUE, 10, LEASE);
  }

  private void finish(Claim claim, PostbackState state, Duration delay) {
    Finish finish =
        new Finish(claim.postback().id(), claim.token(), state, delay, true, 1, "said so");
    assertThat(outbox.finish(List.of(finish))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT1H", "PT-1H", "PT24H", "PT-24H"})
  void fault25_clockOfAFileJumps_leasesAndDelaysLastAsLongAsTheyWere(Duration jump) {
    start();
    add("retry", Duration.ZERO);
    finish(claim().get(0), PostbackState.PENDING, Duration.ofSeconds(4));
    add("held", Duration.ofHours(3));
    add("flying", Duration.ZERO);
    assertThat(claim()).hasSize(1);

    wall.advance(jump);

    assertThat(outbox.releaseExpired(10)).isEmpty();
    assertThat(outbox.due(List.of(QUEUE))).isEmpty();
    assertThat(claim()).isEmpty();
    add("new", Duration.ZERO);
    assertThat(outbox.due(List.of(QUEUE))).containsExactly(QUEUE);
    assertThat(claim()).singleElement().returns("new", claim -> claim.postback().id());
    pass(Duration.ofSeconds(4));
    assertThat(claim()).singleElement().returns("retry", claim -> claim.postback().id());
    pass(Duration.ofSeconds(25));
    assertThat(outbox.releaseExpired(10)).isEmpty();
    pass(Duration.ofSeconds(1));
    assertThat(outbox.releaseExpired(10)).extracting(Postback::id).contains("flying");
    pass(Duration.ofHours(3).minusSeconds(31));
    assertThat(claim()).extracting(claim -> claim.postback().id()).doesNotContain("held");
    pass(Duration.ofSeconds(1));
    assertThat(claim()).extracting(claim -> claim.postback().id()).contains("held");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT24H", "PT-24H"})
  void clockOfAFileJumps_whatIsReplayedIsDue(Duration jump) {
    start();
    add("one", Duration.ZERO);
    add("all", Duration.ZERO);
    claim().forEach(claim -> finish(claim, PostbackState.DEAD, Duration.ZERO));
    wall.advance(jump);

    assertThat(outbox.replay("one", START.plus(Duration.ofDays(30)))).isTrue();
    outbox.replay(Selection.of(PostbackState.DEAD), null, 10, START.plus(Duration.ofDays(30)));

    assertThat(claim()).hasSize(2);
  }

  @Test
  void clockSetBack_beforeARestart_nothingThatNeedNotWaitIsHeldUp() {
    start();
    add("retry", Duration.ZERO);
    add("given back", Duration.ZERO);
    wall.advance(Duration.ofDays(-1));
    add("new", Duration.ZERO);
    for (Claim claim : claim()) {
      boolean waits = claim.postback().id().equals("retry");
      finish(claim, PostbackState.PENDING, waits ? Duration.ofMinutes(1) : Duration.ZERO);
    }

    start();

    assertThat(claim()).extracting(claim -> claim.postback().id()).contains("given back", "new");
    pass(Duration.ofHours(6));
    assertThat(claim()).extracting(claim -> claim.postback().id()).containsExactly("retry");
  }

  @Test
  void clockFoundYearsBehindAtTheStart_leasesEndAndRetriesGoOnWithinHours() {
    start();
    add("retry", Duration.ZERO);
    finish(claim().get(0), PostbackState.PENDING, Duration.ofMinutes(1));
    add("flying", Duration.ZERO);
    assertThat(claim()).hasSize(1);
    add("new", Duration.ZERO);
    wall.advance(Duration.ofDays(-3000));

    start();

    pass(Duration.ofMinutes(10));
    assertThat(outbox.releaseExpired(10)).extracting(Postback::id).containsExactly("flying");
    pass(Duration.ofHours(6).minusMinutes(10));
    assertThat(claim())
        .extracting(claim -> claim.postback().id())
        .containsExactlyInAnyOrder("flying", "retry", "new");
  }

  @Test
  void clockFoundAheadAtTheStart_whatWaitedIsDue() {
    start();
    add("retry", Duration.ZERO);
    finish(claim().get(0), PostbackState.PENDING, Duration.ofHours(5));
    add("flying", Duration.ZERO);
    assertThat(claim()).hasSize(1);
    wall.advance(Duration.ofDays(1));

    start();

    assertThat(outbox.releaseExpired(10)).extracting(Postback::id).containsExactly("flying");
    assertThat(claim()).hasSize(2);
  }

  @Test
  void restart_withTheSameClock_changesNoTimes() {
    start();
    add("retry", Duration.ZERO);
    finish(claim().get(0), PostbackState.PENDING, Duration.ofHours(5));
    add("held", Duration.ofDays(20));
    add("flying", Duration.ZERO);
    assertThat(claim()).hasSize(1);
    List<Postback> before = all();

    start();

    assertThat(all()).isEqualTo(before);
  }

  private List<Postback> all() {
    return List.of(outbox.get("retry"), outbox.get("held"), outbox.get("flying"));
  }

  @Test
  void claimsHeldByThisNode_areNotReleasedByItWhateverTheTimeOfH2() {
    try (TestDatabase test = TestDatabase.h2()) {
      assertHeldAreLeft(test);
    }
  }

  @Test
  @Tag("server")
  void claimsHeldByThisNode_areNotReleasedByItWhateverTheTimeOfPostgresql() {
    try (TestDatabase test = TestDatabase.postgresql()) {
      assertHeldAreLeft(test);
    }
  }

  private void assertHeldAreLeft(TestDatabase test) {
    outbox = Outbox.jdbc(Database.of(test.dataSource()));
    outbox.start();
    opened.add(outbox);
    for (String id : List.of("a", "b", "c", "d")) {
      add(id, Duration.ZERO);
    }
    assertThat(claim()).hasSize(4);
    test.advance(Duration.ofDays(1)); // as a clock that jumps

    assertThat(outbox.releaseExpired(1, Set.of("a", "b", "c")))
        .extracting(Postback::id)
        .containsExactly("d");
    assertThat(outbox.releaseExpired(10, Set.of("a", "b", "c"))).isEmpty();
    assertThat(outbox.get("a").state()).isEqualTo(PostbackState.IN_FLIGHT);
    assertThat(outbox.releaseExpired(10, Set.of())).hasSize(3);
  }
}
