package io.github.postback4j.network;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a network would capture of a landing and would be sent for a conversion, or what keeps it
 * from that: nothing was sent. Secrets are stars: settings that are declared secret or not declared
 * at all, what is signed with one, keys that stand in a URL or file as they are, and the header
 * Authorization. Immutable.
 *
 * @param network its name
 * @param testMode whether the network is told that it is only a test
 * @param landing the landing page's URL
 * @param read what became of each of its parameters, in their order
 * @param captured whether it brought a click of this network
 * @param conversion the goal and the order ID
 * @param requests what would be sent, the main request first; for missing settings, their examples
 *     stand in it; none for a network whose clicks are only kept
 * @param missing settings without which nothing can be sent, and what they are; {@code url} for a
 *     network whose URL is given to each of its users
 * @param reason why nothing would be sent, or, to a network whose clicks are only kept, why none
 *     would be; else null
 * @param protocol by which the network recognises the conversion; null where that is a coupon or
 *     the person
 * @param clickedAt when the landing is taken to have been
 * @param until when it would be tried at most, or null
 * @param hints what may be a slip, and may be meant: {@link Network#hints}
 */
public record NetworkExplanation(
    String network,
    boolean testMode,
    String landing,
    List<Read> read,
    boolean captured,
    String conversion,
    List<Call> requests,
    Map<String, String> missing,
    @Nullable String reason,
    @Nullable String protocol,
    Instant clickedAt,
    @Nullable Instant until,
    List<String> hints) {

  public NetworkExplanation {
    hints = List.copyOf(hints);
    read = List.copyOf(read);
    requests = List.copyOf(requests);
  }

  /**
   * Whether everything is there and something would be sent, or, by a network whose clicks are only
   * kept, a click.
   */
  public boolean isFine() {
    return missing.isEmpty() && reason == null;
  }

  /** How long after the landing it would be tried at most, or null. */
  public @Nullable Duration window() {
    return until == null ? null : Duration.between(clickedAt, until);
  }

  /** For people: some lines, ending with a line feed; control characters are spelt out. */
  public String text() {
    return new ExplanationText(this).text();
  }

  /**
   * For scripts: an object with the fields of this record in small letters and dashes, and {@code
   * fine}; times as ISO 8601 in UTC.
   */
  public String json() {
    return new ExplanationText(this).json();
  }

  /** Without IDs and whole URLs; {@link #text} shows those. */
  @Override
  public String toString() {
    return "NetworkExplanation[" + network + (isFine() ? ", fine]" : ", trouble]");
  }

  /**
   * What became of a landing parameter.
   *
   * @param parameter its name as it arrived
   * @param taken {@code transaction-id}, {@code partner-id}, {@code offer-id}, {@code keep}, {@code
   *     when}; empty if it was passed over
   * @param value what was taken; null if it was passed over
   * @param why it was passed over, in words; empty if it was not
   */
  public record Read(String parameter, String taken, @Nullable String value, String why) {

    /** Without the value, which may be an ID of a click. */
    @Override
    public String toString() {
      return "Read[" + parameter + ", " + (taken.isEmpty() ? why : taken) + "]";
    }
  }

  /**
   * A request that would be sent.
   *
   * @param part what tells it from the others of the same conversion; empty for the main one
   * @param method GET or POST
   * @param url whole
   * @param headers all that the network wants
   * @param body as text, or null
   * @param repeatable whether it would be repeated after an attempt of unknown outcome
   * @param leftOut parameters, fields and headers that are not in it because a value is missing
   */
  public record Call(
      String part,
      String method,
      String url,
      Map<String, String> headers,
      @Nullable String body,
      boolean repeatable,
      List<String> leftOut) {

    /** Without URL, headers and body, which hold IDs of a click. */
    @Override
    public String toString() {
      return "Call[" + method + (part.isEmpty() ? "" : ", " + part) + "]";
    }
  }
}
