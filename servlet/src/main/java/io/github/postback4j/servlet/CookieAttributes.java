package io.github.postback4j.servlet;

import io.github.postback4j.servlet.VisitorCookie.SameSite;
import io.github.postback4j.servlet.VisitorCookie.Secure;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a Set-Cookie header behind the value, the same for all cookies of ours. {@code
 * HttpOnly}, but for those that networks' own scripts are to read.
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
    set(name, value, lifetime == null ? defaultLifetime : lifetime, true, request, response);
  }

  /**
   * Sets a cookie that has a lifetime of its own.
   *
   * @param maxAge 400 days at most count
   * @param httpOnly whether scripts may not read it
   */
  void set(
      String name,
      String value,
      Duration maxAge,
      boolean httpOnly,
      HttpServletRequest request,
      HttpServletResponse response) {
    boolean tooLong = maxAge.compareTo(VisitorCookie.MAX_LIFETIME) > 0;
    Duration age = tooLong ? VisitorCookie.MAX_LIFETIME : maxAge;
    add(name, value, age.toSeconds(), httpOnly, request, response);
  }

  /** Takes the cookie back; the browser finds it by name, domain and path. */
  void clear(String name, HttpServletRequest request, HttpServletResponse response) {
    add(name, "", 0, true, request, response);
  }

  private void add(
      String name,
      String value,
      long maxAge,
      boolean httpOnly,
      HttpServletRequest request,
      HttpServletResponse response) {
    boolean tls =
        secure == Secure.ALWAYS
            || request.isSecure()
            || (trustForwardedProto && ForwardedProto.isHttps(request));
    response.addHeader(
        "Set-Cookie",
        name + "=" + value + "; Max-Age=" + maxAge + text(httpOnly) + (tls ? "; Secure" : ""));
  }

  /** Those that are the same for every request. */
  String text() {
    return text(true);
  }

  private String text(boolean httpOnly) {
    return "; Path="
        + path
        + (domain == null ? "" : "; Domain=" + domain)
        + (httpOnly ? "; HttpOnly" : "")
        + "; SameSite="
        + sameSite.text();
  }
}
