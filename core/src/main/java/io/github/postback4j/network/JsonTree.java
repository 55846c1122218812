package io.github.postback4j.network;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON as plain maps (in the text's order), lists, strings, {@link Numeral}s, booleans and nulls.
 * Nested deeper than 1,000 levels, longer than Jackson's limits, or with a name given twice in one
 * object, a text is no JSON here.
 */
final class JsonTree {

  private static final JsonFactory STRICT =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final JsonFactory COMMENTED =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .build();

  private JsonTree() {}

  /**
   * A number as it was written.
   *
   * @param text its digits
   */
  record Numeral(String text) {
    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * Reads a machine's answer.
   *
   * @throws IOException if it is no JSON
   */
  static @Nullable Object read(String text) throws IOException {
    return read(STRICT, text);
  }

  /**
   * Reads a person's file, which may hold comments.
   *
   * @throws IOException if it is no JSON; a {@link JsonParseException} tells the line
   */
  static @Nullable Object readCommented(String text) throws IOException {
    return read(COMMENTED, text);
  }

  private static @Nullable Object read(JsonFactory factory, String text) throws IOException {
    try (JsonParser parser = factory.createParser(text)) {
      if (parser.nextToken() == null) {
        throw new JsonParseException(parser, "nothing there");
      }
      Object tree = value(parser);
      if (parser.nextToken() != null) {
        throw new JsonParseException(parser, "more after the end");
      }
      return tree;
    }
  }

  /** Without recursion: an answer may be nested deeply. */
  private static @Nullable Object value(JsonParser parser) throws IOException {
    Deque<Object> open = new ArrayDeque<>();
    while (true) {
      JsonToken token = parser.currentToken();
      String name = parser.currentName();
      Object value = null;
      boolean opens = token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY;
      if (opens) {
        value = token == JsonToken.START_OBJECT ? new LinkedHashMap<>() : new ArrayList<>();
      } else if (token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY) {
        Object closed = open.pop();
        if (open.isEmpty()) {
          return closed;
        }
      } else if (token != JsonToken.FIELD_NAME) {
        value = scalar(parser, token);
      }
      if (opens || (token != null && token.isScalarValue())) {
        if (open.isEmpty() && !opens) {
          return value;
        }
        if (!open.isEmpty()) {
          add(open.getFirst(), name, value);
        }
        if (opens && value != null) {
          open.push(value);
        }
      }
      if (parser.nextToken() == null) {
        throw new JsonParseException(parser, "ends too soon");
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static void add(Object parent, @Nullable String name, @Nullable Object value) {
    if (parent instanceof Map<?, ?> map) {
      ((Map<String, @Nullable Object>) map).put(String.valueOf(name), value);
    } else {
      ((List<@Nullable Object>) parent).add(value);
    }
  }

  private static @Nullable Object scalar(JsonParser parser, @Nullable JsonToken token)
      throws IOException {
    if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
      return new Numeral(parser.getText());
    }
    if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
      return token == JsonToken.VALUE_TRUE;
    }
    return token == JsonToken.VALUE_NULL ? null : parser.getText();
  }

  /** Writes maps, lists, texts, numbers, booleans and nulls, without blanks. */
  static void write(StringBuilder out, @Nullable Object tree) {
    if (tree instanceof Map<?, ?> map) {
      out.append('{');
      boolean any = false;
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.append(any ? "," : "");
        JsonText.appendQuoted(out, String.valueOf(entry.getKey()));
        write(out.append(':'), entry.getValue());
        any = true;
      }
      out.append('}');
    } else if (tree instanceof List<?> list) {
      out.append('[');
      boolean any = false;
      for (Object entry : list) {
        write(out.append(any ? "," : ""), entry);
        any = true;
      }
      out.append(']');
    } else if (tree instanceof String text) {
      JsonText.appendQuoted(out, text);
    } else {
      out.append(tree);
    }
  }
}
