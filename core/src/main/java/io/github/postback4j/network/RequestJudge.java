package io.github.postback4j.network;

import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.RequestFaults.Fault;
import io.github.postback4j.network.RequestFaults.Kind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the declaration that a received request fits best, and what is wrong by it. Immutable. */
final class RequestJudge {

  private final List<RequestOutline> outlines;
  private final Wording wording;
  private final Map<String, String> settings;
  private final List<String> documented;
  private final boolean test;

  RequestJudge(NetworkBuilder given, Map<String, String> effective) {
    settings = Map.copyOf(effective);
    Describer describer = new Describer(given, settings);
    outlines =
        describer.outlines().stream()
            .filter(outline -> settings.keySet().containsAll(outline.texts("if")))
            .toList();
    wording = describer.wording();
    documented = given.knowledge.parameters();
    test = given.testMode;
  }

  RequestFaults judge(PostbackRequest received) {
    return judge(received, outlines);
  }

  /** By the declarations of what changes a sale alone; null if there are none. */
  @Nullable RequestFaults judgeFollowUp(PostbackRequest received) {
    List<RequestOutline> followUps =
        outlines.stream().filter(outline -> NetworkChecks.isFollowUp(outline.goal)).toList();
    return followUps.isEmpty() ? null : judge(received, followUps);
  }

  private RequestFaults judge(PostbackRequest received, List<RequestOutline> candidates) {
    RequestFaults best =
        new RequestFaults(
            "",
            "",
            List.of(new Fault(Kind.PATH, "request", "is none that this network takes")),
            Map.of(),
            List.of());
    int least = Integer.MAX_VALUE;
    int most = 0;
    for (RequestOutline outline : candidates) {
      boolean any = outline.goal.equals(GoalRequests.ANY) || isForOthers(outline);
      TextFit texts = new TextFit(wording, settings, any ? GoalRequests.ANY : outline.goal, test);
      RequestFaults faults = new RequestFit(outline, texts, documented, settings).match(received);
      int weight = faults.faults().stream().mapToInt(RequestJudge::weight).sum();
      if (weight < least || (weight == least && texts.likeness > most)) {
        best = faults;
        least = weight;
        most = texts.likeness;
      }
    }
    return best;
  }

  /** Whether it is the sale's, and serves goals that have none of their own. */
  private boolean isForOthers(RequestOutline outline) {
    return outline.goal.equals(Conversion.SALE)
        && outline.also.isEmpty()
        && outlines.stream().noneMatch(other -> other.goal.equals(GoalRequests.ANY));
  }

  /** What tells requests apart counts for more than what is wrong within one. */
  private static int weight(Fault fault) {
    return switch (fault.kind()) {
      case PATH -> 1000;
      case HOST, METHOD, BODY -> 100;
      default -> 1;
    };
  }
}
