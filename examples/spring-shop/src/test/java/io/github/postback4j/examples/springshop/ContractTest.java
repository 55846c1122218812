package io.github.postback4j.examples.springshop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.testkit.simulator.LedgerEntry;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The JSON interface, as it is fixed. */
class ContractTest {

  private static final String QUEUED = "[{\"network\":\"tune\",\"state\":\"PENDING\"}]";

  private static RunningShop shop;

  private Visitor visitor;
  private String id;

  @BeforeAll
  static void open(@TempDir Path folder) {
    shop = new RunningShop(folder);
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  @BeforeEach
  void begin(TestInfo test) {
    visitor = new Visitor(shop);
    id = test.getTestMethod().orElseThrow().getName() + "-" + System.nanoTime();
  }

  private static String affiliateLink() {
    return shop.network().affiliateLink(1, 1);
  }

  private static List<LedgerEntry> booked(String orderId) {
    return shop.network().booked().stream()
        .filter(entry -> orderId.equals(entry.advertiserValues().get("adv_unique1")))
        .toList();
  }

  @Test
  void order_queuedAndBooked() {
    visitor.open(affiliateLink());
    Visitor.Answer placed = visitor.order(id, "");
    assertThat(placed.status()).isEqualTo(201);
    assertThat(placed.json().get("orderId").asString()).isEqualTo(id);
    assertThat(placed.postbacks()).isEqualTo(QUEUED);
    JsonNode recorded = visitor.await(id, "RECORDED");
    assertThat(recorded.propertyNames())
        .containsExactly("network", "goal", "state", "attempts", "reason", "nextAttemptAt");
    assertThat(recorded.get("network").asString()).isEqualTo("tune");
    assertThat(recorded.get("goal").asString()).isEqualTo("sale");
    assertThat(recorded.get("attempts").asInt()).isEqualTo(1);
    assertThat(recorded.get("nextAttemptAt").isNull()).isTrue();
    assertThat(booked(id)).singleElement().extracting(LedgerEntry::amount).isEqualTo("12.50");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"12.5\"', EUR, 12.50",
    "12.5, EUR, 12.50",
    "0.29, EUR, 0.29",
    "1E2, EUR, 100.00",
    "'\"1980\"', JPY, 1980",
    "123456789012345.67, EUR, 123456789012345.67"
  })
  void amount_exact(String amount, String currency, String sent) {
    visitor.open(affiliateLink());
    visitor.post(
        "/api/orders",
        "{\"orderId\":\"%s\",\"amount\":%s,\"currency\":\"%s\"}".formatted(id, amount, currency));
    visitor.await(id, "RECORDED");
    assertThat(booked(id)).singleElement().extracting(LedgerEntry::amount).isEqualTo(sent);
  }

  @Test
  void items_takenAndLeftInPeace() {
    visitor.open(affiliateLink());
    assertThat(
            visitor
                .order(
                    id,
                    ",\"coupon\":\"SAVE10\",\"items\":[{\"sku\":\"mug\",\"name\":\"Mug\","
                        + "\"quantity\":2,\"unitPrice\":\"6.25\"}]")
                .status())
        .isEqualTo(201);
    visitor.await(id, "RECORDED");
  }

  @Test
  void noClick_nothingQueued() {
    assertThat(visitor.order(id, "").postbacks()).isEqualTo("[]");
    Visitor.Answer postbacks = visitor.get("/api/orders/" + id + "/postbacks");
    assertThat(postbacks.status()).isEqualTo(200);
    assertThat(postbacks.text()).isEqualTo("[]");
  }

  @Test
  void sameOrderAgain_firstDecisionAndNothingNew() {
    Visitor.Answer first = visitor.order(id, "");
    visitor.open(affiliateLink());
    Visitor.Answer second = visitor.order(id, "");
    assertThat(first.status()).isEqualTo(201);
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.text()).isEqualTo(first.text()).contains("[]");
    assertThat(visitor.postbacks(id).isEmpty()).isTrue();
  }

  @Test
  void sameOrderAtOnce_oneCreatedAndAllTheSameDecision() throws Exception {
    visitor.open(affiliateLink());
    ExecutorService crowd = Executors.newFixedThreadPool(8);
    try {
      List<Future<Visitor.Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        answers.add(crowd.submit(() -> visitor.order(id, "")));
      }
      List<Integer> statuses = new ArrayList<>();
      for (Future<Visitor.Answer> answer : answers) {
        statuses.add(answer.get().status());
        assertThat(answer.get().postbacks()).isEqualTo(QUEUED);
      }
      assertThat(statuses).containsOnly(200, 201).containsOnlyOnce(201);
    } finally {
      crowd.shutdownNow();
    }
    visitor.await(id, "RECORDED");
    assertThat(booked(id)).hasSize(1);
  }

  @Test
  void failAfterTrack_nothingRemainsAndTheNextOneWorks() {
    visitor.open(affiliateLink());
    Visitor.Answer failed = visitor.order(id, ",\"failAfterTrack\":true");
    assertThat(failed.status()).isEqualTo(500);
    assertThat(failed.json().get("error").asString()).isNotBlank();
    assertThat(visitor.get("/api/orders/" + id + "/postbacks").status()).isEqualTo(404);
    assertThat(visitor.order(id, "").status()).isEqualTo(201);
    visitor.await(id, "RECORDED");
    assertThat(shop.network().requests().stream().filter(r -> r.target().contains(id))).hasSize(1);
  }

  @Test
  void paidLater_clicksOfTheOrderCountAndNoLaterOnes() {
    visitor.open(affiliateLink());
    Visitor.Answer placed = visitor.order(id, ",\"payment\":\"later\"");
    assertThat(placed.status()).isEqualTo(201);
    assertThat(placed.postbacks()).isEqualTo("[]");
    assertThat(visitor.get("/api/orders/" + id + "/postbacks").text()).isEqualTo("[]");
    visitor.open(shop.network().affiliateLink(1, 2));

    Visitor bank = new Visitor(shop);
    Visitor.Answer paid = bank.post("/api/payments", "{\"orderId\":\"" + id + "\"}");
    assertThat(paid.status()).isEqualTo(200);
    assertThat(paid.postbacks()).isEqualTo(QUEUED);
    visitor.await(id, "RECORDED");
    assertThat(booked(id)).singleElement().extracting(LedgerEntry::partnerId).isEqualTo(1L);
    assertThat(bank.post("/api/payments", "{\"orderId\":\"" + id + "\"}").text())
        .isEqualTo(paid.text());
    assertThat(booked(id)).hasSize(1);
  }

  @Test
  void paidLaterFailsAfterwards_nothingRemains() {
    visitor.open(affiliateLink());
    assertThat(visitor.order(id, ",\"payment\":\"later\",\"failAfterTrack\":true").status())
        .isEqualTo(500);
    assertThat(visitor.post("/api/payments", "{\"orderId\":\"" + id + "\"}").status())
        .isEqualTo(404);
  }

  @Test
  void unknownOrder_notFound() {
    assertThat(visitor.get("/api/orders/" + id + "/postbacks").status()).isEqualTo(404);
    Visitor.Answer paid = visitor.post("/api/payments", "{\"orderId\":\"" + id + "\"}");
    assertThat(paid.status()).isEqualTo(404);
    assertThat(paid.json().get("error").asString()).isNotBlank();
  }

  @Test
  void login_clicksCountOnAnotherDevice() {
    visitor.open(affiliateLink());
    Visitor.Answer in = visitor.post("/api/login", "{\"customerId\":\"" + id + "\"}");
    assertThat(in.status()).isEqualTo(200);
    Visitor phone = new Visitor(shop);
    phone.post("/api/login", "{\"customerId\":\"" + id + "\"}");
    assertThat(phone.order(id, "").postbacks()).isEqualTo(QUEUED);
    phone.await(id, "RECORDED");
  }

  @Test
  void anotherCustomerOnTheSameDevice_nothingQueued() {
    visitor.open(affiliateLink());
    visitor.post("/api/login", "{\"customerId\":\"first-" + id + "\"}");
    visitor.post("/api/login", "{\"customerId\":\"second-" + id + "\"}");
    assertThat(visitor.order(id, "").postbacks()).isEqualTo("[]");
  }

  @Test
  void renewalOfATransactionIdClick_nothingQueuedButKnown() {
    visitor.open(affiliateLink());
    visitor.post("/api/login", "{\"customerId\":\"" + id + "\"}");
    String renewal =
        "{\"customerId\":\"%1$s\",\"orderId\":\"%1$s\",\"amount\":9.99,\"currency\":\"EUR\"}"
            .formatted(id);
    Visitor job = new Visitor(shop);
    assertThat(job.post("/api/renewals", renewal).status()).isEqualTo(201);
    assertThat(job.post("/api/renewals", renewal).status()).isEqualTo(200);
    assertThat(job.get("/api/orders/" + id + "/postbacks").text()).isEqualTo("[]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "null",
        "{}",
        "{\"orderId\":\"\",\"amount\":1,\"currency\":\"EUR\"}",
        "{\"orderId\":\"x\",\"currency\":\"EUR\"}",
        "{\"orderId\":\"x\",\"amount\":\"1,50\",\"currency\":\"EUR\"}",
        "{\"orderId\":\"x\",\"amount\":-1,\"currency\":\"EUR\"}",
        "{\"orderId\":\"x\",\"amount\":1e2147483647,\"currency\":\"EUR\"}",
        "{\"orderId\":\"x\",\"amount\":1e400,\"currency\":\"EUR\"}",
        "{\"orderId\":\"x\",\"amount\":1e-400,\"currency\":\"EUR\"}",
        "{\"orderId\":\"x\",\"amount\":1}",
        "{\"orderId\":\"x\",\"amount\":1,\"currency\":\"EURO\"}",
        "{\"orderId\":\"x\",\"amount\":1,\"currency\":\"EUR\",\"payment\":\"never\"}",
        "{\"orderId\":\"x\",\"amount\":1,\"currency\":\"EUR\",\"items\":[{}]}",
        "{\"orderId\":\"x\",\"amount\":1,\"currency\":\"EUR\",\"items\":[null]}",
        "{\"orderId\":\"x\\u0000\",\"amount\":1,\"currency\":\"EUR\"}",
        "{\"orderId\":\"x\",\"amount\":1,\"currency\":\"EUR\",\"customerId\":\"c\\u0000\"}"
      })
  void wrongOrder_badRequestInWords(String json) {
    Visitor.Answer answer = visitor.post("/api/orders", json);
    assertThat(answer.status()).as(json).isEqualTo(400);
    assertThat(answer.json().get("error").asString()).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/login", "/api/payments", "/api/renewals"})
  void wrongBodyElsewhere_badRequestInWords(String path) {
    Visitor.Answer answer = visitor.post(path, "{}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().get("error").asString()).endsWith("is missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/login", "/api/payments", "/api/renewals"})
  void controlCharacter_badRequestInWords(String path) {
    Visitor.Answer answer =
        visitor.post(
            path,
            "{\"customerId\":\"c\\u0000\",\"orderId\":\"x\\u0000\",\"amount\":1,"
                + "\"currency\":\"EUR\"}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().get("error").asString()).endsWith("has a control character");
  }

  @Test
  void orderIdWithSlash_found() {
    visitor.open(affiliateLink());
    assertThat(visitor.order("2026/" + id, "").status()).isEqualTo(201);
    assertThat(visitor.await("2026%2F" + id, "RECORDED").get("attempts").asInt()).isEqualTo(1);
    assertThat(visitor.get("/api/orders/2027%2F" + id + "/postbacks").status()).isEqualTo(404);
    assertThat(visitor.get("/api/orders/2026%5C" + id + "/postbacks").status()).isEqualTo(404);
  }

  /** As a browser sends it: no client library here would put such characters in a request. */
  @ParameterizedTest
  @ValueSource(strings = {"{transaction_id}", "[trans_id]", "a|b", "a^b", "`a`", "a\\b", "<a>"})
  void landingWithAnUnfilledMacro_showsTheShop(String value) throws IOException {
    URI address = URI.create(shop.url());
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket.setSoTimeout(30_000);
      socket
          .getOutputStream()
          .write(
              ("GET /?transaction_id="
                      + value
                      + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 200 ");
      if (value.contains("_id")) {
        assertThat(answer).doesNotContainIgnoringCase("Set-Cookie");
      }
    }
  }
}
