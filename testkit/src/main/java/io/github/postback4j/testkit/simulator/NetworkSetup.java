package io.github.postback4j.testkit.simulator;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the network knows before the first click.
 *
 * @param offers by number
 * @param partners names by number
 * @param promoCodes who is credited, by code
 * @param securityToken wanted with every conversion; null if none is applied
 * @param limitByUniqueId whether {@code conversion_unique_id} is the one rule of de-duplication
 * @param clickLifespan how long a click can be converted
 * @param landing landing page of the offers that have none of their own
 */
record NetworkSetup(
    Map<Long, Offer> offers,
    Map<Long, String> partners,
    Map<String, PromoCode> promoCodes,
    @Nullable String securityToken,
    boolean limitByUniqueId,
    Duration clickLifespan,
    String landing) {

  NetworkSetup {
    offers = Collections.unmodifiableMap(new LinkedHashMap<>(offers));
    partners = Collections.unmodifiableMap(new LinkedHashMap<>(partners));
    promoCodes = Map.copyOf(promoCodes);
  }

  /** The advertiser that owns all offers. */
  static final long ADVERTISER_ID = 1;

  /** Who is credited for a code. */
  record PromoCode(long offerId, long partnerId) {}

  static Map<Long, Offer> defaultOffers() {
    Map<Long, Offer> defaults = new LinkedHashMap<>();
    defaults.put(1L, Offer.builder(1, "Example shop").build());
    defaults.put(
        2L, Offer.builder(2, "Example subscription").protocols(Offer.Protocol.PARTNER_ID).build());
    return defaults;
  }

  static Map<Long, String> defaultPartners() {
    Map<Long, String> defaults = new LinkedHashMap<>();
    defaults.put(1L, "Test partner");
    defaults.put(2L, "Example blog");
    defaults.put(3L, "Example newsletter");
    return defaults;
  }

  boolean permits(Offer offer, long partnerId) {
    return partners.containsKey(partnerId) && offer.permits(partnerId);
  }

  @Nullable Offer offerAtEncryptedPath(String path) {
    if (path.startsWith("/SP")) {
      for (Offer offer : offers.values()) {
        if (path.equals(offer.encryptedPath())) {
          return offer;
        }
      }
    }
    return null;
  }

  /** Landing page with macros: a bare page gets those that the offer's protocols need. */
  String landingTemplate(Offer offer) {
    String own = offer.landing();
    String page = own == null ? landing : own;
    if (page.contains("{")) {
      return page;
    }
    StringBuilder template = new StringBuilder(page);
    template.append(page.contains("?") ? "&" : "?");
    if (offer.protocols().contains(Offer.Protocol.TRANSACTION_ID)) {
      template.append("transaction_id={transaction_id}&");
    }
    return template.append("affiliate_id={affiliate_id}&offer_id={offer_id}").toString();
  }

  /** The landing page of one click. */
  String landingUrl(Offer offer, ClickSession click, RequestTarget request) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("transaction_id", click.transactionId());
    values.put("affiliate_id", Long.toString(click.partnerId()));
    values.put("affiliate_name", partners.getOrDefault(click.partnerId(), ""));
    values.put("offer_id", Long.toString(offer.id()));
    values.put("offer_name", offer.name());
    values.put("advertiser_id", Long.toString(ADVERTISER_ID));
    values.put("aff_sub", request.value("aff_sub"));
    for (int i = 2; i <= 5; i++) {
      values.put("aff_sub" + i, request.value("aff_sub" + i));
    }
    for (int i = 1; i <= 5; i++) {
      values.put("aff_unique" + i, request.value("aff_unique" + i));
    }
    values.put("source", request.value("source"));
    values.put("aff_click_id", request.value("aff_click_id"));
    String deepLink = request.value("url");
    String template = deepLink.isEmpty() ? landingTemplate(offer) : deepLink;
    return Percent.headerSafe(Macros.fill(template, values));
  }

  @Override
  public String toString() {
    return "NetworkSetup[" + offers.size() + " offers]"; // the token is a secret
  }
}
