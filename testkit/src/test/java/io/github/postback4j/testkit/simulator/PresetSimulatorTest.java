package io.github.postback4j.testkit.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.postback4j.PostbackTracker;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.delivery.PostbackSender;
import io.github.postback4j.delivery.SendResult;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.network.RequestFaults;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.testkit.simulator.PresetLedgerEntry.Outcome;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A network of a file of its own, played by what the file says. */
final class PresetSimulatorTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final PostbackSender.Options OPTIONS =
      new PostbackSender.Options(true, false, PATIENCE);

  private static final String FILE =
      """
      {
        "name": "acme",
        "settings": {"KEY": {"about": "The key.", "secret": true}},
        "landing": {"transaction-id": "cid", "partner-id": "pid", "when": {"utm_source": "a&b"}},
        "protocol": "transaction-id",
        "request": {
          "method": "POST",
          "url": "https://%s/v1/orders",
          "headers": {"X-Key": "{KEY}"},
          "json": {"click": "{transaction_id}", "order": "{order_id}", "sum": {"$number": "{amount}"}},
          "required": ["order_id", "amount"],
          "also": {"points": {"url": "https://points.acme.example/give?order={order_id}"}},
          "goals": {
            "refund": {
              "url": "https://acme.example/v1/refunds?order={order_id}&id={refund_id}&sum={amount}",
              "method": "GET",
              "answers": {
                "rules": [{"when": {"body": "refunded"}, "means": "recorded"}],
                "samples": [{"status": 200, "body": "refunded", "means": "recorded"}]
              }
            }
          }
        },
        "answers": {
          "rules": [
            {"when": {"$.ok": "true"}, "means": "recorded"},
            {"when": {"$.error": "known"}, "means": "duplicate"},
            {"when": {"$.error": "*"}, "means": "refused", "reason": "{$.error}"}
          ],
          "samples": [
            {"status": 200, "body": "{\\"ok\\":true}", "means": "recorded"},
            {"status": 200, "body": "{\\"error\\":\\"known\\"}", "means": "duplicate"},
            {"status": 200, "body": "{\\"error\\":\\"bad order\\"}", "means": "refused"}
          ]
        },
        "de-duplication": "unique-id"
      }
      """;

  @TempDir Path folder;

  private final SettableClock clock = new SettableClock();
  private Network network;
  private PresetSimulator simulator;
  private PostbackSender sender;

  @BeforeEach
  void open() throws Exception {
    network = acme("acme.example");
    simulator =
        PresetSimulator.builder(network).clock(clock).landing("https://shop.example/?a=b").start();
    sender = simulator.sender();
  }

  @AfterEach
  void close() {
    sender.close();
    simulator.close();
  }

  private Network acme(String host) throws Exception {
    Path file = folder.resolve(host + ".json");
    Files.writeString(file, FILE.formatted(host));
    return Network.fromJson(file).setting("KEY", "k-12345678").build();
  }

  private static PostbackRequest order(String id, String key) {
    return new PostbackRequest(
        "POST",
        "https://acme.example/v1/orders",
        Map.of("X-Key", key, "Content-Type", "application/json"),
        "{\"click\":\"c1\",\"order\":\"" + id + "\",\"sum\":9.50}");
  }

  private SendResult.Answered send(PostbackRequest request) {
    return (SendResult.Answered) sender.send(request, OPTIONS).join();
  }

  private PresetLedgerEntry latest() {
    return simulator.ledger().get(simulator.ledger().size() - 1);
  }

  @Test
  void goodRequest_isBookedInTheNetworksWords() {
    assertThat(send(order("o-1", "k-12345678")).body()).isEqualTo("{\"ok\":true}");

    PresetLedgerEntry entry = simulator.booked().get(0);
    assertThat(entry.time()).isEqualTo(clock.instant());
    assertThat(entry.goal()).isEqualTo("sale");
    assertThat(entry.part()).isEmpty();
    assertThat(entry.transactionId()).isEqualTo("c1");
    assertThat(entry.partnerId()).isNull();
    assertThat(entry.orderId()).isEqualTo("o-1");
    assertThat(entry.amount()).isEqualTo("9.50");
    assertThat(entry.currency()).isNull();
    assertThat(entry.status()).isEqualTo(200);
    assertThat(entry.request().url()).isEqualTo("https://acme.example/v1/orders");
    assertThat(entry.request().headers()).containsEntry("x-key", "k-12345678");
    assertThat(entry.toString()).isEqualTo("PresetLedgerEntry[sale, BOOKED]");
  }

  @Test
  void repeatedRequest_isADuplicateByWhatTheNetworkDeDuplicatesBy() {
    send(order("o-1", "k-12345678"));

    assertThat(send(order("o-1", "k-12345678")).body()).isEqualTo("{\"error\":\"known\"}");
    assertThat(send(order("o-2", "k-12345678")).body()).isEqualTo("{\"ok\":true}");
    assertThat(simulator.ledger())
        .extracting(PresetLedgerEntry::outcome)
        .containsExactly(Outcome.BOOKED, Outcome.DUPLICATE, Outcome.BOOKED);
  }

  @Test
  void brokenRequest_isRefusedWithItsFaultsNamed() {
    PostbackRequest good = order("o-1", "k-12345678");
    PostbackRequest broken =
        new PostbackRequest(
            "POST", good.url(), good.headers(), "{\"click\":\"c1\",\"sum\":\"9.50\",\"x\":1}");

    assertThat(send(broken).body()).isEqualTo("{\"error\":\"bad order\"}");
    assertThat(simulator.booked()).isEmpty();
    assertThat(simulator.refused().get(0).faults())
        .extracting(fault -> fault.kind() + " " + fault.place())
        .containsExactlyInAnyOrder("MISSING $.order", "FORM $.sum", "UNKNOWN $.x");
    assertThat(send(good).body()).isEqualTo("{\"ok\":true}");
  }

  @Test
  void wrongKey_isUnauthorizedByThePlainStatusWhereThereIsNoSample() {
    SendResult.Answered answer = send(order("o-1", "k-wrong"));

    assertThat(network.readAnswer(answer.status(), answer.body()).unauthorized()).isTrue();
    assertThat(answer.status()).isEqualTo(401);
    assertThat(latest().faults())
        .extracting(RequestFaults.Fault::kind)
        .containsExactly(RequestFaults.Kind.AUTHORIZATION);
    assertThat(latest().toString()).doesNotContain("k-wrong");
  }

  @Test
  void furtherRequestAndRefund_areKnownAndAnsweredByTheirOwnRules() {
    assertThat(send(PostbackRequest.get("https://points.acme.example/give?order=o-1")).status())
        .isEqualTo(200);
    assertThat(latest().goal() + latest().part()).isEqualTo("sale+points");
    PostbackRequest refund =
        new PostbackRequest(
            "GET",
            "https://acme.example/v1/refunds?order=o-1&id=r1&sum=4.00",
            Map.of("X-Key", "k-12345678"),
            null);

    assertThat(send(refund).body()).isEqualTo("refunded");
    assertThat(latest().goal()).isEqualTo("refund");
    assertThat(latest().values()).containsEntry("refund_id", "r1");
    assertThat(latest().booked()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "recorded, 200, BOOKED",
    "duplicate, 200, DUPLICATE",
    "refused, 200, REFUSED",
    "unauthorized, 401, REFUSED",
    "not-processed, 429, FAILED",
    "unknown, 500, FAILED"
  })
  void anyAnswer_onCommand(String means, int status, Outcome outcome) {
    simulator.addFault(Fault.answer(means).times(1));

    SendResult.Answered answer = send(order("o-1", "k-12345678"));

    assertThat(answer.status()).isEqualTo(status);
    assertThat(latest().outcome()).isEqualTo(outcome);
    assertThat(send(order("o-2", "k-12345678")).body()).isEqualTo("{\"ok\":true}");
  }

  @Test
  void unreadableAnswer_afterBookingHoldsForRepetitionsToo() {
    simulator.addFault(Fault.answer("unknown").afterBooking().times(2));

    assertThat(send(order("o-1", "k-12345678")).status()).isEqualTo(500);
    assertThat(send(order("o-1", "k-12345678")).status()).isEqualTo(500);
    assertThat(simulator.ledger())
        .extracting(PresetLedgerEntry::outcome)
        .containsExactly(Outcome.BOOKED, Outcome.DUPLICATE);
  }

  @Test
  void answerThatTheNetworkDoesNotGive_isRefusedAtOnce() {
    assertThatThrownBy(() -> simulator.addFault(Fault.answer("accepted")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no answer is known that means accepted");
    assertThatThrownBy(() -> Fault.answer("yes")).isInstanceOf(IllegalArgumentException.class);
    try (NetworkSimulator tune = NetworkSimulator.builder().start()) {
      assertThatThrownBy(() -> tune.addFault(Fault.answer("refused")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("PresetSimulator");
    }
  }

  @Test
  void lostAnswers_areBookedOrNotAsTold() throws Exception {
    simulator.addFault(Fault.reset().afterBooking().times(1));
    assertThat(sender.send(order("o-1", "k-12345678"), OPTIONS).join())
        .isInstanceOf(SendResult.NoAnswer.class);
    assertThat(latest().outcome()).isEqualTo(Outcome.BOOKED);
    assertThat(latest().answer()).isEqualTo("[reset]");

    simulator.addFault(Fault.hang().times(1));
    assertHangs(order("o-2", "k-12345678"));
    assertThat(latest().outcome()).isEqualTo(Outcome.FAILED);

    simulator.addFault(Fault.status(503, "later").retryAfter("7").times(1));
    assertThat(send(order("o-2", "k-12345678")).retryAfter()).isEqualTo("7");
    assertThat(latest().answer()).isEqualTo("later");
    assertThat(send(order("o-2", "k-12345678")).body()).isEqualTo("{\"ok\":true}");
  }

  /** The request has arrived, no answer comes, and only the caller ends that. */
  private void assertHangs(PostbackRequest request) throws Exception {
    int before = simulator.ledger().size();
    PostbackSender patient = simulator.sender();
    try {
      CompletableFuture<SendResult> answer =
          patient.send(request, new PostbackSender.Options(false, false, Duration.ofMinutes(2)));
      Polling.until("the request has arrived", () -> simulator.ledger().size() > before);

      assertThatThrownBy(() -> answer.get(200, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);

      patient.close();
      assertThat(answer.get(60, TimeUnit.SECONDS)).isInstanceOf(SendResult.NoAnswer.class);
    } finally {
      patient.close();
    }
  }

  @Test
  void twoNetworks_eachGetsItsOwnAndNothingLeavesTheMachine() throws Exception {
    Network other = acme("other.example");
    try (PresetSimulator second = PresetSimulator.start(other);
        PostbackSender both = PresetSimulator.sender(simulator, second)) {
      PostbackRequest good = order("o-1", "k-12345678");
      both.send(good, OPTIONS).join();
      both.send(
              new PostbackRequest(
                  "POST", "https://other.example/v1/orders", good.headers(), good.body()),
              OPTIONS)
          .join();

      assertThat(simulator.booked()).hasSize(1);
      assertThat(second.booked()).hasSize(1);

      both.send(PostbackRequest.get("https://elsewhere.example/?x=1"), OPTIONS).join();
      assertThat(simulator.ledger().size() + second.ledger().size()).isEqualTo(3);
      assertThat(simulator.refused().size() + second.refused().size()).isEqualTo(1);
    }
    assertThatThrownBy(() -> PresetSimulator.sender(new PresetSimulator[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void badlyBrokenRequest_isStillForTheNetworkOfItsHost() {
    Network other =
        Network.builder("other")
            .url("https://other.example/v1/orders?cid={transaction_id}")
            .build();
    try (PresetSimulator second = PresetSimulator.start(other);
        PostbackSender both = PresetSimulator.sender(second, simulator)) {
      both.send(
              new PostbackRequest(
                  "POST",
                  "https://acme.example/v1/orders?x=1&y=2",
                  Map.of("Content-Type", "application/json"),
                  "{\"click\":7,\"order\":8,\"sum\":\"a\",\"z\":1}"),
              OPTIONS)
          .join();
      both.send(PostbackRequest.get("https://acme.example/v1/orders?cid=c1"), OPTIONS).join();

      assertThat(second.ledger()).isEmpty();
      assertThat(simulator.refused()).hasSize(2);
    }
  }

  @Test
  void statusThatIsThatOfNewConversions_isAChangeOfTheKnownSale() {
    Network affise =
        Network.preset("affise").setting("HOST", "a.example").setting("STATUS", "1").build();
    String sale = "https://a.example/postback?clickid=c1&action_id=ORD-1&goal=1&sum=9.50&status=1";
    String approved = "https://a.example/postback?clickid=c1&action_id=ORD-1&goal=1&status=1";
    try (PresetSimulator simulated = PresetSimulator.start(affise);
        PostbackSender to = simulated.sender()) {
      for (String url : List.of(sale, approved, sale)) {
        to.send(PostbackRequest.get(url), OPTIONS).join();
      }

      assertThat(simulated.ledger())
          .extracting(PresetLedgerEntry::goal, PresetLedgerEntry::outcome)
          .containsExactly(
              tuple("sale", Outcome.BOOKED),
              tuple("status", Outcome.BOOKED),
              tuple("sale", Outcome.DUPLICATE));
      assertThat(simulated.ledger().get(1).values()).containsEntry("status", "approved");
    }
  }

  @Test
  void whatIsForThisMachineAnyway_goesThere() {
    try (NetworkSimulator tune = NetworkSimulator.builder().start()) {
      String click = tune.click(1, 1);

      send(PostbackRequest.get(tune.url() + "/aff_lsr?transaction_id=" + click));

      assertThat(tune.booked()).hasSize(1);
      assertThat(simulator.ledger()).isEmpty();
    }
  }

  @Test
  void sentToItsOwnAddress_hostIsNotJudged() throws Exception {
    PostbackRequest good = order("o-1", "k-12345678");
    send(new PostbackRequest("POST", simulator.url() + "/v1/orders", good.headers(), good.body()));

    assertThat(simulator.booked()).hasSize(1);
    assertThat(simulator.booked().get(0).request().url()).isEqualTo("/v1/orders");
  }

  @Test
  void landing_isReadAsAClickOfThisNetwork() throws Exception {
    assertThat(simulator.landing()).matches("cid=c[0-9a-f]{23}&pid=7&utm_source=a%26b");
    HttpResponse<String> clicked = get("/simulator/click");
    assertThat(clicked.statusCode()).isEqualTo(302);
    assertThat(clicked.headers().firstValue("Location").orElseThrow())
        .startsWith("https://shop.example/?a=b&cid=c");
    assertThat(simulator.affiliateLink()).isEqualTo(simulator.url() + "/simulator/click");
  }

  @Test
  void pageAndControlAddresses_tellWhatWasBookedAndRefused() throws Exception {
    send(order("<b>o-1</b>", "k-12345678"));
    send(order("o-2", "k-wrong-9"));

    String page = get("/").body();
    assertThat(page)
        .contains(
            "Stands in for the network acme.",
            "https://shop.example/?a=b<",
            "&lt;b&gt;o-1&lt;/b&gt;",
            "9.50",
            "c1")
        .contains("X-Key is not ours")
        .doesNotContain("<b>o-1", "k-12345678", "k-wrong-9");
    assertThat(get("/simulator/").body()).isEqualTo(page);
    JsonNode ledger = json("/simulator/ledger");
    assertThat(ledger).hasSize(2);
    assertThat(ledger.get(0).get("outcome").asText()).isEqualTo("booked");
    assertThat(ledger.get(0).get("values").get("order_id").asText()).isEqualTo("<b>o-1</b>");
    assertThat(ledger.get(1).get("faults").get(0).asText()).isEqualTo("X-Key is not ours");
    JsonNode request = json("/simulator/requests?last=1").get(0);
    assertThat(request.get("url").asText()).isEqualTo("https://acme.example/v1/orders");
    assertThat(request.get("status").asInt()).isEqualTo(401);
    assertThat(request.get("body").asText()).contains("\"o-2\"");

    assertThat(post("/simulator/faults?kind=answer&means=refused&times=1")).isEqualTo(201);
    assertThat(post("/simulator/faults?kind=answer&means=nonsense")).isEqualTo(400);
    assertThat(post("/simulator/faults?kind=explode")).isEqualTo(400);
    assertThat(json("/simulator/faults").get(0).get("text").asText())
        .isEqualTo("answer refused, next 1, before booking");
    assertThat(post("/simulator/clear")).isEqualTo(200);
    assertThat(simulator.ledger()).isEmpty();
    assertThat(json("/simulator/faults")).isEmpty();
  }

  @Test
  void tooFewBooked_saysWhatWasRefused() {
    send(order("o-1", "k-wrong"));

    assertThatThrownBy(() -> simulator.awaitBooked(1, Duration.ofMillis(1)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("X-Key is not ours");
  }

  @Test
  void throughTheTracker_refusalIsInThePostback() throws Exception {
    SessionKey visitor = SessionKey.visitor("v1");
    try (PostbackTracker tracker =
        PostbackTracker.builder().network(network).sender(simulator.sender()).build()) {
      tracker.start();
      tracker.capture(visitor, simulator.landing());
      simulator.addFault(Fault.answer("refused")); // for either request, whichever comes first
      tracker.track(visitor, Conversion.sale("o-1", new BigDecimal("9.50"), "EUR"));
      tracker.flush(PATIENCE);

      List<Postback> postbacks = tracker.postbacks("o-1");
      assertThat(postbacks).hasSize(2);
      assertThat(postbacks)
          .filteredOn(postback -> !postback.isAdditional())
          .singleElement()
          .satisfies(
              postback -> {
                assertThat(postback.state()).isEqualTo(PostbackState.REFUSED);
                assertThat(postback.reason()).isEqualTo("bad order");
              });
    }
  }

  private HttpResponse<String> get(String target) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(simulator.url() + target)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private int post(String target) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(simulator.url() + target))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private JsonNode json(String target) throws Exception {
    return new ObjectMapper().readTree(get(target).body());
  }
}
