package io.github.postback4j;

import io.github.postback4j.TrackResult.Decided;
import io.github.postback4j.TrackResult.NetworkResult;
import io.github.postback4j.TrackResult.NetworkResult.NotSent;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.NetworkBuilder;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.Outbox.Claim;
import io.github.postback4j.outbox.Outbox.Finish;
import io.github.postback4j.outbox.Outbox.Queue;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.session.SessionStore;
import io.github.postback4j.testkit.contract.MutableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A shop's tracker that is not started: what is decided can be seen, and is sent by hand. */
final class TestShop {

  static final String BY_TRANSACTION =
      "https://t.example/aff_lsr?transaction_id=TRANSACTION_ID&amount=AMOUNT&adv_unique1=ORDER_ID";
  static final String BY_PARTNER =
      "https://p.example/aff_lsr?offer_id=8&aff_id=AFFILIATE_ID&amount=AMOUNT&adv_unique1=ORDER_ID";

  final MutableClock clock = new MutableClock(Instant.parse("2026-03-01T10:00:00Z"));
  final SessionStore sessions = SessionStore.inMemory(1000, clock);
  final Outbox outbox = Outbox.inMemory().clock(clock).nanoTime(clock::nanoTime).build();
  final PostbackTracker tracker;

  TestShop(UnaryOperator<TrackerBuilder> more) {
    tracker =
        more.apply(PostbackTracker.builder().clock(clock).sessions(sessions).outbox(outbox))
            .build();
  }

  TestShop(Network... networks) {
    this(
        builder -> {
          for (Network network : networks) {
            builder.network(network);
          }
          return builder;
        });
  }

  /** TUNE by transaction ID, with adv_unique1. */
  static NetworkBuilder tune() {
    return Network.preset("tune").url(BY_TRANSACTION);
  }

  /** TUNE by partner ID, read at its own landing parameter. */
  static NetworkBuilder partners() {
    return Network.preset("tune").name("partners").url(BY_PARTNER).partnerIdNames(List.of("pid"));
  }

  /** A network of these fields, single quotes for double ones. */
  static NetworkBuilder own(String name, String fields) {
    try {
      Path file = Files.createTempFile("network", ".json");
      try {
        String json = "{'name':'" + name + "'," + fields + "}";
        Files.writeString(file, json.replace('\'', '"'));
        return Network.fromJson(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Conversion sale(String orderId) {
    return Conversion.sale(orderId, new BigDecimal("49.90"), "EUR");
  }

  static Conversion sale(String orderId, @Nullable String customerId) {
    return sale(orderId).toBuilder().customerId(customerId).build();
  }

  static SessionKey visitor(String id) {
    return SessionKey.visitor(id);
  }

  void land(String visitor, String query) {
    tracker.capture(visitor(visitor), query);
    clock.advance(Duration.ofMinutes(1));
  }

  Decided track(@Nullable String visitor, Conversion conversion) {
    return (Decided) tracker.track(visitor == null ? null : visitor(visitor), conversion);
  }

  /** The request's query of each postback of the order, oldest first. */
  List<String> queries(String orderId) {
    return tracker.postbacks(orderId).stream()
        .map(p -> p.request() == null ? "gone" : p.request().url().replaceAll("^[^?]*[?]", ""))
        .toList();
  }

  /** Why a network got nothing; null if it did. */
  static @Nullable String reason(Decided decided, String network) {
    for (NetworkResult result : decided.networks()) {
      if (result.network().equals(network)) {
        return result instanceof NotSent notSent ? notSent.reason() : null;
      }
    }
    throw new AssertionError("no such network: " + network);
  }

  /** Sends all that is due to a network, with this outcome. */
  void send(String network, PostbackState state) {
    for (boolean repeatable : List.of(true, false)) {
      for (Claim claim :
          outbox.claim(new Queue(network, repeatable), 100, Duration.ofSeconds(30))) {
        outbox.finish(
            List.of(
                new Finish(
                    claim.postback().id(),
                    claim.token(),
                    state,
                    Duration.ZERO,
                    false,
                    claim.postback().attempts(),
                    "said so")));
      }
    }
  }
}
