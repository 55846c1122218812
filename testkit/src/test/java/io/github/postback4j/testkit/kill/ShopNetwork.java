package io.github.postback4j.testkit.kill;

import io.github.postback4j.click.Click;
import io.github.postback4j.network.DeDuplication;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.NetworkBuilder;
import io.github.postback4j.testkit.simulator.Fault;
import io.github.postback4j.testkit.simulator.NetworkSimulator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The networks that every order of the shop is reported to. */
enum ShopNetwork {
  /** By transaction ID: the network books a click once. */
  TRANSACTION_ID("/aff_lsr?transaction_id=TRANSACTION_ID&amount=AMOUNT&adv_unique1=ORDER_ID"),

  /** By partner ID, with a unique ID that the network books once. */
  UNIQUE_ID(
      "/aff_lsr?offer_id=2&aff_id=AFFILIATE_ID&amount=AMOUNT&adv_unique1=ORDER_ID"
          + "&conversion_unique_id=ORDER_ID"),

  /** By partner ID alone: the network books whatever comes, as often as it comes. */
  PARTNER_ID("/aff_lsr?offer_id=2&aff_id=AFFILIATE_ID&amount=AMOUNT&adv_unique1=ORDER_ID");

  /** Longest call; what the simulator's slow answers are slower than. */
  static final Duration CALL_TIMEOUT = Duration.ofSeconds(1);

  private static final Duration LATENCY = Duration.ofMillis(30);
  private static final double SHARE_OF_EACH_FAULT = 0.0116; // nine of them hit a tenth

  private final String template;

  ShopNetwork(String template) {
    this.template = template;
  }

  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether a repeated request is booked once. */
  boolean deDuplicates() {
    return this != PARTNER_ID;
  }

  /** The shop's configuration of it. */
  Network at(String url) {
    NetworkBuilder builder =
        Network.preset("tune")
            .name(text())
            .url(url + template)
            .partnerIdNames(List.of(text())) // or each would warn of the other
            .allowHttp(true)
            .allowPrivate(true);
    return this == UNIQUE_ID
        ? builder.deDuplication(DeDuplication.UNIQUE_ID).build()
        : builder.build();
  }

  /** A visitor's click. */
  Click click(@Nullable String transactionId) {
    return this == TRANSACTION_ID
        ? new Click(text(), transactionId, null, null, Map.of(), Instant.now())
        : new Click(text(), null, "1", "2", Map.of(), Instant.now());
  }

  /** The network itself, a tenth of whose answers are trouble. */
  NetworkSimulator open(long seed) {
    NetworkSimulator.Builder builder = NetworkSimulator.builder().faultSeed(seed);
    NetworkSimulator network =
        this == UNIQUE_ID ? builder.limitByUniqueId().start() : builder.start();
    for (Fault fault : faults()) {
      network.addFault(fault.withProbability(SHARE_OF_EACH_FAULT));
    }
    network.addFault(Fault.delay(LATENCY)); // so that much is under way at any moment
    return network;
  }

  private static List<Fault> faults() {
    return List.of(
        Fault.reset().afterBooking(),
        Fault.reset(),
        Fault.status(500).afterBooking(),
        Fault.status(503).retryAfter("0"),
        Fault.status(429),
        Fault.delay(CALL_TIMEOUT.multipliedBy(2)),
        Fault.hang(),
        Fault.status(200, "<html>").afterBooking(),
        Fault.status(200, "success=maybe;"));
  }
}
