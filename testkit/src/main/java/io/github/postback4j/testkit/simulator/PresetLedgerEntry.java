package io.github.postback4j.testkit.simulator;

import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.network.RequestFaults;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request in the books of a {@link PresetSimulator}, and what became of it. Its text form shows
 * neither IDs nor values.
 *
 * @param time when it arrived, by the simulator's clock
 * @param outcome what became of it
 * @param goal whose request it is, {@code sale} for example
 * @param part of the request: {@code +NAME} for a further request; empty for the main one
 * @param values what it says, by the format's names of values, such as {@code order_id}; amounts as
 *     decimals. What is no value by itself (a hash, a list in one text) by the name of its
 *     placeholder
 * @param items the same for each line of the order or commission group
 * @param faults what breaks the network's declaration; empty if nothing does
 * @param status HTTP status of the answer; 0 where there was none
 * @param answer body of the answer, or a word in brackets where there was none: {@code [hang]},
 *     {@code [reset]}
 * @param request as it arrived, its URL without scheme and host if it was sent to the simulator's
 *     own address; names of headers are in small letters
 */
public record PresetLedgerEntry(
    Instant time,
    Outcome outcome,
    String goal,
    String part,
    Map<String, String> values,
    List<Map<String, String>> items,
    List<RequestFaults.Fault> faults,
    int status,
    String answer,
    PostbackRequest request) {

  public PresetLedgerEntry {
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(request, "request");
    values = Map.copyOf(values);
    items = List.copyOf(items);
    faults = List.copyOf(faults);
  }

  /** What the network made of a request. */
  public enum Outcome {
    /** It counts. */
    BOOKED,
    /** It was booked before, by what this network de-duplicates by. */
    DUPLICATE,
    /** It breaks the declaration, or was to be refused by {@link Fault#answer}. */
    REFUSED,
    /** It met a {@link Fault}, and was not booked. */
    FAILED
  }

  /** Whether it counts. */
  public boolean booked() {
    return outcome == Outcome.BOOKED;
  }

  /** The ID of the click; null if the request does not hold it. */
  public @Nullable String transactionId() {
    return values.get("transaction_id");
  }

  /** The publisher's ID; null if the request does not hold it. */
  public @Nullable String partnerId() {
    return values.get("partner_id");
  }

  /** The order's ID, or the unique ID where only that is sent; null for neither. */
  public @Nullable String orderId() {
    String order = values.get("order_id");
    return order == null ? values.get("unique_id") : order;
  }

  /** The order's amount; null if the request does not hold it, as where only lines are sent. */
  public @Nullable String amount() {
    return values.get("amount");
  }

  /** The currency; null if the request does not hold it. */
  public @Nullable String currency() {
    return values.get("currency");
  }

  @Override
  public String toString() {
    return "PresetLedgerEntry["
        + goal
        + part
        + ", "
        + outcome
        + (faults.isEmpty() ? "" : ": " + faults)
        + "]";
  }
}
