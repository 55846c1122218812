package io.github.postback4j.servlet;

import io.github.postback4j.click.Click;
import io.github.postback4j.session.CarriedClicks;
import io.github.postback4j.session.KeptClick;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Clicks and keys that tests share. */
final class Samples {

  static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  static final Duration WINDOW = Duration.ofDays(28);
  static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  static final String OLD_KEY = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";

  private Samples() {}

  static KeptClick kept(String transactionId, String offerId, Instant at) {
    return new KeptClick(
        new Click("tune", transactionId, null, offerId, Map.of(), at), at.plus(WINDOW), null);
  }

  static CarriedClicks clicks(String... transactionIds) {
    CarriedClicks clicks = CarriedClicks.none();
    for (int i = 0; i < transactionIds.length; i++) {
      clicks =
          clicks.with(List.of(kept(transactionIds[i], transactionIds[i], NOW.plusSeconds(i))), NOW);
    }
    return clicks;
  }

  static List<String> ids(CarriedClicks clicks) {
    return clicks.clicks().stream().map(kept -> kept.click().transactionId()).toList();
  }
}
