package io.github.postback4j.network;

import io.github.postback4j.click.Click;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How long a network pays for a customer's renewals: not at all, a number of them per partner, for
 * some months after the credited click, or without end.
 *
 * @param kind which of these
 * @param number how many renewals or months; 0 for the others
 */
public record Renewals(Kind kind, int number) {

  /** What is limited. */
  public enum Kind {
    /** Renewals are not paid. */
    NONE,
    /** A number of renewals. */
    COUNT,
    /** Months since the click. */
    MONTHS,
    /** No limit. */
    UNLIMITED
  }

  /**
   * @throws IllegalArgumentException if a number is not from 1 to 1,200, or given without need
   */
  public Renewals {
    Objects.requireNonNull(kind, "kind");
    boolean counts = kind == Kind.COUNT || kind == Kind.MONTHS;
    if (counts ? number < 1 || number > 1200 : number != 0) {
      throw new IllegalArgumentException("renewals must be from 1 to 1200: " + number);
    }
  }

  /** Renewals are not paid. */
  public static Renewals none() {
    return new Renewals(Kind.NONE, 0);
  }

  /**
   * As many renewals of one customer as this, for one partner of the network.
   *
   * @throws IllegalArgumentException if not from 1 to 1,200
   */
  public static Renewals count(int most) {
    return new Renewals(Kind.COUNT, most);
  }

  /**
   * Renewals within this many months (of the calendar, UTC) after the click that is credited.
   *
   * @throws IllegalArgumentException if not from 1 to 1,200
   */
  public static Renewals months(int months) {
    return new Renewals(Kind.MONTHS, months);
  }

  /** Renewals are paid as long as there is a click; the default. */
  public static Renewals unlimited() {
    return new Renewals(Kind.UNLIMITED, 0);
  }

  /**
   * Reads {@code none}, {@code unlimited}, {@code count 12} or {@code months 12}.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  public static Renewals of(String text) {
    String[] words = text.strip().toLowerCase(Locale.ROOT).split("\\s+", -1);
    try {
      if (words.length == 1 && words[0].equals("none")) {
        return none();
      }
      if (words.length == 1 && words[0].equals("unlimited")) {
        return unlimited();
      }
      if (words.length == 2 && words[0].equals("count")) {
        return count(Integer.parseInt(words[1]));
      }
      if (words.length == 2 && words[0].equals("months")) {
        return months(Integer.parseInt(words[1]));
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException(
        "renewals must be none, unlimited, count N or months N, N from 1 to 1200: '" + text + "'");
  }

  /** Whether it has to be known how many there were. */
  public boolean isCounted() {
    return kind == Kind.COUNT;
  }

  /**
   * Why a renewal is not paid, in words; null if it is.
   *
   * @param running which renewal of this customer and partner it is, from 1; 0 if not counted
   * @param at when the renewal happens
   */
  public @Nullable String refusal(Click click, int running, Instant at) {
    return switch (kind) {
      case NONE -> "renewals are not paid by this network";
      case COUNT -> running > number ? "the limit of " + number + " renewals is reached" : null;
      case MONTHS ->
          at.isBefore(click.clickedAt().atOffset(ZoneOffset.UTC).plusMonths(number).toInstant())
              ? null
              : "renewals are paid for " + number + " months after the click, which are over";
      case UNLIMITED -> null;
    };
  }
}
