package io.github.postback4j.testkit.simulator;

import static io.github.postback4j.testkit.simulator.LedgerHtml.cell;
import static io.github.postback4j.testkit.simulator.LedgerHtml.escape;
import static io.github.postback4j.testkit.simulator.LedgerHtml.number;
import static io.github.postback4j.testkit.simulator.LedgerHtml.time;

import io.github.postback4j.network.RequestFaults;
import io.github.postback4j.testkit.simulator.PresetLedgerEntry.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The books of a {@link PresetSimulator} for people. Shows no URL and no header. Thread-safe. */
final class PresetLedgerPage {

  private static final int ENTRIES = 100;

  private final String network;
  private final String landing;
  private final PresetBooks books;
  private final Faults faults;
  private final LedgerHtml frame;

  /**
   * @param landing the landing page that the affiliate link leads to
   */
  PresetLedgerPage(String network, String landing, PresetBooks books, Faults faults) {
    this.network = network;
    this.landing = landing;
    this.books = books;
    this.faults = faults;
    frame = new LedgerHtml("Stands in for the network " + network + ".");
  }

  String render(String url) {
    StringBuilder html = new StringBuilder(8_192);
    html.append("<h2>Affiliate link</h2>");
    LedgerHtml.header(html, "Network", "Click as a visitor would", "Landing page");
    html.append("<tr><td>").append(escape(network)).append("</td><td><a href=\"");
    html.append(PresetDispatcher.CLICK).append("\"><code>");
    html.append(escape(url + PresetDispatcher.CLICK)).append("</code></a></td>");
    cell(html, landing);
    html.append("</tr>");
    LedgerHtml.end(html);
    LedgerHtml.faults(html, faults.all());
    ledger(html);
    return frame.page(html);
  }

  private void ledger(StringBuilder html) {
    List<PresetLedgerEntry> entries = books.latest(ENTRIES);
    html.append("<h2>Ledger</h2>");
    if (entries.isEmpty()) {
      html.append("<p class=\"empty\">No conversion yet. Follow the affiliate link and buy.</p>");
      return;
    }
    LedgerHtml.header(html, "Time", "Outcome", "Goal", "Order", "Amount", "Lines", "ID", "Answer");
    entries.forEach(entry -> row(html, entry));
    LedgerHtml.end(html);
  }

  private static void row(StringBuilder html, PresetLedgerEntry entry) {
    html.append("<tr>");
    time(html, entry.time());
    String why =
        entry.faults().stream()
            .map(RequestFaults.Fault::toString)
            .collect(Collectors.joining("; "));
    LedgerHtml.status(
        html, look(entry.outcome()), entry.outcome().name().toLowerCase(Locale.ROOT), why);
    cell(html, entry.goal() + entry.part());
    cell(html, orEmpty(entry.orderId()));
    number(html, (orEmpty(entry.amount()) + " " + orEmpty(entry.currency())).strip());
    cell(
        html, entry.items().stream().map(PresetLedgerPage::line).collect(Collectors.joining(", ")));
    cell(html, orEmpty(entry.transactionId() == null ? entry.partnerId() : entry.transactionId()));
    cell(html, (entry.status() == 0 ? "" : entry.status() + " ") + entry.answer());
    html.append("</tr>");
  }

  private static String line(Map<String, String> item) {
    String sku = item.get("item.sku");
    return sku == null
        ? item.values().stream().sorted().collect(Collectors.joining(" "))
        : item.getOrDefault("item.quantity", "1") + " x " + sku;
  }

  private static String look(Outcome outcome) {
    return switch (outcome) {
      case BOOKED -> "approved";
      case DUPLICATE -> "pending";
      case REFUSED, FAILED -> "rejected";
    };
  }

  private static String orEmpty(@Nullable String text) {
    return Objects.requireNonNullElse(text, "");
  }
}
