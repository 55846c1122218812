package io.github.postback4j.cli;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Runs a command line and keeps what it prints. */
final class Terminal {

  /** A network of the user's own, with a test mode. */
  static final String OWN =
      """
      {"name": "own", "about": "Ours. For tests.",
       "settings": {"KEY": {"about": "The key.", "secret": true}, "HOST": {"about": "Your host."}},
       "landing": {"transaction-id": "cid"},
       "request": {"url": "https://{HOST}/p?c={transaction_id}&o={order_id}&code={coupon}",
         "headers": {"X-Key": "{KEY}"},
         "json": {"items": {"$items": {"sku": "{item.sku}", "name": "{item.name}", "cat": "{item.category}"}}}},
       "answers": {"rules": [{"when": {"$.result": "ok"}, "means": "recorded"},
         {"when": {"$.result": "again"}, "means": "duplicate"},
         {"when": {"$.error": "*"}, "means": "refused", "reason": "{$.error}"}]},
       "test": {"about": "A field.", "request": {"json": {"test": true}}}}
      """;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  int run(Map<String, String> environment, String... args) {
    return Main.run(
        args,
        environment,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  int run(String... args) {
    return run(Map.of(), args);
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /** All that was printed, as one JSON text. */
  JsonNode json() throws IOException {
    return new ObjectMapper()
        .readerFor(JsonNode.class)
        .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .readTree(out());
  }

  void clear() {
    out.reset();
    err.reset();
  }
}
