package io.github.postback4j.redis;

import io.github.postback4j.click.Click;
import io.github.postback4j.session.KeptClick;
import io.github.postback4j.session.StoredClicks;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Clicks as the lines of a key's value. What the scripts rule by stands before the click's own
 * text, so that they need not understand that: see {@code lines.lua}.
 */
final class ClickLines {

  private static final String VERSION = "1";
  private static final String ABSENT = "-";
  private static final int FIELDS = 8;

  /** Beyond it Lua's numbers are no longer exact; the year 287396. */
  private static final long LATEST_MILLIS = (1L << 53) - 1;

  /** Characters of a hash that tell one key's clicks apart: 128 bits. */
  private static final int SAMENESS_LENGTH = 22;

  private static final int OFFER_BYTES = 9;

  private final StoredClicks stored;

  ClickLines(StoredClicks stored) {
    this.stored = stored;
  }

  String write(KeptClick kept) {
    Click click = kept.click();
    String text = stored.write(click);
    Instant clickedAt = click.clickedAt();
    Instant expiresAt = kept.expiresAt();
    String owner = kept.owner();
    return String.join(
        " ",
        VERSION,
        expiresAt == null ? ABSENT : Long.toString(millis(expiresAt)),
        owner == null ? ABSENT : owner,
        stored.sameness(click, text).substring(0, SAMENESS_LENGTH),
        Long.toString(clickedAt.getEpochSecond()),
        Integer.toString(clickedAt.getNano()),
        offer(click),
        text);
  }

  /** The clicks of a value that are to be found. What this version cannot read is passed over. */
  List<KeptClick> read(@Nullable String value, Instant now) {
    if (value == null || value.isEmpty()) {
      return List.of();
    }
    List<KeptClick> kept = new ArrayList<>();
    for (String line : value.split("\n", -1)) {
      KeptClick click = readLine(line);
      if (click != null) {
        kept.add(click);
      }
    }
    return StoredClicks.found(kept, now);
  }

  private @Nullable KeptClick readLine(String line) {
    String[] fields = line.split(" ", FIELDS);
    if (fields.length < FIELDS || !fields[0].equals(VERSION)) {
      return null;
    }
    Click click = stored.read(fields[7]);
    try {
      return click == null
          ? null
          : new KeptClick(click, expiry(fields[1]), fields[2].equals(ABSENT) ? null : fields[2]);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** What the clicks of one network and offer have in common, in 12 characters. */
  private static String offer(Click click) {
    String offerId = click.offerId();
    byte[] text =
        (click.network() + (offerId == null ? "" : "\n" + offerId))
            .getBytes(StandardCharsets.UTF_8);
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Arrays.copyOf(hash, OFFER_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static @Nullable Instant expiry(String field) {
    return field.equals(ABSENT) ? null : Instant.ofEpochMilli(Long.parseLong(field));
  }

  static long millis(Instant time) {
    try {
      return Math.max(0, Math.min(LATEST_MILLIS, time.toEpochMilli()));
    } catch (ArithmeticException e) {
      return time.getEpochSecond() < 0 ? 0 : LATEST_MILLIS;
    }
  }
}
