package io.github.postback4j.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.postback4j.network.PostbackRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as the text that a row holds: JSON in plain ASCII, so that any database keeps it byte
 * by byte, with a version. Unknown members are passed over.
 */
final class RequestCodec {

  /** The newest version that this library reads, and the one it writes. */
  static final int VERSION = 1;

  private final JsonMapper json = asciiMapper();

  static JsonMapper asciiMapper() {
    return JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
  }

  String write(PostbackRequest request) {
    ObjectNode node = json.createObjectNode();
    node.put("v", VERSION).put("method", request.method()).put("url", request.url());
    if (!request.headers().isEmpty()) {
      ObjectNode headers = node.putObject("headers");
      request.headers().forEach(headers::put);
    }
    if (request.body() != null) {
      node.put("body", request.body());
    }
    try {
      return json.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts is always JSON", e);
    }
  }

  /** The request; null if the text is absent, damaged or of a newer version. */
  @Nullable PostbackRequest read(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      JsonNode node = json.readTree(text);
      JsonNode method = node.path("method");
      JsonNode url = node.path("url");
      JsonNode body = node.path("body");
      if (node.path("v").asInt() > VERSION || !method.isTextual() || !url.isTextual()) {
        return null;
      }
      Map<String, String> headers = new LinkedHashMap<>();
      node.path("headers")
          .properties()
          .forEach(h -> headers.put(h.getKey(), h.getValue().asText()));
      return new PostbackRequest(
          method.asText(), url.asText(), headers, body.isTextual() ? body.asText() : null);
    } catch (JsonProcessingException e) {
      return null;
    }
  }
}
