package io.github.postback4j;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A CSV file for the people at a network: comma, a header, LF, quotes where needed (RFC 4180), at
 * most so many rows. Immutable.
 *
 * <p>A cell that a spreadsheet would take for a formula (it begins with {@code = + - @}, a tab or a
 * return, and is no number) is written with an apostrophe before it, so that nothing a customer
 * typed is run by who opens the file.
 */
public final class CsvFormat {

  private static final Set<String> VALUES =
      Set.of(
          "transaction_id",
          "partner_id",
          "offer_id",
          "order_id",
          "refund_id",
          "goal",
          "status",
          "refund_amount",
          "remaining_amount",
          "currency",
          "time");

  private final Map<String, String> columns;
  private final int maxRows;
  private final boolean guardFormulas;

  private CsvFormat(Map<String, String> columns, int maxRows, boolean guardFormulas) {
    this.columns = new LinkedHashMap<>(columns);
    this.maxRows = maxRows;
    this.guardFormulas = guardFormulas;
  }

  /**
   * For TUNE's Conversion Upload: at most 10,000 rows, case-sensitive values (TUNE help: Importing
   * Conversions). {@code transaction_id} is its documented column for conversions known by that;
   * {@code affiliate_id}, {@code offer_id}, {@code status}, {@code sale_amount} and {@code note}
   * are TUNE's names of what its report can change, not documented as columns where we could see
   * it. To update what is booked it wants {@code tune_event_id}, which only the network knows:
   * agree with the network on the columns, and set them by {@link #columns}.
   */
  public static CsvFormat tune() {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("transaction_id", "transaction_id");
    columns.put("affiliate_id", "partner_id");
    columns.put("offer_id", "offer_id");
    columns.put("status", "status");
    columns.put("sale_amount", "remaining_amount");
    columns.put("note", "order_id");
    return new CsvFormat(columns, 10_000, true);
  }

  /**
   * The same with these columns.
   *
   * @param headers the header of each column, in order, and the value under it: {@code
   *     transaction_id}, {@code partner_id}, {@code offer_id}, {@code order_id}, {@code refund_id},
   *     {@code goal}, {@code status}, {@code refund_amount}, {@code remaining_amount}, {@code
   *     currency} or {@code time}
   * @throws IllegalArgumentException if there is none, or a value is another
   */
  public CsvFormat columns(Map<String, String> headers) {
    if (headers.isEmpty() || !VALUES.containsAll(headers.values())) {
      throw new IllegalArgumentException(
          "columns stand for " + new TreeSet<>(VALUES) + ": " + headers);
    }
    return new CsvFormat(headers, maxRows, guardFormulas);
  }

  /**
   * The same with another bound on rows.
   *
   * @throws IllegalArgumentException if less than 1
   */
  public CsvFormat maxRows(int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException("maxRows must be at least 1: " + rows);
    }
    return new CsvFormat(columns, rows, guardFormulas);
  }

  /** The same with or without the apostrophe before what looks like a formula; with it. */
  public CsvFormat guardFormulas(boolean guard) {
    return new CsvFormat(columns, maxRows, guard);
  }

  int maxRows() {
    return maxRows;
  }

  void write(List<FollowUpList.Entry> entries, Appendable out) throws IOException {
    row(new ArrayList<>(columns.keySet()), out);
    for (FollowUpList.Entry entry : entries) {
      Map<String, String> values = FollowUpList.values(entry);
      row(columns.values().stream().map(name -> values.getOrDefault(name, "")).toList(), out);
    }
  }

  private void row(List<String> cells, Appendable out) throws IOException {
    for (int i = 0; i < cells.size(); i++) {
      out.append(i == 0 ? "" : ",").append(cell(cells.get(i)));
    }
    out.append('\n');
  }

  private String cell(String text) {
    String safe = guardFormulas && looksLikeFormula(text) ? "'" + text : text;
    boolean plain =
        safe.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
            && safe.equals(safe.strip());
    return plain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
  }

  private static boolean looksLikeFormula(String text) {
    return !text.isEmpty()
        && "=+-@\t\r".indexOf(text.charAt(0)) >= 0
        && !text.matches("-?[0-9]+([.][0-9]+)?");
  }
}
