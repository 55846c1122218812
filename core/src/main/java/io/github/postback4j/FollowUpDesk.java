package io.github.postback4j;

import io.github.postback4j.CancelResult.Cancelled;
import io.github.postback4j.TrackResult.Invalid;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.DeDuplication;
import io.github.postback4j.network.Network;
import io.github.postback4j.outbox.Decision;
import io.github.postback4j.outbox.Decision.NetworkDecision;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Decides what changes an earlier conversion: refunds, cancellations, changes of status. */
final class FollowUpDesk {

  static final String CANCELLED = "cancelled by the shop";

  /** The network surely has not got it. */
  private static final Set<PostbackState> NOT_THERE =
      EnumSet.of(PostbackState.REFUSED, PostbackState.EXPIRED);

  private final Map<String, Network> networks;
  private final Outbox outbox;
  private final Clock clock;
  private final RandomGenerator random;
  private final CreditCodec codec = new CreditCodec();

  FollowUpDesk(Map<String, Network> networks, Outbox outbox, Clock clock, RandomGenerator random) {
    this.networks = new LinkedHashMap<>(networks);
    this.outbox = outbox;
    this.clock = clock;
    this.random = random;
  }

  /** Decides at once or not at all; any exception leaves nothing behind. */
  TrackResult decide(Conversion conversion) {
    return outbox.atomically(
        () -> {
          outbox.lockOrder(conversion.orderId());
          List<Decision> all = outbox.decisions(conversion.orderId());
          Decision earlier = find(all, conversion.goal(), conversion.part());
          if (earlier != null) {
            return Draft.result(earlier, false);
          }
          Decision original = find(all, conversion.originalGoal(), "");
          if (original == null) {
            return new Invalid(
                "nothing was tracked of this order under the original goal, or longer ago than"
                    + " decisions are kept: track it first");
          }
          List<Decision> before = changesOf(all, original.goal());
          String problem = moneyProblem(conversion, original, refunded(before));
          return problem == null ? decide(conversion, original, before) : new Invalid(problem);
        });
  }

  private static @Nullable Decision find(List<Decision> all, String goal, String part) {
    for (Decision decision : all) {
      if (decision.goal().equals(goal) && decision.part().equals(part)) {
        return decision;
      }
    }
    return null;
  }

  /** The earlier refunds, cancellations and changes of status of what was tracked under a goal. */
  private List<Decision> changesOf(List<Decision> all, String goal) {
    List<Decision> changes = new ArrayList<>();
    for (Decision decision : all) {
      Credit credit = Conversion.isFollowUp(decision.goal()) ? anyCredit(decision) : null;
      if (credit != null && credit.changes(goal)) {
        changes.add(decision);
      }
    }
    return changes;
  }

  private TrackResult decide(Conversion conversion, Decision original, List<Decision> before) {
    Instant now = clock.instant();
    Conversion dated = conversion.occurredBy(now);
    Map<String, Postback> known = new LinkedHashMap<>();
    Instant due = conversion.dueAt(now);
    Instant saleEnds = due;
    for (Postback postback : outbox.find(conversion.orderId())) {
      known.put(postback.id(), postback);
      Instant next = postback.nextAttemptAt();
      if (postback.goal().equals(original.goal()) && !postback.isAdditional() && next != null) {
        due = next.isAfter(due) ? next : due; // not before the sale itself
        saleEnds = postback.deadline().isAfter(saleEnds) ? postback.deadline() : saleEnds;
      }
    }
    Draft draft = new Draft(conversion, now, due, random);
    for (Network network : networks.values()) {
      List<NetworkDecision> lines = original.allOf(network.name());
      Credit credit = lines.isEmpty() ? null : codec.read(network.name(), lines.get(0).memo());
      String reason = notCredited(network, lines, credit, known);
      if (reason == null) {
        reason = toldBefore(conversion, network.name(), original, before, known);
      }
      if (reason != null || credit == null) {
        draft.skip(network.name(), String.valueOf(reason));
      } else {
        draft.add(
            network.name(),
            network.planFollowUp(credit.click(), dated, saleEnds), // its own time starts then
            codec.write(credit.followedBy(conversion, refunded(before)), false));
      }
    }
    return draft.decide(outbox, original.person());
  }

  /** A network has the sale if it may have any of its requests, the additional ones left out. */
  private static @Nullable String notCredited(
      Network network,
      List<NetworkDecision> lines,
      @Nullable Credit credit,
      Map<String, Postback> known) {
    if (lines.isEmpty()) {
      return "not configured when the order was tracked";
    }
    boolean queued = false;
    boolean maybeThere = false;
    boolean cancelled = true;
    for (NetworkDecision line : lines) {
      String id = line.postbackId();
      Postback sale = id == null ? null : known.get(id);
      if (id != null && (sale == null || !sale.isAdditional())) {
        queued = true;
        maybeThere |= sale == null || mayBeThere(sale, network); // null if it is purged
        cancelled &= sale != null && CANCELLED.equals(sale.reason());
      }
    }
    if (!queued) {
      return "nobody was credited for the order";
    }
    if (!maybeThere) {
      return cancelled
          ? "the order was cancelled before it was sent"
          : "the network has no sale of this order";
    }
    return credit == null ? "what the order was credited to was not kept, or is removed" : null;
  }

  /**
   * What a network calls a duplicate it has, if it goes by the order's ID. Else what it has may be
   * another order of the same click, whose money a refund would take back.
   */
  private static boolean mayBeThere(Postback postback, @Nullable Network network) {
    return postback.state() == PostbackState.DUPLICATE
        ? network != null && network.deDuplication() == DeDuplication.UNIQUE_ID
        : !NOT_THERE.contains(postback.state());
  }

  /** The money of an order is taken back once: by a cancellation, or by refunds of all of it. */
  private @Nullable String toldBefore(
      Conversion conversion,
      String network,
      Decision original,
      List<Decision> before,
      Map<String, Postback> known) {
    if (conversion.goal().equals(Conversion.REFUND)) {
      return wasTold(Conversion.CANCEL, network, before, known)
          ? "the network was told that the order is cancelled"
          : null;
    }
    Credit sale = anyCredit(original);
    boolean allBack =
        sale != null
            && sale.amount() != null
            && sale.amount().signum() > 0
            && sale.amount().compareTo(told(network, before, known)) <= 0;
    return allBack && conversion.goal().equals(Conversion.CANCEL)
        ? "the network was told that all of the order is refunded"
        : null;
  }

  /** What the refunds that a network was told of come to. */
  private BigDecimal told(String network, List<Decision> before, Map<String, Postback> known) {
    List<Decision> refunds = new ArrayList<>();
    for (Decision decision : before) {
      if (wasTold(Conversion.REFUND, network, List.of(decision), known)) {
        refunds.add(decision);
      }
    }
    return refunded(refunds);
  }

  private static boolean wasTold(
      String goal, String network, List<Decision> before, Map<String, Postback> known) {
    for (Decision decision : before) {
      for (NetworkDecision line : decision.allOf(network)) {
        String id = line.postbackId();
        Postback postback = id == null ? null : known.get(id);
        boolean listed = id != null && line.reason() != null; // for a person, who tells it
        boolean there =
            postback == null || (!postback.isAdditional() && !NOT_THERE.contains(postback.state()));
        if (decision.goal().equals(goal) && id != null && (listed || there)) {
          return true;
        }
      }
    }
    return false;
  }

  /** All refunds of an order together are at most its total. */
  private @Nullable String moneyProblem(
      Conversion conversion, Decision original, BigDecimal refunded) {
    Credit sale = anyCredit(original);
    BigDecimal amount = conversion.amount();
    if (!conversion.goal().equals(Conversion.REFUND)
        || amount == null
        || sale == null
        || sale.amount() == null
        || sale.currency() == null) {
      return null;
    }
    if (!sale.currency().equals(conversion.currency())) {
      return "the refund is in another currency than the order";
    }
    return refunded.add(amount).compareTo(sale.amount()) > 0
        ? "with this the refunds are more than the order's total"
        : null;
  }

  private BigDecimal refunded(List<Decision> before) {
    BigDecimal refunded = BigDecimal.ZERO;
    for (Decision decision : before) {
      Credit credit = decision.goal().equals(Conversion.REFUND) ? anyCredit(decision) : null;
      if (credit != null && credit.amount() != null) {
        refunded = refunded.add(credit.amount());
      }
    }
    return refunded;
  }

  private @Nullable Credit anyCredit(Decision decision) {
    for (NetworkDecision line : decision.networks()) {
      Credit credit = codec.read(line.network(), line.memo());
      if (credit != null) {
        return credit;
      }
    }
    return null;
  }

  /**
   * Takes back what was not sent yet; an order that was not tracked is decided to be nobody's.
   *
   * @param goal of this goal alone; null for all of the order
   */
  @SuppressWarnings("ReferenceEquality") // the outbox gives back the very decision that was first
  Cancelled cancel(String orderId, @Nullable String goal) {
    return outbox.atomically(
        () -> {
          List<NetworkDecision> nobody = new ArrayList<>();
          networks.keySet().forEach(name -> nobody.add(new NetworkDecision(name, null, CANCELLED)));
          String decided = goal == null ? Conversion.SALE : goal;
          Decision mine = new Decision(orderId, decided, "", clock.instant(), nobody);
          // Waits for one that another transaction is making.
          boolean first = outbox.decide(mine, List.of()) == mine;
          List<String> unsent = new ArrayList<>();
          for (Postback postback : outbox.find(orderId)) {
            if ((goal == null || goal.equals(postback.goal())) && isUnsent(postback)) {
              unsent.add(postback.id());
            }
          }
          List<Postback> cancelled = outbox.withdraw(unsent, CANCELLED);
          List<Postback> tooLate = new ArrayList<>();
          for (Postback postback : outbox.find(orderId)) {
            if ((goal == null || goal.equals(postback.goal()))
                && mayBeThere(postback, networks.get(postback.network()))) {
              tooLate.add(postback);
            }
          }
          return new Cancelled(orderId, first, cancelled, tooLate);
        });
  }

  private static boolean isUnsent(Postback postback) {
    return postback.state() == PostbackState.PENDING && !postback.ambiguous();
  }
}
