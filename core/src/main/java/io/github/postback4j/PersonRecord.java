package io.github.postback4j;

import io.github.postback4j.outbox.Decision;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.session.KeptClick;
import io.github.postback4j.session.SessionKey;
import java.util.List;
import java.util.Map;

/**
 * Everything that is held about a person. {@link #toString} shows none of it.
 *
 * @param clicks under each key that holds any, those of the person's orders included
 * @param decisions made for the person's orders
 * @param postbacks of the person's orders, with request, state and times
 */
public record PersonRecord(
    Map<SessionKey, List<KeptClick>> clicks, List<Decision> decisions, List<Postback> postbacks) {

  public PersonRecord {
    clicks = Map.copyOf(clicks);
    decisions = List.copyOf(decisions);
    postbacks = List.copyOf(postbacks);
  }

  @Override
  public String toString() {
    return "PersonRecord["
        + clicks.size()
        + " keys, "
        + decisions.size()
        + " decisions, "
        + postbacks.size()
        + " postbacks]";
  }
}
