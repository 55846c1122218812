package io.github.postback4j.network;

import io.github.postback4j.click.Click;
import io.github.postback4j.click.LandingParameters;
import io.github.postback4j.click.Protocol;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which landing parameters a network's click is read from. The first alias with a usable value
 * counts.
 *
 * @param transactionId aliases of the transaction ID
 * @param partnerId aliases of the partner ID
 * @param offerId aliases of the offer ID
 * @param keep other parameters to keep, by name
 * @param ignoreCase whether upper and lower case of all these names are the same
 * @param when parameters that must be there with exactly this value for the landing to be this
 *     network's; empty for none
 */
record Landing(
    List<String> transactionId,
    List<String> partnerId,
    List<String> offerId,
    List<String> keep,
    boolean ignoreCase,
    Map<String, String> when) {

  Landing {
    transactionId = List.copyOf(transactionId);
    partnerId = List.copyOf(partnerId);
    offerId = List.copyOf(offerId);
    keep = List.copyOf(keep);
    when = Map.copyOf(when);
  }

  /** What was set, as it is. */
  static Landing of(NetworkBuilder given) {
    return new Landing(
        given.transactionIdNames,
        given.partnerIdNames,
        given.offerIdNames,
        given.keep,
        given.ignoreCase,
        given.when);
  }

  /**
   * The click, or null if this landing brought none of this network.
   *
   * @param served the protocols of which one has to be served by it
   */
  @Nullable Click read(
      String network, LandingParameters parameters, List<Protocol> served, Instant now) {
    String transaction = first(transactionId, parameters);
    String partner = first(partnerId, parameters);
    if ((transaction == null && partner == null) || !isOurs(parameters)) {
      return null;
    }
    Map<String, String> kept = new HashMap<>();
    for (String name : keep) {
      String value = parameters.first(name, ignoreCase);
      if (value != null) {
        kept.put(name, value);
      }
    }
    Click click = new Click(network, transaction, partner, first(offerId, parameters), kept, now);
    for (Protocol protocol : served) {
      if (click.serves(protocol)) {
        return click;
      }
    }
    return null;
  }

  private boolean isOurs(LandingParameters parameters) {
    for (Map.Entry<String, String> condition : when.entrySet()) {
      if (!condition.getValue().equals(parameters.first(condition.getKey(), ignoreCase))) {
        return false;
      }
    }
    return true;
  }

  private @Nullable String first(List<String> names, LandingParameters parameters) {
    for (int i = 0; i < names.size(); i++) {
      String value = parameters.first(names.get(i), ignoreCase);
      if (value != null) {
        return value;
      }
    }
    return null;
  }
}
