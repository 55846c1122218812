package io.github.postback4j;

import io.github.postback4j.TrackResult.Decided;
import io.github.postback4j.TrackResult.NetworkResult;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.PlannedPostback;
import io.github.postback4j.network.PlannedPostback.Manual;
import io.github.postback4j.network.PlannedPostback.Outgoing;
import io.github.postback4j.network.PlannedPostback.Send;
import io.github.postback4j.network.PlannedPostback.Skip;
import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.outbox.Decision;
import io.github.postback4j.outbox.Decision.NetworkDecision;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A decision in the making: lines, and postbacks or none, for each network. For one thread. */
final class Draft {

  private final Conversion conversion;
  private final Instant now;
  private final Instant due;
  private final long firstId;
  private final List<NetworkDecision> lines = new ArrayList<>();
  private final List<Postback> postbacks = new ArrayList<>();
  private final Map<String, String> listed = new LinkedHashMap<>();

  /**
   * @param due when its postbacks are, at the earliest
   */
  Draft(Conversion conversion, Instant now, Instant due, RandomGenerator random) {
    this.conversion = conversion;
    this.now = now;
    this.due = due;
    firstId = random.nextLong();
  }

  void skip(String network, String reason) {
    lines.add(new NetworkDecision(network, null, reason));
  }

  void add(String network, PlannedPostback plan, @Nullable String memo) {
    if (plan instanceof Send send) {
      String kept = memo; // by the first line of a network
      for (Outgoing outgoing : send.requests()) {
        Postback postback =
            postback(
                network,
                outgoing.part(),
                outgoing.request(),
                outgoing.repeatable(),
                send.deadline());
        lines.add(new NetworkDecision(network, postback.id(), null, kept));
        kept = null;
      }
    } else if (plan instanceof Manual manual) {
      Postback postback = postback(network, "", null, false, now);
      listed.put(postback.id(), manual.reason());
      lines.add(new NetworkDecision(network, postback.id(), manual.reason(), memo));
    } else if (plan instanceof Skip skip) {
      skip(network, skip.reason());
    }
  }

  private Postback postback(
      String network,
      String requestPart,
      @Nullable PostbackRequest request,
      boolean repeatable,
      Instant deadline) {
    Postback postback =
        new Postback(
            newId(),
            network,
            conversion.orderId(),
            conversion.goal(),
            Postback.partOf(conversion.part(), requestPart),
            request,
            repeatable,
            PostbackState.PENDING,
            0,
            false,
            null,
            now,
            due.isAfter(now) ? due : now,
            deadline);
    postbacks.add(postback);
    return postback;
  }

  /**
   * Sorts by time, those of one decision as they were planned, and is unique among nodes by 64
   * random bits within a millisecond.
   */
  private String newId() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(now.toEpochMilli(), 12) + hex.toHexDigits(firstId + postbacks.size());
  }

  /** Writes it, unless there was a decision before. Inside {@link Outbox#atomically}. */
  @SuppressWarnings("ReferenceEquality") // the outbox gives back the very decision that was first
  Decided decide(Outbox outbox, @Nullable String person) {
    Decision mine =
        new Decision(
            conversion.orderId(), conversion.goal(), conversion.part(), now, lines, person);
    Decision holds = outbox.decide(mine, postbacks);
    if (holds == mine) {
      // Listed for people: never due, so it goes straight to where they look.
      listed.forEach((id, reason) -> outbox.withdraw(List.of(id), reason));
    }
    return result(holds, holds == mine);
  }

  static Decided result(Decision decision, boolean first) {
    List<NetworkResult> results = new ArrayList<>(decision.networks().size());
    for (NetworkDecision line : decision.networks()) {
      String id = line.postbackId();
      String reason = line.reason();
      if (id == null) {
        results.add(new NetworkResult.NotSent(line.network(), String.valueOf(reason)));
      } else if (reason == null) {
        results.add(new NetworkResult.Queued(line.network(), id));
      } else {
        results.add(new NetworkResult.Listed(line.network(), id, reason));
      }
    }
    return new Decided(decision.orderId(), decision.goal(), first, results);
  }
}
