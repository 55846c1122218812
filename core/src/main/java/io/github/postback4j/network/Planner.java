package io.github.postback4j.network;

import io.github.postback4j.click.Click;
import io.github.postback4j.click.Protocol;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.PlannedPostback.Manual;
import io.github.postback4j.network.PlannedPostback.Outgoing;
import io.github.postback4j.network.PlannedPostback.Send;
import io.github.postback4j.network.PlannedPostback.Skip;
import io.github.postback4j.network.RequestTemplate.Rendered;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides what a network would be sent for a conversion, and renders it. Immutable. */
final class Planner {

  private static final String NO_URL = "not sent: no URL for the goal of this conversion";

  private final Map<String, GoalRequests> goals;
  private final Windows windows;
  private final DeDuplication deDuplication;
  private final boolean listsFollowUps;
  private final boolean test;

  Planner(
      Map<String, GoalRequests> goals,
      Windows windows,
      DeDuplication deDuplication,
      boolean listsFollowUps,
      boolean test) {
    this.goals = goals;
    this.windows = windows;
    this.deDuplication = deDuplication;
    this.listsFollowUps = listsFollowUps;
    this.test = test;
  }

  PlannedPostback plan(@Nullable Click click, Conversion conversion, Instant now) {
    GoalRequests requests = requests(conversion);
    if (requests == null) {
      return new Skip(NO_URL);
    }
    Protocol protocol = null;
    if (click != null) {
      protocol = windows.protocolFor(click, conversion, now);
      if (protocol == null) {
        return new Skip("not sent: " + windows.unserved(click, conversion));
      }
      String other = requests.main().constantPartner();
      if (other != null && click.partnerId() != null && !other.equals(click.partnerId())) {
        return new Skip("not sent: the URL names another partner than the click");
      }
    }
    return send(requests, click, conversion, protocol, isRepeatable(requests, protocol), now);
  }

  PlannedPostback planCoupon(Click owner, Conversion conversion, Instant now) {
    if (windows.protocolFor(owner, conversion, now) != null) {
      return plan(owner, conversion, now);
    }
    GoalRequests requests = requests(conversion);
    if (requests == null) {
      return new Skip(NO_URL);
    }
    return requests.main().carries(Source.COUPON)
        ? send(requests, null, conversion, null, isRepeatable(requests, null), now)
        : new Skip("not sent: the URL carries neither coupon nor partner ID");
  }

  PlannedPostback planFollowUp(@Nullable Click click, Conversion conversion, Instant now) {
    GoalRequests requests = followUp(conversion);
    if (requests == null) {
      String reason =
          "this network takes no "
              + switch (conversion.goal()) {
                case Conversion.REFUND -> "refunds";
                case Conversion.CANCEL -> "cancellations";
                default -> "changes of status";
              }
              + " by postback";
      return listsFollowUps ? new Manual(reason) : new Skip(reason);
    }
    RequestTemplate request = requests.main();
    Protocol protocol = null;
    if (click != null && request.carries(Source.TRANSACTION_ID) && click.transactionId() != null) {
      protocol = Protocol.TRANSACTION_ID;
    } else if (click != null && request.carries(Source.PARTNER_ID) && click.partnerId() != null) {
      protocol = Protocol.PARTNER_ID;
    }
    if (protocol == null
        && (request.carries(Source.TRANSACTION_ID) || request.carries(Source.PARTNER_ID))) {
      return new Skip("not sent: the sale was not known by an ID that the URL carries");
    }
    // A transaction ID was used up by the sale: only a unique ID tells a repetition.
    boolean repeatable =
        requests.repeatable() != null
            ? requests.repeatable()
            : deDuplication == DeDuplication.UNIQUE_ID && request.carries(Source.UNIQUE_ID);
    PlannedPostback plan = send(requests, click, conversion, protocol, repeatable, now);
    // What the request has no word for, people have to tell.
    return plan instanceof Skip skip
            && listsFollowUps
            && !skip.reason().equals(Network.HELD_TOO_LONG)
        ? new Manual(skip.reason())
        : plan;
  }

  /** Never the sale's request for what changes a sale. */
  private @Nullable GoalRequests requests(Conversion conversion) {
    GoalRequests requests = goals.get(conversion.goal());
    return requests == null && !conversion.isFollowUp() ? goals.get(GoalRequests.ANY) : requests;
  }

  private @Nullable GoalRequests followUp(Conversion conversion) {
    GoalRequests own =
        conversion.status() == null
            ? null
            : goals.get(NetworkChecks.STATUS_OF + conversion.status());
    return own == null ? goals.get(conversion.goal()) : own;
  }

  /**
   * The request that a postback was made by.
   *
   * @param part what was added to the conversion's part
   */
  @Nullable RequestTemplate requestOf(String goal, String part) {
    GoalRequests requests = goals.get(goal);
    if (requests == null && goal.equals(Conversion.STATUS)) {
      requests =
          goals.entrySet().stream()
              .filter(entry -> entry.getKey().startsWith(NetworkChecks.STATUS_OF))
              .map(Map.Entry::getValue)
              .findFirst()
              .orElse(null);
    }
    if (requests == null && !NetworkChecks.isFollowUp(goal)) {
      requests = goals.get(GoalRequests.ANY);
    }
    return requests == null ? null : requests.of(part);
  }

  private PlannedPostback send(
      GoalRequests requests,
      @Nullable Click click,
      Conversion conversion,
      @Nullable Protocol protocol,
      boolean repeatable,
      Instant now) {
    Scope scope = Scope.of(click, conversion, protocol, test);
    Rendered rendered = requests.main().render(scope);
    if (rendered.missing() != null) {
      return new Skip("not sent: no " + rendered.missing());
    }
    Instant due = conversion.dueAt(now);
    Instant end =
        windows.deadline(conversion.isFollowUp() ? null : click, protocol, conversion, due);
    if (due.isAfter(now) && !due.isBefore(end)) {
      return new Skip(Network.HELD_TOO_LONG);
    }
    List<Outgoing> outgoing = new ArrayList<>();
    boolean each = requests.main().fanOut && !conversion.items().isEmpty();
    int n = 1;
    for (PostbackRequest request : rendered.requests()) {
      outgoing.add(new Outgoing(each ? "item-" + n++ : "", request, repeatable));
    }
    requests
        .also()
        .forEach(
            (name, further) -> {
              Rendered more = further.template().render(scope);
              // What is missing for it concerns it alone.
              for (PostbackRequest request : more.requests()) {
                outgoing.add(new Outgoing(GoalRequests.ALSO + name, request, further.repeatable()));
              }
            });
    return new Send(outgoing, protocol, end);
  }

  private boolean isRepeatable(GoalRequests requests, @Nullable Protocol protocol) {
    Boolean declared = requests.repeatable();
    if (declared != null) {
      return declared;
    }
    return switch (deDuplication) {
      case TRANSACTION_ID -> protocol == Protocol.TRANSACTION_ID;
      case UNIQUE_ID -> true;
      case NONE -> false;
    };
  }
}
