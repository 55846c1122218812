package io.github.postback4j.delivery;

import io.github.postback4j.network.Answer;
import io.github.postback4j.network.Network;

/** What delivery needs to know of a network. */
interface Recipient {

  String name();

  /** Reads what the network said. */
  Answer readAnswer(int status, String body);

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
