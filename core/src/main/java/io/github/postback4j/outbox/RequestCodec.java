package io.github.postback4j.outbox;

import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.store.StoredJson;
import org.jspecify.annotations.Nullable;

/**
 * A request as the text that a row holds: JSON in plain ASCII, so that any database keeps it byte
 * by byte, with a version. Unknown members are passed over.
 */
final class RequestCodec {

  /** The newest version that this library reads, and the one it writes. */
  static final int VERSION = 1;

  String write(PostbackRequest request) {
    return new StoredJson()
        .put("v", VERSION)
        .put("method", request.method())
        .put("url", request.url())
        .put("headers", request.headers())
        .put("body", request.body())
        .write();
  }

  /** The request; null if the text is absent, damaged or of a newer version. */
  @Nullable PostbackRequest read(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      StoredJson json = StoredJson.read(text);
      String method = json.text("method");
      String url = json.text("url");
      return json.number("v") > VERSION || method == null || url == null
          ? null
          : new PostbackRequest(method, url, json.texts("headers"), json.text("body"));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
