package io.github.postback4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.conversion.Item;
import io.github.postback4j.network.Network;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.testkit.simulator.PresetLedgerEntry;
import io.github.postback4j.testkit.simulator.PresetSimulator;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A shop's own test of its integration, without an account at the network. */
class WithoutAccountTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final SessionKey VISITOR = SessionKey.visitor("v1");

  private static Conversion order() {
    return Conversion.builder("o-1")
        .amount(new BigDecimal("49.90"), "EUR")
        .item(Item.of("mug", "Mug", 2, new BigDecimal("19.95")))
        .item(Item.of("tea", "Tea", 1, new BigDecimal("10.00")))
        .build();
  }

  /** What docs/guide.md shows. */
  @Test
  void getWithItems_cj() throws Exception {
    Network cj =
        Network.preset("cj").setting("CID", "1234567").setting("TYPE.sale", "123456").build();
    try (PresetSimulator simulator = PresetSimulator.start(cj);
        PostbackTracker tracker =
            PostbackTracker.builder().network(cj).sender(simulator.sender()).build()) {
      tracker.start();
      tracker.capture(VISITOR, simulator.landing());
      tracker.track(VISITOR, order());

      PresetLedgerEntry sale = simulator.awaitBooked(1, PATIENCE).get(0);
      assertThat(sale.orderId()).isEqualTo("o-1");
      assertThat(sale.items()).extracting(item -> item.get("item.sku")).contains("mug", "tea");
    }
  }

  @Test
  void formWithBasic_impact() throws Exception {
    Network impact =
        Network.preset("impact")
            .setting("ACCOUNT_SID", "IRshop1")
            .setting("AUTH_TOKEN", "tok-456")
            .setting("CAMPAIGN_ID", "3641")
            .setting("EVENT.sale", "8180")
            .build();
    try (PresetSimulator simulator = PresetSimulator.start(impact);
        PostbackTracker tracker =
            PostbackTracker.builder().network(impact).sender(simulator.sender()).build()) {
      tracker.start();
      tracker.capture(VISITOR, "irclickid=AbC-1");
      tracker.track(VISITOR, order());

      PresetLedgerEntry sale = simulator.awaitBooked(1, PATIENCE).get(0);
      assertThat(sale.transactionId()).isEqualTo("AbC-1");
      assertThat(sale.request().headers().get("authorization")).startsWith("Basic ");
    }
  }

  @Test
  void jsonWithBearer_cjGraphql() throws Exception {
    Network cj =
        Network.preset("cj-graphql")
            .setting("TOKEN", "pat-123456")
            .setting("CID", "1234567")
            .setting("TYPE.sale", "123456")
            .build();
    try (PresetSimulator simulator = PresetSimulator.start(cj);
        PostbackTracker tracker =
            PostbackTracker.builder().network(cj).sender(simulator.sender()).build()) {
      tracker.start();
      tracker.capture(VISITOR, simulator.landing());
      tracker.track(VISITOR, order());

      PresetLedgerEntry sale = simulator.awaitBooked(1, PATIENCE).get(0);
      assertThat(sale.orderId()).isEqualTo("o-1");
      assertThat(sale.request().headers()).containsEntry("authorization", "Bearer pat-123456");
    }
  }
}
