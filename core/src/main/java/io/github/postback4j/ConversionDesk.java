package io.github.postback4j;

import io.github.postback4j.TrackResult.Decided;
import io.github.postback4j.TrackResult.NetworkResult;
import io.github.postback4j.click.Click;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.PlannedPostback;
import io.github.postback4j.outbox.Decision;
import io.github.postback4j.outbox.Decision.NetworkDecision;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.session.KeptClick;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.session.SessionStore;
import io.github.postback4j.session.Visitor;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides a conversion: looks its clicks up, attributes, renders, and writes decision and
 * postbacks.
 */
final class ConversionDesk {

  private static final String NO_CLICK = "no click";

  private final Map<String, Network> networks;
  private final SessionStore sessions;
  private final ClickDesk clicks;
  private final Outbox outbox;
  private final Attribution attribution;
  private final Clock clock;
  private final RandomGenerator random;

  ConversionDesk(
      Map<String, Network> networks,
      SessionStore sessions,
      ClickDesk clicks,
      Outbox outbox,
      Attribution attribution,
      Clock clock,
      RandomGenerator random) {
    this.networks = networks;
    this.sessions = sessions;
    this.clicks = clicks;
    this.outbox = outbox;
    this.attribution = attribution;
    this.clock = clock;
    this.random = random;
  }

  /** Decides at once or not at all; any exception leaves nothing behind. */
  @SuppressWarnings("ReferenceEquality") // the outbox gives back the very decision that was first
  Decided decide(Visitor visitor, Conversion conversion) {
    return outbox.atomically(
        () -> {
          Instant now = clock.instant();
          List<Click> candidates = candidates(visitor, conversion, now);
          List<Postback> postbacks = new ArrayList<>();
          Decision mine = decision(conversion, candidates, now, postbacks);
          Decision holds = outbox.decide(mine, postbacks);
          return result(holds, holds == mine);
        });
  }

  /** Clicks that can serve the conversion, of those it may draw on, oldest first. */
  private List<Click> candidates(Visitor visitor, Conversion conversion, Instant now) {
    SessionKey customer =
        conversion.customerId() == null ? null : SessionKey.customer(conversion.customerId());
    String owner = customer == null ? null : sessions.ownerOf(customer);
    Set<Click> usable = new LinkedHashSet<>();
    for (KeptClick candidate : clicks.held(visitor, customer, now)) {
      if (isUsable(candidate, owner, conversion, now)) {
        usable.add(candidate.click());
      }
    }
    return usable.stream().sorted(Attribution.order()).toList();
  }

  private boolean isUsable(
      KeptClick kept, @Nullable String owner, Conversion conversion, Instant now) {
    Click click = kept.click();
    Network network = networks.get(click.network());
    if (network == null || !kept.isLive(now) || !network.isServedBy(click, conversion, now)) {
      return false;
    }
    if (owner != null && kept.owner() != null && !owner.equals(kept.owner())) {
      return false;
    }
    Instant occurredAt = conversion.occurredAt();
    return occurredAt == null || !click.clickedAt().isAfter(occurredAt);
  }

  private Decision decision(
      Conversion conversion, List<Click> candidates, Instant now, List<Postback> postbacks) {
    Map<String, Click> chosen = new HashMap<>();
    if (!candidates.isEmpty()) {
      attribution.choose(conversion, candidates).forEach(c -> chosen.put(c.network(), c));
    }
    List<NetworkDecision> decisions = new ArrayList<>(networks.size());
    for (Network network : networks.values()) {
      Click click = chosen.get(network.name());
      if (click == null && !(network.isByCouponOnly() && conversion.coupon() != null)) {
        decisions.add(new NetworkDecision(network.name(), null, reason(network, candidates)));
        continue;
      }
      PlannedPostback plan = network.plan(click, conversion.occurredBy(now), now);
      if (plan instanceof PlannedPostback.Send send) {
        String id = newId(now);
        postbacks.add(
            Postback.pending(
                id,
                network.name(),
                conversion.orderId(),
                conversion.goal(),
                send.request(),
                send.repeatable(),
                now,
                send.deadline()));
        decisions.add(new NetworkDecision(network.name(), id, null));
      } else if (plan instanceof PlannedPostback.Skip skip) {
        decisions.add(new NetworkDecision(network.name(), null, skip.reason()));
      }
    }
    return new Decision(conversion.orderId(), conversion.goal(), "", now, decisions);
  }

  private static String reason(Network network, List<Click> candidates) {
    for (Click candidate : candidates) {
      if (candidate.network().equals(network.name())) {
        return "not chosen by the attribution rule";
      }
    }
    return network.isByCouponOnly() ? "no coupon" : NO_CLICK;
  }

  private static Decided result(Decision decision, boolean first) {
    List<NetworkResult> results = new ArrayList<>(decision.networks().size());
    for (NetworkDecision network : decision.networks()) {
      String id = network.postbackId();
      results.add(
          id != null
              ? new NetworkResult.Queued(network.network(), id)
              : new NetworkResult.NotSent(network.network(), String.valueOf(network.reason())));
    }
    return new Decided(decision.orderId(), decision.goal(), first, results);
  }

  /** Sorts by time, and is unique among nodes by 64 random bits within a millisecond. */
  private String newId(Instant now) {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(now.toEpochMilli(), 12) + hex.toHexDigits(random.nextLong());
  }
}
