package io.github.postback4j.network;

import java.util.regex.Pattern;

/**
 * Keeps a regular expression from working on a network's text forever: counts the characters it
 * looks at. Not thread-safe.
 */
final class RegexSteps {

  /** Some milliseconds. */
  static final int MOST = 1_000_000;

  private int left = MOST;

  /**
   * Whether {@code pattern} is found in {@code text}.
   *
   * @throws GaveUp if that took too many steps, those of earlier calls included, or too deep a
   *     recursion
   */
  boolean find(Pattern pattern, String text) throws GaveUp {
    try {
      return pattern.matcher(new Counted(text)).find();
    } catch (Exhausted | StackOverflowError e) {
      throw new GaveUp();
    }
  }

  private void step() {
    if (--left < 0) {
      throw new Exhausted();
    }
  }

  /** It is not known whether the expression fits. */
  static final class GaveUp extends Exception {
    private static final long serialVersionUID = 1L;

    private GaveUp() {
      super("gave up after " + MOST + " steps", null, false, false);
    }
  }

  /** Leaves {@link Pattern}'s own code. */
  private static final class Exhausted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Exhausted() {
      super("no steps left", null, false, false);
    }
  }

  private final class Counted implements CharSequence {
    private final String text;

    private Counted(String text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      step();
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Counted(text.substring(start, end));
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
