package io.github.postback4j.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.postback4j.PostbackTracker;
import io.github.postback4j.TrackResult;
import io.github.postback4j.TrackResult.Decided;
import io.github.postback4j.network.Network;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.store.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several nodes, each with its own pool, on one PostgreSQL database. */
@Tag("faults")
class RaceTest extends StoreFixture {

  private final List<TestDatabase> pools = new ArrayList<>();

  RaceTest() {
    super(TestDatabase.postgresql());
  }

  @AfterEach
  void closePools() {
    closeNodes();
    pools.forEach(TestDatabase::close);
    pools.clear();
  }

  private PostbackTracker ownNode(Network network) {
    String url = ((HikariDataSource) test.dataSource()).getJdbcUrl();
    TestDatabase pool = TestDatabase.pool(url, config -> config.setMaximumPoolSize(4));
    pools.add(pool);
    return node(pool.dataSource(), network, builder -> builder.pollInterval(Duration.ofMillis(20)));
  }

  @ParameterizedTest
  @CsvSource({"2, true", "2, false", "3, true", "3, false"})
  void race_nodesDrainABacklog_eachOrderIsSentOnce(int count, boolean deDuplicates) {
    Network network = deDuplicates ? ledger.network() : ledger.networkWithoutDeDuplication();
    PostbackTracker first = ownNode(network);
    ledger.hold();
    List<String> orders = orders("o-", 400);
    orders.forEach(order -> order(first, order));
    List<PostbackTracker> nodes = new ArrayList<>(List.of(first));
    for (int i = 1; i < count; i++) {
      nodes.add(ownNode(network));
    }
    ledger.awaitRequests(33); // more than one node may have under way

    ledger.release();
    nodes.forEach(StoreFixture::deliver);

    assertThat(ledger.booked().keySet()).containsExactlyInAnyOrderElementsOf(orders);
    assertThat(ledger.booked()).allSatisfy((order, n) -> assertThat(n).as(order).isEqualTo(1));
    assertThat(first.counts().get("tune")).isEqualTo(Map.of(PostbackState.RECORDED, 400L));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void race_nodesTrackTheSameOrders_oneDecidesAndAllAreToldTheSame(int count) {
    List<PostbackTracker> nodes =
        Stream.generate(() -> ownNode(ledger.network())).limit(count).toList();
    List<String> orders = orders("o-", 60);
    orders.forEach(order -> click(nodes.get(0), order));

    List<List<TrackResult>> results =
        Together.run(
            count * 2,
            i -> () -> orders.stream().map(order -> track(nodes.get(i % count), order)).toList());

    for (int i = 0; i < orders.size(); i++) {
      int at = i;
      List<Decided> told = results.stream().map(all -> (Decided) all.get(at)).toList();
      assertThat(told).filteredOn(Decided::first).hasSize(1);
      assertThat(told.stream().map(StoreFixture::queued).distinct()).hasSize(1);
    }
    nodes.forEach(StoreFixture::deliver);
    assertThat(ledger.booked()).hasSize(60).allSatisfy((order, n) -> assertThat(n).isEqualTo(1));
  }

  @Test
  void race_trackedInTwoShopTransactionsAtOnce_bothCommitAndOneDecides() {
    PostbackTracker one = ownNode(ledger.network());
    PostbackTracker two = ownNode(ledger.network());
    List<String> orders = orders("o-", 40);
    orders.forEach(order -> click(one, order));

    List<Integer> firsts =
        Together.run(
            2,
            i ->
                () -> {
                  int first = 0;
                  for (String order : orders) {
                    first += checkOut(i == 0 ? one : two, order, order + "-" + i) ? 1 : 0;
                  }
                  return first;
                });

    assertThat(firsts.stream().mapToInt(Integer::intValue).sum()).isEqualTo(40);
    assertThat(shopOrders()).isEqualTo("80");
    ledger.awaitRequests(40);
    deliver(one);
    deliver(two);
    assertThat(ledger.booked()).hasSize(40).allSatisfy((order, n) -> assertThat(n).isEqualTo(1));
  }

  private boolean checkOut(PostbackTracker node, String order, String row) throws SQLException {
    try (Connection shop = checkout(test.dataSource(), row)) {
      TrackResult result = node.track(shop, SessionKey.order(order), sale(order));
      shop.commit();
      return ((Decided) result).first();
    }
  }

  @Test
  void race_nodesComeAndGoWhileOrdersCome_nothingIsLostOrSentTwice() {
    Network network = ledger.networkWithoutDeDuplication();
    PostbackTracker steady = ownNode(network);
    List<String> orders = orders("o-", 300);

    Together.<Boolean>run(
        2,
        i ->
            () -> {
              if (i == 0) {
                orders.forEach(order -> order(steady, order));
              } else {
                for (int round = 0; round < 6; round++) {
                  PostbackTracker passing = ownNode(network);
                  ledger.awaitRequests(40 * round); // so that it goes in the middle of the work
                  assertThat(passing.close(Duration.ofSeconds(20)).isClean()).isTrue();
                }
              }
              return true;
            });
    deliver(steady);
    Until.happens(
        "all are stored",
        () -> steady.counts().get("tune").equals(Map.of(PostbackState.RECORDED, 300L)));

    assertThat(ledger.booked().keySet()).containsExactlyInAnyOrderElementsOf(orders);
    assertThat(ledger.booked()).allSatisfy((order, n) -> assertThat(n).as(order).isEqualTo(1));
  }
}
