package io.github.postback4j.spring;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.network.ConfigurationException;
import io.github.postback4j.servlet.ClickCarrier;
import io.github.postback4j.servlet.ClickCookie;
import io.github.postback4j.servlet.RequestVisitors;
import io.github.postback4j.servlet.VisitorCookie;
import io.github.postback4j.spring.Postback4jProperties.Sessions;

/** Makes what {@code postback4j.sessions} says of the browser's side. */
final class CarrierConfiguration {

  private static final String SESSIONS = Postback4jProperties.PREFIX + ".sessions";

  private CarrierConfiguration() {}

  static ClickCarrier carrier(Sessions given, VisitorCookie cookie) {
    return switch (given.carrier()) {
      case NONE -> {
        if (!given.cookieKeys().isEmpty()) {
          throw new ConfigurationException(
              SESSIONS + ".cookie-keys",
              "are given, but postback4j.sessions.carrier is not cookie",
              "Set the carrier to cookie, or leave the keys out.");
        }
        yield ClickCarrier.none();
      }
      case HTTP_SESSION -> ClickCarrier.httpSession();
      case COOKIE -> cookie(given, cookie);
    };
  }

  private static ClickCarrier cookie(Sessions given, VisitorCookie cookie) {
    try {
      return Settings.checked(
          SESSIONS + ".cookie-name",
          "Give another name, or leave it out for the default.",
          () ->
              ClickCookie.builder(given.cookieKeys())
                  .like(cookie)
                  .name(given.cookieName())
                  .build());
    } catch (ConfigurationException e) {
      if (e.where().startsWith("keys")) {
        throw new ConfigurationException(
            SESSIONS + ".cookie-" + e.where(), e.problem(), e.remedy());
      }
      throw e;
    }
  }

  static RequestVisitors visitors(
      PostbackTracker tracker, VisitorCookie cookie, ClickCarrier carrier) {
    return Settings.checked(
        SESSIONS + ".store",
        "Set postback4j.sessions.carrier to cookie or http-session, or the store to auto.",
        () -> RequestVisitors.builder(tracker).cookie(cookie).carrier(carrier).build());
  }
}
