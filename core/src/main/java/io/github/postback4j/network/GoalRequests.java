package io.github.postback4j.network;

import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is sent for one goal.
 *
 * @param main the request that reports the conversion
 * @param also further requests by name
 * @param repeatable whether the network notices a repetition of it, where that is declared for this
 *     goal; null where the network's own declaration counts
 */
record GoalRequests(RequestTemplate main, Map<String, Further> also, @Nullable Boolean repeatable) {

  /** The goal under which a request serves every goal. */
  static final String ANY = "*";

  /** What a further request's name begins with where it is a part of an order. */
  static final String ALSO = "+";

  /** The main request and the further ones. */
  Stream<RequestTemplate> all() {
    return Stream.concat(Stream.of(main), also.values().stream().map(Further::template));
  }

  /** The request that a postback was made by; null if that is no longer declared. */
  @Nullable RequestTemplate of(String part) {
    if (part.startsWith(ALSO)) {
      Further further = also.get(part.substring(ALSO.length()));
      return further == null ? null : further.template();
    }
    return main;
  }

  /**
   * A request that is sent besides.
   *
   * @param repeatable whether it is sent again after an attempt of unknown outcome
   */
  record Further(RequestTemplate template, boolean repeatable) {}
}
