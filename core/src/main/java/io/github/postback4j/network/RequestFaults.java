package io.github.postback4j.network;

import java.util.List;
import java.util.Map;

/**
 * What is wrong with a request that a network received, by the declaration it fits best. What
 * cannot be told from the declaration is not judged: whether an ID is known, whether an optional
 * value should be there. Immutable.
 *
 * @param goal whose request it is; for a request that serves every goal the one it names, and
 *     {@code *} if it names none
 * @param part of the request, as {@link PlannedPostback.Outgoing} tells it: {@code +NAME} for a
 *     further request; empty for the main one
 * @param faults what is wrong; empty if nothing is
 * @param values what was found, by the format's name of the value ({@code transaction_id}, {@code
 *     order_id}, {@code amount} ...), amounts as decimals; what is no value by itself (a hash, a
 *     list in one text) by the name of its placeholder
 * @param items the same for each line of the order or each commission group
 */
public record RequestFaults(
    String goal,
    String part,
    List<Fault> faults,
    Map<String, String> values,
    List<Map<String, String>> items) {

  public RequestFaults {
    faults = List.copyOf(faults);
    values = Map.copyOf(values);
    items = List.copyOf(items);
  }

  /** Whether nothing is wrong. */
  public boolean isFine() {
    return faults.isEmpty();
  }

  /** Without values: they identify people. */
  @Override
  public String toString() {
    return "RequestFaults[" + goal + part + ", " + faults + "]";
  }

  /**
   * Something that is wrong.
   *
   * @param kind of what
   * @param place the parameter, field, header; {@code path} and the like
   * @param text in words, without any value that was received and without any setting
   */
  public record Fault(Kind kind, String place, String text) {
    @Override
    public String toString() {
      return place + " " + text;
    }
  }

  /** What is wrong. */
  public enum Kind {
    /** Another scheme or host. */
    HOST,
    /** Another path. */
    PATH,
    /** GET in place of POST, or the other way round. */
    METHOD,
    /** A body where none is wanted, none where one is, or one that is not of its kind. */
    BODY,
    /** Key, token or password are not those of the network. */
    AUTHORIZATION,
    /** What every such request has is not there. */
    MISSING,
    /** A parameter or field that the network does not know, or one too many of a name. */
    UNKNOWN,
    /** What is the same in every such request has another value. */
    CONSTANT,
    /** A value that cannot be one: a word for a number, a text between quotes for a number. */
    FORM
  }
}
