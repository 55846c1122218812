package io.github.postback4j.testkit.simulator;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A postback as it arrived, and what was said to it. Its text form shows no query, for that carries
 * click IDs and tokens.
 *
 * @param arrivedAt when it arrived, by the simulator's clock
 * @param method {@code GET}, {@code POST} ...
 * @param target the raw request target: path and query as they stood on the wire
 * @param headers all values by header name, in lower case
 * @param answer the body sent back, or a word in brackets where there was none: {@code [hang]},
 *     {@code [reset]}
 */
public record ReceivedRequest(
    Instant arrivedAt,
    String method,
    String target,
    Map<String, List<String>> headers,
    String answer) {

  public ReceivedRequest {
    headers = Map.copyOf(headers); // no copy of what is one: the books share it between requests
  }

  @Override
  public String toString() {
    return "ReceivedRequest[" + method + " " + RequestTarget.parse(target).path() + "]";
  }
}
