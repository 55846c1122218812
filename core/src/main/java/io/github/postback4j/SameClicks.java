package io.github.postback4j;

import io.github.postback4j.click.Click;
import io.github.postback4j.session.KeptClick;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Clicks from several places as one list. Two are the same if network and transaction ID are, or if
 * they are equal; the owner known to either is the owner, the first list's before the second's.
 */
final class SameClicks {

  private SameClicks() {}

  static List<KeptClick> merge(List<KeptClick> first, List<KeptClick> second) {
    if (first.isEmpty() || second.isEmpty()) {
      return first.isEmpty() ? second : first;
    }
    List<KeptClick> merged = new ArrayList<>(first);
    for (KeptClick other : second) {
      int index = indexOf(merged, other.click());
      if (index < 0) {
        merged.add(other);
      } else if (merged.get(index).owner() == null && other.owner() != null) {
        KeptClick held = merged.get(index);
        merged.set(index, new KeptClick(held.click(), held.expiresAt(), other.owner()));
      }
    }
    return merged;
  }

  /** Those of {@code clicks} that {@code held} lacks, or holds without the owner given here. */
  static List<KeptClick> missing(List<KeptClick> held, List<KeptClick> clicks) {
    List<KeptClick> missing = new ArrayList<>();
    for (KeptClick click : clicks) {
      int index = indexOf(held, click.click());
      if (index < 0 || (click.owner() != null && held.get(index).owner() == null)) {
        missing.add(click);
      }
    }
    return missing;
  }

  private static int indexOf(List<KeptClick> list, Click click) {
    for (int i = 0; i < list.size(); i++) {
      if (isSame(list.get(i).click(), click)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isSame(Click one, Click other) {
    @Nullable String transactionId = one.transactionId();
    return transactionId == null
        ? one.equals(other)
        : transactionId.equals(other.transactionId()) && one.network().equals(other.network());
  }
}
