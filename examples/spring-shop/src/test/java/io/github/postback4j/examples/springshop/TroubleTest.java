package io.github.postback4j.examples.springshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.postback4j.testkit.simulator.Fault;
import io.github.postback4j.testkit.simulator.LedgerEntry;
import io.github.postback4j.testkit.simulator.NetworkSimulator;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;

/** The network fails, the shop is restarted, the configuration is another. */
@ExtendWith(OutputCaptureExtension.class)
class TroubleTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  private static String[] reportingTo(NetworkSimulator network, String query) {
    return new String[] {
      "--simulator.enabled=false",
      "--postback4j.networks.tune.url=http://127.0.0.1:" + network.port() + "/aff_lsr?" + query
    };
  }

  @Test
  void networkFailsForAWhile_recordedOnceAfterwards() throws Exception {
    try (RunningShop shop = new RunningShop(folder)) {
      shop.network().addFault(Fault.status(503));
      Visitor visitor = new Visitor(shop);
      visitor.open(shop.network().affiliateLink(1, 1));
      visitor.order("O1", "");
      JsonNode waiting =
          Awaitility.await()
              .atMost(PATIENCE)
              .until(
                  () -> visitor.postbacks("O1").get(0),
                  postback ->
                      postback.get("state").asString().equals("PENDING")
                          && !postback.get("reason").isNull());
      assertThat(Instant.parse(waiting.get("nextAttemptAt").asString())).isNotNull();
      shop.network().clearFaults();
      visitor.await("O1", "RECORDED");
      assertThat(shop.network().awaitConversions(1, PATIENCE)).hasSize(1);
    }
  }

  @Test
  void answerLost_recordedOnce() throws Exception {
    try (RunningShop shop = new RunningShop(folder)) {
      shop.network().addFault(Fault.reset().afterBooking().times(1));
      Visitor visitor = new Visitor(shop);
      visitor.open(shop.network().affiliateLink(1, 1));
      visitor.order("O1", "");
      visitor.await("O1", "RECORDED");
      assertThat(shop.network().booked()).hasSize(1);
    }
  }

  @Test
  void restart_sendsWhatWaitedAndRemembersWhoIsLoggedIn() throws Exception {
    try (NetworkSimulator network = NetworkSimulator.builder().start()) {
      String[] arguments =
          reportingTo(network, "transaction_id=TRANSACTION_ID&amount=AMOUNT&adv_sub=ORDER_ID");
      network.addFault(Fault.status(503));
      try (RunningShop shop = new RunningShop(folder, arguments)) {
        Visitor visitor = new Visitor(shop);
        visitor.get("/?transaction_id=" + network.click(1, 1));
        assertThat(visitor.order("O1", "").status()).isEqualTo(201);
        visitor.get("/?transaction_id=" + network.click(1, 1));
        assertThat(visitor.order("O2", ",\"payment\":\"later\"").status()).isEqualTo(201);
      }
      network.clearFaults();
      try (RunningShop shop = new RunningShop(folder, arguments)) {
        Visitor visitor = new Visitor(shop);
        visitor.await("O1", "RECORDED");
        assertThat(visitor.post("/api/payments", "{\"orderId\":\"O2\"}").status()).isEqualTo(200);
        visitor.await("O2", "RECORDED");
        assertThat(visitor.order("O1", "").status()).isEqualTo(200);
      }
      assertThat(network.booked()).hasSize(2);
    }
  }

  @Test
  void partnerIdAndRenewals_reportedForTheCustomer() throws Exception {
    try (NetworkSimulator network = NetworkSimulator.builder().start()) {
      String[] arguments =
          reportingTo(
              network, "offer_id=OFFER_ID&aff_id=AFFILIATE_ID&amount=AMOUNT&adv_sub=ORDER_ID");
      try (RunningShop shop = new RunningShop(folder, arguments)) {
        Visitor visitor = new Visitor(shop);
        visitor.get("/?affiliate_id=3&offer_id=2");
        visitor.order("O1", ",\"customerId\":\"c1\"");
        Visitor job = new Visitor(shop);
        job.post(
            "/api/renewals",
            "{\"customerId\":\"c1\",\"orderId\":\"R1\",\"amount\":\"9.99\",\"currency\":\"EUR\"}");
        job.await("O1", "RECORDED");
        job.await("R1", "RECORDED");
        assertThat(network.booked())
            .extracting(LedgerEntry::partnerId, LedgerEntry::amount)
            .containsExactlyInAnyOrder(
                org.assertj.core.groups.Tuple.tuple(3L, "12.50"),
                org.assertj.core.groups.Tuple.tuple(3L, "9.99"));
      }
    }
  }

  @Test
  void simulatorPortTaken_saysHowToGoOn(CapturedOutput output) {
    try (NetworkSimulator network = NetworkSimulator.builder().start()) {
      assertThatThrownBy(
              () -> new RunningShop(folder, "--simulator.port=" + network.port()).close())
          .isNotNull();
      assertThat(output)
          .contains("simulator.port: " + network.port() + " cannot be opened")
          .contains("--simulator.enabled=false");
    }
  }
}
