package io.github.postback4j.outbox;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The decisions of an in-memory outbox. Beyond the bound they give way, in the order in which their
 * last postback was finished; never while one of theirs is still to be sent, or its order could be
 * reported a second time. {@link InMemoryOutbox} holds its lock around every call.
 */
final class DecisionTable {

  private final int maxDecisions;
  private final Map<MadeDecision.Key, MadeDecision> decisions = new HashMap<>();

  /** Those without a postback still to be sent, in the order in which they came to be so. */
  private final Set<MadeDecision> idle = new LinkedHashSet<>();

  DecisionTable(int maxDecisions) {
    this.maxDecisions = maxDecisions;
  }

  @Nullable MadeDecision get(MadeDecision.Key key) {
    return decisions.get(key);
  }

  void add(MadeDecision made) {
    decisions.put(made.key(), made);
  }

  void takeBack(MadeDecision made) {
    decisions.remove(made.key());
  }

  /** To be called when a hold ended and whenever a postback became final or waits again. */
  void update(MadeDecision made) {
    if (made.isUnfinished()) {
      idle.remove(made);
    } else if (decisions.get(made.key()) == made) {
      idle.add(made);
    }
    while (decisions.size() > maxDecisions && !idle.isEmpty()) {
      MadeDecision oldest = idle.iterator().next();
      idle.remove(oldest);
      decisions.remove(oldest.key());
    }
  }

  void clear() {
    decisions.clear();
    idle.clear();
  }
}
