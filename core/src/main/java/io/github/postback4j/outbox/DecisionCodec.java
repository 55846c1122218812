package io.github.postback4j.outbox;

import io.github.postback4j.outbox.Decision.NetworkDecision;
import io.github.postback4j.store.StoreException;
import io.github.postback4j.store.StoredJson;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was decided for the networks, as the text that a row holds: JSON in plain ASCII with a
 * version. It is kept for long, so the names are short: n network, p postback, r reason.
 */
final class DecisionCodec {

  private static final int VERSION = 1;

  String write(List<NetworkDecision> networks) {
    List<StoredJson> lines = new ArrayList<>(networks.size());
    for (NetworkDecision network : networks) {
      lines.add(
          new StoredJson()
              .put("n", network.network())
              .put("p", network.postbackId())
              .put("r", network.reason()));
    }
    return new StoredJson().put("v", VERSION).put("networks", lines).write();
  }

  /**
   * The memos by network, of its first line, which stand in a column of their own so that it can be
   * blanked.
   */
  @Nullable String writeMemos(List<NetworkDecision> networks) {
    StoredJson memos = new StoredJson();
    for (NetworkDecision network : networks) {
      memos.put(network.network(), network.memo());
    }
    return memos.isEmpty() ? null : new StoredJson().put("v", VERSION).put("memos", memos).write();
  }

  /**
   * @throws StoreException if a text is damaged or of a newer version
   */
  List<NetworkDecision> read(String text, @Nullable String memosText) {
    try {
      StoredJson memos = StoredJson.read(memosText == null ? "{}" : memosText).object("memos");
      StoredJson json = StoredJson.read(text);
      if (json.number("v") != VERSION) {
        throw new StoreException("a decision was written by another version of Postback4j", null);
      }
      List<NetworkDecision> networks = new ArrayList<>();
      Set<String> begun = new HashSet<>();
      for (StoredJson line : json.objects("networks")) {
        String network = Objects.requireNonNullElse(line.text("n"), "");
        networks.add(
            new NetworkDecision(
                network,
                line.text("p"),
                line.text("r"),
                begun.add(network) ? memos.text(network) : null));
      }
      return networks;
    } catch (IllegalArgumentException e) {
      throw new StoreException("a decision cannot be read: its row is damaged", null);
    }
  }
}
