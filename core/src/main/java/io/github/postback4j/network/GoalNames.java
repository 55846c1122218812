package io.github.postback4j.network;

import io.github.postback4j.conversion.Conversion;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Names of goals that are probably slips of others. */
final class GoalNames {

  private static final List<String> RESERVED =
      List.of(Conversion.SALE, Conversion.REFUND, Conversion.STATUS, Conversion.CANCEL);

  private GoalNames() {}

  /** The one that was probably meant; empty if this may be a goal of its own. */
  static List<String> near(String goal, Collection<String> known) {
    return known.stream().distinct().sorted().filter(one -> isSlipOf(one, goal)).toList();
  }

  /** In short names a letter more, or one less, is a slip; another letter is another word. */
  private static boolean isSlipOf(String known, String goal) {
    return UrlChecks.isSlipOf(known, goal)
        || (known.length() > 2
            && Math.abs(known.length() - goal.length()) == 1
            && UrlChecks.distance(known, goal) == 1);
  }

  /**
   * Tells those of a user's own file: a goal of another name is never sent what was meant for it.
   *
   * @param goals with a request
   */
  static void hint(NetworkBuilder given, Set<String> goals) {
    if (!given.isOwnFile()) {
      return;
    }
    for (String goal : given.goalRequests.keySet()) {
      if (!RESERVED.contains(goal) && !goal.startsWith(NetworkChecks.STATUS_OF)) {
        for (String near : near(goal, RESERVED)) {
          given.hint(
              "$.request.goals." + goal + " is a goal of its own: did you mean " + near + "?");
        }
      }
    }
    if (goals.contains(GoalRequests.ANY)) {
      return;
    }
    for (String goal : new TreeSet<>(given.goalWindows.keySet())) {
      List<String> near = goals.contains(goal) ? List.of() : near(goal, goals);
      if (!near.isEmpty()) {
        given.hint(
            "goal-windows has "
                + goal
                + ", a goal without a request: did you mean "
                + String.join(" or ", near)
                + "?");
      }
    }
  }
}
