package io.github.postback4j.outbox;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The decisions of an in-memory outbox. Where room is wanted they give way, in the order in which
 * their last postback was finished; never while one of theirs is still to be sent, or its order
 * could be reported a second time. {@link InMemoryOutbox} holds its lock around every call.
 */
final class DecisionTable {

  private final Map<MadeDecision.Key, MadeDecision> decisions = new HashMap<>();

  /** Those without a postback still to be sent, in the order in which they came to be so. */
  private final Set<MadeDecision> idle = new LinkedHashSet<>();

  private long bytes;
  private long idleBytes;

  int size() {
    return decisions.size();
  }

  /** About how much heap they take. */
  long bytes() {
    return bytes;
  }

  /** About how much heap those take that cannot give way. */
  long neededBytes() {
    return bytes - idleBytes;
  }

  @Nullable MadeDecision get(MadeDecision.Key key) {
    return decisions.get(key);
  }

  void add(MadeDecision made) {
    decisions.put(made.key(), made);
    bytes += made.bytes();
  }

  void takeBack(MadeDecision made) {
    if (decisions.remove(made.key(), made)) {
      bytes -= made.bytes();
    }
  }

  /** All there are, in no order. */
  Collection<MadeDecision> all() {
    return decisions.values();
  }

  /** Writes what is left of a decision when its person is removed. */
  void change(MadeDecision made, Decision changed) {
    long before = made.bytes();
    made.become(changed);
    bytes += made.bytes() - before;
    idleBytes += idle.contains(made) ? made.bytes() - before : 0;
  }

  /** To be called when a hold ended and whenever a postback became final or waits again. */
  void update(MadeDecision made) {
    if (made.isUnfinished()) {
      if (idle.remove(made)) {
        idleBytes -= made.bytes();
      }
    } else if (decisions.get(made.key()) == made && idle.add(made)) {
      idleBytes += made.bytes();
    }
  }

  /** Forgets the one that is idle longest; false if none is. */
  boolean forgetOldestIdle() {
    if (idle.isEmpty()) {
      return false;
    }
    forget(idle.iterator().next());
    return true;
  }

  /** Forgets those made by then of which no postback is left, {@code limit} at most. */
  int forgetMadeBy(long time, int limit) {
    List<MadeDecision> old = new ArrayList<>();
    for (MadeDecision made : idle) {
      if (old.size() == limit) {
        break;
      }
      if (made.madeAt() <= time && !made.hasPostbacks()) {
        old.add(made);
      }
    }
    old.forEach(this::forget);
    return old.size();
  }

  private void forget(MadeDecision made) {
    idle.remove(made);
    idleBytes -= made.bytes();
    takeBack(made);
  }

  void clear() {
    decisions.clear();
    idle.clear();
    bytes = 0;
    idleBytes = 0;
  }
}
