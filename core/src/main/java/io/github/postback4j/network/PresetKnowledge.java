package io.github.postback4j.network;

import java.util.List;
import java.util.Map;

/**
 * What a preset knows about its network's URLs, to warn a person who pasted a wrong one.
 *
 * @param transactionIdParameter parameters of the request that carry the transaction ID
 * @param partnerIdParameter parameters of the request that carry the partner ID
 * @param couponParameter parameters of the request that carry a coupon
 * @param uniqueIdParameter parameters the network de-duplicates by, once switched on
 * @param parameters all names the network documents; empty if it is not known
 * @param refusedPaths beginnings of paths that are no postbacks, and why; a query parameter may
 *     follow a question mark
 */
record PresetKnowledge(
    List<String> transactionIdParameter,
    List<String> partnerIdParameter,
    List<String> couponParameter,
    List<String> uniqueIdParameter,
    List<String> parameters,
    Map<String, String> refusedPaths) {

  static final PresetKnowledge NONE =
      new PresetKnowledge(
          List.of("transaction_id"),
          List.of("aff_id", "affiliate_id", "partner_id"),
          List.of("promo_code", "coupon", "coupon_code"),
          List.of(),
          List.of(),
          Map.of("/aff_c", "it counts clicks"));
}
