package io.github.postback4j.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.delivery.SteppedDelivery;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.outbox.Decision;
import io.github.postback4j.outbox.Decision.NetworkDecision;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.store.Database;
import io.github.postback4j.store.TestDatabase;
import io.github.postback4j.testkit.contract.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults 23 and 24, and a large backlog: on PostgreSQL, in a time that the test moves. */
@Tag("faults")
class LongOutageTest {

  private static final Duration POLL = Duration.ofHours(1);
  private static final Duration LEASE = Duration.ofDays(1);

  private final MutableClock clock = new MutableClock(Instant.now());
  private final ScriptedSender sender = new ScriptedSender();
  private TestDatabase test;
  private Outbox outbox;

  @BeforeEach
  void open() {
    // One connection, so that its statistics can be asked for.
    test = TestDatabase.postgresql(pool -> pool.setMaximumPoolSize(1));
    outbox = Outbox.jdbc(Database.of(test.dataSource()));
    outbox.start();
  }

  @AfterEach
  void close() {
    outbox.close();
    test.close();
  }

  private static Network network(String name) {
    return Network.preset("tune")
        .name(name)
        .url("https://" + name + ".example/aff_lsr?transaction_id=TRANSACTION_ID")
        .build();
  }

  private SteppedDelivery delivery(Duration poll, String... networks) {
    return new SteppedDelivery(
        outbox,
        sender,
        Stream.of(networks).map(LongOutageTest::network).toList(),
        clock,
        builder -> builder.pollInterval(poll).lease(LEASE).maxInFlight(32));
  }

  private void add(String network, String id) {
    Instant now = clock.instant();
    outbox.decide(
        new Decision("o-" + id, "sale", "", now, List.of(new NetworkDecision(network, id, null))),
        List.of(
            Postback.pending(
                id,
                network,
                "o-" + id,
                "sale",
                PostbackRequest.get("https://" + network + ".example/aff_lsr?transaction_id=" + id),
                true,
                now,
                now.plus(Duration.ofDays(28)))));
  }

  /** Lets days pass in an instant, as they would have passed. */
  private void pass(SteppedDelivery delivery, Duration time) {
    Instant end = clock.instant().plus(time);
    while (clock.instant().isBefore(end)) {
      Duration pause = delivery.step();
      Duration left = Duration.between(clock.instant(), end);
      Duration next = pause.compareTo(left) < 0 ? pause : left;
      next = next.compareTo(Duration.ofMillis(10)) < 0 ? Duration.ofMillis(10) : next;
      advance(delivery, next);
    }
  }

  private void advance(SteppedDelivery delivery, Duration time) {
    test.run(
        "UPDATE postback4j_postback SET due_at = due_at - "
            + time.toMillis()
            + " WHERE due_at IS NOT NULL");
    delivery.advance(time);
  }

  @Test
  void fault23_networkDownForThreeDays_losesNothingAndDrainsOldestFirstOnARamp() {
    SteppedDelivery delivery = delivery(POLL, "acme");
    sender.down("acme");
    List<String> ids = IntStream.range(1000, 1400).mapToObj(i -> "p-" + i).toList();
    outbox.atomically(
        () -> {
          ids.forEach(id -> add("acme", id));
          return ids;
        });

    pass(delivery, Duration.ofDays(3));

    assertThat(outbox.counts().get("acme")).isEqualTo(Map.of(PostbackState.PENDING, 400L));
    assertThat(sender.urls()).as("probes, not storms").hasSizeBetween(15, 150);
    List<String> tried = sender.urls().stream().distinct().toList();
    int calls = sender.urls().size();

    sender.down("");
    List<Integer> shares = drain(delivery, 400);

    assertThat(shares.subList(0, 6)).as("a probe, then a ramp").containsExactly(1, 1, 2, 4, 8, 16);
    assertThat(shares.stream().mapToInt(Integer::intValue).sum()).isEqualTo(400);
    List<String> untried =
        sender.urls().subList(calls, calls + 400).stream()
            .filter(url -> !tried.contains(url))
            .toList();
    assertThat(untried).as("oldest first").isSorted();
    assertThat(outbox.counts().get("acme")).isEqualTo(Map.of(PostbackState.RECORDED, 400L));
  }

  /** Answers all that is sent, until so many are; how many calls were under way each time. */
  private List<Integer> drain(SteppedDelivery delivery, int count) {
    List<Integer> shares = new ArrayList<>();
    int left = count;
    for (int steps = 0; left > 0; steps++) {
      assertThat(steps).as("steps with %s left", left).isLessThan(1000);
      Duration pause = delivery.step();
      int share = sender.answer();
      left -= share;
      if (share > 0) {
        shares.add(share);
      }
      advance(delivery, share > 0 ? Duration.ofMillis(50) : pause.plusMillis(1));
    }
    delivery.step();
    return shares;
  }

  @Test
  void fault23_newConversionDuringTheDrain_isNotBehindRetriesThatAreDueLater() {
    SteppedDelivery delivery = delivery(POLL, "acme");
    sender.down("acme");
    StoreFixture.orders("p-", 60).forEach(id -> add("acme", id));
    pass(delivery, Duration.ofDays(3));
    test.run("UPDATE postback4j_postback SET due_at = due_at + 864000000 WHERE reason IS NOT NULL");
    int due =
        Integer.parseInt(test.ask("SELECT COUNT(*) FROM postback4j_postback WHERE reason IS NULL"));
    int calls = sender.urls().size();
    sender.down("");

    add("acme", "new");
    drain(delivery, due + 1);

    assertThat(due).isBetween(1, 59);
    assertThat(sender.urls().subList(calls, sender.urls().size()))
        .hasSize(due + 1)
        .anyMatch(url -> url.endsWith("=new"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void fault24_deadNetworkWithALargeBacklog_doesNotDelayAnothersRowByMoreThanAPoll(
      boolean refuses) {
    fill("dead", 50_000);
    sender.down(refuses ? "dead.example" : "nobody"); // else its calls hang
    SteppedDelivery delivery = delivery(Duration.ofSeconds(1), "dead", "live");
    for (int i = 0; i < 200; i++) {
      delivery.step();
      delivery.advance(Duration.ofMillis(20));
    }
    assertThat(sender.callsTo("dead.example")).isPositive();

    add("live", "new"); // by another node: nobody wakes this one
    delivery.advance(Duration.ofSeconds(1)); // long before any call of the dead one ends
    delivery.step();

    assertThat(sender.callsTo("live.example")).isEqualTo(1);
  }

  @Test
  void extra_backlogOf100000_claimReadsWhatItClaimsAndNoMore() {
    fill("acme", 100_000);
    test.run("UPDATE postback4j_postback SET state = 2 WHERE id > 'w030000'");
    test.run("ANALYZE postback4j_postback");
    SteppedDelivery delivery = delivery(POLL, "acme");
    delivery.step();
    sender.answer();
    long scans = statistic("seq_scan");
    long fetched = statistic("idx_tup_fetch");
    int calls = sender.urls().size();

    for (int i = 0; i < 5; i++) {
      delivery.advance(Duration.ofMillis(50));
      delivery.step();
      sender.answer();
    }

    int claimed = sender.urls().size() - calls;
    assertThat(claimed).isGreaterThanOrEqualTo(100);
    assertThat(statistic("seq_scan")).as("whole tables read").isEqualTo(scans);
    assertThat(statistic("idx_tup_fetch") - fetched).isLessThan(25L * claimed);
  }

  private long statistic(String column) {
    test.ask("SELECT pg_stat_force_next_flush()");
    return Long.parseLong(
        test.ask(
            "SELECT "
                + column
                + " FROM pg_stat_user_tables WHERE relname = 'postback4j_postback'"));
  }

  private void fill(String network, int count) {
    test.run(
        "INSERT INTO postback4j_postback (id, network, order_id, goal, part, state, due_at,"
            + " attempts, ambiguous, repeatable, payload, payload_version, created_at, deadline)"
            + " SELECT 'w' || lpad(i::text, 6, '0'), '"
            + network
            + "', 'o-' || i, 'sale', '', 0, i, 0, 0, 1,"
            + " '{\"v\":1,\"method\":\"GET\",\"url\":\"https://"
            + network
            + ".example/?id=' || i || '\"}', 1, 0, 9223372036854775807 FROM generate_series(1, "
            + count
            + ") i");
  }
}
