package io.github.postback4j.testkit.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The latest entries of something endless, oldest first. Not thread-safe. */
final class History<T> {

  private final int limit;
  private final ArrayDeque<T> entries = new ArrayDeque<>();

  History(int limit) {
    this.limit = limit;
  }

  /** Adds an entry and returns the one that had to go for it, or null. */
  @Nullable T add(T entry) {
    T forgotten = entries.size() == limit ? entries.removeFirst() : null;
    entries.addLast(entry);
    return forgotten;
  }

  List<T> all() {
    return List.copyOf(entries);
  }

  /** The latest {@code count} entries, the newest first. */
  List<T> newestFirst(int count) {
    List<T> newest = new ArrayList<>(Math.min(count, entries.size()));
    Iterator<T> backwards = entries.descendingIterator();
    while (newest.size() < count && backwards.hasNext()) {
      newest.add(backwards.next());
    }
    return List.copyOf(newest);
  }

  /** The latest {@code count} of these, oldest first. */
  static <T> List<T> last(List<T> all, int count) {
    return all.subList(Math.max(0, all.size() - count), all.size());
  }

  void clear() {
    entries.clear();
  }
}
