package io.github.postback4j.network;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.postback4j.click.Click;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.conversion.Item;
import io.github.postback4j.network.PlannedPostback.Send;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From an order of 20 lines to a request's JSON body, beside Jackson writing the same body by hand
 * and from objects; and to the packed query of Awin, and to Awin's JSON with its commission groups.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BodyBenchmark {

  private static final String PLAIN =
      """
      {"name": "plain", "landing": {"transaction-id": "cid"},
       "request": {"url": "https://n.example/orders", "json": {
         "click": "{transaction_id}", "order": "{order_id}", "currency": "{currency}",
         "amount": {"$number": "{amount}"},
         "items": {"$items": {"sku": "{item.sku}", "name": "{item.name}",
           "quantity": {"$number": "{item.quantity}"}, "price": {"$number": "{item.unit_price}"}}}}}}
      """;

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private final Network plain = NetworkFile.read("benchmark", PLAIN).build();
  private final Network awin =
      Network.preset("awin-conversion-api")
          .setting("MERCHANT", "12345")
          .setting("API_KEY", "k-123456")
          .build();
  private final Network awinQuery = Network.preset("awin").setting("MERCHANT", "12345").build();
  private final Conversion conversion = conversion();
  private final JsonFactory factory = new JsonFactory();
  private final JsonMapper mapper = JsonMapper.builder().build();

  private static Conversion conversion() {
    Conversion.Builder order =
        Conversion.builder("ORD-2026-0000123").amount(new BigDecimal("399.00"), "EUR");
    for (int i = 0; i < 20; i++) {
      order.item(
          new Item("SKU-" + i, "Mug, \"blue\" no. " + i, 1, new BigDecimal("19.95"), "Kitchen"));
    }
    return order.build();
  }

  private static Click click(Network network) {
    return Click.ofTransaction(
        network.name(), "102c0ffee0ddba11cafe0123456789", NOW.minusSeconds(3600));
  }

  /** All must make the same body, or they did not do the same work. */
  @Setup
  public void compare() throws IOException {
    String expected = body(plain());
    for (String other : List.of(generator(), objects())) {
      if (!other.equals(expected)) {
        throw new IllegalStateException("not the same: " + expected + " and " + other);
      }
    }
    if (!body(awin()).contains("SKU-19") || !(awinQuery() instanceof Send)) {
      throw new IllegalStateException("Awin is not sent");
    }
  }

  private static String body(PlannedPostback plan) {
    if (plan instanceof Send send) {
      return String.valueOf(send.request().body());
    }
    throw new IllegalStateException("nothing to send");
  }

  /** Ours, from click and conversion to a request. */
  @Benchmark
  public PlannedPostback plain() {
    return plain.plan(click(plain), conversion, NOW);
  }

  /** Ours: Awin's conversion API, each text freed of bars, a commission group for each line. */
  @Benchmark
  public PlannedPostback awin() {
    return awin.plan(click(awin), conversion, NOW);
  }

  /** Ours: Awin's query with a packed parameter for each line. */
  @Benchmark
  public PlannedPostback awinQuery() {
    return awinQuery.plan(click(awinQuery), conversion, NOW);
  }

  /** Jackson's generator, for this one body only. */
  @Benchmark
  public String generator() throws IOException {
    StringWriter text = new StringWriter(2048);
    try (JsonGenerator json = factory.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("click", click(plain).transactionId());
      json.writeStringField("order", conversion.orderId());
      json.writeStringField("currency", conversion.currency());
      json.writeNumberField("amount", money(conversion.amount()));
      json.writeArrayFieldStart("items");
      for (Item item : conversion.items()) {
        json.writeStartObject();
        json.writeStringField("sku", item.sku());
        json.writeStringField("name", item.name());
        json.writeNumberField("quantity", item.quantity());
        json.writeNumberField("price", money(item.unitPrice()));
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.toString();
  }

  /** Jackson's mapper, from records made for this body only. */
  @Benchmark
  public String objects() throws IOException {
    List<Line> lines = new ArrayList<>();
    for (Item item : conversion.items()) {
      lines.add(
          new Line(
              item.sku(), String.valueOf(item.name()), item.quantity(), money(item.unitPrice())));
    }
    return mapper.writeValueAsString(
        new Order(
            String.valueOf(click(plain).transactionId()),
            conversion.orderId(),
            String.valueOf(conversion.currency()),
            money(conversion.amount()),
            lines));
  }

  private static BigDecimal money(@Nullable BigDecimal amount) {
    return amount == null ? BigDecimal.ZERO : amount.setScale(2, RoundingMode.HALF_UP);
  }

  record Order(String click, String order, String currency, BigDecimal amount, List<Line> items) {}

  record Line(String sku, String name, int quantity, BigDecimal price) {}
}
