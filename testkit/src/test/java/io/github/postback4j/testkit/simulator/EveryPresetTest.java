package io.github.postback4j.testkit.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.click.Click;
import io.github.postback4j.click.LandingParameters;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.conversion.CustomerStatus;
import io.github.postback4j.conversion.Item;
import io.github.postback4j.delivery.PostbackSender;
import io.github.postback4j.delivery.SendResult;
import io.github.postback4j.network.Answer.Meaning;
import io.github.postback4j.network.DeDuplication;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.NetworkBuilder;
import io.github.postback4j.network.NetworkDescription.Setting;
import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.network.RequestFaults;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.testkit.simulator.PresetLedgerEntry.Outcome;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every preset on the class path, played by its own declaration: a sale with items goes through the
 * real tracker, dispatcher and HTTP. A new preset is played by its being there.
 */
final class EveryPresetTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final SessionKey VISITOR = SessionKey.visitor("v1");

  /** Of presets whose URL is the user's own. */
  private static final Map<String, String> URLS =
      Map.of(
          "tune",
          "https://acme.go2cloud.example/aff_lsr?transaction_id=TRANSACTION_ID&amount=AMOUNT&adv_unique1=ORDER_ID",
          "aspire",
          "https://get.aspr.example/aff_lsr?transaction_id=TRANSACTION_ID&amount=AMOUNT&adv_unique1=ORDER_ID",
          "generic",
          "https://acme.example/postback?cid=TRANSACTION_ID&sum=AMOUNT&cur=CURRENCY&ref=ORDER_ID",
          "daisycon",
          "https://daisycon.example/t/?ti=ORDER_ID&rv=AMOUNT&dci={transaction_id}",
          "swaarm",
          "https://swaarm.example/postback?click_id={transaction_id}&amount=AMOUNT&order=ORDER_ID");

  /** Of these the order's ID is never told, by what they document. */
  private static final Set<String> WITHOUT_ORDER = Set.of("binom", "cake-api");

  /** These know the sale by something else than the click: the value, and what it has to be. */
  private static final Map<String, Map.Entry<String, String>> WITHOUT_CLICK =
      Map.of(
          "partnerstack", Map.entry("customer_id", "c-7"),
          "refersion", Map.entry("conversion:cart_id", "cart-9"));

  /** These say the amount in a grammar of their own: what has to be found of it in the URL. */
  private static final Map<String, List<String>> PACKED =
      Map.of(
          "adtraction", List.of("am=49.90"),
          "partnerize", List.of("value:19.95/quantity:2", "value:10.00/quantity:1"),
          "rakuten", List.of("amtlist=3990%7C1000"),
          "tradedoubler-plt", List.of("v(19.95)q(2)", "v(10.00)q(1)"));

  static Set<String> presets() {
    return Network.presets();
  }

  static Set<String> sending() {
    Set<String> sending = new TreeSet<>(presets());
    sending.removeIf(preset -> Network.preset(preset).describe().rules().captureOnly());
    return sending;
  }

  static Network network(String preset) {
    NetworkBuilder builder = Network.preset(preset);
    for (Setting setting : builder.describe().settings()) {
      // Those without which further requests are left out as well.
      boolean further = Set.of("CLIENT_SECRET", "ORIGIN").contains(setting.name());
      if (further || (!setting.optional() && setting.fallback() == null)) {
        String example = setting.example() == null ? "x-12345678" : setting.example();
        builder.setting(
            setting.name().replace(".*", ".sale"),
            setting.values().isEmpty() ? example : setting.values().get(0));
      }
    }
    if (URLS.containsKey(preset)) {
      builder.url(URLS.get(preset));
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
        .parameter("cart_id", "cart-9")
        .build();
  }

  @ParameterizedTest
  @MethodSource("sending")
  void saleWithItems_isBookedAndABrokenOneRefused(String preset) throws Exception {
    Network network = network(preset);
    try (PresetSimulator simulator = PresetSimulator.start(network);
        PostbackTracker tracker =
            PostbackTracker.builder().network(network).sender(simulator.sender()).build()) {
      tracker.start();
      String landing = simulator.landing();
      tracker.capture(VISITOR, landing);
      tracker.track(VISITOR, order());
      int requests = tracker.postbacks("ORD-1001").size();
      assertThat(requests).isPositive();

      List<PresetLedgerEntry> booked = awaitBooked(simulator, requests, tracker);
      assertThat(simulator.ledger()).hasSize(requests);
      Click click =
          Objects.requireNonNull(
              network.readClick(LandingParameters.parse(landing), Instant.now()), landing);
      booked.forEach(entry -> assertSale(preset, entry, click));
      assertThat(amount(preset, booked)).isEqualByComparingTo("49.90");

      try (PostbackSender sender = simulator.sender()) {
        PresetLedgerEntry main = mainOf(booked);
        assertRepetition(network, simulator, sender, main);
        assertBrokenAreRefused(network, simulator, sender, main);
      }
    }
  }

  /** A failure tells both sides: the network's ledger, and what the shop knows of it. */
  private static List<PresetLedgerEntry> awaitBooked(
      PresetSimulator simulator, int requests, PostbackTracker tracker)
      throws InterruptedException {
    try {
      return simulator.awaitBooked(requests, PATIENCE);
    } catch (AssertionError e) {
      String postbacks =
          tracker.postbacks("ORD-1001").stream()
              .map(postback -> postback + ", reason " + postback.reason())
              .collect(Collectors.joining("\n  "));
      throw new AssertionError(e.getMessage() + "\nThe shop's postbacks:\n  " + postbacks, e);
    }
  }

  private static void assertSale(String preset, PresetLedgerEntry entry, Click click) {
    assertThat(entry.goal()).isEqualTo("sale");
    assertThat(entry.orderId()).isEqualTo(WITHOUT_ORDER.contains(preset) ? null : "ORD-1001");
    Map.Entry<String, String> other = WITHOUT_CLICK.get(preset);
    if (other != null) {
      assertThat(entry.values()).contains(other);
    } else if (entry.part().isEmpty()) {
      assertThat(entry.transactionId() == null ? entry.partnerId() : entry.transactionId())
          .isNotNull()
          .isIn(click.transactionId(), click.partnerId());
    }
    if (entry.currency() != null) {
      assertThat(entry.currency()).isEqualTo("EUR");
    }
  }

  /** A further request may arrive before it. */
  private static PresetLedgerEntry mainOf(List<PresetLedgerEntry> booked) {
    return booked.stream().filter(entry -> entry.part().isEmpty()).findFirst().orElseThrow();
  }

  /** What was told of the amount: of the order, or of its lines. */
  private static BigDecimal amount(String preset, List<PresetLedgerEntry> booked) {
    PresetLedgerEntry first = mainOf(booked);
    List<String> packed = PACKED.get(preset);
    if (packed != null) {
      assertThat(first.request().url()).contains(packed);
      return new BigDecimal("49.90");
    }
    if (first.amount() != null) {
      return new BigDecimal(first.amount());
    }
    return booked.size() > 1
        ? booked.stream()
            .map(entry -> line(entry.values()))
            .reduce(BigDecimal.ZERO, BigDecimal::add)
        : first.items().stream()
            .map(EveryPresetTest::line)
            .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static BigDecimal line(Map<String, String> values) {
    String total = values.get("item.line_total");
    return total == null
        ? number(values, "item.unit_price", "price")
            .multiply(number(values, "item.quantity", "quantity"))
        : new BigDecimal(total);
  }

  private static BigDecimal number(Map<String, String> values, String name, String orElse) {
    String text = values.get(name);
    return new BigDecimal(text == null ? Objects.requireNonNull(values.get(orElse), orElse) : text);
  }

  private static void assertRepetition(
      Network network, PresetSimulator simulator, PostbackSender sender, PresetLedgerEntry booked) {
    SendResult.Answered answer = send(sender, BrokenRequests.plain(booked.request()));
    PresetLedgerEntry again = latest(simulator);
    assertThat(again.outcome())
        .isEqualTo(
            network.deDuplication() == DeDuplication.NONE ? Outcome.BOOKED : Outcome.DUPLICATE);
    assertThat(network.readAnswer(answer.status(), answer.body()).meaning())
        .isIn(Meaning.RECORDED, Meaning.ACCEPTED, Meaning.DUPLICATE);
  }

  private static void assertBrokenAreRefused(
      Network network, PresetSimulator simulator, PostbackSender sender, PresetLedgerEntry booked) {
    Map<String, PostbackRequest> broken = BrokenRequests.of(network, booked);
    assertThat(broken).isNotEmpty();
    broken.forEach(
        (dropped, request) -> {
          SendResult.Answered answer = send(sender, request);
          PresetLedgerEntry entry = latest(simulator);
          assertThat(entry.outcome()).as("without " + dropped).isEqualTo(Outcome.REFUSED);
          assertThat(entry.faults())
              .as("without " + dropped)
              .extracting(RequestFaults.Fault::kind)
              .containsAnyOf(
                  RequestFaults.Kind.MISSING,
                  RequestFaults.Kind.AUTHORIZATION,
                  RequestFaults.Kind.PATH);
          assertThat(network.readAnswer(answer.status(), answer.body()).meaning())
              .as("without " + dropped)
              .isEqualTo(Meaning.REFUSED);
        });
  }

  private static SendResult.Answered send(PostbackSender sender, PostbackRequest request) {
    SendResult result =
        sender.send(request, new PostbackSender.Options(true, false, PATIENCE)).join();
    assertThat(result).isInstanceOf(SendResult.Answered.class);
    return (SendResult.Answered) result;
  }

  private static PresetLedgerEntry latest(PresetSimulator simulator) {
    List<PresetLedgerEntry> all = simulator.ledger();
    return all.get(all.size() - 1);
  }

  @Test
  void presetsThatOnlyCapture_areNotPlayed() {
    Set<String> only = new TreeSet<>(presets());
    only.removeAll(sending());
    assertThat(only).isNotEmpty();
    for (String preset : only) {
      assertThatThrownBy(() -> PresetSimulator.start(network(preset)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("sends nothing");
    }
  }
}
