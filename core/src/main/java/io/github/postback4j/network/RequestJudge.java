package io.github.postback4j.network;

import io.github.postback4j.network.RequestFaults.Fault;
import io.github.postback4j.network.RequestFaults.Kind;
import java.util.List;
import java.util.Map;

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
    RequestFaults best =
        new RequestFaults(
            "",
            "",
            List.of(new Fault(Kind.PATH, "request", "is none that this network takes")),
            Map.of(),
            List.of());
    int least = Integer.MAX_VALUE;
    for (RequestOutline outline : outlines) {
      RequestFaults faults = judge(outline, received);
      int weight = faults.faults().stream().mapToInt(RequestJudge::weight).sum();
      if (weight < least) {
        best = faults;
        least = weight;
      }
    }
    return best;
  }

  private RequestFaults judge(RequestOutline outline, PostbackRequest received) {
    boolean any =
        outline.goal.equals(GoalRequests.ANY)
            || (outline.goal.equals("sale") && outline.also.isEmpty() && servesOthers());
    TextFit texts = new TextFit(wording, settings, any ? GoalRequests.ANY : outline.goal, test);
    return new RequestFit(outline, texts, documented, settings).match(received);
  }

  /** Whether the sale's request serves goals that have none of their own. */
  private boolean servesOthers() {
    return outlines.stream().noneMatch(outline -> outline.goal.equals(GoalRequests.ANY));
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
