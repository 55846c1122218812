package io.github.postback4j.testkit.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.conversion.CustomerStatus;
import io.github.postback4j.conversion.Item;
import io.github.postback4j.network.ConfigurationException;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.NetworkBuilder;
import io.github.postback4j.network.NetworkDescription.Setting;
import io.github.postback4j.session.SessionKey;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every preset on the class path, played by its own declaration, without an account. */
final class EveryPresetTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final SessionKey VISITOR = SessionKey.visitor("v1");

  static Set<String> presets() {
    return Network.presets();
  }

  private static Network network(String preset) {
    NetworkBuilder builder = Network.preset(preset);
    for (Setting setting : builder.describe().settings()) {
      if (!setting.optional() && setting.fallback() == null) {
        builder.setting(
            setting.name().replace(".*", ".sale"),
            setting.example() == null ? setting.values().get(0) : setting.example());
      }
    }
    if (Set.of("tune", "aspire", "generic").contains(preset)) {
      builder.url("https://go.acme.example/aff_lsr?transaction_id=TRANSACTION_ID&amount=AMOUNT&adv_sub=ORDER_ID&conversion_unique_id=x-UNIQUE_ID");
      builder.transactionIdNames(List.of("transaction_id"));
    }
    return builder.build();
  }

  private static Conversion order() {
    return Conversion.builder("ORD-1001")
        .amount(new BigDecimal("49.90"), "EUR")
        .item(Item.of("SKU-A", "Blue Mug", 2, new BigDecimal("19.95")))
        .item(Item.of("SKU-B", "Tea", 1, new BigDecimal("10.00")))
        .coupon("SPRING10")
        .customerId("c-7")
        .customerStatus(CustomerStatus.NEW)
        .email("jane.doe@example.com")
        .build();
  }

  @ParameterizedTest
  @MethodSource("presets")
  void saleWithItems_isBooked(String preset) throws Exception {
    Network network = network(preset);
    if (network.isCaptureOnly()) {
      return;
    }
    try (PresetSimulator simulator = PresetSimulator.start(network);
        PostbackTracker tracker =
            PostbackTracker.builder().network(network).sender(simulator.sender()).build()) {
      tracker.start();
      String landing = simulator.landing();
      tracker.capture(VISITOR, landing);
      System.out.println(preset + " " + landing + " " + tracker.track(VISITOR, order()));
      try {
      System.out.println(simulator.awaitBooked(1, Duration.ofSeconds(2)));
      } finally {
      simulator.ledger().forEach(e -> System.out.println("   " + e + e.values() + e.items() + e.status() + e.answer() + e.request().url() + e.request().body()));
      }
    }
  }
}
