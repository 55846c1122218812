package io.github.postback4j.session;

import io.github.postback4j.click.Click;
import io.github.postback4j.session.CarriedBytes.Reader;
import io.github.postback4j.session.CarriedBytes.Writer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One carried click as bytes: a version, and what it is made of. Entries stand by themselves, so
 * that one of a newer version can be passed on unread.
 */
final class CarriedCodec {

  static final int VERSION = 1;

  private static final int TRANSACTION_ID = 1;
  private static final int PARTNER_ID = 2;
  private static final int OFFER_ID = 4;
  private static final int OWNER = 8;
  private static final int EXPIRES = 16;
  private static final int EXPIRES_WITHIN_THE_SECOND = 32;

  private static final int NANOS_PER_MILLI = 1_000_000;

  private CarriedCodec() {}

  @SuppressWarnings("JavaInstantGetSecondsGetNano") // both are written, the nanos first compared
  static byte[] write(KeptClick kept) {
    Click click = kept.click();
    Instant clickedAt = click.clickedAt();
    Instant expiresAt = kept.expiresAt();
    boolean otherNanos = expiresAt != null && expiresAt.getNano() != clickedAt.getNano();
    Writer out = new Writer().number(VERSION);
    out.number(
        bit(click.transactionId(), TRANSACTION_ID)
            | bit(click.partnerId(), PARTNER_ID)
            | bit(click.offerId(), OFFER_ID)
            | bit(kept.owner(), OWNER)
            | bit(expiresAt, EXPIRES)
            | (otherNanos ? EXPIRES_WITHIN_THE_SECOND : 0));
    out.text(click.network());
    textIfThere(out, click.transactionId());
    textIfThere(out, click.partnerId());
    textIfThere(out, click.offerId());
    textIfThere(out, kept.owner());
    out.signed(clickedAt.getEpochSecond());
    nanos(out, clickedAt.getNano());
    if (expiresAt != null) {
      out.signed(expiresAt.getEpochSecond() - clickedAt.getEpochSecond());
      if (otherNanos) {
        nanos(out, expiresAt.getNano());
      }
    }
    out.number(click.parameters().size());
    new TreeMap<>(click.parameters()).forEach((name, value) -> out.text(name).text(value));
    return out.bytes();
  }

  /** Whether the entry is of a version that came after this one. */
  static boolean isNewer(byte[] entry) {
    return new Reader(entry).number() > VERSION;
  }

  /** The click; null if the entry is damaged or of another version. */
  static @Nullable KeptClick read(byte[] entry) {
    try {
      Reader in = new Reader(entry);
      if (in.number() != VERSION) {
        return null;
      }
      long there = in.number();
      String network = in.text();
      String transactionId = textIf(in, there, TRANSACTION_ID);
      String partnerId = textIf(in, there, PARTNER_ID);
      String offerId = textIf(in, there, OFFER_ID);
      String owner = textIf(in, there, OWNER);
      Instant clickedAt = Instant.ofEpochSecond(in.signed(), nanos(in));
      Instant expiresAt = null;
      if ((there & EXPIRES) != 0) {
        long second = Math.addExact(clickedAt.getEpochSecond(), in.signed());
        boolean otherNanos = (there & EXPIRES_WITHIN_THE_SECOND) != 0;
        expiresAt = Instant.ofEpochSecond(second, otherNanos ? nanos(in) : clickedAt.getNano());
      }
      Map<String, String> parameters = new LinkedHashMap<>();
      for (long left = in.number(); left > 0; left--) {
        parameters.put(in.text(), in.text());
      }
      return new KeptClick(
          new Click(network, transactionId, partnerId, offerId, parameters, clickedAt),
          expiresAt,
          owner);
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      return null;
    }
  }

  private static int bit(@Nullable Object value, int bit) {
    return value == null ? 0 : bit;
  }

  private static void textIfThere(Writer out, @Nullable String value) {
    if (value != null) {
      out.text(value);
    }
  }

  private static @Nullable String textIf(Reader in, long there, int bit) {
    return (there & bit) == 0 ? null : in.text();
  }

  /** Mostly whole milliseconds, which the lowest bit tells. */
  private static void nanos(Writer out, int nanos) {
    out.number(nanos % NANOS_PER_MILLI == 0 ? (nanos / NANOS_PER_MILLI) * 2L : nanos * 2L + 1);
  }

  private static long nanos(Reader in) {
    long value = in.number();
    long nanos = (value & 1) == 0 ? Math.multiplyExact(value >>> 1, NANOS_PER_MILLI) : value >>> 1;
    if (nanos < 0 || nanos > 999_999_999) {
      throw new IllegalArgumentException("damaged");
    }
    return nanos;
  }
}
