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
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The books for people: links to click, sales as they arrive, and what was answered. Every value is
 * escaped, for each of them comes from outside. Thread-safe.
 */
final class LedgerPage {

  static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline';"
          + " connect-src 'self'; img-src data:";

  private static final int ENTRIES = 100;
  private static final int REQUESTS = 20;
  private static final String MARK = "<!--live-->";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final NetworkSetup setup;
  private final Books books;
  private final Faults faults;
  private final String frame = readFrame();

  LedgerPage(NetworkSetup setup, Books books, Faults faults) {
    this.setup = setup;
    this.books = books;
    this.faults = faults;
  }

  private static String readFrame() {
    try (InputStream in = LedgerPage.class.getResourceAsStream("ledger.html")) {
      return new String(
          Objects.requireNonNull(in, "ledger.html is missing from the jar").readAllBytes(),
          StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A page of one sentence. */
  static String message(String text) {
    return "<!doctype html><html lang=\"en\"><title>Affiliate network simulator</title><p>"
        + escape(text)
        + "</p></html>";
  }

  String render(String url) {
    StringBuilder html = new StringBuilder(8_192);
    links(html, url);
    faults(html);
    ledger(html);
    requests(html);
    return frame.replace(MARK, html);
  }

  private void links(StringBuilder html, String url) {
    long partnerId = setup.partners().keySet().iterator().next();
    html.append("<h2>Affiliate links</h2>");
    header(html, "Offer", "Click as a visitor would", "Landing page");
    for (Offer offer : setup.offers().values()) {
      String path = SimulatorDispatcher.CLICK + "?offer_id=" + offer.id() + "&aff_id=" + partnerId;
      html.append("<tr><td>").append(offer.id()).append(' ').append(escape(offer.name()));
      html.append("</td><td><a href=\"").append(escape(path)).append("\"><code>");
      html.append(escape(url + path)).append("</code></a></td>");
      cell(html, setup.landingTemplate(offer));
      html.append("</tr>");
    }
    html.append("</tbody></table></div>");
  }

  private void faults(StringBuilder html) {
    List<Fault> waiting = faults.all();
    if (waiting.isEmpty()) {
      return;
    }
    html.append("<h2>Faults</h2><ul>");
    waiting.forEach(fault -> html.append("<li>").append(escape(fault.toString())).append("</li>"));
    html.append("</ul>");
  }

  private void ledger(StringBuilder html) {
    List<LedgerEntry> entries = books.latestEntries(ENTRIES);
    html.append("<h2>Ledger</h2>");
    if (entries.isEmpty()) {
      html.append("<p class=\"empty\">No conversion yet. Follow an affiliate link and buy.</p>");
      return;
    }
    header(
        html,
        "Time",
        "Status",
        "Offer",
        "Partner",
        "Goal",
        "Amount",
        "Advertiser's values",
        "Transaction ID");
    for (LedgerEntry entry : entries) {
      row(html, entry);
    }
    html.append("</tbody></table></div>");
  }

  private void row(StringBuilder html, LedgerEntry entry) {
    String status = entry.status().name().toLowerCase(Locale.ROOT);
    html.append("<tr>");
    time(html, entry.time());
    html.append("<td><span class=\"status ").append(status).append("\">").append(status);
    html.append("</span> ").append(escape(entry.reason())).append("</td>");
    number(html, Long.toString(entry.offerId()));
    number(html, Long.toString(entry.partnerId()));
    cell(html, entry.goal());
    number(html, Objects.requireNonNullElse(entry.amount(), ""));
    StringBuilder values = new StringBuilder();
    Map<String, String> named = new TreeMap<>(entry.advertiserValues());
    if (entry.uniqueId() != null) {
      named.put("conversion_unique_id", entry.uniqueId());
    }
    if (entry.promoCode() != null) {
      named.put("promo_code", entry.promoCode());
    }
    named.forEach((name, value) -> values.append(name).append('=').append(value).append(' '));
    cell(html, values.toString().trim());
    cell(html, Objects.requireNonNullElse(entry.transactionId(), ""));
    html.append("</tr>");
  }

  private void requests(StringBuilder html) {
    List<ReceivedRequest> requests = books.latestRequests(REQUESTS);
    if (requests.isEmpty()) {
      return;
    }
    html.append("<h2>Latest requests</h2>");
    header(html, "Time", "Request", "Answer");
    for (ReceivedRequest request : requests) {
      html.append("<tr>");
      time(html, request.arrivedAt());
      cell(html, request.method() + " " + withoutToken(request.target()));
      cell(html, request.answer());
      html.append("</tr>");
    }
    html.append("</tbody></table></div>");
  }

  /** The token is a secret, even from those who look over a shoulder. */
  private static String withoutToken(String target) {
    return target.replaceAll("([?&]security_token=)[^&]*", "$1***");
  }

  private static void header(StringBuilder html, String... names) {
    html.append("<div class=\"scroll\"><table><thead><tr>");
    for (String name : names) {
      html.append("<th scope=\"col\">").append(escape(name)).append("</th>");
    }
    html.append("</tr></thead><tbody>");
  }

  private static void time(StringBuilder html, Instant time) {
    html.append("<td>").append(TIME.format(time)).append("</td>");
  }

  private static void cell(StringBuilder html, String text) {
    html.append("<td><code>").append(escape(text)).append("</code></td>");
  }

  private static void number(StringBuilder html, String text) {
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
