package io.github.postback4j.outbox;

import io.github.postback4j.network.PostbackRequest;
import java.time.Instant;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One request to one network for one conversion, and where it stands.
 *
 * @param id unique; made by the tracker, kept through replays; opaque, at most 40 ASCII characters
 * @param network name of the network
 * @param orderId the shop's order ID
 * @param goal the network's name for the kind of conversion
 * @param part which part of the order, and which of the conversion's requests; see {@link #partOf};
 *     empty for the only or main request of the whole
 * @param request what is sent, or null once it was blanked or if it could not be read
 * @param repeatable whether an attempt of unknown outcome may be repeated, because the network
 *     de-duplicates
 * @param state where it stands
 * @param attempts attempts made so far, those of a paused network's probes left out
 * @param ambiguous whether an attempt so far may have been booked without our knowing
 * @param reason why it stands where it stands, in words for a person; may hold the network's own
 *     words, which are not to be logged; null while nothing was tried
 * @param createdAt when it was tracked
 * @param nextAttemptAt when it is due, or, while in flight, when its lease ends; null once final
 * @param deadline until when an attempt makes sense
 */
public record Postback(
    String id,
    String network,
    String orderId,
    String goal,
    String part,
    @Nullable PostbackRequest request,
    boolean repeatable,
    PostbackState state,
    int attempts,
    boolean ambiguous,
    @Nullable String reason,
    Instant createdAt,
    @Nullable Instant nextAttemptAt,
    Instant deadline) {

  public Postback {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(network, "network");
    Objects.requireNonNull(orderId, "orderId");
    Objects.requireNonNull(goal, "goal");
    Objects.requireNonNull(part, "part");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(deadline, "deadline");
  }

  /** Longest part that an outbox has to hold, in characters. */
  public static final int MAX_PART_LENGTH = 100;

  /** Begins the part of a request that a network wants besides the conversion itself. */
  private static final String ADDITIONAL = "+";

  private static final Pattern ITEM = Pattern.compile("item-[1-9][0-9]*");

  /**
   * The part of a postback that is one of several requests for a conversion: both, with a slash
   * between them.
   *
   * @param conversionPart which part of the order; or empty
   * @param requestPart which of its requests: {@code item-1} and so on for one per line of the
   *     order, {@code +NAME} for an additional one; empty for the main one
   * @throws IllegalArgumentException if both are longer than {@value #MAX_PART_LENGTH}
   */
  public static String partOf(String conversionPart, String requestPart) {
    boolean both = !conversionPart.isEmpty() && !requestPart.isEmpty();
    String part = both ? conversionPart + "/" + requestPart : conversionPart + requestPart;
    if (part.length() > MAX_PART_LENGTH) {
      throw new IllegalArgumentException("a request's part is too long: " + requestPart);
    }
    return part;
  }

  /**
   * Which of the conversion's requests this is: {@code item-1} and so on for one per line of the
   * order, {@code +NAME} for an additional one; empty for the main one.
   */
  public String requestPart() {
    if (part.isEmpty()) {
      return "";
    }
    if (part.startsWith(ADDITIONAL)) {
      return part;
    }
    int additional = part.indexOf("/" + ADDITIONAL); // no conversion's part holds that
    String last = part.substring((additional < 0 ? part.lastIndexOf('/') : additional) + 1);
    return additional >= 0 || ITEM.matcher(last).matches() ? last : "";
  }

  /** Which part of the order it is of, without {@link #requestPart}; empty for the whole. */
  public String conversionPart() {
    int length = part.length() - requestPart().length();
    return part.substring(0, length == part.length() || length == 0 ? length : length - 1);
  }

  /**
   * Whether it tells the network something besides the conversion itself, so that what becomes of
   * it says nothing about whether the network has the conversion.
   */
  public boolean isAdditional() {
    return requestPart().startsWith(ADDITIONAL);
  }

  /** A new postback: pending, due at once, without attempts. */
  public static Postback pending(
      String id,
      String network,
      String orderId,
      String goal,
      PostbackRequest request,
      boolean repeatable,
      Instant createdAt,
      Instant deadline) {
    return new Postback(
        id,
        network,
        orderId,
        goal,
        "",
        request,
        repeatable,
        PostbackState.PENDING,
        0,
        false,
        null,
        createdAt,
        createdAt,
        deadline);
  }

  /** This new postback of a part of its order. */
  public Postback part(String newPart) {
    return new Postback(
        id,
        network,
        orderId,
        goal,
        newPart,
        request,
        repeatable,
        state,
        attempts,
        ambiguous,
        reason,
        createdAt,
        nextAttemptAt,
        deadline);
  }

  /** This new postback, due at {@code time}. */
  public Postback dueAt(Instant time) {
    return new Postback(
        id,
        network,
        orderId,
        goal,
        part,
        request,
        repeatable,
        state,
        attempts,
        ambiguous,
        reason,
        createdAt,
        Objects.requireNonNull(time, "time"),
        deadline);
  }

  /** Without the reason, which may hold a network's own words, and without the request. */
  @Override
  public String toString() {
    return "Postback["
        + id
        + ", "
        + network
        + ", "
        + goal
        + ", "
        + state
        + ", attempts "
        + attempts
        + "]";
  }
}
