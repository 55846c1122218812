package io.github.postback4j.network;

import io.github.postback4j.network.RegexSteps.GaveUp;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What a field's text must look like: {@code ok}, {@code *already*}, {@code *} (any text), {@code
 * !*} (none), <code>regex:id \d+</code>, each with {@code !} for the contrary. Upper and lower case
 * are the same. Immutable.
 */
final class AnswerPattern {

  private static final String REGEX = "regex:";

  private final boolean negated;
  private final Form form;

  private AnswerPattern(boolean negated, Form form) {
    this.negated = negated;
    this.form = form;
  }

  /** How one text is looked at. */
  private interface Form {
    boolean fits(String text, RegexSteps steps) throws GaveUp;
  }

  /**
   * @throws IllegalArgumentException if it can fit nothing, or is not what it seems
   */
  static AnswerPattern parse(String text) {
    boolean negated = text.startsWith("!");
    String rest = negated ? text.substring(1) : text;
    if (rest.startsWith("!")) {
      throw bad(text, "write one ! at most, and regex:^! for a text that begins with it");
    }
    if (rest.isBlank()) {
      throw bad(text, "it is empty; write * for any text, !* for none");
    }
    return new AnswerPattern(
        negated,
        rest.startsWith(REGEX) ? regex(text, rest.substring(REGEX.length())) : words(text, rest));
  }

  private static Form words(String whole, String text) {
    if (text.equals("*")) {
      return (given, steps) -> true;
    }
    boolean open = text.startsWith("*");
    boolean ends = text.endsWith("*");
    String core = text.substring(open ? 1 : 0, text.length() - (ends ? 1 : 0)).strip();
    if (core.isEmpty() || core.indexOf('*') >= 0) {
      throw bad(whole, "* stands at the start or the end only; within a text, use regex:");
    }
    if (open) {
      return ends
          ? (given, steps) -> contains(given, core)
          : (given, steps) -> at(given, given.length() - core.length(), core);
    }
    return ends
        ? (given, steps) -> at(given, 0, core)
        : (given, steps) -> given.equalsIgnoreCase(core);
  }

  private static Form regex(String whole, String expression) {
    if (expression.isEmpty()) {
      throw bad(whole, "it is empty; write an expression after regex:");
    }
    Pattern pattern;
    try {
      pattern = Pattern.compile(expression, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    } catch (PatternSyntaxException e) {
      String place = e.getIndex() < 0 ? "" : " at character " + (e.getIndex() + 1);
      throw bad(whole, "it is no Java regular expression (" + e.getDescription() + place + ")");
    } catch (StackOverflowError e) {
      throw bad(whole, "its brackets are nested too deep; write a simpler expression");
    }
    return (given, steps) -> steps.find(pattern, given);
  }

  private static IllegalArgumentException bad(String pattern, String why) {
    return new IllegalArgumentException("the pattern '" + pattern + "' cannot be: " + why);
  }

  boolean isNegated() {
    return negated;
  }

  /**
   * Whether one of the texts fits, or none if it is negated. An expression that takes too long fits
   * neither way.
   *
   * @param texts not blank, without blanks at their ends
   */
  boolean fits(List<String> texts) {
    RegexSteps steps = new RegexSteps();
    try {
      for (String text : texts) {
        if (form.fits(text, steps)) {
          return !negated;
        }
      }
      return negated;
    } catch (GaveUp e) {
      return false;
    }
  }

  private static boolean at(String text, int position, String core) {
    return text.regionMatches(true, position, core, 0, core.length());
  }

  private static boolean contains(String text, String core) {
    char lower = Character.toLowerCase(core.charAt(0));
    char upper = Character.toUpperCase(core.charAt(0));
    boolean ascii = lower < 128 && upper < 128;
    int last = text.length() - core.length();
    for (int i = 0; i <= last; i++) {
      char c = text.charAt(i);
      // Beyond ASCII more than two may be the same letter.
      boolean maybe = c == lower || c == upper || c >= 128 || !ascii;
      if (maybe && at(text, i, core)) {
        return true;
      }
    }
    return false;
  }
}
