package io.github.postback4j.network;

import io.github.postback4j.network.PostbackTemplate.Piece;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the placeholders in a path or a parameter's value. */
final class TemplateScanner {

  private final Set<String> words;
  private final Set<String> strangers = new LinkedHashSet<>();

  TemplateScanner(Set<String> words) {
    this.words = words;
  }

  /** Words in capitals seen so far that are no placeholders. */
  Set<String> strangers() {
    return strangers;
  }

  /**
   * @param inQuery whether {@code (name)} and {@code [name]} are placeholders here
   */
  Piece[] scan(String text, boolean inQuery) {
    List<Piece> pieces = new ArrayList<>();
    if (inQuery
        && text.startsWith("[")
        && text.endsWith("]")
        && isName(text, 1, text.length() - 1)) {
      return new Piece[] {new Piece("", text.substring(1, text.length() - 1).strip())};
    }
    StringBuilder literal = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      Match match = match(text, i, inQuery);
      if (match == null) {
        literal.append(text.charAt(i));
        i++;
      } else if (match.placeholder == null) {
        literal.append(text, i, match.end);
        i = match.end;
      } else {
        literal.append(text, i, match.start);
        flush(literal, pieces);
        pieces.add(new Piece("", match.placeholder));
        i = match.end;
      }
    }
    flush(literal, pieces);
    return pieces.toArray(new Piece[0]);
  }

  private static void flush(StringBuilder literal, List<Piece> pieces) {
    if (literal.length() > 0) {
      pieces.add(new Piece(PercentEncoding.literal(literal.toString()), null));
      literal.setLength(0);
    }
  }

  /**
   * What begins here: a placeholder, a literal of several characters, or null for one character.
   */
  private @Nullable Match match(String text, int at, boolean inQuery) {
    char c = text.charAt(at);
    if (c == '{') {
      return braced(text, at);
    }
    if (c == '#') {
      return enclosed(text, at, '#');
    }
    if (c == '(' && inQuery && (at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1)))) {
      return enclosed(text, at, ')');
    }
    if (isWordPart(c) && (at == 0 || !isWordPart(text.charAt(at - 1)))) {
      return word(text, at);
    }
    return null;
  }

  private static Match braced(String text, int at) {
    boolean twice = text.startsWith("{{", at);
    int close = text.indexOf(twice ? "}}" : "}", at);
    int start = at + (twice ? 2 : 1);
    if (close < 0) {
      throw new IllegalArgumentException("has a { that is not closed");
    }
    String name = text.substring(start, close).strip();
    if (name.isEmpty()) {
      throw new IllegalArgumentException("has empty braces");
    }
    return new Match(name, at, close + (twice ? 2 : 1));
  }

  private static @Nullable Match enclosed(String text, int at, char closing) {
    int close = text.indexOf(closing, at + 1);
    return close > at + 1 && isName(text, at + 1, close)
        ? new Match(text.substring(at + 1, close).strip(), at, close + 1)
        : null;
  }

  /**
   * A run of letters, digits and underscores is looked at as a whole, so that a short word never
   * matches inside a longer one; small letters, digits and underscores before the first capital do
   * not belong to the word, unless a small letter touches it.
   */
  private Match word(String text, int at) {
    int end = at;
    while (end < text.length() && isWordPart(text.charAt(end))) {
      end++;
    }
    int start = at;
    while (start < end && !isCapital(text.charAt(start))) {
      start++;
    }
    if (start == end || (start > at && isSmall(text.charAt(start - 1)))) {
      return new Match(null, at, end);
    }
    int stop = end;
    while (text.charAt(stop - 1) == '_') {
      stop--;
    }
    String word = text.substring(start, stop);
    if (words.contains(word)) {
      return new Match(word, start, stop);
    }
    if (looksPrinted(word)) {
      strangers.add(word);
    }
    return new Match(null, at, end);
  }

  /** A word that a screen may show for somebody to replace; a token in capitals is not named. */
  private static boolean looksPrinted(String word) {
    return word.length() > 2
        && word.length() <= 24
        && word.chars().noneMatch(c -> isSmall((char) c))
        && word.chars().filter(Character::isDigit).count() <= 1
        && !isCurrency(word);
  }

  private static boolean isCurrency(String word) {
    return word.length() == 3
        && Currency.getAvailableCurrencies().stream()
            .anyMatch(currency -> currency.getCurrencyCode().equals(word));
  }

  private static boolean isName(String text, int from, int to) {
    String name = text.substring(from, to).strip();
    if (name.isEmpty() || !(Character.isLetter(name.charAt(0)) || name.charAt(0) == '_')) {
      return false;
    }
    return name.chars().allMatch(c -> isWordPart((char) c) || c == '-' || c == '.');
  }

  private static boolean isWordPart(char c) {
    return isCapital(c) || isSmall(c) || (c >= '0' && c <= '9') || c == '_';
  }

  private static boolean isCapital(char c) {
    return c >= 'A' && c <= 'Z';
  }

  private static boolean isSmall(char c) {
    return c >= 'a' && c <= 'z';
  }

  /**
   * @param placeholder its name, or null for a literal
   * @param start where it starts; what is before is literal
   * @param end where it ends
   */
  private record Match(@Nullable String placeholder, int start, int end) {}
}
