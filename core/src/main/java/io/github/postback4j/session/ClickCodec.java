package io.github.postback4j.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.postback4j.click.Click;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A click as the text that a row holds: JSON in plain ASCII with a version, one text for equal
 * clicks.
 *
 * <p>While a new version of this library is rolled out, nodes of both share a store. A member that
 * is merely added leaves the version as it is, for unknown members are passed over. A change that
 * an earlier node would misread takes the next version: earlier nodes then pass the click over,
 * without touching it, until they are replaced; later ones read all versions before theirs.
 */
final class ClickCodec {

  private static final int VERSION = 1;

  private final int version;
  private final JsonMapper json =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  ClickCodec() {
    this(VERSION);
  }

  /**
   * @param version that is written, and the latest that is read
   */
  ClickCodec(int version) {
    this.version = version;
  }

  String write(Click click) {
    ObjectNode node = json.createObjectNode();
    node.put("v", version).put("network", click.network());
    putIfThere(node, "transactionId", click.transactionId());
    putIfThere(node, "partnerId", click.partnerId());
    putIfThere(node, "offerId", click.offerId());
    if (!click.parameters().isEmpty()) {
      ObjectNode parameters = node.putObject("parameters");
      new TreeMap<>(click.parameters()).forEach(parameters::put);
    }
    node.put("clickedAt", click.clickedAt().toString());
    try {
      return json.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts is always JSON", e);
    }
  }

  /** The click; null if the text is damaged or of a newer version. */
  @Nullable Click read(String text) {
    try {
      JsonNode node = json.readTree(text);
      int written = node.path("v").asInt();
      if (written < 1 || written > version) {
        return null;
      }
      Map<String, String> parameters = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> parameter : node.path("parameters").properties()) {
        parameters.put(parameter.getKey(), parameter.getValue().asText());
      }
      return new Click(
          node.path("network").asText(),
          textOrNull(node.path("transactionId")),
          textOrNull(node.path("partnerId")),
          textOrNull(node.path("offerId")),
          parameters,
          Instant.parse(node.path("clickedAt").asText()));
    } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
      return null;
    }
  }

  /**
   * 43 characters that the same clicks share, and no others: one transaction ID of a network is one
   * click, whenever and however often it lands.
   *
   * @param text of the click
   */
  String sameness(Click click, String text) {
    String transactionId = click.transactionId();
    return hash(transactionId == null ? text : click.network() + "\n" + transactionId);
  }

  private static String hash(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void putIfThere(ObjectNode node, String name, @Nullable String value) {
    if (value != null) {
      node.put(name, value);
    }
  }

  private static @Nullable String textOrNull(JsonNode node) {
    return node.isTextual() ? node.asText() : null;
  }
}
