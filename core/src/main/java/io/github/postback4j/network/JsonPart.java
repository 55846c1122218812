package io.github.postback4j.network;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A piece of a JSON body, compiled. */
sealed interface JsonPart {

  /**
   * Fills it in.
   *
   * @return false if a value is missing; nothing is appended then
   */
  boolean append(StringBuilder out, Scope scope);

  /** Adds the sources of all its values. */
  void addSources(Set<String> sources);

  /** What stands there for every conversion, as JSON. */
  record Constant(String json) implements JsonPart {
    @Override
    public boolean append(StringBuilder out, Scope scope) {
      out.append(json);
      return true;
    }

    @Override
    public void addSources(Set<String> sources) {}
  }

  /** A text; or what is written without quotes, if it is fit for it. */
  record Text(TextTemplate template, Kind kind) implements JsonPart {
    @Override
    public boolean append(StringBuilder out, Scope scope) {
      if (kind != Kind.TEXT) {
        String text = template.text(scope);
        boolean fit =
            text != null
                && (kind == Kind.NUMBER
                    ? JsonText.isNumber(text)
                    : text.equals("true") || text.equals("false"));
        out.append(fit ? text : "");
        return fit;
      }
      int start = out.length();
      out.append('"');
      if (template.append(out, scope, JsonText::append)) {
        out.append('"');
        return true;
      }
      out.setLength(start);
      return false;
    }

    @Override
    public void addSources(Set<String> sources) {
      sources.addAll(template.sources());
    }
  }

  /** How a template's text is written. */
  enum Kind {
    /** Between quotes. */
    TEXT,
    /** As a number. */
    NUMBER,
    /** As true or false. */
    BOOLEAN
  }

  /**
   * An object.
   *
   * @param names each with quotes and colon, as it stands first
   * @param furtherNames the same with a comma before it
   */
  record Group(List<String> names, List<String> furtherNames, List<JsonPart> parts)
      implements JsonPart {
    @Override
    public boolean append(StringBuilder out, Scope scope) {
      int start = out.length();
      out.append('{');
      boolean any = false;
      for (int i = 0; i < parts.size(); i++) {
        int end = out.length();
        out.append((any ? furtherNames : names).get(i));
        if (parts.get(i).append(out, scope)) {
          any = true;
        } else {
          out.setLength(end);
        }
      }
      return ended(out, '}', start, any || parts.isEmpty());
    }

    @Override
    public void addSources(Set<String> sources) {
      parts.forEach(part -> part.addSources(sources));
    }
  }

  /** A list. */
  record Sequence(List<JsonPart> parts) implements JsonPart {
    @Override
    public boolean append(StringBuilder out, Scope scope) {
      int start = out.length();
      out.append('[');
      boolean any = false;
      for (JsonPart part : parts) {
        any |= appended(out, part, scope, any);
      }
      return ended(out, ']', start, any || parts.isEmpty());
    }

    @Override
    public void addSources(Set<String> sources) {
      parts.forEach(part -> part.addSources(sources));
    }
  }

  /** A list with an entry for each line or group. */
  record Each(Repeated repeated, JsonPart part) implements JsonPart {
    @Override
    public boolean append(StringBuilder out, Scope scope) {
      int start = out.length();
      out.append('[');
      boolean[] any = new boolean[1];
      repeated.forEach(scope, each -> any[0] |= appended(out, part, each, any[0]));
      return ended(out, ']', start, any[0]);
    }

    @Override
    public void addSources(Set<String> sources) {
      sources.addAll(repeated.outside(part.sources()));
    }
  }

  private static boolean appended(StringBuilder out, JsonPart part, Scope scope, boolean comma) {
    int end = out.length();
    if (comma) {
      out.append(',');
    }
    if (part.append(out, scope)) {
      return true;
    }
    out.setLength(end);
    return false;
  }

  private static boolean ended(StringBuilder out, char closing, int start, boolean keep) {
    if (keep) {
      out.append(closing);
    } else {
      out.setLength(start);
    }
    return keep;
  }

  /** Compiles a template of a file. */
  static JsonPart of(@Nullable Object tree, Values values, String where, String path) {
    if (tree instanceof String text) {
      String constant = values.template(text, path).constant();
      return constant == null
          ? new Text(values.template(text, path, JsonPart::escaped), Kind.TEXT)
          : quoted(constant);
    }
    if (tree instanceof List<?> list) {
      List<JsonPart> parts = new ArrayList<>();
      for (Object entry : list) {
        parts.add(of(entry, values, where, path + "[" + parts.size() + "]"));
      }
      return new Sequence(parts);
    }
    if (tree instanceof Map<?, ?> map) {
      String special = special(map);
      if (special != null) {
        Fields fields = new Fields(tree, where, path);
        JsonPart part = special(special, fields, values);
        fields.end();
        return part;
      }
      List<String> names = new ArrayList<>();
      List<JsonPart> parts = new ArrayList<>();
      map.forEach(
          (name, value) -> {
            StringBuilder quoted = new StringBuilder();
            JsonText.appendQuoted(quoted, String.valueOf(name));
            names.add(quoted.append(':').toString());
            parts.add(of(value, values, where, path + "." + name));
          });
      return new Group(names, names.stream().map(name -> ',' + name).toList(), parts);
    }
    return new Constant(String.valueOf(tree));
  }

  /** The first name that begins with a dollar; null if there is none. */
  static @Nullable String special(Map<?, ?> object) {
    for (Object name : object.keySet()) {
      if (String.valueOf(name).startsWith("$")) {
        return String.valueOf(name);
      }
    }
    return null;
  }

  private static JsonPart special(String word, Fields fields, Values values) {
    String place = fields.path() + "." + word;
    return switch (word) {
      case "$number" -> plain(fields, word, Kind.NUMBER, values);
      case "$boolean" -> plain(fields, word, Kind.BOOLEAN, values);
      case "$text" -> quoted(fields.text(word, ""));
      case "$items" ->
          new Each(
              values.repeated("item", 1, fields),
              of(fields.any(word), values, fields.where(), place));
      case "$groups" ->
          new Each(
              values.repeated("group", 1, fields),
              of(fields.any(word), values, fields.where(), place));
      default ->
          throw fields.wrong(
              "unknown field '" + word + "' at " + place,
              "Known there are $number, $boolean, $text, $items, $groups.");
    };
  }

  private static JsonPart plain(Fields fields, String word, Kind kind, Values values) {
    TextTemplate template = values.template(fields.text(word, ""), fields.path() + "." + word);
    String constant = template.constant();
    if (constant != null
        && !(kind == Kind.NUMBER
            ? JsonText.isNumber(constant)
            : constant.equals("true") || constant.equals("false"))) {
      throw fields.wrong(
          word,
          "is no " + (kind == Kind.NUMBER ? "number" : "true or false"),
          "Check the setting that it is made from.");
    }
    return new Text(template, kind);
  }

  private static String escaped(String text) {
    StringBuilder json = new StringBuilder();
    JsonText.append(json, text);
    return json.toString();
  }

  private static JsonPart quoted(String text) {
    StringBuilder json = new StringBuilder();
    JsonText.appendQuoted(json, text);
    return new Constant(json.toString());
  }

  /** The sources of all values. */
  default Set<String> sources() {
    Set<String> sources = new LinkedHashSet<>();
    addSources(sources);
    return sources;
  }
}
