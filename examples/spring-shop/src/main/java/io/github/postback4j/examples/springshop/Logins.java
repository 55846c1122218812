package io.github.postback4j.examples.springshop;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.spring.CurrentVisitor;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.web.util.WebUtils;

/** Who is logged in, by a random token in a cookie. There are no passwords: it is an example. */
@Component
class Logins {

  private static final String COOKIE = "shop_login";

  private final JdbcClient jdbc;
  private final PostbackTracker postbacks;
  private final CurrentVisitor visitor;
  private final SecureRandom random = new SecureRandom();

  Logins(
      JdbcClient jdbc, PostbackTracker postbacks, CurrentVisitor visitor, ShopSchema madeBefore) {
    this.jdbc = jdbc;
    this.postbacks = postbacks;
    this.visitor = visitor;
  }

  void login(String customerId, HttpServletRequest request, HttpServletResponse response) {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    String token = HexFormat.of().formatHex(bytes);
    jdbc.sql("INSERT INTO shop_login (token, customer_id) VALUES (?, ?)")
        .param(token)
        .param(customerId)
        .update();
    // What brought this browser now counts for the customer, on other devices and for renewals.
    postbacks.linkCustomer(visitor.get(), customerId);
    ResponseCookie cookie =
        ResponseCookie.from(COOKIE, token)
            .path("/")
            .httpOnly(true)
            .sameSite("Lax")
            .secure(request.isSecure())
            .build();
    response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
  }

  @Nullable String customer(HttpServletRequest request) {
    Cookie cookie = WebUtils.getCookie(request, COOKIE);
    return cookie == null
        ? null
        : jdbc.sql("SELECT customer_id FROM shop_login WHERE token = ?")
            .param(cookie.getValue())
            .query(String.class)
            .optional()
            .orElse(null);
  }
}
