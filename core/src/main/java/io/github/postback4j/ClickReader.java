package io.github.postback4j;

import io.github.postback4j.click.Click;
import io.github.postback4j.click.LandingParameters;
import io.github.postback4j.click.Protocol;
import io.github.postback4j.network.LandingCookie;
import io.github.postback4j.network.LandingNames;
import io.github.postback4j.network.Network;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads clicks from what a browser sends, a landing's query or a script's cookie, and tells the
 * cookies that are to be set for them. Keeps nothing.
 */
final class ClickReader {

  /** Browsers keep no longer ones. */
  private static final int MOST_OF_A_COOKIE = 4096;

  private final Map<String, Network> networks;
  private final LandingNames landingNames;
  private final Set<String> clickCookies;
  private final Clock clock;

  ClickReader(Map<String, Network> networks, Clock clock) {
    this.networks = networks;
    this.clock = clock;
    landingNames = new LandingNames(networks.values());
    Set<String> names = new LinkedHashSet<>();
    networks.values().forEach(network -> names.addAll(network.readCookies()));
    clickCookies = Collections.unmodifiableSet(names);
  }

  boolean mayBringClick(@Nullable String rawQuery) {
    return rawQuery != null && landingNames.anyIn(rawQuery);
  }

  /** A landing in the future is one of now: a click must not be younger than its order. */
  List<Click> readClicks(@Nullable String rawQuery, Instant landedAt) {
    if (rawQuery == null || rawQuery.isEmpty()) {
      return List.of();
    }
    LandingParameters parameters = LandingParameters.parse(rawQuery);
    Instant now = clock.instant();
    Instant clickedAt = (landedAt.isAfter(now) ? now : landedAt).truncatedTo(ChronoUnit.MILLIS);
    List<Click> clicks = new ArrayList<>(1);
    for (Network network : networks.values()) {
      Click click = network.readClick(parameters, clickedAt);
      if (click != null) {
        clicks.add(click);
      }
    }
    return clicks;
  }

  Set<String> clickCookies() {
    return clickCookies;
  }

  List<Click> readCookie(String name, String value) {
    String id = decoded(value);
    List<Click> clicks = new ArrayList<>(1);
    if (!id.isBlank() && value.length() <= MOST_OF_A_COOKIE) {
      Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
      for (Network network : networks.values()) {
        if (network.readCookies().contains(name)
            && network.protocols().contains(Protocol.TRANSACTION_ID)) {
          Click click = Click.ofTransaction(network.name(), id, now);
          if (click.problem() == null) {
            clicks.add(click);
          }
        }
      }
    }
    return clicks;
  }

  /** Scripts encode as encodeURIComponent does: what is no such text stands for itself. */
  private static String decoded(String value) {
    if (value.indexOf('%') < 0) {
      return value;
    }
    try {
      String text = URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
      return text.indexOf('\ufffd') < 0 ? text : "";
    } catch (IllegalArgumentException e) {
      return value;
    }
  }

  List<LandingCookie> landingCookies(List<Click> clicks) {
    List<LandingCookie> cookies = new ArrayList<>();
    Instant now = clock.instant();
    for (Click click : clicks) {
      Network network = networks.get(click.network());
      Instant end = network == null ? null : network.expiresAt(click);
      if (network != null && (end == null || now.isBefore(end))) {
        cookies.addAll(network.cookies(click));
      }
    }
    return cookies;
  }
}
