package io.github.postback4j.testkit.simulator;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Trouble to give to conversion requests. Immutable.
 *
 * <p>A fault lasts until it is cleared, unless {@link #times} bounds it, and it hits every
 * conversion request, unless {@link #withProbability} thins it. Except for {@link #delay}, a
 * request that it hits is not booked, unless {@link #afterBooking} says so.
 */
public final class Fault {

  /** What happens on the wire. */
  enum Kind {
    STATUS,
    HANG,
    RESET,
    DELAY,
    ANSWER
  }

  private static final Set<String> MEANINGS =
      Set.of(
          "recorded",
          "accepted",
          "duplicate",
          "not-attributed",
          "refused",
          "unauthorized",
          "not-processed",
          "unknown");

  private final Kind kind;
  private final boolean books;
  private final int times;
  private final double probability;
  private final int status;
  private final @Nullable String body;
  private final @Nullable String retryAfter;
  private final Duration delay;

  private Fault(
      Kind kind,
      boolean books,
      int times,
      double probability,
      int status,
      @Nullable String body,
      @Nullable String retryAfter,
      Duration delay) {
    this.kind = kind;
    this.books = books;
    this.times = times;
    this.probability = probability;
    this.status = status;
    this.body = body;
    this.retryAfter = retryAfter;
    this.delay = delay;
  }

  private static Fault of(Kind kind, int status, @Nullable String body, Duration delay) {
    return new Fault(kind, kind == Kind.DELAY, 0, 1, status, body, null, delay);
  }

  /**
   * Answers with this HTTP status and a short HTML body.
   *
   * @throws IllegalArgumentException if {@code status} is not from 200 to 599
   */
  public static Fault status(int status) {
    return status(status, "<html><body><h1>" + status + "</h1></body></html>");
  }

  /**
   * Answers with this HTTP status and body; neither is looked at any further.
   *
   * @throws IllegalArgumentException if {@code status} is not from 200 to 599
   */
  public static Fault status(int status, String body) {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("status must be from 200 to 599: " + status);
    }
    return of(Kind.STATUS, status, Objects.requireNonNull(body, "body"), Duration.ZERO);
  }

  /** Never answers; the connection stays open until the client gives up or the simulator closes. */
  public static Fault hang() {
    return of(Kind.HANG, 0, null, Duration.ZERO);
  }

  /** Cuts the connection with a TCP reset once the request has been read. */
  public static Fault reset() {
    return of(Kind.RESET, 0, null, Duration.ZERO);
  }

  /**
   * Answers in the network's own words for {@code meaning}, and books only what these words say is
   * booked. For a {@link PresetSimulator}.
   *
   * @param meaning a word of the format: {@code recorded}, {@code accepted}, {@code duplicate},
   *     {@code not-attributed}, {@code refused}, {@code unauthorized}, {@code not-processed} or
   *     {@code unknown}
   * @throws IllegalArgumentException if it is none of these
   */
  public static Fault answer(String meaning) {
    if (!MEANINGS.contains(meaning)) {
      throw new IllegalArgumentException(
          "meaning must be one of " + new TreeSet<>(MEANINGS) + ": " + meaning);
    }
    boolean books = meaning.equals("recorded") || meaning.equals("accepted");
    return new Fault(Kind.ANSWER, books, 0, 1, 0, meaning, null, Duration.ZERO);
  }

  /**
   * Books the conversion at once and answers late.
   *
   * @throws IllegalArgumentException if {@code delay} is not positive or longer than an hour
   */
  public static Fault delay(Duration delay) {
    if (delay.isNegative() || delay.isZero() || delay.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException("delay must be positive, at most an hour: " + delay);
    }
    return of(Kind.DELAY, 0, null, delay);
  }

  /** The same fault, but the conversion is booked first: only the answer is lost. */
  public Fault afterBooking() {
    return new Fault(kind, true, times, probability, status, body, retryAfter, delay);
  }

  /**
   * The same fault for the next {@code times} conversion requests that it hits.
   *
   * @throws IllegalArgumentException if {@code times} is less than 1
   */
  public Fault times(int times) {
    if (times < 1) {
      throw new IllegalArgumentException("times must be at least 1: " + times);
    }
    return new Fault(kind, books, times, probability, status, body, retryAfter, delay);
  }

  /**
   * The same fault for this share of conversion requests, drawn from the simulator's seeded random.
   *
   * @throws IllegalArgumentException if {@code probability} is not above 0 and at most 1
   */
  public Fault withProbability(double probability) {
    if (!(probability > 0 && probability <= 1)) {
      throw new IllegalArgumentException("probability must be above 0, at most 1: " + probability);
    }
    return new Fault(kind, books, times, probability, status, body, retryAfter, delay);
  }

  /**
   * The same fault with a {@code Retry-After} header.
   *
   * @param retryAfter the header's value: seconds or an HTTP date, sent as it is
   * @throws IllegalArgumentException if it has a character that no header may have
   * @throws IllegalStateException if this fault answers with no status
   */
  public Fault retryAfter(String retryAfter) {
    if (kind != Kind.STATUS) {
      throw new IllegalStateException("only a fault with a status has a Retry-After: " + this);
    }
    if (retryAfter.isEmpty() || !retryAfter.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      throw new IllegalArgumentException("retryAfter must be visible ASCII");
    }
    return new Fault(kind, books, times, probability, status, body, retryAfter, delay);
  }

  Kind kind() {
    return kind;
  }

  boolean books() {
    return books;
  }

  /** How many requests it will still hit; 0 for all until it is cleared. */
  int times() {
    return times;
  }

  double probability() {
    return probability;
  }

  int status() {
    return status;
  }

  String body() {
    return body == null ? "" : body;
  }

  /** What the network is to say; null where it is to be silent or somebody else speaks. */
  @Nullable String meaning() {
    return kind == Kind.ANSWER ? body : null;
  }

  @Nullable String retryAfter() {
    return retryAfter;
  }

  Duration delay() {
    return delay;
  }

  /** For people, for example {@code status 503, next 2, before booking}. */
  @Override
  public String toString() {
    String what =
        switch (kind) {
          case STATUS -> "status " + status;
          case HANG -> "hang";
          case RESET -> "reset";
          case DELAY -> "delay " + delay;
          case ANSWER -> "answer " + body;
        };
    return what
        + (times == 0 ? "" : ", next " + times)
        + (probability == 1 ? "" : ", probability " + probability)
        + (books ? ", after booking" : ", before booking");
  }
}
