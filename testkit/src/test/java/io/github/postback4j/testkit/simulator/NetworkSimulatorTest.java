package io.github.postback4j.testkit.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Life of a simulator: many callers, waiting, limits, start and end. */
@Timeout(120)
final class NetworkSimulatorTest {

  @Test
  void parallelConversionsOfOneClick_areBookedOnce() throws Exception {
    try (NetworkSimulator network = NetworkSimulator.builder().start();
        ShopClient shop = new ShopClient(network)) {
      String conversion = "/aff_lsr?transaction_id=" + network.click(1, 1);

      List<String> answers = inParallel(200, () -> shop.get(conversion));

      assertThat(answers).hasSize(200);
      assertThat(answers).filteredOn("success=true;"::equals).hasSize(1);
      assertThat(answers).filteredOn(answer -> answer.contains("Duplicate recorded")).hasSize(199);
      assertThat(network.booked()).hasSize(1);
      assertThat(network.ledger()).hasSize(200);
      assertThat(network.requests()).hasSize(200);
    }
  }

  @Test
  void parallelConversionsOfOneUniqueId_areBookedOnce() throws Exception {
    try (NetworkSimulator network = NetworkSimulator.builder().limitByUniqueId().start();
        ShopClient shop = new ShopClient(network)) {
      inParallel(
          100, () -> shop.get("/aff_lsr?offer_id=2&aff_id=1&conversion_unique_id=2026-order-1"));

      assertThat(network.booked()).hasSize(1);
    }
  }

  private interface Call {
    String run() throws IOException;
  }

  private static List<String> inParallel(int calls, Call call) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(50);
    try {
      CountDownLatch go = new CountDownLatch(1);
      List<Future<String>> futures = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        futures.add(
            threads.submit(
                () -> {
                  go.await();
                  return call.run();
                }));
      }
      go.countDown();
      List<String> answers = new ArrayList<>();
      for (Future<String> future : futures) {
        answers.add(future.get());
      }
      return answers;
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void awaitConversions_returnsWhenTheLastOneArrives() throws Exception {
    try (NetworkSimulator network = NetworkSimulator.builder().start();
        ShopClient shop = new ShopClient(network)) {
      CompletableFuture<List<LedgerEntry>> sales =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return network.awaitConversions(2, Duration.ofSeconds(30));
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });

      shop.get("/aff_lsr?offer_id=2&aff_id=1&amount=1");
      shop.get("/aff_lsr?offer_id=1&aff_id=1&amount=rejected");
      shop.get("/aff_lsr?offer_id=2&aff_id=1&amount=2");

      assertThat(sales.get(20, TimeUnit.SECONDS))
          .extracting(LedgerEntry::amount)
          .containsExactly("1", "2");
    }
  }

  @Test
  void awaitConversions_tellsWhatIsMissing() throws Exception {
    try (NetworkSimulator network = NetworkSimulator.builder().start();
        ShopClient shop = new ShopClient(network)) {
      shop.get("/aff_lsr?transaction_id=unknown");

      assertThatThrownBy(() -> network.awaitConversions(1, Duration.ofMillis(10)))
          .isInstanceOf(AssertionError.class)
          .hasMessage("expected 1 conversions within PT0.01S, booked are 0; requests received: 1");
    }
  }

  @Test
  void memory_isBounded() throws Exception {
    try (NetworkSimulator network =
            NetworkSimulator.builder().remember(3).limitByUniqueId().start();
        ShopClient shop = new ShopClient(network)) {
      String forgotten = network.click(1, 1);
      for (int i = 0; i < 5; i++) {
        network.click(1, 1);
        shop.get("/aff_lsr?offer_id=2&aff_id=1&amount=" + i + "&conversion_unique_id=" + i);
      }

      assertThat(network.ledger()).extracting(LedgerEntry::amount).containsExactly("2", "3", "4");
      assertThat(network.requests()).hasSize(3);
      assertThat(network.awaitConversions(3, Duration.ZERO)).hasSize(3);
      assertThat(shop.get("/aff_lsr?conversion_unique_id=0&offer_id=2&aff_id=1"))
          .isEqualTo("success=true;");
      assertThat(shop.get("/aff_lsr?transaction_id=" + forgotten)).contains("Invalid Trans. ID");
    }
  }

  @Test
  void entries_cannotBeChangedByTheirReader() throws Exception {
    try (NetworkSimulator network = NetworkSimulator.builder().start();
        ShopClient shop = new ShopClient(network)) {
      shop.get("/aff_lsr?offer_id=2&aff_id=1&adv_sub=x");

      assertThatThrownBy(() -> network.ledger().clear())
          .isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> network.ledger().get(0).advertiserValues().clear())
          .isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> network.requests().get(0).headers().clear())
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void texts_holdNoSecrets() throws Exception {
    try (NetworkSimulator network = NetworkSimulator.builder().securityToken("s3cret").start();
        ShopClient shop = new ShopClient(network)) {
      String id = network.click(1, 1);
      shop.get("/aff_lsr?security_token=s3cret&adv_sub=jane&transaction_id=" + id);

      assertThat(network.ledger().toString() + network.requests() + network)
          .contains("offer 1", "GET /aff_lsr")
          .doesNotContain("s3cret", "jane", id);
    }
  }

  @Test
  void requests_areNotLogged() throws Exception {
    List<String> lines = Collections.synchronizedList(new ArrayList<>());
    Logger logger = Logger.getLogger("mockwebserver3.MockWebServer");
    Level before = logger.getLevel();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            lines.add(line.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    logger.setLevel(Level.ALL);
    logger.addHandler(handler);
    try {
      try (NetworkSimulator network = NetworkSimulator.builder().start();
          ShopClient shop = new ShopClient(network)) {
        shop.get("/aff_lsr?transaction_id=click-1");
      }
      try (mockwebserver3.MockWebServer other = new mockwebserver3.MockWebServer()) {
        other.start();
      }
    } finally {
      logger.removeHandler(handler);
      logger.setLevel(before);
    }

    assertThat(lines).noneMatch(line -> line.contains("click-1"));
    assertThat(lines).anyMatch(line -> line.contains("starting to accept"));
    assertThat(logger.getFilter()).isNull();
  }

  @Test
  void closed_listensNoMoreAndCanBeClosedAgain() throws Exception {
    NetworkSimulator network = NetworkSimulator.builder().start();
    int port = network.port();

    network.close();
    network.close();

    assertThatThrownBy(() -> new Socket("localhost", port).close()).isInstanceOf(IOException.class);
    try (NetworkSimulator again = NetworkSimulator.builder().port(port).start()) {
      assertThat(again.port()).isEqualTo(port);
    }
  }

  @Test
  void portInUse_saysWhich() {
    try (NetworkSimulator network = NetworkSimulator.builder().start()) {
      NetworkSimulator.Builder builder = NetworkSimulator.builder().port(network.port());

      assertThatThrownBy(builder::start)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageStartingWith("cannot listen on port " + network.port() + ": ");
    }
  }

  @Test
  void wrongSettings_areRefused() {
    NetworkSimulator.Builder builder = NetworkSimulator.builder();

    assertThatThrownBy(() -> builder.port(65_536)).hasMessageContaining("65536");
    assertThatThrownBy(() -> builder.remember(0)).hasMessageContaining("at least 1");
    assertThatThrownBy(() -> builder.landing("ftp://x")).hasMessageContaining("http");
    assertThatThrownBy(() -> builder.clickLifespan(Duration.ZERO)).hasMessageContaining("positive");
    assertThatThrownBy(() -> builder.securityToken("")).hasMessageContaining("empty");
    assertThatThrownBy(() -> builder.partner(0, "x")).hasMessageContaining("at least 1");
    assertThatThrownBy(() -> Offer.builder(0, "x")).hasMessageContaining("at least 1");
    assertThatThrownBy(() -> Offer.builder(1, "x").encryptedPath("/x")).hasMessageContaining("/SP");
    try (NetworkSimulator network = builder.start()) {
      assertThatThrownBy(() -> network.click(99, 1)).hasMessage("no such offer: 99");
    }
  }
}
