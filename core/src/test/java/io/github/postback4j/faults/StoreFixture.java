package io.github.postback4j.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.TrackResult;
import io.github.postback4j.TrackResult.Decided;
import io.github.postback4j.TrackerBuilder;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.delivery.PostbackSender;
import io.github.postback4j.network.Network;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.store.Database;
import io.github.postback4j.store.TestDatabase;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/** One database, a network that keeps books, and nodes as a shop has them, with a real sender. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(120)
abstract class StoreFixture {

  static final Duration SOON = Duration.ofSeconds(30);

  /** Calls that a test holds back, and their claims, are not to end by themselves meanwhile. */
  static final Duration CALL_TIMEOUT = Duration.ofMinutes(1);

  static final Duration LEASE = Duration.ofMinutes(5);

  /** Reading the trust store takes long; of the client itself nothing else is used. */
  private static final OkHttpClient HTTP = new OkHttpClient();

  final TestDatabase test;
  final FaultyDataSource faults;
  private final List<PostbackTracker> nodes = new CopyOnWriteArrayList<>();
  Ledger ledger;
  LogLines log;

  StoreFixture(TestDatabase test) {
    this.test = test;
    faults = new FaultyDataSource(test.dataSource());
  }

  @BeforeEach
  void open() {
    test.emptied().run("DROP TABLE IF EXISTS shop_order");
    test.run("CREATE TABLE shop_order (id VARCHAR(40) PRIMARY KEY)");
    ledger = new Ledger();
    log = new LogLines();
  }

  @AfterEach
  void closeNodes() {
    faults.up();
    ledger.release();
    nodes.forEach(node -> node.close(Duration.ofSeconds(5)));
    nodes.clear();
    ledger.close();
    log.close();
  }

  @AfterAll
  void closeDatabase() {
    test.close();
  }

  /** A node on the database that may fail. */
  final PostbackTracker node() {
    return node(faults.dataSource(), ledger.network(), builder -> builder);
  }

  /** A node on the database itself. */
  final PostbackTracker soundNode() {
    return node(test.dataSource(), ledger.network(), builder -> builder);
  }

  final PostbackTracker node(
      DataSource dataSource, Network network, UnaryOperator<TrackerBuilder> options) {
    PostbackTracker node =
        options
            .apply(
                PostbackTracker.builder()
                    .network(network)
                    .database(Database.of(dataSource))
                    .sender(PostbackSender.okHttp(HTTP))
                    .callTimeout(CALL_TIMEOUT, LEASE)
                    .pollInterval(Duration.ofMillis(100)))
            .build();
    nodes.add(node);
    node.start();
    return node;
  }

  /** Keeps a click for this order, so that it can be tracked. */
  static void click(PostbackTracker node, String order) {
    assertThat(
            node.capture(SessionKey.order(order), "transaction_id=t-" + order + "&affiliate_id=7"))
        .isTrue();
  }

  static TrackResult track(PostbackTracker node, String order) {
    return node.track(SessionKey.order(order), sale(order));
  }

  static Conversion sale(String order) {
    return Conversion.sale(order, new BigDecimal("49.90"), "EUR");
  }

  /** Clicks and tracks; the ID of the postback. */
  static String order(PostbackTracker node, String order) {
    click(node, order);
    return queued(track(node, order));
  }

  static String queued(TrackResult result) {
    assertThat(result).isInstanceOf(Decided.class);
    assertThat(result.queued()).hasSize(1);
    return result.queued().get(0).postbackId();
  }

  static List<String> orders(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
  }

  static void deliver(PostbackTracker node) {
    assertThat(node.flush(SOON)).as("all delivered").isTrue();
  }

  static Postback only(PostbackTracker node, String order) {
    List<Postback> postbacks = node.postbacks(order);
    assertThat(postbacks).hasSize(1);
    return postbacks.get(0);
  }

  /** The shop's own transaction, with an order in it. */
  static Connection checkout(DataSource dataSource, String order) throws SQLException {
    Connection shop = dataSource.getConnection();
    shop.setAutoCommit(false);
    try (var insert = shop.prepareStatement("INSERT INTO shop_order VALUES (?)")) {
      insert.setString(1, order);
      insert.executeUpdate();
    }
    return shop;
  }

  final String shopOrders() {
    return test.ask("SELECT COUNT(*) FROM shop_order");
  }
}
