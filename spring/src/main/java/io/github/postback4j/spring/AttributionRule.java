package io.github.postback4j.spring;

import io.github.postback4j.Attribution;

/** The attribution rules that have a name in the configuration. */
enum AttributionRule {
  /** For each network its last click. */
  LAST_CLICK_PER_NETWORK(Attribution.lastClickPerNetwork()),
  /** The last click over all networks, and no other network. */
  LAST_CLICK(Attribution.lastClick()),
  /** The first click over all networks, and no other network. */
  FIRST_CLICK(Attribution.firstClick());

  private final Attribution attribution;

  AttributionRule(Attribution attribution) {
    this.attribution = attribution;
  }

  Attribution attribution() {
    return attribution;
  }
}
