package io.github.postback4j.servlet;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.click.Click;
import io.github.postback4j.network.LandingCookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * Sets the cookies that networks' own scripts look for, when a click arrives; left alone otherwise.
 * They have domain, path, {@code SameSite} and {@code Secure} of the visitor cookie.
 */
final class LandingCookies {

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private final PostbackTracker tracker;
  private final CookieAttributes attributes;

  LandingCookies(PostbackTracker tracker, CookieAttributes attributes) {
    this.tracker = tracker;
    this.attributes = attributes;
  }

  void set(List<Click> landed, HttpServletRequest request, HttpServletResponse response) {
    for (LandingCookie cookie : tracker.landingCookies(landed)) {
      attributes.set(
          cookie.name(),
          value(cookie.value()),
          cookie.maxAge(),
          cookie.httpOnly(),
          request,
          response);
    }
  }

  /** Takes back those that were set for these clicks. */
  void clear(List<Click> held, HttpServletRequest request, HttpServletResponse response) {
    tracker.landingCookies(held).stream()
        .map(LandingCookie::name)
        .distinct()
        .forEach(name -> attributes.clear(name, request, response));
  }

  /** As it is where a cookie can hold it (RFC 6265, 4.1.1); what it cannot is percent-encoded. */
  static String value(String text) {
    StringBuilder value = new StringBuilder(text.length());
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      boolean fits = octet > 0x20 && octet < 0x7f && "\",;\\".indexOf(octet) < 0;
      if (fits) {
        value.append((char) octet);
      } else {
        value.append('%').append(HEX.toHexDigits(octet));
      }
    }
    return value.toString();
  }
}
