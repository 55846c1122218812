package io.github.postback4j;

import io.github.postback4j.click.Click;
import io.github.postback4j.conversion.Conversion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whose sale it is: chooses among the clicks that can serve a conversion. Must be safe for use by
 * many threads and quick: it runs in the checkout. An exception of it counts as a failure to track.
 */
@FunctionalInterface
public interface Attribution {

  /**
   * The clicks to credit, at most one per network; of two for one network the last returned counts,
   * and what was no candidate does not count.
   *
   * @param conversion what happened
   * @param candidates clicks that can serve it, each within its window and of a customer's own,
   *     oldest first, those of the same moment by network name; may be empty
   */
  List<Click> choose(Conversion conversion, List<Click> candidates);

  /** For each network its last click; the default. */
  static Attribution lastClickPerNetwork() {
    return (conversion, candidates) -> {
      Map<String, Click> last = new LinkedHashMap<>();
      candidates.forEach(click -> last.put(click.network(), click));
      return new ArrayList<>(last.values());
    };
  }

  /** The last click over all networks, and no other network. */
  static Attribution lastClick() {
    return (conversion, candidates) ->
        candidates.isEmpty() ? List.of() : List.of(candidates.get(candidates.size() - 1));
  }

  /** The first click over all networks, and no other network. */
  static Attribution firstClick() {
    return (conversion, candidates) ->
        candidates.isEmpty() ? List.of() : List.of(candidates.get(0));
  }

  /** For each network its first click. */
  static Attribution firstClickPerNetwork() {
    return (conversion, candidates) -> {
      Map<String, Click> first = new LinkedHashMap<>();
      candidates.forEach(click -> first.putIfAbsent(click.network(), click));
      return new ArrayList<>(first.values());
    };
  }

  /**
   * The last click of the first of these networks that has one, and no other network. Networks that
   * are not named count only where none of these has a click; then the last click over all.
   *
   * @param networks names, the preferred first
   * @throws IllegalArgumentException if there is none
   */
  static Attribution priority(List<String> networks) {
    List<String> order = List.copyOf(networks);
    if (order.isEmpty()) {
      throw new IllegalArgumentException("a priority list needs at least one network");
    }
    return (conversion, candidates) -> {
      for (String network : order) {
        for (int i = candidates.size() - 1; i >= 0; i--) {
          if (candidates.get(i).network().equals(network)) {
            return List.of(candidates.get(i));
          }
        }
      }
      return lastClick().choose(conversion, candidates);
    };
  }

  /**
   * Oldest first, those of the same moment by network name, then by their IDs, so that every node
   * has the same order: the order of candidates.
   */
  static Comparator<Click> order() {
    Comparator<@Nullable String> ids = Comparator.nullsFirst(Comparator.naturalOrder());
    return Comparator.comparing(Click::clickedAt)
        .thenComparing(Click::network)
        .thenComparing(Click::offerId, ids)
        .thenComparing(Click::transactionId, ids)
        .thenComparing(Click::partnerId, ids);
  }
}
