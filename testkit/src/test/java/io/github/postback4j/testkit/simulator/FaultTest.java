package io.github.postback4j.testkit.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Trouble on demand. */
@Timeout(180)
final class FaultTest {

  private final NetworkSimulator network = NetworkSimulator.builder().start();
  private final ShopClient shop = new ShopClient(network);

  @AfterEach
  void close() {
    shop.close();
    network.close();
  }

  private String conversion() {
    return "/aff_lsr?transaction_id=" + network.click(1, 1);
  }

  @Test
  void status_isAnsweredForTheNextRequestsOnlyAndBooksNothing() throws IOException {
    String conversion = conversion();
    network.addFault(Fault.status(503).times(2).retryAfter("7"));

    for (int i = 0; i < 2; i++) {
      try (Response response = shop.exchange(shop.request(conversion).build())) {
        assertThat(response.code()).isEqualTo(503);
        assertThat(response.header("Retry-After")).isEqualTo("7");
        assertThat(network.ledger()).isEmpty();
      }
    }

    assertThat(shop.get(conversion)).isEqualTo("success=true;");
  }

  @Test
  void statusWithBody_isAnsweredAsGivenUntilCleared() throws IOException {
    network.addFault(Fault.status(200, "success=maybe"));
    assertThat(shop.get(conversion())).isEqualTo("success=maybe");
    assertThat(shop.get(conversion())).isEqualTo("success=maybe");

    network.clearFaults();

    assertThat(shop.get(conversion())).isEqualTo("success=true;");
    assertThat(network.booked()).hasSize(1);
  }

  @Test
  void statusAfterBooking_leavesTheSaleInTheLedger() throws IOException {
    network.addFault(Fault.status(500).afterBooking().times(1));

    try (Response response = shop.exchange(shop.request(conversion()).build())) {
      assertThat(response.code()).isEqualTo(500);
    }

    assertThat(network.booked()).hasSize(1);
  }

  @Test
  void hang_neverAnswers() throws Exception {
    network.addFault(Fault.hang());
    assertHangs();

    assertThat(network.ledger()).isEmpty();
    assertThat(network.requests()).extracting(ReceivedRequest::answer).containsExactly("[hang]");
  }

  @Test
  void hangAfterBooking_leavesTheSaleInTheLedger() throws Exception {
    network.addFault(Fault.hang().afterBooking());
    assertHangs();

    assertThat(network.booked()).hasSize(1);
  }

  /** The request has arrived, no answer comes, and only the caller ends that. */
  private void assertHangs() throws InterruptedException {
    String conversion = conversion();
    ExecutorService caller = Executors.newSingleThreadExecutor();
    try (ShopClient patient = new ShopClient(network, Duration.ofMinutes(2))) {
      Future<String> answer = caller.submit(() -> patient.get(conversion));
      Polling.until("the request has arrived", () -> !network.requests().isEmpty());

      assertThatThrownBy(() -> answer.get(300, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);

      patient.hangUp();
      assertThatThrownBy(() -> answer.get(60, TimeUnit.SECONDS))
          .hasCauseInstanceOf(IOException.class);
    } finally {
      caller.shutdownNow();
    }
  }

  @Test
  void closeWhileARequestHangs_cutsIt() throws Exception {
    network.addFault(Fault.hang().afterBooking());
    CountDownLatch failed = new CountDownLatch(1);
    String conversion = conversion();
    Thread caller =
        new Thread(
            () -> {
              try {
                shop.get(conversion);
              } catch (IOException e) {
                failed.countDown();
              }
            });
    caller.start();
    network.awaitConversions(1, Duration.ofSeconds(60));

    network.close();

    assertThat(failed.await(60, TimeUnit.SECONDS)).isTrue();
    caller.join();
  }

  @Test
  void reset_cutsTheConnectionAndBooksNothing() throws IOException {
    String conversion = conversion();
    network.addFault(Fault.reset().times(1));

    assertThatThrownBy(() -> shop.get(conversion))
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
    assertThat(network.ledger()).isEmpty();

    assertThat(shop.get(conversion)).isEqualTo("success=true;");
  }

  @Test
  void resetAfterBooking_makesTheRepeatADuplicate() throws IOException {
    String conversion = conversion();
    network.addFault(Fault.reset().afterBooking().times(1));

    assertThatThrownBy(() -> shop.get(conversion))
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
    assertThat(network.booked()).hasSize(1);

    assertThat(shop.get(conversion)).contains("Duplicate recorded");
  }

  @Test
  void delay_booksAtOnceAndAnswersLate() throws IOException {
    network.addFault(Fault.delay(Duration.ofMillis(300)).times(1));
    long before = System.nanoTime();

    assertThat(shop.get(conversion())).isEqualTo("success=true;");

    assertThat(Duration.ofNanos(System.nanoTime() - before))
        .isGreaterThanOrEqualTo(Duration.ofMillis(300));
    assertThat(network.booked()).hasSize(1);
  }

  @Test
  void faults_areTakenInTheirOrder() throws IOException {
    network.addFault(Fault.status(200, "one").times(1));
    network.addFault(Fault.status(200, "two").times(1));

    assertThat(List.of(shop.get(conversion()), shop.get(conversion()), shop.get(conversion())))
        .containsExactly("one", "two", "success=true;");
  }

  @Test
  void probability_isDrawnFromTheSeed() throws IOException {
    List<String> first = answersWithSeed(42);
    List<String> again = answersWithSeed(42);
    List<String> other = answersWithSeed(43);

    assertThat(first).contains("hit", "success=true;").isEqualTo(again).isNotEqualTo(other);
  }

  private static List<String> answersWithSeed(long seed) throws IOException {
    List<String> answers = new ArrayList<>();
    try (NetworkSimulator network = NetworkSimulator.builder().faultSeed(seed).start();
        ShopClient shop = new ShopClient(network)) {
      network.addFault(Fault.status(200, "hit").withProbability(0.5));
      for (int i = 0; i < 40; i++) {
        answers.add(shop.get("/aff_lsr?offer_id=2&aff_id=1"));
      }
    }
    return answers;
  }

  @Test
  void faults_spareClicksAndPages() throws IOException {
    network.addFault(Fault.status(503));

    assertThat(shop.get("/ledger")).contains("status 503");
    try (Response response = shop.exchange(shop.request("/aff_c?offer_id=1&aff_id=1").build())) {
      assertThat(response.code()).isEqualTo(302);
    }
  }

  @Test
  void impossibleFaults_areRefused() {
    assertThatThrownBy(() -> Fault.status(101)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Fault.delay(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Fault.hang().times(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Fault.hang().withProbability(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Fault.hang().retryAfter("1"))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> Fault.status(503).retryAfter("1\r\nX: y"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
