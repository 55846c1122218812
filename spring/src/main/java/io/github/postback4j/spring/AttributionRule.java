package io.github.postback4j.spring;

import io.github.postback4j.Attribution;
import io.github.postback4j.network.ConfigurationException;
import java.util.List;

/** The attribution rules that have a name in the configuration. */
enum AttributionRule {
  /** For each network its last click. */
  LAST_CLICK_PER_NETWORK,
  /** The last click over all networks, and no other network. */
  LAST_CLICK,
  /** The first click over all networks, and no other network. */
  FIRST_CLICK,
  /** For each network its first click. */
  FIRST_CLICK_PER_NETWORK,
  /** The last click of the first network of attribution-priority that has one. */
  PRIORITY;

  /**
   * @param priority names of networks, the preferred first
   * @throws ConfigurationException if the list and the rule do not fit
   */
  Attribution attribution(List<String> priority) {
    if ((this == PRIORITY) == priority.isEmpty()) {
      throw new ConfigurationException(
          Postback4jProperties.PREFIX + ".attribution-priority",
          priority.isEmpty() ? "is empty" : "is set, but the rule is another",
          "Set postback4j.attribution=priority and list the networks, the preferred first.");
    }
    return switch (this) {
      case LAST_CLICK_PER_NETWORK -> Attribution.lastClickPerNetwork();
      case LAST_CLICK -> Attribution.lastClick();
      case FIRST_CLICK -> Attribution.firstClick();
      case FIRST_CLICK_PER_NETWORK -> Attribution.firstClickPerNetwork();
      case PRIORITY -> Attribution.priority(priority);
    };
  }
}
