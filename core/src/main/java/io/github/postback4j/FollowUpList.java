package io.github.postback4j;

import io.github.postback4j.click.Click;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.outbox.Decision;
import io.github.postback4j.outbox.Decision.NetworkDecision;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.OutboxCare.Position;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.outbox.Selection;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The manual channel: refunds, cancellations and changes of status for networks that take them by
 * no postback. They stand in the outbox as REFUSED until they are {@link #done}, at most as long as
 * unrecorded postbacks are kept. Safe for use by many threads.
 *
 * <p>Every method throws {@code StoreException} if the outbox cannot be used now.
 */
public final class FollowUpList {

  private static final int PAGE = 500;

  private final Outbox outbox;
  private final Clock clock;
  private final CreditCodec codec = new CreditCodec();

  FollowUpList(Outbox outbox, Clock clock) {
    this.outbox = outbox;
    this.clock = clock;
  }

  /**
   * One line of the list. {@link #toString} shows no ID of a click.
   *
   * @param postback its entry in the outbox
   * @param transactionId of the click the sale was credited to, or null
   * @param partnerId who was credited, or null
   * @param offerId of the offer, or null
   * @param amount what is given back; of a cancellation what was not refunded before; or null
   * @param currency of both amounts, or null
   * @param remaining of a refund, the order's total less all refunds until this; zero of a
   *     cancellation; or null
   * @param status the new status: the one given; of a refund or cancellation {@code rejected} if
   *     nothing remains, {@code approved} otherwise (TUNE's words)
   */
  public record Entry(
      Postback postback,
      @Nullable String transactionId,
      @Nullable String partnerId,
      @Nullable String offerId,
      @Nullable BigDecimal amount,
      @Nullable String currency,
      @Nullable BigDecimal remaining,
      @Nullable String status) {

    public Entry {
      Objects.requireNonNull(postback, "postback");
    }

    @Override
    public String toString() {
      return "Entry[" + postback + "]";
    }
  }

  /**
   * The oldest entries of a network.
   *
   * @param limit most to return, at least 1
   */
  public List<Entry> of(String network, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1: " + limit);
    }
    List<Entry> entries = new ArrayList<>();
    Selection refused = Selection.of(PostbackState.REFUSED).network(network);
    List<Postback> page = outbox.list(refused, null, PAGE);
    while (!page.isEmpty() && entries.size() < limit) {
      for (Postback postback : page) {
        Entry entry = entries.size() < limit ? entry(postback) : null;
        if (entry != null) {
          entries.add(entry);
        }
      }
      Postback last = page.get(page.size() - 1);
      page = page.size() < PAGE ? List.of() : outbox.list(refused, Position.of(last), PAGE);
    }
    return entries;
  }

  private @Nullable Entry entry(Postback postback) {
    if (!Conversion.isFollowUp(postback.goal())) {
      return null;
    }
    Decision decision = outbox.decision(postback.orderId(), postback.goal(), postback.part());
    NetworkDecision line = decision == null ? null : decision.of(postback.network());
    if (line == null || line.reason() == null || !postback.id().equals(line.postbackId())) {
      return null; // a network with a URL for it, which refused it
    }
    Credit credit = codec.read(postback.network(), line.memo());
    if (credit == null) {
      return new Entry(postback, null, null, null, null, null, null, null);
    }
    Click click = credit.click();
    BigDecimal remaining = credit.remaining();
    String status =
        !postback.goal().equals(Conversion.STATUS) && remaining != null
            ? (remaining.signum() == 0 ? "rejected" : "approved")
            : credit.status();
    return new Entry(
        postback,
        click == null ? null : click.transactionId(),
        click == null ? null : click.partnerId(),
        click == null ? null : click.offerId(),
        credit.amount(),
        credit.currency(),
        remaining,
        status);
  }

  /**
   * Writes a network's list as CSV, the oldest first.
   *
   * @param out closed by nobody here
   * @return what was written; call again after {@link #done} for more than fit
   * @throws IOException if {@code out} fails
   */
  public Written writeCsv(String network, CsvFormat format, Appendable out) throws IOException {
    List<Entry> entries = of(network, format.maxRows() + 1);
    boolean more = entries.size() > format.maxRows();
    List<Entry> written = more ? entries.subList(0, format.maxRows()) : entries;
    format.write(written, out);
    return new Written(written.stream().map(entry -> entry.postback().id()).toList(), more);
  }

  /**
   * What was written.
   *
   * @param postbackIds of the rows, for {@link FollowUpList#done}
   * @param more whether there are more than one file may hold
   */
  public record Written(List<String> postbackIds, boolean more) {
    public Written {
      postbackIds = List.copyOf(postbackIds);
    }
  }

  /**
   * Takes entries off the list: the network was told.
   *
   * @return how many were on it
   */
  public int done(Collection<String> postbackIds) {
    int done = 0;
    for (String id : postbackIds) {
      String reason = "told to the network by hand, " + clock.instant();
      done += outbox.settle(id, PostbackState.RECORDED, reason) ? 1 : 0;
    }
    return done;
  }

  /** The names that {@link CsvFormat} knows, with what they stand for. */
  static Map<String, String> values(Entry entry) {
    Map<String, String> values = new HashMap<>();
    Postback postback = entry.postback();
    put(values, "transaction_id", entry.transactionId());
    put(values, "partner_id", entry.partnerId());
    put(values, "offer_id", entry.offerId());
    put(values, "order_id", postback.orderId());
    boolean cancels = postback.goal().equals(Conversion.CANCEL);
    put(values, "refund_id", cancels ? null : postback.part());
    put(values, "goal", postback.goal());
    put(values, "status", entry.status());
    put(values, "refund_amount", money(entry.amount(), entry.currency()));
    put(values, "remaining_amount", money(entry.remaining(), entry.currency()));
    put(values, "currency", entry.currency());
    put(values, "time", postback.createdAt().toString());
    return values;
  }

  private static @Nullable String money(@Nullable BigDecimal amount, @Nullable String currency) {
    return amount == null || currency == null ? null : Conversion.money(amount, currency);
  }

  private static void put(Map<String, String> values, String name, @Nullable String value) {
    values.put(name, value == null ? "" : value);
  }
}
