package io.github.postback4j.testkit.year;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws stories from a seed. Households have nothing to do with each other, so a story of any size
 * can be told in chapters, each of some households.
 */
final class StoryWriter {

  static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");
  static final Instant END = NEW_YEAR.plus(Duration.ofDays(365));

  private static final int NODES = 3;

  /** A fault every 15 days for 200 visitors, every 36 hours for 2,000. */
  private static final int VISITOR_DAYS_BETWEEN_FAULTS = 3_000;

  private static final int DAYS_BETWEEN_RESTARTS = 60;

  private final long seed;

  StoryWriter(long seed) {
    this.seed = seed;
  }

  /**
   * @param visitors how many browsers there are at least
   */
  Story write(int visitors) {
    return write(0, visitors);
  }

  /**
   * @param chapter which households to tell of: those of another chapter are others
   */
  Story write(int chapter, int visitors) {
    SplittableRandom random = new SplittableRandom(seed * 31 + chapter);
    List<Event> events = new ArrayList<>();
    int browsers = 0;
    for (int number = 0; browsers < visitors; number++) {
      Household household = new Household(chapter * 1_000_000 + number, random.split());
      browsers += household.browsers();
      events.addAll(household.events());
    }
    troubles(events, Math.max(1, VISITOR_DAYS_BETWEEN_FAULTS / visitors), random.split());
    events.sort(Comparator.comparing(Event::at));
    Rule[] rules = Rule.values();
    return new Story(seed, rules[random.nextInt(rules.length)], NODES, events);
  }

  private static void troubles(List<Event> events, int days, SplittableRandom random) {
    YearNetwork[] networks = YearNetwork.values();
    Event.Trouble[] troubles = Event.Trouble.values();
    int silences = 0;
    for (Instant at = next(NEW_YEAR, days, random); at.isBefore(END); at = next(at, days, random)) {
      Event.Trouble trouble = troubles[random.nextInt(troubles.length)];
      if (trouble == Event.Trouble.SILENCE && ++silences > 1) {
        trouble = Event.Trouble.RESET_AFTER; // a silence takes two seconds of the machine's time
      }
      int times = trouble == Event.Trouble.SILENCE ? 1 : 1 + random.nextInt(3);
      events.add(new Event.Fault(at, networks[random.nextInt(networks.length)], trouble, times));
    }
    for (Instant at = next(NEW_YEAR, DAYS_BETWEEN_RESTARTS, random);
        at.isBefore(END);
        at = next(at, DAYS_BETWEEN_RESTARTS, random)) {
      events.add(new Event.Restart(at, random.nextInt(NODES)));
    }
  }

  private static Instant next(Instant at, int days, SplittableRandom random) {
    return at.plusSeconds(1 + random.nextLong(2L * days * 24 * 3600));
  }
}
