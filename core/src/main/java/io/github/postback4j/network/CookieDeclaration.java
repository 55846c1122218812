package io.github.postback4j.network;

import java.time.Duration;

/**
 * A cookie that a network's own scripts look for.
 *
 * @param name its name
 * @param of the value's name
 * @param maxAge how long it lives
 * @param httpOnly whether scripts may not read it
 */
record CookieDeclaration(String name, String of, Duration maxAge, boolean httpOnly) {

  private static final Duration LONGEST = Duration.ofDays(400);

  static CookieDeclaration read(String name, Fields fields) {
    if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
      throw fields.wrong(name + " is no name of a cookie", "Use letters, digits, dashes.");
    }
    String of = fields.text("of", Source.TRANSACTION_ID);
    String age = fields.text("max-age", "400d");
    Duration maxAge = Durations.parse(age, fields.where() + ", " + fields.path() + ".max-age");
    if (maxAge == null || maxAge.isNegative() || maxAge.isZero() || maxAge.compareTo(LONGEST) > 0) {
      throw fields.wrong("max-age", "is out of range", "Give 1s to 400d.");
    }
    boolean httpOnly = fields.flag("http-only", true);
    fields.end();
    return new CookieDeclaration(name, of, maxAge, httpOnly);
  }
}
