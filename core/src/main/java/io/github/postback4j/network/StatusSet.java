package io.github.postback4j.network;

/**
 * One HTTP status, or all of a hundred.
 *
 * @param from the least of them
 * @param to the greatest of them
 */
record StatusSet(int from, int to) {

  /**
   * Reads {@code 404} or {@code 4xx}.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static StatusSet parse(String text) {
    boolean valid =
        text.length() == 3
            && text.charAt(0) >= '1'
            && text.charAt(0) <= '5'
            && (text.endsWith("xx") || (isDigit(text.charAt(1)) && isDigit(text.charAt(2))));
    if (!valid) {
      throw new IllegalArgumentException(
          "'" + text + "' is no HTTP status: write one such as 404, or a set such as 4xx");
    }
    if (text.endsWith("xx")) {
      int hundred = (text.charAt(0) - '0') * 100;
      return new StatusSet(hundred, hundred + 99);
    }
    int status = Integer.parseInt(text);
    return new StatusSet(status, status);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  boolean contains(int status) {
    return status >= from && status <= to;
  }

  /** Whether it is one status, named as such. */
  boolean isSingle() {
    return from == to;
  }
}
