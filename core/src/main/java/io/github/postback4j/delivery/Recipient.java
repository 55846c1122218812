package io.github.postback4j.delivery;

import io.github.postback4j.network.Answer;
import io.github.postback4j.network.Network;
import org.jspecify.annotations.Nullable;

/** What delivery needs to know of a network. */
interface Recipient {

  String name();

  /** Reads what the network said. */
  Answer readAnswer(int status, String body);

  /** Reads an answer of which only the status came; null if its body was to decide. */
  @Nullable Answer readStatus(int status);

  /** Most calls at a time, from this node. */
  int maxConcurrency();

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
      public Answer readAnswer(int status, String body) {
        return network.readAnswer(status, body);
      }

      @Override
      public @Nullable Answer readStatus(int status) {
        return network.readStatus(status);
      }

      @Override
      public int maxConcurrency() {
        return network.maxConcurrency();
      }

      @Override
      public boolean allowPrivate() {
        return network.allowPrivate();
      }
    };
  }
}
