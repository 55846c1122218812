package io.github.postback4j.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A postback URL with placeholders, as the network's screen shows it: taken apart once, filled
 * without regular expressions. Immutable.
 *
 * <p>A placeholder is a known word in capitals ({@code TRANSACTION_ID}), <code>{name}</code>,
 * <code>
 * { name }</code>, <code>{{name}}</code>, {@code (name)}, {@code #name#} or a value that is {@code
 * [name]}. It may be only a part of a value ({@code 2016-PLACEHOLDER}). Parameter names are never
 * placeholders, a known word inside a longer one is none ({@code ADV_SUB} in {@code ADV_SUB2}), and
 * a {@code #} that encloses no name is text. Values are percent-encoded; literals stay as they
 * stand, but for characters that no URL may hold.
 *
 * <p>This class renders any template; whether it makes sense for a network is checked by {@link
 * Network}. {@link #toString} shows scheme and host only.
 */
public final class PostbackTemplate {

  private final String origin;
  private final Piece[] path;
  private final Parameter[] parameters;
  private final List<String> placeholders;
  private final List<String> strangers;
  private final int literalLength;

  private PostbackTemplate(
      String origin, Piece[] path, Parameter[] parameters, List<String> strangers) {
    this.origin = origin;
    this.path = path;
    this.parameters = parameters;
    this.strangers = strangers;
    List<String> names = new ArrayList<>();
    int length = origin.length();
    for (Piece piece : path) {
      length += piece.number(names);
    }
    for (Parameter parameter : parameters) {
      length += parameter.name.length() + 2;
      for (Piece piece : parameter.pieces) {
        length += piece.number(names);
      }
    }
    placeholders = List.copyOf(names);
    literalLength = length;
  }

  /**
   * Takes a template apart.
   *
   * @param template the URL as the network shows it
   * @param words the words in capitals that are placeholders
   * @throws IllegalArgumentException if it has no scheme and host, or a brace is not closed
   */
  static PostbackTemplate parse(String template, Set<String> words) {
    String text =
        template
            .strip()
            .replace("&amp;", "&")
            .replace("%7B", "{")
            .replace("%7b", "{")
            .replace("%7D", "}")
            .replace("%7d", "}"); // as an address bar shows a template's braces
    int scheme = text.indexOf("://");
    if (scheme <= 0) {
      throw new IllegalArgumentException("must start with https:// and a host");
    }
    int pathStart = endOfAuthority(text, scheme + 3);
    if (pathStart == scheme + 3) {
      throw new IllegalArgumentException("has no host after ://");
    }
    int mark = text.indexOf('?', pathStart);
    TemplateScanner scanner = new TemplateScanner(words);
    String rawPath = text.substring(pathStart, mark < 0 ? text.length() : mark);
    Piece[] path = scanner.scan(rawPath.isEmpty() ? "/" : rawPath, false);
    List<Parameter> parameters = new ArrayList<>();
    if (mark >= 0) {
      for (String part : text.substring(mark + 1).split("&", -1)) {
        if (!part.isEmpty()) {
          parameters.add(parameter(part, scanner));
        }
      }
    }
    return new PostbackTemplate(
        text.substring(0, pathStart),
        path,
        parameters.toArray(new Parameter[0]),
        List.copyOf(scanner.strangers()));
  }

  private static int endOfAuthority(String text, int start) {
    int i = start;
    while (i < text.length() && "/?".indexOf(text.charAt(i)) < 0) {
      i++;
    }
    return i;
  }

  private static Parameter parameter(String part, TemplateScanner scanner) {
    int equals = part.indexOf('=');
    return equals < 0
        ? new Parameter(PercentEncoding.literal(part), false, new Piece[0])
        : new Parameter(
            PercentEncoding.literal(part.substring(0, equals)),
            true,
            scanner.scan(part.substring(equals + 1), true));
  }

  /** The placeholders in order, each once; those of the host are not among them. */
  List<String> placeholders() {
    return placeholders;
  }

  /** Words in capitals that are no known placeholder, and stand as literals. */
  List<String> strangers() {
    return strangers;
  }

  /** Scheme and authority as written. */
  String origin() {
    return origin;
  }

  /** The path with placeholders shown as <code>{name}</code>. */
  String pathText() {
    return text(path);
  }

  /** Scheme and authority, these settings shown as <code>{NAME}</code>. */
  String originText(Set<String> settings) {
    return text(new TemplateScanner(settings).scan(origin, false));
  }

  /** The values of all query parameters in order, placeholders shown as <code>{name}</code>. */
  List<String> parameterTexts() {
    List<String> texts = new ArrayList<>();
    for (Parameter parameter : parameters) {
      texts.add(text(parameter.pieces));
    }
    return texts;
  }

  private static String text(Piece[] pieces) {
    StringBuilder text = new StringBuilder();
    for (Piece piece : pieces) {
      text.append(piece.placeholder == null ? piece.literal : "{" + piece.placeholder + "}");
    }
    return text.toString();
  }

  /** Names of all query parameters, in order. */
  List<String> parameterNames() {
    List<String> names = new ArrayList<>();
    for (Parameter parameter : parameters) {
      names.add(parameter.name);
    }
    return names;
  }

  /** The placeholders in the value of a parameter. */
  List<String> placeholdersOf(String parameterName) {
    List<String> names = new ArrayList<>();
    for (Parameter parameter : parameters) {
      if (parameter.name.equals(parameterName)) {
        for (Piece piece : parameter.pieces) {
          if (piece.placeholder != null) {
            names.add(piece.placeholder);
          }
        }
      }
    }
    return names;
  }

  /** The literal value of a parameter without placeholders; null if there is none such. */
  @Nullable String constant(String parameterName) {
    for (Parameter parameter : parameters) {
      if (parameter.name.equals(parameterName)) {
        StringBuilder text = new StringBuilder();
        for (Piece piece : parameter.pieces) {
          if (piece.placeholder != null) {
            return null;
          }
          text.append(piece.literal);
        }
        return text.toString();
      }
    }
    return null;
  }

  /** Whether this placeholder stands in the path, where it cannot be left out. */
  boolean isInPath(String placeholder) {
    for (Piece piece : path) {
      if (placeholder.equals(piece.placeholder)) {
        return true;
      }
    }
    return false;
  }

  /**
   * This template with placeholders filled for good, those of the host included.
   *
   * @param values by placeholder; others stay
   */
  PostbackTemplate with(Map<String, String> values) {
    String host = text(fill(new TemplateScanner(values.keySet()).scan(origin, false), values));
    Piece[] filledPath = fill(path, values);
    Parameter[] filled = new Parameter[parameters.length];
    for (int i = 0; i < filled.length; i++) {
      Parameter old = parameters[i];
      filled[i] = new Parameter(old.name, old.hasValue, fill(old.pieces, values));
    }
    // A host may come with its port.
    return new PostbackTemplate(host.replace("%3A", ":"), filledPath, filled, strangers);
  }

  private static Piece[] fill(Piece[] pieces, Map<String, String> values) {
    Piece[] filled = new Piece[pieces.length];
    for (int i = 0; i < pieces.length; i++) {
      String placeholder = pieces[i].placeholder;
      String value = placeholder == null ? null : values.get(placeholder);
      StringBuilder literal = new StringBuilder();
      if (value != null) {
        PercentEncoding.appendValue(literal, value);
      }
      filled[i] =
          value == null
              ? new Piece(pieces[i].literal, placeholder)
              : new Piece(literal.toString(), null);
    }
    return filled;
  }

  /**
   * Fills in the values. A parameter with a value that is missing is left out; a path with one is
   * not rendered.
   *
   * @param values the value of a placeholder by its name; null or empty for missing
   * @return the URL, or null if a value of the path is missing
   */
  public @Nullable String render(Function<String, @Nullable String> values) {
    @Nullable String[] given = new @Nullable String[placeholders.size()];
    for (int i = 0; i < given.length; i++) {
      given[i] = values.apply(placeholders.get(i));
    }
    return render(given);
  }

  /** As {@link #render(Function)}, the values in the order of {@link #placeholders}. */
  @Nullable String render(@Nullable String[] values) {
    boolean[] raw = new boolean[values.length];
    StringBuilder out = new StringBuilder(length(values.length));
    if (!appendPath(out, values, raw)) {
      return null;
    }
    appendQuery(out, values, raw);
    return out.toString();
  }

  /** How long the whole is about. */
  int length(int values) {
    return literalLength + 24 * values;
  }

  /**
   * Appends scheme, host and path.
   *
   * @param raw which values are pieces of a URL as they are
   * @return false if a value of the path is missing or would lead to another path
   */
  boolean appendPath(StringBuilder out, @Nullable String[] values, boolean[] raw) {
    out.append(origin);
    int pathStart = out.length();
    return append(out, path, values, raw)
        && ((path.length == 1 && path[0].placeholder == null)
            || !hasDotSegment(out.substring(pathStart)));
  }

  /**
   * Appends the query, of which a parameter with a missing value is left out.
   *
   * @return what parts the next parameter
   */
  char appendQuery(StringBuilder out, @Nullable String[] values, boolean[] raw) {
    char separator = '?';
    for (Parameter parameter : parameters) {
      int start = out.length();
      out.append(separator).append(parameter.name);
      if (parameter.hasValue) {
        out.append('=');
        if (!append(out, parameter.pieces, values, raw)) {
          out.setLength(start);
          continue;
        }
      }
      separator = '&';
    }
    return separator;
  }

  private static boolean append(
      StringBuilder out, Piece[] pieces, @Nullable String[] values, boolean[] raw) {
    for (Piece piece : pieces) {
      if (piece.placeholder == null) {
        out.append(piece.literal);
      } else {
        String value = values[piece.index];
        if (value == null || value.isEmpty()) {
          return false;
        }
        if (raw[piece.index]) {
          out.append(value);
        } else {
          PercentEncoding.appendValue(out, value);
        }
      }
    }
    return true;
  }

  /** A value of "." or ".." as a whole path segment would lead to another path. */
  static boolean hasDotSegment(String path) {
    int start = 0;
    while (start <= path.length()) {
      int end = path.indexOf('/', start);
      end = end < 0 ? path.length() : end;
      if ((end - start == 1 || end - start == 2)
          && path.startsWith("..".substring(0, end - start), start)) {
        return true;
      }
      start = end + 1;
    }
    return false;
  }

  /** Scheme and host only: the rest may hold a token. */
  @Override
  public String toString() {
    return "PostbackTemplate[" + origin + "]";
  }

  /** A literal, or a placeholder. */
  static final class Piece {
    final String literal;
    final @Nullable String placeholder;
    private int index = -1;

    Piece(String literal, @Nullable String placeholder) {
      this.literal = literal;
      this.placeholder = placeholder;
    }

    /** Takes its place among the placeholders; returns the length of its literal. */
    private int number(List<String> names) {
      if (placeholder == null) {
        return literal.length();
      }
      index = names.indexOf(placeholder);
      if (index < 0) {
        index = names.size();
        names.add(placeholder);
      }
      return 0;
    }
  }

  /** A query parameter: a name that is never replaced, and the pieces of its value. */
  private static final class Parameter {
    private final String name;
    private final boolean hasValue;
    private final Piece[] pieces;

    Parameter(String name, boolean hasValue, Piece[] pieces) {
      this.name = name;
      this.hasValue = hasValue;
      this.pieces = pieces;
    }
  }
}
