package io.github.postback4j.testkit.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The faults on demand, in the order of their arrival. Thread-safe. */
final class Faults {

  private static final int LIMIT = 1_000;

  private final Random random;
  private final List<Fault> faults = new ArrayList<>();

  Faults(long seed) {
    random = new Random(seed);
  }

  synchronized void add(Fault fault) {
    if (faults.size() == LIMIT) {
      throw new IllegalStateException("at most " + LIMIT + " faults can wait");
    }
    faults.add(fault);
  }

  /** The first fault that hits this request, used up by one; null for none. */
  synchronized @Nullable Fault next() {
    for (int i = 0; i < faults.size(); i++) {
      Fault fault = faults.get(i);
      if (fault.probability() < 1 && random.nextDouble() >= fault.probability()) {
        continue;
      }
      if (fault.times() == 1) {
        faults.remove(i);
      } else if (fault.times() > 1) {
        faults.set(i, fault.times(fault.times() - 1));
      }
      return fault;
    }
    return null;
  }

  synchronized List<Fault> all() {
    return List.copyOf(faults);
  }

  synchronized void clear() {
    faults.clear();
  }
}
