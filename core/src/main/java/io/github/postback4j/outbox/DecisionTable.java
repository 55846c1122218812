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
 * their last postback was finished, those last of which one waits for a person; never while one of
 * theirs is still to be sent, or its order could be reported a second time. {@link InMemoryOutbox}
 * holds its lock around every call.
 */
final class DecisionTable {

  private final Map<MadeDecision.Key, MadeDecision> decisions = new HashMap<>();

  /** Those without a postback still to be sent, in the order in which they came to be so. */
  private final Set<MadeDecision> idle = new LinkedHashSet<>();

  /** Those of the idle ones of which a postback waits for a person. */
  private final Set<MadeDecision> unsolved = new LinkedHashSet<>();

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
    idleBytes += isIdle(made) ? made.bytes() - before : 0;
  }

  /** To be called when a hold ended and whenever a postback became final or waits again. */
  void update(MadeDecision made) {
    boolean was = isIdle(made);
    boolean is = !made.isUnfinished() && decisions.get(made.key()) == made;
    idleBytes += was == is ? 0 : is ? made.bytes() : -made.bytes();
    put(idle, made, is && !made.isUnsolved());
    put(unsolved, made, is && made.isUnsolved());
  }

  private static void put(Set<MadeDecision> group, MadeDecision made, boolean belongs) {
    if (belongs) {
      group.add(made);
    } else {
      group.remove(made);
    }
  }

  private boolean isIdle(MadeDecision made) {
    return idle.contains(made) || unsolved.contains(made);
  }

  /** Forgets the one that is idle longest, of those last that wait for a person; false if none. */
  boolean forgetOldestIdle() {
    Set<MadeDecision> group = idle.isEmpty() ? unsolved : idle;
    if (group.isEmpty()) {
      return false;
    }
    forget(group.iterator().next());
    return true;
  }

  /** Forgets those made by then of which no postback is left, {@code limit} at most. */
  int forgetMadeBy(long time, int limit) {
    List<MadeDecision> old = new ArrayList<>();
    for (Set<MadeDecision> group : List.of(idle, unsolved)) {
      for (MadeDecision made : group) {
        if (old.size() == limit) {
          break;
        }
        if (made.madeAt() <= time && !made.hasPostbacks()) {
          old.add(made);
        }
      }
    }
    old.forEach(this::forget);
    return old.size();
  }

  private void forget(MadeDecision made) {
    idle.remove(made);
    unsolved.remove(made);
    idleBytes -= made.bytes();
    takeBack(made);
  }

  void clear() {
    decisions.clear();
    idle.clear();
    unsolved.clear();
    bytes = 0;
    idleBytes = 0;
  }
}
