package io.github.postback4j.testkit.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * The parts that all ledger pages are made of. Every value is escaped, for each of them comes from
 * outside. Thread-safe.
 */
final class LedgerHtml {

  static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline';"
          + " connect-src 'self'; img-src data:";

  private static final String LIVE = "<!--live-->";
  private static final String ABOUT = "<!--about-->";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final String frame;

  /**
   * @param about what is simulated, in a sentence
   */
  LedgerHtml(String about) {
    frame = readFrame().replace(ABOUT, escape(about));
  }

  private static String readFrame() {
    try (InputStream in = LedgerHtml.class.getResourceAsStream("ledger.html")) {
      return new String(
          Objects.requireNonNull(in, "ledger.html is missing from the jar").readAllBytes(),
          StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String page(CharSequence live) {
    return frame.replace(LIVE, live);
  }

  /** A page of one sentence. */
  static String message(String text) {
    return "<!doctype html><html lang=\"en\"><title>Affiliate network simulator</title><p>"
        + escape(text)
        + "</p></html>";
  }

  static void faults(StringBuilder html, List<Fault> waiting) {
    if (waiting.isEmpty()) {
      return;
    }
    html.append("<h2>Faults</h2><ul>");
    waiting.forEach(fault -> html.append("<li>").append(escape(fault.toString())).append("</li>"));
    html.append("</ul>");
  }

  static void header(StringBuilder html, String... names) {
    html.append("<div class=\"scroll\"><table><thead><tr>");
    for (String name : names) {
      html.append("<th scope=\"col\">").append(escape(name)).append("</th>");
    }
    html.append("</tr></thead><tbody>");
  }

  static void end(StringBuilder html) {
    html.append("</tbody></table></div>");
  }

  static void time(StringBuilder html, Instant time) {
    html.append("<td>").append(TIME.format(time)).append("</td>");
  }

  /**
   * @param kind {@code approved}, {@code pending} or {@code rejected}: how it looks
   */
  static void status(StringBuilder html, String kind, String word, String reason) {
    html.append("<td><span class=\"status ").append(kind).append("\">").append(escape(word));
    html.append("</span> ").append(escape(reason)).append("</td>");
  }

  static void cell(StringBuilder html, String text) {
    html.append("<td><code>").append(escape(text)).append("</code></td>");
  }

  static void number(StringBuilder html, String text) {
    html.append("<td class=\"number\">").append(escape(text)).append("</td>");
  }

  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
