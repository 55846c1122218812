package io.github.postback4j.testkit.year;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What happens in a year, in order.
 *
 * @param seed it was drawn from, for what else is left to chance
 * @param rule the shop's attribution rule
 * @param nodes how many nodes the shop has
 */
record Story(long seed, Rule rule, int nodes, List<Event> events) {

  Story {
    events = List.copyOf(events);
  }

  /** The households that something happens in. */
  Set<Integer> households() {
    Set<Integer> households = new TreeSet<>();
    for (Event event : events) {
      if (event.household() != Event.WORLD) {
        households.add(event.household());
      }
    }
    return households;
  }

  Story with(List<Event> fewer) {
    return new Story(seed, rule, nodes, fewer);
  }

  Story only(Predicate<Event> wanted) {
    return with(events.stream().filter(wanted).toList());
  }

  /** In words, a line for each event. */
  String inWords() {
    StringBuilder words = new StringBuilder();
    words.append("Seed ").append(seed).append(", rule ").append(rule);
    words.append(", ").append(nodes).append(" nodes\n");
    for (Event event : events) {
      words.append("  ").append(event.at()).append("  ").append(event).append('\n');
    }
    return words.toString();
  }
}
