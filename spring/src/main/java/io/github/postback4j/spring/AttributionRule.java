package io.github.postback4j.spring;

import io.github.postback4j.Attribution;

/** The attribution rules that have a name in the configuration. */
enum AttributionRule {
  /** For each network its last click. */
  LAST_CLICK_PER_NETWORK,
  /** The last click over all networks, and no other network. */
  LAST_CLICK,
  /** The first click over all networks, and no other network. */
  FIRST_CLICK;

  Attribution attribution() {
    return switch (this) {
      case LAST_CLICK_PER_NETWORK -> Attribution.lastClickPerNetwork();
      case LAST_CLICK -> Attribution.lastClick();
      case FIRST_CLICK -> Attribution.firstClick();
    };
  }
}
