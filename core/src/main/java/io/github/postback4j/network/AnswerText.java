package io.github.postback4j.network;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One answer while rules look at it: read as JSON, XML or {@code key=value} once at most, and only
 * if a rule asks. Not thread-safe.
 */
final class AnswerText {

  private final int status;
  private final String body;
  private @Nullable KeyValueBody keyValues;
  private @Nullable Json json;
  private @Nullable XmlBody xml;

  AnswerText(int status, String body) {
    this.status = status;
    this.body = (body.startsWith("\ufeff") ? body.substring(1) : body).strip();
  }

  /**
   * @param tree null if the body is no JSON, or JSON's own null
   */
  record Json(@Nullable Object tree) {

    private static final Json NONE = new Json(null);

    private static Json read(String body) {
      // Most of what is no JSON need not be thrown back by the parser.
      if (body.isEmpty() || "{[\"-0123456789tfn".indexOf(body.charAt(0)) < 0) {
        return NONE;
      }
      try {
        return new Json(JsonTree.read(body));
      } catch (IOException e) {
        return NONE;
      }
    }
  }

  int status() {
    return status;
  }

  /** Without blanks at its ends. */
  String body() {
    return body;
  }

  KeyValueBody keyValues() {
    if (keyValues == null) {
      keyValues = KeyValueBody.read(body);
    }
    return keyValues;
  }

  Json json() {
    if (json == null) {
      json = Json.read(body);
    }
    return json;
  }

  XmlBody xml() {
    if (xml == null) {
      xml = XmlBody.read(body);
    }
    return xml;
  }
}
