package io.github.postback4j.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;

/**
 * Tells programs that fetch pages, and say so, from visitors. A bot that is missed costs a row that
 * expires; a visitor taken for one costs a sale: so the list is short, and of names that no browser
 * bears.
 */
final class Bots {

  /** Pieces of a User-Agent, in small letters. Last looked through in November 2026. */
  static final List<String> KNOWN =
      List.of(
          "bot/", // Googlebot/2.1, bingbot/2.0, Applebot/0.1, AhrefsBot/7.0, GPTBot/1.2 ...
          "bot-", // Googlebot-Image, YandexBot-like names
          "bot;", // compatible; SomeBot; ...
          "bot)", // AdsBot-Google (+http://www.google.com/adsbot.html), ... (like TwitterBot)
          "bot.htm", // the page that a crawler names
          "crawler",
          "spider",
          "slurp", // Yahoo
          "adsbot-google",
          "mediapartners-google",
          "google-inspectiontool",
          "google-read-aloud",
          "facebookexternalhit",
          "meta-externalagent",
          "bingpreview",
          "google web preview",
          "skypeuripreview",
          "slack-imgproxy",
          "embedly",
          "chrome-lighthouse",
          "gtmetrix",
          "pingdom",
          "statuscake",
          "screaming frog");

  private Bots() {}

  /**
   * @param pieces in small letters
   */
  static boolean isOne(HttpServletRequest request, List<String> pieces) {
    String agent = request.getHeader("User-Agent");
    if (agent == null) {
      return false;
    }
    // "Cubot" makes telephones.
    String text = agent.toLowerCase(Locale.ROOT).replace("cubot", "");
    for (String piece : pieces) {
      if (text.contains(piece)) {
        return true;
      }
    }
    return false;
  }
}
