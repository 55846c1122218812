package io.github.postback4j.benchmarks;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.TrackerBuilder;
import io.github.postback4j.click.Click;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.delivery.PostbackSender;
import io.github.postback4j.delivery.SendResult;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.NetworkBuilder;
import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.session.SessionKey;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The one case that every measurement is about: a sale that a click of a TUNE network brought. */
public final class Shop {

  /** Path and query of the postback: six placeholders, as a network's screen shows them. */
  public static final String TARGET =
      "/aff_lsr?transaction_id=TRANSACTION_ID&amount=AMOUNT&offer_id=OFFER_ID"
          + "&adv_sub=ORDER_ID&adv_sub2=CURRENCY&promo_code=PROMO_CODE";

  public static final String ORIGIN = "https://network.example";

  /** The query of a landing: six parameters, four of which are kept. */
  public static final String LANDING =
      "transaction_id=102e1a33d0d5f0a0b4a6b4f1f0c7d9&offer_id=198&aff_id=1044"
          + "&aff_sub=spring%20sale&source=newsletter&utm_medium=affiliate";

  /** Six parameters of which none is a network's. */
  public static final String NO_CLICK =
      "utm_source=news&utm_medium=mail&utm_campaign=spring&page=2&sort=price&q=red%20shoes";

  public static final String TRANSACTION_ID = "102e1a33d0d5f0a0b4a6b4f1f0c7d9";
  public static final String OFFER_ID = "198";
  public static final BigDecimal AMOUNT = new BigDecimal("149.90");
  public static final String CURRENCY = "EUR";
  public static final String COUPON = "SUMMER 10%";

  private Shop() {}

  /** The network, with the URL on the host that is never called. */
  public static Network network() {
    return network(ORIGIN).build();
  }

  /** The network at scheme, host and port. */
  static NetworkBuilder network(String origin) {
    return Network.preset("tune").url(origin + TARGET);
  }

  public static Click click(Instant clickedAt) {
    return new Click("tune", TRANSACTION_ID, null, OFFER_ID, Map.of(), clickedAt);
  }

  /** A guest's order. */
  public static Conversion conversion(String orderId) {
    return order(orderId).build();
  }

  static Conversion.Builder order(String orderId) {
    return Conversion.builder(orderId).amount(AMOUNT, CURRENCY).coupon(COUPON);
  }

  /** What every order's ID starts with; a number of {@value #ORDER_DIGITS} digits follows. */
  static final String ORDER_PREFIX = "ORD-2026-";

  static final int ORDER_DIGITS = 7;

  /** As a shop numbers its orders: all of one length. */
  static String orderId(int number) {
    return ORDER_PREFIX + "%07d".formatted(number);
  }

  static SessionKey visitor(int number) {
    return SessionKey.visitor("6f9619ff8b86d011b42d%08x".formatted(number));
  }

  /** A tracker that is never started, and sends nothing. */
  static TrackerBuilder tracker() {
    return silent(PostbackTracker.builder().network(network()));
  }

  /** With a sender that sends nothing. */
  static TrackerBuilder silent(TrackerBuilder tracker) {
    return tracker.sender(new Nobody());
  }

  /** Sends nothing: OkHttp's threads and pools are no part of what is measured. */
  private static final class Nobody implements PostbackSender {
    @Override
    public CompletableFuture<SendResult> send(PostbackRequest request, Options options) {
      return CompletableFuture.completedFuture(new SendResult.NotSent("nobody", true));
    }

    @Override
    public void close() {}
  }
}
