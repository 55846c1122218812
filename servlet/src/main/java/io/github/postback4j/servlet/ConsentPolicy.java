package io.github.postback4j.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Predicate;

/**
 * Says whether a visitor's click may be kept. Asked at capture, for requests that bring a click
 * only; refused, nothing is stored and no cookie is set, and the page is served as ever. The shop
 * may keep the landing's query itself and capture later, with {@link RequestVisitors#capture}.
 *
 * <p>Must be safe for use by many threads and may not wait. An exception counts as a refusal.
 */
@FunctionalInterface
public interface ConsentPolicy {

  /** Whether the click of this request may be kept. */
  boolean allows(HttpServletRequest request);

  /** Everybody's: for a shop that may keep clicks without asking. */
  static ConsentPolicy always() {
    return request -> true;
  }

  /**
   * Those whose cookie of this name has a value that {@code given} accepts, such as {@code
   * "yes"::equals}. No such cookie is a refusal.
   */
  static ConsentPolicy cookie(String name, Predicate<String> given) {
    CookieSyntax.name(name);
    return request -> {
      boolean[] allowed = new boolean[1];
      CookieHeader.each(
          request,
          name,
          value -> {
            allowed[0] = given.test(value);
            return true; // the first one is the most specific
          });
      return allowed[0];
    };
  }

  /**
   * Those who consented to these purposes of the IAB's Transparency and Consent Framework, by the
   * TC string in the cookie {@code euconsent-v2}. Purpose 1 is to store and access information on a
   * device. A TC string that cannot be read is a refusal, and so is none.
   *
   * @throws IllegalArgumentException if no purpose is given, or one is not from 1 to 24
   */
  static ConsentPolicy tcf(int... purposes) {
    TcString.check(purposes);
    int[] asked = purposes.clone();
    return cookie("euconsent-v2", value -> TcString.consents(value, asked));
  }
}
