package io.github.postback4j.network;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a network's rules make of its answer.
 *
 * @param meaning what it says about the conversion
 * @param reason the network's own words or ours, at most 500 characters; may name an ID, so it is
 *     kept with the postback and never logged; null if there is nothing to say
 * @param unauthorized whether it is refused because the network does not accept who we are (token,
 *     key, address), so that every other conversion is refused as well until that is mended
 */
public record Answer(Meaning meaning, @Nullable String reason, boolean unauthorized) {

  /** An answer that is about this conversion only. */
  public Answer(Meaning meaning, @Nullable String reason) {
    this(meaning, reason, false);
  }

  /** What an answer says about the conversion. */
  public enum Meaning {
    /** Booked. */
    RECORDED,
    /** Taken; the network will look at it later and may still refuse it. */
    ACCEPTED,
    /** Known already, from this or something else. */
    DUPLICATE,
    /** Understood, and nobody is credited for it: ordinary, and repeating does not help. */
    NOT_ATTRIBUTED,
    /** The network says no; repeating does not help. */
    REFUSED,
    /** Surely not processed; to be repeated later. */
    NOT_PROCESSED,
    /** Not readable by the rules: it may have been booked. */
    UNKNOWN
  }

  /**
   * @throws IllegalArgumentException if it is unauthorized and not refused
   */
  public Answer {
    Objects.requireNonNull(meaning, "meaning");
    if (unauthorized && meaning != Meaning.REFUSED) {
      throw new IllegalArgumentException("unauthorized, so it must be refused: " + meaning);
    }
    if (reason != null && reason.length() > 500) {
      reason = reason.substring(0, 500);
    }
  }

  /** Without the reason, which may name an ID. */
  @Override
  public String toString() {
    return "Answer[" + meaning + "]";
  }
}
