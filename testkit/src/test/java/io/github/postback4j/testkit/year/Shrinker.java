package io.github.postback4j.testkit.year;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Makes a story that goes wrong as short as it can: people are left out first, then what happens to
 * the world, then single events, each in ever smaller lots (delta debugging). Ends with the time
 * that it is given, with the shortest story found until then.
 */
final class Shrinker {

  private final Predicate<Story> goesWrong;
  private final long end;
  private int tries;

  /**
   * @param goesWrong lives through a story
   * @param atMost how long to try
   */
  Shrinker(Predicate<Story> goesWrong, Duration atMost) {
    this.goesWrong = goesWrong;
    this.end = System.nanoTime() + atMost.toNanos();
  }

  /** How many stories were lived through. */
  int tries() {
    return tries;
  }

  Story shrink(Story wrong) {
    Story shortest = wrong;
    List<Integer> households = List.copyOf(shortest.households());
    shortest =
        without(
            shortest,
            households,
            kept -> {
              Set<Integer> left = new HashSet<>(kept);
              left.add(Event.WORLD);
              return wrong.only(event -> left.contains(event.household()));
            });
    Story people = shortest;
    if (tried(people.only(event -> event.household() != Event.WORLD))) {
      shortest = people.only(event -> event.household() != Event.WORLD);
    }
    Story before;
    do {
      before = shortest;
      shortest = without(before, before.events(), before::with);
    } while (shortest.events().size() < before.events().size() && isTimeLeft());
    return shortest;
  }

  /** Leaves out of the parts whatever the story goes wrong without. */
  private <T> Story without(Story wrong, List<T> all, Function<List<T>, Story> of) {
    Story shortest = wrong;
    List<T> kept = new ArrayList<>(all);
    int lot = Math.max(1, kept.size() / 2);
    while (isTimeLeft()) {
      boolean removed = false;
      for (int from = 0; from < kept.size() && isTimeLeft(); ) {
        List<T> fewer = new ArrayList<>(kept.subList(0, from));
        fewer.addAll(kept.subList(Math.min(kept.size(), from + lot), kept.size()));
        Story story = of.apply(fewer);
        if (tried(story)) {
          kept = fewer;
          shortest = story;
          removed = true;
        } else {
          from += lot;
        }
      }
      if (lot == 1 && !removed) {
        break;
      }
      lot = Math.max(1, lot / 2);
    }
    return shortest;
  }

  private boolean tried(Story story) {
    if (!isTimeLeft()) {
      return false;
    }
    tries++;
    return goesWrong.test(story);
  }

  private boolean isTimeLeft() {
    return System.nanoTime() - end < 0;
  }
}
