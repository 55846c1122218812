package io.github.postback4j.delivery;

import io.github.postback4j.network.Answer;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.network.Rate;
import io.github.postback4j.outbox.Postback;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What delivery needs to know of a network. */
interface Recipient {

  String name();

  /**
   * What is sent for a postback: its request, with the credentials that are not kept with it.
   *
   * @param kept of the postback
   */
  PostbackRequest complete(Postback postback, PostbackRequest kept);

  /** Reads what the network said about a postback. */
  Answer readAnswer(Postback postback, int status, String body);

  /** Reads an answer of which only the status came; null if its body was to decide. */
  @Nullable Answer readStatus(Postback postback, int status);

  /** Most calls at a time, from this node. */
  int maxConcurrency();

  /** Most calls to begin in a time, from this node; null for no limit. */
  @Nullable Rate rate();

  /** How long after it was tracked a postback is late; null for never. */
  @Nullable Duration lateAfter();

  /** Whether its host name may lead to a private address. */
  boolean allowPrivate();

  /** A configured network. */
  static Recipient of(Network network) {
    return new Recipient() {
      @Override
      public String name() {
        return network.name();
      }

      @Override
      public PostbackRequest complete(Postback postback, PostbackRequest kept) {
        return network.authorize(postback.goal(), postback.requestPart(), kept);
      }

      @Override
      public Answer readAnswer(Postback postback, int status, String body) {
        return network.readAnswer(postback.goal(), postback.requestPart(), status, body);
      }

      @Override
      public @Nullable Answer readStatus(Postback postback, int status) {
        return network.readStatus(postback.goal(), postback.requestPart(), status);
      }

      @Override
      public int maxConcurrency() {
        return network.maxConcurrency();
      }

      @Override
      public @Nullable Rate rate() {
        return network.rate();
      }

      @Override
      public @Nullable Duration lateAfter() {
        return network.lateAfter();
      }

      @Override
      public boolean allowPrivate() {
        return network.allowPrivate();
      }
    };
  }
}
