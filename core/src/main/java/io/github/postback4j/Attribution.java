package io.github.postback4j;

import io.github.postback4j.click.Click;
import io.github.postback4j.conversion.Conversion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Whose sale it is: chooses among the clicks that can serve a conversion. Must be safe for use by
 * many threads and quick: it runs in the checkout. An exception of it counts as a failure to track.
 */
@FunctionalInterface
public interface Attribution {

  /**
   * The clicks to credit, at most one per network; of two for one network the last returned counts.
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

  /** Oldest first, those of the same moment by network name: the order of candidates. */
  static Comparator<Click> order() {
    return Comparator.comparing(Click::clickedAt).thenComparing(Click::network);
  }
}
