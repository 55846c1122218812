package io.github.postback4j.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and writes a {@link StoredJson}. */
final class JsonStream {

  private static final JsonFactory JSON = JsonFactory.builder().build();

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private JsonStream() {}

  static StoredJson read(String text) {
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        StoredJson read = object(parser);
        if (parser.nextToken() == null) {
          return read;
        }
      }
    } catch (IOException e) {
      // Not passed on as a cause: the parser's own words may quote the text.
    }
    throw new IllegalArgumentException("this is no JSON object");
  }

  private static StoredJson object(JsonParser parser) throws IOException {
    StoredJson object = new StoredJson();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      object.members.put(name, value(parser));
    }
    return object;
  }

  /** Of another kind than {@link StoredJson} holds, a value is null. */
  private static @Nullable Object value(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_STRING) {
      return parser.getText();
    }
    if (token == JsonToken.VALUE_NUMBER_INT) {
      return parser.getLongValue();
    }
    if (token == JsonToken.START_OBJECT) {
      return object(parser);
    }
    if (token == JsonToken.START_ARRAY) {
      List<@Nullable Object> list = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        list.add(value(parser));
      }
      return list;
    }
    return null;
  }

  /** Without a generator, which costs more than a row's few texts. */
  static String write(StoredJson json) {
    StringBuilder out = new StringBuilder(256);
    write(out, json);
    return inAscii(out);
  }

  private static void write(StringBuilder out, @Nullable Object value) {
    if (value instanceof StoredJson object) {
      char before = '{';
      for (Map.Entry<String, @Nullable Object> member : object.members.entrySet()) {
        out.append(before);
        before = ',';
        quote(out, member.getKey());
        write(out.append(':'), member.getValue());
      }
      out.append(before == '{' ? "{}" : "}");
    } else if (value instanceof List<?> list) {
      char before = '[';
      for (Object entry : list) {
        write(out.append(before), entry);
        before = ',';
      }
      out.append(before == '[' ? "[]" : "]");
    } else if (value instanceof String text) {
      quote(out, text);
    } else {
      out.append(value);
    }
  }

  private static void quote(StringBuilder out, String text) {
    out.append('"');
    JsonStringEncoder.getInstance().quoteAsString(text, out);
    out.append('"');
  }

  private static String inAscii(StringBuilder json) {
    int plain = 0;
    while (plain < json.length() && json.charAt(plain) < 128) {
      plain++;
    }
    if (plain == json.length()) {
      return json.toString();
    }
    StringBuilder out = new StringBuilder(json.length() + 64);
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c < 128) {
        out.append(c);
      } else {
        out.append("\\u").append(HEX.toHexDigits(c));
      }
    }
    return out.toString();
  }
}
