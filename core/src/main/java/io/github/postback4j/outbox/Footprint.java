package io.github.postback4j.outbox;

import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.outbox.Decision.NetworkDecision;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * About how many bytes of heap things in memory take: their characters, and what objects and
 * indexes cost besides, as measured on a 64-bit JVM and rounded up by a fifth.
 */
final class Footprint {

  private static final int POSTBACK = 320;
  private static final int DECISION = 300;
  private static final int NETWORK_DECISION = 32;

  /** Object and array around the characters. */
  private static final int TEXT = 48;

  private Footprint() {}

  static long of(Postback postback) {
    PostbackRequest request = postback.request();
    return POSTBACK
        + text(postback.id())
        + text(postback.orderId())
        + (postback.part().isEmpty() ? 0 : text(postback.part()))
        + text(postback.reason())
        + (request == null ? 0 : of(request));
  }

  private static long of(PostbackRequest request) {
    long bytes = text(request.url()) + text(request.body());
    for (Map.Entry<String, String> header : request.headers().entrySet()) {
      bytes += text(header.getKey()) + text(header.getValue());
    }
    return bytes;
  }

  static long of(Decision decision) {
    long bytes = DECISION + text(decision.orderId()) + text(decision.person());
    for (NetworkDecision network : decision.networks()) {
      bytes += NETWORK_DECISION + text(network.postbackId()) + text(network.memo());
    }
    return bytes;
  }

  private static long text(@Nullable String text) {
    return text == null ? 0 : TEXT + text.length();
  }
}
