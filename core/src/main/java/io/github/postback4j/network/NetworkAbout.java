package io.github.postback4j.network;

import java.util.List;

/**
 * What a file says to people.
 *
 * @param text what network it is
 * @param sources where its facts are from
 * @param doubts what is not known
 */
record NetworkAbout(String text, List<String> sources, List<String> doubts) {

  static final NetworkAbout NOTHING = new NetworkAbout("", List.of(), List.of());

  NetworkAbout {
    sources = List.copyOf(sources);
    doubts = List.copyOf(doubts);
  }
}
