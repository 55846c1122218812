package io.github.postback4j.network;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a network's rules make of its answer.
 *
 * @param meaning what it says about the conversion
 * @param reason the network's own words or ours, at most 500 characters; may name an ID, so it is
 *     kept with the postback and never logged; null if there is nothing to say
 */
public record Answer(Meaning meaning, @Nullable String reason) {

  /** What an answer says about the conversion. */
  public enum Meaning {
    /** Booked. */
    RECORDED,
    /** Known already, from this or something else. */
    DUPLICATE,
    /** The network says no; repeating does not help. */
    REFUSED,
    /** Surely not processed; to be repeated later. */
    NOT_PROCESSED,
    /** Not readable by the rules: it may have been booked. */
    UNKNOWN
  }

  public Answer {
    Objects.requireNonNull(meaning, "meaning");
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
