package io.github.postback4j.network;

import io.github.postback4j.click.Click;
import io.github.postback4j.click.Protocol;
import io.github.postback4j.conversion.Conversion;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How long a network pays for a click, and how long a postback is tried. Immutable. */
final class Windows {

  private final List<Protocol> protocols;
  private final @Nullable Duration transaction;
  private final @Nullable Duration partner;
  private final Map<String, Optional<Duration>> goals;
  private final boolean renewalsByTransactionId;
  private final @Nullable Duration deadline;

  Windows(NetworkBuilder given, List<Protocol> protocols) {
    this.protocols = protocols;
    transaction = given.transactionWindow;
    partner = given.partnerWindow(protocols);
    Map<String, Optional<Duration>> windows = new LinkedHashMap<>();
    given.goalWindows.forEach((goal, window) -> windows.put(goal, Optional.ofNullable(window)));
    goals = Map.copyOf(windows);
    renewalsByTransactionId = given.renewalsByTransactionId;
    deadline = given.deadline;
  }

  /** From when on a click is of no use for any goal; null for never. */
  @Nullable Instant expiresAt(Click click) {
    Instant latest = click.clickedAt();
    for (Protocol protocol : protocols) {
      if (click.serves(protocol)) {
        Duration window = longest(protocol);
        if (window == null) {
          return null;
        }
        Instant end = click.clickedAt().plus(window);
        latest = end.isAfter(latest) ? end : latest;
      }
    }
    return latest;
  }

  /** The longest time a click may be paid, for any goal; null for no end. */
  @Nullable Duration longest() {
    Duration longest = Duration.ZERO;
    for (Protocol protocol : protocols) {
      Duration window = longest(protocol);
      if (window == null) {
        return null;
      }
      longest = window.compareTo(longest) > 0 ? window : longest;
    }
    return longest;
  }

  private @Nullable Duration longest(Protocol protocol) {
    Duration longest = protocol == Protocol.TRANSACTION_ID ? transaction : partner;
    for (Optional<Duration> window : goals.values()) {
      if (longest == null || window.isEmpty()) {
        return null;
      }
      longest = window.get().compareTo(longest) > 0 ? window.get() : longest;
    }
    return longest;
  }

  /** The protocol by which a click can serve this conversion now; null for none. */
  @Nullable Protocol protocolFor(Click click, Conversion conversion, Instant now) {
    for (Protocol protocol : protocols) {
      Duration window = of(protocol, conversion.goal());
      if (click.serves(protocol)
          && (protocol == Protocol.PARTNER_ID || renewalsByTransactionId || !conversion.isRenewal())
          && (window == null || now.isBefore(click.clickedAt().plus(window)))) {
        return protocol;
      }
    }
    return null;
  }

  /** Why a click serves no protocol. */
  String unserved(Click click, Conversion conversion) {
    if (conversion.isRenewal() && click.serves(Protocol.TRANSACTION_ID)) {
      return "a transaction ID does not serve a renewal";
    }
    if (protocols.stream().noneMatch(click::serves)) {
      return "the click has no ID that this network's requests carry";
    }
    return "the click is outside its attribution window";
  }

  /** Until when an attempt makes sense. */
  Instant deadline(
      @Nullable Click click, @Nullable Protocol protocol, Conversion conversion, Instant due) {
    Instant latest = due.plus(deadline == null ? Network.DEFAULT_DEADLINE : deadline);
    Duration window = protocol == null ? null : of(protocol, conversion.goal());
    if (click == null || window == null) {
      return latest;
    }
    Instant end = click.clickedAt().plus(window);
    return deadline == null || end.isBefore(latest) ? end : latest;
  }

  private @Nullable Duration of(Protocol protocol, String goal) {
    Optional<Duration> own = goals.get(goal);
    if (own != null) {
      return own.orElse(null);
    }
    return protocol == Protocol.TRANSACTION_ID ? transaction : partner;
  }
}
