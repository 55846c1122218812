package io.github.postback4j.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.TrackerBuilder;
import io.github.postback4j.delivery.CloseReport;
import io.github.postback4j.delivery.RetryPolicy;
import io.github.postback4j.network.Network;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.store.Database;
import io.github.postback4j.store.StoreException;
import io.github.postback4j.store.TestDatabase;
import io.github.postback4j.testkit.contract.MutableClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults 25, 26, 34, 35, 37 and 38: nodes that start, stop, stall and disagree about the time. */
abstract class NodeFaultRules extends StoreFixture {

  NodeFaultRules(TestDatabase test) {
    super(test);
  }

  private PostbackTracker node(Network network, UnaryOperator<TrackerBuilder> options) {
    return node(test.dataSource(), network, options);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT1H", "PT-1H", "PT24H", "PT-24H"})
  void fault25_wallClockJumps_neitherBurstNorStall(Duration jump) {
    MutableClock clock = new MutableClock(Instant.now());
    RetryPolicy inThreeHours =
        RetryPolicy.builder().backoff(Duration.ofHours(3), Duration.ofHours(6)).jitter(0).build();
    PostbackTracker node =
        node(ledger.network(), builder -> builder.clock(clock).retry(inThreeHours));
    ledger.status(503);
    order(node, "later"); // fails once and waits for its next attempt
    Until.happens("a first failure", () -> only(node, "later").reason() != null);
    ledger.status(200);
    int before = ledger.requests();

    clock.advance(jump);
    order(node, "new");
    deliver(node);

    assertThat(ledger.booked()).containsEntry("new", 1);
    assertThat(ledger.requests()).isEqualTo(before + 1);
    assertThat(only(node, "later").state()).isEqualTo(PostbackState.PENDING);
    test.advance(Duration.ofHours(3)); // by the database's time
    ledger.awaitRequests(before + 2);
    deliver(node);
    assertThat(only(node, "later").state()).isEqualTo(PostbackState.RECORDED);
  }

  @Test
  void fault26_nodesADayApart_shareTheWorkAsOne() {
    Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofDays(1));
    Clock behind = Clock.offset(Clock.systemUTC(), Duration.ofDays(-1));
    PostbackTracker fast = node(ledger.network(), builder -> builder.clock(ahead));
    PostbackTracker slow = node(ledger.network(), builder -> builder.clock(behind));

    for (String order : orders("o-", 30)) {
      click(fast, order); // a click from the future, where it is tracked
      queued(track(slow, order));
      click(slow, "r" + order);
      queued(track(fast, "r" + order));
    }
    deliver(fast);
    deliver(slow);

    assertThat(ledger.booked()).hasSize(60).allSatisfy((order, n) -> assertThat(n).isEqualTo(1));
    assertThat(fast.counts().get("tune")).isEqualTo(Map.of(PostbackState.RECORDED, 60L));
  }

  @Test
  void fault26_leaseOfANodeADayBehind_isNotOverForTheOthers() {
    Clock behind = Clock.offset(Clock.systemUTC(), Duration.ofDays(-1));
    Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofDays(1));
    PostbackTracker slow = node(ledger.network(), builder -> builder.clock(behind));
    ledger.hold();
    order(slow, "o-1");
    ledger.awaitRequests(1);

    PostbackTracker fast = node(ledger.network(), builder -> builder.clock(ahead));
    deliver(fast); // it has looked for ended leases

    assertThat(only(fast, "o-1").state()).isEqualTo(PostbackState.IN_FLIGHT);
    ledger.release();
    deliver(slow);
    assertThat(ledger.booked()).isEqualTo(Map.of("o-1", 1));
  }

  @Test
  void fault34_twoNodesAtOnce_getDisjointAndNonEmptyShares() {
    ledger.hold();
    PostbackTracker one = node(ledger.network(), builder -> builder.maxInFlight(10));
    PostbackTracker two = node(ledger.network(), builder -> builder.maxInFlight(10));
    for (String order : orders("o-", 50)) {
      order(one, order);
    }

    ledger.awaitRequests(20);

    assertThat(ledger.booked()).hasSize(20);
    assertThat(test.ask("SELECT COUNT(DISTINCT token) FROM postback4j_postback WHERE state = 1"))
        .isNotEqualTo("1");
    ledger.release();
    deliver(one);
    deliver(two);
    assertThat(ledger.booked()).hasSize(50).allSatisfy((order, n) -> assertThat(n).isEqualTo(1));
  }

  @Test
  void fault35_leaseTooShortForTheCall_isRefusedAtTheStart() {
    assertThatThrownBy(
            () ->
                node(
                    ledger.network(),
                    builder -> builder.callTimeout(Duration.ofSeconds(21), Duration.ofSeconds(30))))
        .hasMessageContaining("lease must be at least the call time-out and 10 s, here PT31S");
  }

  /** Asks the database for nothing by itself, as one that stands still. */
  private PostbackTracker stallingNode(Network network, AtomicInteger late) {
    return node(
        network,
        builder -> builder.pollInterval(Duration.ofHours(1)).listener(new LateCounter(late)));
  }

  @Test
  void fault35_leaseEndsUnderACall_oneMoreSendAndTheLateOutcomeIsFencedAndCounted() {
    AtomicInteger late = new AtomicInteger();
    PostbackTracker stalled = stallingNode(ledger.network(), late);
    ledger.hold();
    String id = order(stalled, "o-1");
    ledger.awaitRequests(1);
    test.advance(LEASE);

    PostbackTracker other = node(ledger.network(), builder -> builder);
    ledger.awaitRequests(2);
    ledger.releaseFirst(); // the stalled one's answer, while the other's call is under way
    Until.happens("fenced and counted", () -> late.get() == 1);
    assertThat(only(other, "o-1").state()).isEqualTo(PostbackState.IN_FLIGHT);
    ledger.release();
    deliver(other);

    Postback postback = only(other, "o-1");
    assertThat(postback.id()).isEqualTo(id);
    assertThat(postback.state()).isEqualTo(PostbackState.RECORDED);
    assertThat(postback.attempts()).isEqualTo(2);
    assertThat(ledger.booked()).as("recognised by the network").isEqualTo(Map.of("o-1", 2));
    assertThat(ledger.targets().stream().distinct()).hasSize(1);
  }

  @Test
  void fault35_leaseEndsUnderACallThatMustNotBeRepeated_isParked() {
    AtomicInteger late = new AtomicInteger();
    Network network = ledger.networkWithoutDeDuplication();
    PostbackTracker stalled = stallingNode(network, late);
    ledger.hold();
    order(stalled, "o-1");
    ledger.awaitRequests(1);
    test.advance(LEASE);

    PostbackTracker other = node(network, builder -> builder);
    Until.happens("parked", () -> only(other, "o-1").state() == PostbackState.UNCERTAIN);
    ledger.release();
    deliver(stalled);

    assertThat(late).hasValue(1);
    assertThat(only(other, "o-1").state()).isEqualTo(PostbackState.UNCERTAIN);
    assertThat(only(other, "o-1").ambiguous()).isTrue();
    assertThat(ledger.booked()).isEqualTo(Map.of("o-1", 1));
    assertThat(other.settle(only(other, "o-1").id(), true, "the network's report shows it"))
        .isTrue();
  }

  @Test
  void fault37_orderlyShutdown_storesWhatWasUnderWayAndLeavesTheRest() throws Exception {
    ledger.hold();
    PostbackTracker node = node(ledger.network(), builder -> builder.maxInFlight(4));
    for (String order : orders("o-", 10)) {
      order(node, order);
    }
    ledger.awaitRequests(4);

    CompletableFuture<CloseReport> closing =
        CompletableFuture.supplyAsync(() -> node.close(Duration.ofSeconds(20)));
    ledger.release();

    assertThat(closing.get(20, TimeUnit.SECONDS)).isEqualTo(new CloseReport(0, 0, 0));
    assertThat(test.ask("SELECT COUNT(*) FROM postback4j_postback WHERE state = 1")).isEqualTo("0");
    awaitNoThread();
    deliver(node(ledger.network(), builder -> builder));
    assertThat(ledger.booked()).hasSize(10).allSatisfy((order, n) -> assertThat(n).isEqualTo(1));
  }

  @Test
  void fault37_shutdownWithACallThatDoesNotEnd_isBoundedAndSaysSo() {
    ledger.hold();
    PostbackTracker node = node(ledger.network(), builder -> builder);
    order(node, "o-1");
    ledger.awaitRequests(1);

    CloseReport report = node.close(Duration.ofMillis(100));

    assertThat(report).isEqualTo(new CloseReport(1, 0, 0));
    awaitNoThread();
    ledger.release();
    test.advance(LEASE);
    PostbackTracker next = node(ledger.network(), builder -> builder);
    ledger.awaitRequests(2);
    deliver(next);
    assertThat(only(next, "o-1").state()).isEqualTo(PostbackState.RECORDED);
  }

  /** A pool says that it has ended while the last of its threads is still on its way out. */
  private static void awaitNoThread() {
    Until.happens("no thread is left", () -> liveThreads() == 0);
  }

  private static long liveThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.isAlive() && thread.getName().startsWith("postback4j"))
        .count();
  }

  @Test
  void fault38_fiveNodesStartAtOnce_makeOneSetOfTablesAndWork() {
    test.emptied();
    List<PostbackTracker> started =
        Together.run(
            5, i -> (Callable<PostbackTracker>) () -> node(ledger.network(), builder -> builder));

    for (int i = 0; i < 5; i++) {
      order(started.get(i), "o-" + i);
    }
    started.forEach(StoreFixture::deliver);

    assertThat(test.ask("SELECT COUNT(*) FROM postback4j_schema")).isEqualTo("1");
    assertThat(ledger.booked()).hasSize(5).allSatisfy((order, n) -> assertThat(n).isEqualTo(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void fault38_tablesOfAnotherVersion_areRefusedAndLeftAlone(int version) {
    PostbackTracker node = soundNode();
    order(node, "o-1");
    deliver(node);
    node.close();
    test.run("UPDATE postback4j_schema SET version = " + version);

    PostbackTracker other =
        PostbackTracker.builder()
            .network(ledger.network())
            .database(Database.of(test.dataSource()))
            .build();

    assertThatThrownBy(other::start)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("are of version " + version)
        .hasMessageContaining(version == 0 ? "bring them up to date, see" : "use the library");
    assertThat(test.ask("SELECT COUNT(*) FROM postback4j_postback")).isEqualTo("1");
    awaitNoThread();
  }
}
