package io.github.postback4j.network;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What may be a slip in a network's file or URL, and may be meant: logged as a WARN at the start,
 * and told by explanations and {@code check}. Not thread-safe.
 */
final class Hints {

  private static final Logger log = LoggerFactory.getLogger(Hints.class);

  private final Set<String> all = new LinkedHashSet<>();

  void clear() {
    all.clear();
  }

  /**
   * @param hint a sentence after the network's name, without any secret
   */
  void add(String network, String hint) {
    if (all.add(hint)) {
      log.warn("Network {}: {}", network, hint);
    }
  }

  List<String> list() {
    return List.copyOf(all);
  }
}
