package io.github.postback4j.network;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a rule looks at in an answer. Immutable. */
sealed interface AnswerField {

  /** The name of {@link Status}. */
  String STATUS = "http-status";

  /** What the names of {@link Xml} begin with. */
  String XML = "xml:";

  /**
   * Its texts, not blank and without blanks at their ends; none if it is missing, several for
   * {@code [*]}.
   */
  List<String> texts(AnswerText answer);

  /**
   * Whether the answer is such that what is not found in it is not there: an HTML page says nothing
   * about a field of JSON, and half a JSON text neither.
   */
  boolean isKnown(AnswerText answer);

  /**
   * Reads a field's name.
   *
   * @param name as a rule has it
   * @throws IllegalArgumentException if it is no such name
   */
  static AnswerField parse(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.equals(AnswerRules.BODY)) {
      return new Body();
    }
    if (lower.equals(STATUS)) {
      return new Status();
    }
    if (name.startsWith("$")) {
      return new Json(name, JsonPath.parse(name));
    }
    if (lower.startsWith(XML)) {
      String tag = name.substring(XML.length());
      if (!XmlBody.isName(tag)) {
        throw new IllegalArgumentException(
            "'" + name + "' is no field: write the element's name, as in xml:error");
      }
      return new Xml(tag);
    }
    if (!KeyValueBody.isName(name)) {
      throw new IllegalArgumentException(
          "'"
              + name
              + "' is no field: write body, http-status, a path such as $.a.b, xml:tag, or a name"
              + " in a body key=value of letters, digits, _ and -");
    }
    return new KeyValue(lower);
  }

  /** The whole text. */
  record Body() implements AnswerField {
    @Override
    public List<String> texts(AnswerText answer) {
      return list(answer.body().isEmpty() ? null : answer.body());
    }

    @Override
    public boolean isKnown(AnswerText answer) {
      return true;
    }
  }

  /** The HTTP status. */
  record Status() implements AnswerField {
    @Override
    public List<String> texts(AnswerText answer) {
      return List.of(String.valueOf(answer.status()));
    }

    @Override
    public boolean isKnown(AnswerText answer) {
      return true;
    }
  }

  /**
   * A field of a body {@code key=value;}.
   *
   * @param name in small letters
   */
  record KeyValue(String name) implements AnswerField {
    @Override
    public List<String> texts(AnswerText answer) {
      String text = answer.keyValues().fields().get(name);
      return list(text == null || text.isEmpty() ? null : text);
    }

    @Override
    public boolean isKnown(AnswerText answer) {
      return answer.keyValues().isWhole();
    }
  }

  /**
   * A value in a JSON body.
   *
   * @param text the path as it was written
   */
  record Json(String text, JsonPath path) implements AnswerField {
    @Override
    public List<String> texts(AnswerText answer) {
      return path.texts(answer.json().tree());
    }

    @Override
    public boolean isKnown(AnswerText answer) {
      Object tree = answer.json().tree();
      return tree instanceof Map || tree instanceof List;
    }

    /** By the text: a path has no equality of its own. */
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Json json && json.text.equals(text);
    }

    @Override
    public int hashCode() {
      return text.hashCode();
    }
  }

  /**
   * The text of an XML element.
   *
   * @param tag as in {@link XmlBody#text}
   */
  record Xml(String tag) implements AnswerField {
    @Override
    public List<String> texts(AnswerText answer) {
      return list(answer.xml().text(tag));
    }

    @Override
    public boolean isKnown(AnswerText answer) {
      return answer.xml().isWhole();
    }
  }

  private static List<String> list(@Nullable String text) {
    return text == null ? List.of() : List.of(text);
  }
}
