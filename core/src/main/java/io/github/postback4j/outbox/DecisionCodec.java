package io.github.postback4j.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.postback4j.outbox.Decision.NetworkDecision;
import io.github.postback4j.store.StoreException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was decided for the networks, as the text that a row holds: JSON in plain ASCII with a
 * version. It is kept for long, so the names are short: n network, p postback, r reason.
 */
final class DecisionCodec {

  private static final int VERSION = 1;

  private final JsonMapper json = RequestCodec.asciiMapper();

  String write(List<NetworkDecision> networks) {
    ObjectNode node = json.createObjectNode();
    node.put("v", VERSION);
    ArrayNode lines = node.putArray("networks");
    for (NetworkDecision network : networks) {
      ObjectNode line = lines.addObject().put("n", network.network());
      if (network.postbackId() != null) {
        line.put("p", network.postbackId());
      }
      if (network.reason() != null) {
        line.put("r", network.reason());
      }
    }
    return text(node);
  }

  /**
   * The memos by network, of its first line, which stand in a column of their own so that it can be
   * blanked.
   */
  @Nullable String writeMemos(List<NetworkDecision> networks) {
    ObjectNode memos = null;
    for (NetworkDecision network : networks) {
      if (network.memo() != null) {
        memos = memos == null ? json.createObjectNode() : memos;
        memos.put(network.network(), network.memo());
      }
    }
    if (memos == null) {
      return null;
    }
    return text(json.createObjectNode().put("v", VERSION).set("memos", memos));
  }

  private String text(JsonNode node) {
    try {
      return json.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts is always JSON", e);
    }
  }

  /**
   * @throws StoreException if a text is damaged or of a newer version
   */
  List<NetworkDecision> read(String text, @Nullable String memosText) {
    try {
      JsonNode memos = json.readTree(memosText == null ? "{}" : memosText).path("memos");
      JsonNode node = json.readTree(text);
      if (node.path("v").asInt() != VERSION) {
        throw new StoreException("a decision was written by another version of Postback4j", null);
      }
      List<NetworkDecision> networks = new ArrayList<>();
      Set<String> begun = new HashSet<>();
      for (JsonNode line : node.path("networks")) {
        String network = line.path("n").asText();
        networks.add(
            new NetworkDecision(
                network,
                textOrNull(line.path("p")),
                textOrNull(line.path("r")),
                begun.add(network) ? textOrNull(memos.path(network)) : null));
      }
      return networks;
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new StoreException("a decision cannot be read: its row is damaged", null);
    }
  }

  private static @Nullable String textOrNull(JsonNode node) {
    return node.isTextual() ? node.asText() : null;
  }
}
