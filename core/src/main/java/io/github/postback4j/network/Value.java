package io.github.postback4j.network;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A placeholder's value: how its text is made, compiled once.
 *
 * @param sources names of all {@link Source}s it is made from
 * @param reader makes the text; null or empty for missing
 * @param constant the text, if it is the same for every conversion; else null
 * @param raw whether the text is a piece of a URL as it is
 * @param lacking the name of a setting for want of which it is missing; null for none
 */
record Value(
    Set<String> sources, Reader reader, @Nullable String constant, boolean raw, Reader lacking) {

  private static final Reader NOTHING = scope -> null;

  /** A value that is never there. */
  static final Value MISSING = Value.of(Set.of(), NOTHING);

  Value {
    sources = Set.copyOf(sources);
  }

  /** A value without constant text. */
  static Value of(Set<String> sources, Reader reader) {
    return new Value(sources, reader, null, false, NOTHING);
  }

  /** The same text for every conversion. */
  static Value constant(String text) {
    return new Value(Set.of(), scope -> text, text, false, NOTHING);
  }

  /** The text, or null if it is missing. */
  @Nullable String text(Scope scope) {
    String text = reader.read(scope);
    return text == null || text.isEmpty() ? null : text;
  }

  /** This value with its text changed; a missing one stays missing. */
  Value map(Step step) {
    return new Value(
        sources,
        scope -> {
          String text = reader.read(scope);
          return text == null ? null : step.apply(text, scope);
        },
        null,
        raw,
        lacking);
  }

  /** This value and, if it is missing, another. */
  Value or(Value other) {
    return with(
            other,
            scope -> {
              String text = text(scope);
              return text == null ? other.text(scope) : text;
            })
        .wanting(eitherLacking(other));
  }

  /** This value, missing unless another is there, or unless it is missing. */
  Value given(Value other, boolean there) {
    return with(other, scope -> (other.text(scope) != null) == there ? text(scope) : null)
        .wanting(there ? eitherLacking(other) : lacking);
  }

  private Value with(Value other, Reader read) {
    Set<String> both = new LinkedHashSet<>(sources);
    both.addAll(other.sources);
    return Value.of(both, read);
  }

  private Reader eitherLacking(Value other) {
    return scope -> {
      String setting = lacking.read(scope);
      return setting == null ? other.lacking.read(scope) : setting;
    };
  }

  /** This value, which tells the setting that it is missing for. */
  Value wanting(Reader setting) {
    return new Value(sources, reader, constant, raw, setting);
  }

  Value asRaw() {
    return new Value(sources, reader, constant, true, lacking);
  }

  /** Without the constant text, which may be a key. */
  @Override
  public String toString() {
    return "Value" + sources;
  }

  /** Makes a text. */
  interface Reader {
    @Nullable String read(Scope scope);
  }

  /** Changes a text. */
  interface Step {
    @Nullable String apply(String text, Scope scope);
  }
}
