package io.github.postback4j.network;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A text with placeholders as <code>{name}</code>, and nothing else in it that is replaced. Taken
 * apart once. Immutable.
 */
final class TextTemplate {

  private final Object[] pieces;
  private final Set<String> sources;

  private TextTemplate(List<Object> pieces) {
    this.pieces = pieces.toArray();
    Set<String> names = new LinkedHashSet<>();
    for (Object piece : pieces) {
      if (piece instanceof Value value) {
        names.addAll(value.sources());
      }
    }
    sources = Set.copyOf(names);
  }

  /**
   * Takes a text apart.
   *
   * @param values the value of a placeholder
   * @param literal what is made of the text between placeholders
   * @throws IllegalArgumentException if a brace is not closed or encloses nothing
   */
  static TextTemplate parse(
      String text, Function<String, Value> values, UnaryOperator<String> literal) {
    List<Object> pieces = new ArrayList<>();
    int position = 0;
    while (position < text.length()) {
      int open = text.indexOf('{', position);
      int end = open < 0 ? text.length() : open;
      if (end > position) {
        pieces.add(literal.apply(text.substring(position, end)));
      }
      if (open < 0) {
        break;
      }
      int close = text.indexOf('}', open);
      if (close < 0) {
        throw new IllegalArgumentException("has a { that is not closed");
      }
      String name = text.substring(open + 1, close).strip();
      if (name.isEmpty() || name.indexOf('{') >= 0) {
        throw new IllegalArgumentException("has braces that enclose no name");
      }
      pieces.add(values.apply(name));
      position = close + 1;
    }
    return new TextTemplate(pieces);
  }

  /** All sources that its values are made from. */
  Set<String> sources() {
    return sources;
  }

  /** Its literals, and its values that are the same for every conversion. */
  List<String> fixedTexts() {
    List<String> texts = new ArrayList<>();
    for (Object piece : pieces) {
      String text = piece instanceof Value value ? value.constant() : String.valueOf(piece);
      if (text != null) {
        texts.add(text);
      }
    }
    return texts;
  }

  /** Whether a value of it is a piece of a URL as it is. */
  boolean isRaw() {
    for (Object piece : pieces) {
      if (piece instanceof Value value && value.raw()) {
        return true;
      }
    }
    return false;
  }

  /** Its text, if it is the same for every conversion; else null. */
  @Nullable String constant() {
    StringBuilder out = new StringBuilder();
    for (Object piece : pieces) {
      String text = piece instanceof Value value ? value.constant() : String.valueOf(piece);
      if (text == null) {
        return null;
      }
      out.append(text);
    }
    return out.toString();
  }

  /** Whether a value of it can be there or not. */
  boolean isConstant() {
    return constant() != null;
  }

  /**
   * Fills it in.
   *
   * @return false if a value is missing; nothing is appended then
   */
  boolean append(StringBuilder out, Scope scope, Escape escape) {
    int start = out.length();
    for (Object piece : pieces) {
      if (piece instanceof Value value) {
        String text = value.text(scope);
        if (text == null) {
          out.setLength(start);
          return false;
        }
        if (value.raw()) {
          out.append(text);
        } else {
          escape.append(out, text);
        }
      } else {
        out.append((String) piece);
      }
    }
    return true;
  }

  /** As {@link #append}, with nothing in place of a missing value; tells whether any was there. */
  boolean appendWithBlanks(StringBuilder out, Scope scope, Escape escape) {
    boolean any = false;
    for (Object piece : pieces) {
      if (piece instanceof Value value) {
        String text = value.text(scope);
        if (text != null) {
          any |= value.constant() == null && !value.sources().isEmpty();
          if (value.raw()) {
            out.append(text);
          } else {
            escape.append(out, text);
          }
        }
      } else {
        out.append((String) piece);
      }
    }
    return any;
  }

  /** The text, or null if a value is missing. */
  @Nullable String text(Scope scope) {
    if (pieces.length == 1 && pieces[0] instanceof Value only) {
      return only.text(scope);
    }
    StringBuilder out = new StringBuilder();
    return append(out, scope, Escape.NONE) ? out.toString() : null;
  }

  /** What is made of a value where it stands. */
  interface Escape {
    /** Nothing. */
    Escape NONE = StringBuilder::append;

    /** Percent-encoded. */
    Escape URL = PercentEncoding::appendValue;

    void append(StringBuilder out, String text);
  }
}
