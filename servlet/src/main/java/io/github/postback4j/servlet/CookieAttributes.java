package io.github.postback4j.servlet;

import io.github.postback4j.servlet.VisitorCookie.SameSite;
import io.github.postback4j.servlet.VisitorCookie.Secure;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a Set-Cookie header behind the value, the same for all cookies of ours. Always
 * {@code HttpOnly}.
 *
 * <p>Written as a header of its own: containers differ in how they print a cookie's attributes, and
 * none of them touches other cookies for it.
 *
 * @param lifetime null for the default of the moment
 */
record CookieAttributes(
    @Nullable String domain,
    String path,
    @Nullable Duration lifetime,
    SameSite sameSite,
    Secure secure,
    boolean trustForwardedProto) {

  /**
   * @param defaultLifetime where none was configured
   */
  void set(
      String name,
      String value,
      HttpServletRequest request,
      HttpServletResponse response,
      Duration defaultLifetime) {
    Duration maxAge = lifetime == null ? defaultLifetime : lifetime;
    if (maxAge.compareTo(VisitorCookie.MAX_LIFETIME) > 0) {
      maxAge = VisitorCookie.MAX_LIFETIME;
    }
    add(name, value, maxAge.toSeconds(), request, response);
  }

  /** Takes the cookie back; the browser finds it by name, domain and path. */
  void clear(String name, HttpServletRequest request, HttpServletResponse response) {
    add(name, "", 0, request, response);
  }

  private void add(
      String name,
      String value,
      long maxAge,
      HttpServletRequest request,
      HttpServletResponse response) {
    boolean tls =
        secure == Secure.ALWAYS
            || request.isSecure()
            || (trustForwardedProto && ForwardedProto.isHttps(request));
    response.addHeader(
        "Set-Cookie",
        name + "=" + value + "; Max-Age=" + maxAge + text() + (tls ? "; Secure" : ""));
  }

  /** Those that are the same for every request. */
  String text() {
    return "; Path="
        + path
        + (domain == null ? "" : "; Domain=" + domain)
        + "; HttpOnly; SameSite="
        + sameSite.text();
  }
}
