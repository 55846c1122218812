package io.github.postback4j.network;

import io.github.postback4j.conversion.Conversion;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A placeholder's value: how its text is made, compiled once. What is made from no source, but from
 * settings and literals alone, is read at once: its text is the same for every conversion.
 *
 * @param sources names of all {@link Source}s it is made from
 * @param reader makes the text; null or empty for missing
 * @param constant the text, if it is made from no source and is there; else null
 * @param encoded whether what came from elsewhere is percent-encoded in it
 * @param raw whether the text is a piece of a URL as it is
 * @param lacking the name of a setting for want of which it is missing; null for none
 */
record Value(
    Set<String> sources,
    Reader reader,
    @Nullable String constant,
    boolean encoded,
    boolean raw,
    Reader lacking) {

  private static final Reader NOTHING = scope -> null;

  /** A value that is never there. */
  static final Value MISSING = new Value(Set.of(), NOTHING, null, false, false, NOTHING);

  private static final Scope NO_CONVERSION =
      Scope.of(null, Conversion.builder("none").goal("none").build(), null, false);

  Value {
    sources = Set.copyOf(sources);
  }

  /** A value of this text. */
  static Value of(Set<String> sources, Reader reader) {
    return of(sources, reader, false, false, NOTHING);
  }

  private static Value of(
      Set<String> sources, Reader reader, boolean encoded, boolean raw, Reader lacking) {
    if (!sources.isEmpty()) {
      return new Value(sources, reader, null, encoded, raw, lacking);
    }
    String text = reader.read(NO_CONVERSION);
    return text == null || text.isEmpty()
        ? MISSING.wanting(lacking)
        : new Value(sources, scope -> text, text, encoded, raw, lacking);
  }

  /** The same text for every conversion. */
  static Value constant(String text) {
    return new Value(Set.of(), scope -> text, text, false, false, NOTHING);
  }

  /** The text, or null if it is missing. */
  @Nullable String text(Scope scope) {
    String text = reader.read(scope);
    return text == null || text.isEmpty() ? null : text;
  }

  /** Whether no conversion has it: it is made from settings alone, and they are not given. */
  boolean isNever() {
    return sources.isEmpty() && constant == null;
  }

  /** This value with its text changed; a missing one stays missing. */
  Value map(Step step) {
    return of(
        sources,
        scope -> {
          String text = text(scope);
          return text == null ? null : step.apply(text, scope);
        },
        encoded,
        raw,
        lacking);
  }

  /** This value and, if it is missing, another; both are a piece of a URL if one is. */
  Value or(Value other) {
    if (isNever() || other.isNever()) {
      return (isNever() ? other : this).wanting(eitherLacking(other));
    }
    if (raw != other.raw) {
      return raw ? or(other.percentEncoded().asRaw()) : percentEncoded().asRaw().or(other);
    }
    return of(
        with(other.sources),
        scope -> {
          String text = text(scope);
          return text == null ? other.text(scope) : text;
        },
        encoded && other.encoded,
        raw,
        eitherLacking(other));
  }

  /** This value, missing unless another is there, or unless it is missing. */
  Value given(Value other, boolean there) {
    return of(
        with(other.sources),
        scope -> (other.text(scope) != null) == there ? text(scope) : null,
        encoded,
        raw,
        there ? eitherLacking(other) : lacking);
  }

  /** This value, whose further steps need these sources as well. */
  Value from(Set<String> further) {
    return of(with(further), reader, encoded, raw, lacking);
  }

  private Set<String> with(Set<String> further) {
    Set<String> both = new LinkedHashSet<>(sources);
    both.addAll(further);
    return both;
  }

  private Reader eitherLacking(Value other) {
    return scope -> {
      String setting = lacking.read(scope);
      return setting == null ? other.lacking.read(scope) : setting;
    };
  }

  /** This value, which tells the setting that it is missing for. */
  Value wanting(Reader setting) {
    return new Value(sources, reader, constant, encoded, raw, setting);
  }

  Value percentEncoded() {
    return map((text, scope) -> {
          StringBuilder out = new StringBuilder();
          PercentEncoding.appendValue(out, text);
          return out.toString();
        })
        .asEncoded();
  }

  Value asEncoded() {
    return new Value(sources, reader, constant, true, raw, lacking);
  }

  Value asRaw() {
    return new Value(sources, reader, constant, encoded, true, lacking);
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
