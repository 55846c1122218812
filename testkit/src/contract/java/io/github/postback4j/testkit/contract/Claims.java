package io.github.postback4j.testkit.contract;

import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.Outbox.Claim;
import io.github.postback4j.outbox.Outbox.Queue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Claims for tests that do not care which of a network's two queues a postback is in. */
public final class Claims {

  private Claims() {}

  /** Claims of both queues of a network, first of what may be repeated. */
  public static List<Claim> of(Outbox outbox, String network, int limit, Duration lease) {
    List<Claim> claims = new ArrayList<>(outbox.claim(new Queue(network, true), limit, lease));
    if (claims.size() < limit) {
      claims.addAll(outbox.claim(new Queue(network, false), limit - claims.size(), lease));
    }
    return claims;
  }
}
