package io.github.postback4j;

import java.util.List;

/**
 * What the removal of a person came to.
 *
 * @param complete false if a store failed in between: to be called again
 * @param orders how many orders of the person were found
 * @param unsent the orders of which a postback is still to be sent, as the shop owes it to the
 *     network; it is blanked within minutes after it is finished. {@code cancel} takes back what is
 *     not to be sent
 */
public record PersonRemoval(boolean complete, int orders, List<String> unsent) {

  public PersonRemoval {
    unsent = List.copyOf(unsent);
  }
}
