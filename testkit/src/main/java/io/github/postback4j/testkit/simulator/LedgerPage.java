package io.github.postback4j.testkit.simulator;

import static io.github.postback4j.testkit.simulator.LedgerHtml.cell;
import static io.github.postback4j.testkit.simulator.LedgerHtml.escape;
import static io.github.postback4j.testkit.simulator.LedgerHtml.number;
import static io.github.postback4j.testkit.simulator.LedgerHtml.time;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The books for people: links to click, sales as they arrive, what was answered. Thread-safe. */
final class LedgerPage {

  private static final int ENTRIES = 100;
  private static final int REQUESTS = 20;

  private final NetworkSetup setup;
  private final Books books;
  private final Faults faults;
  private final LedgerHtml frame = new LedgerHtml("Stands in for a network that runs on TUNE.");

  LedgerPage(NetworkSetup setup, Books books, Faults faults) {
    this.setup = setup;
    this.books = books;
    this.faults = faults;
  }

  String render(String url) {
    StringBuilder html = new StringBuilder(8_192);
    links(html, url);
    LedgerHtml.faults(html, faults.all());
    ledger(html);
    requests(html);
    return frame.page(html);
  }

  private void links(StringBuilder html, String url) {
    long partnerId = setup.partners().keySet().iterator().next();
    html.append("<h2>Affiliate links</h2>");
    LedgerHtml.header(html, "Offer", "Click as a visitor would", "Landing page");
    for (Offer offer : setup.offers().values()) {
      String path = SimulatorDispatcher.CLICK + "?offer_id=" + offer.id() + "&aff_id=" + partnerId;
      html.append("<tr><td>").append(offer.id()).append(' ').append(escape(offer.name()));
      html.append("</td><td><a href=\"").append(escape(path)).append("\"><code>");
      html.append(escape(url + path)).append("</code></a></td>");
      cell(html, setup.landingTemplate(offer));
      html.append("</tr>");
    }
    LedgerHtml.end(html);
  }

  private void ledger(StringBuilder html) {
    List<LedgerEntry> entries = books.latestEntries(ENTRIES);
    html.append("<h2>Ledger</h2>");
    if (entries.isEmpty()) {
      html.append("<p class=\"empty\">No conversion yet. Follow an affiliate link and buy.</p>");
      return;
    }
    LedgerHtml.header(
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
    LedgerHtml.end(html);
  }

  private static void row(StringBuilder html, LedgerEntry entry) {
    String status = entry.status().name().toLowerCase(Locale.ROOT);
    html.append("<tr>");
    time(html, entry.time());
    LedgerHtml.status(html, status, status, entry.reason());
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
    LedgerHtml.header(html, "Time", "Request", "Answer");
    for (ReceivedRequest request : requests) {
      html.append("<tr>");
      time(html, request.arrivedAt());
      cell(html, request.method() + " " + withoutToken(request.target()));
      cell(html, request.answer());
      html.append("</tr>");
    }
    LedgerHtml.end(html);
  }

  /** The token is a secret, even from those who look over a shoulder. */
  private static String withoutToken(String target) {
    return target.replaceAll("([?&]security_token=)[^&]*", "$1***");
  }
}
