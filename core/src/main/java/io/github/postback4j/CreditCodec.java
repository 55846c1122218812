package io.github.postback4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.postback4j.click.Click;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A credit as the text of a memo: JSON in plain ASCII with a version. It is kept for long, so the
 * names are short: t transaction ID, p partner ID, o offer ID, at click time, k parameters, n which
 * renewal, a amount, c currency, s what remains, u status. Unknown members are passed over.
 */
final class CreditCodec {

  private static final int VERSION = 1;

  private final JsonMapper json =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  String write(Credit credit, boolean withParameters) {
    ObjectNode node = json.createObjectNode().put("v", VERSION);
    Click click = credit.click();
    if (click != null) {
      put(node, "t", click.transactionId());
      put(node, "p", click.partnerId());
      put(node, "o", click.offerId());
      node.put("at", click.clickedAt().toEpochMilli());
      if (withParameters && !click.parameters().isEmpty()) {
        ObjectNode parameters = node.putObject("k");
        new TreeMap<>(click.parameters()).forEach(parameters::put);
      }
    }
    if (credit.renewal() > 0) {
      node.put("n", credit.renewal());
    }
    put(node, "a", text(credit.amount()));
    put(node, "c", credit.currency());
    put(node, "s", text(credit.remaining()));
    put(node, "u", credit.status());
    try {
      return json.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts is always JSON", e);
    }
  }

  /** The credit; null if the memo is absent, damaged or of a newer version. */
  @Nullable Credit read(String network, @Nullable String memo) {
    if (memo == null) {
      return null;
    }
    try {
      JsonNode node = json.readTree(memo);
      if (node.path("v").asInt() != VERSION) {
        return null;
      }
      return new Credit(
          click(network, node),
          node.path("n").asInt(),
          number(node.path("a")),
          textOrNull(node.path("c")),
          number(node.path("s")),
          textOrNull(node.path("u")));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable Click click(String network, JsonNode node) {
    String transactionId = textOrNull(node.path("t"));
    String partnerId = textOrNull(node.path("p"));
    if (transactionId == null && partnerId == null) {
      return null;
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> parameter : node.path("k").properties()) {
      parameters.put(parameter.getKey(), parameter.getValue().asText());
    }
    return new Click(
        network,
        transactionId,
        partnerId,
        textOrNull(node.path("o")),
        parameters,
        Instant.ofEpochMilli(node.path("at").asLong()));
  }

  private static @Nullable String text(@Nullable BigDecimal number) {
    return number == null ? null : number.toPlainString();
  }

  private static @Nullable BigDecimal number(JsonNode node) {
    return node.isTextual() ? new BigDecimal(node.asText()) : null;
  }

  private static void put(ObjectNode node, String name, @Nullable String value) {
    if (value != null) {
      node.put(name, value);
    }
  }

  private static @Nullable String textOrNull(JsonNode node) {
    return node.isTextual() ? node.asText() : null;
  }
}
