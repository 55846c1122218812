package io.github.postback4j.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy says about how the browser reached it: {@code Forwarded} (RFC 7239) or {@code
 * X-Forwarded-Proto}. Of a chain of proxies the first entry is the one next to the browser.
 */
final class ForwardedProto {

  private ForwardedProto() {}

  static boolean isHttps(HttpServletRequest request) {
    String forwarded = request.getHeader("Forwarded");
    if (forwarded != null) {
      for (String pair : firstEntry(forwarded).split(";", -1)) {
        String proto = pair.strip().toLowerCase(Locale.ROOT);
        if (proto.equals("proto=https") || proto.equals("proto=\"https\"")) {
          return true;
        }
      }
    }
    return isHttps(request.getHeader("X-Forwarded-Proto"));
  }

  private static boolean isHttps(@Nullable String protos) {
    return protos != null && firstEntry(protos).strip().equalsIgnoreCase("https");
  }

  private static String firstEntry(String header) {
    int comma = header.indexOf(',');
    return comma < 0 ? header : header.substring(0, comma);
  }
}
