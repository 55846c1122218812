package io.github.postback4j.testkit.simulator;

import io.github.postback4j.testkit.simulator.NetworkSetup.PromoCode;
import io.github.postback4j.testkit.simulator.Offer.Protocol;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * TUNE's rules for a conversion. Not thread-safe: the books call it under their lock.
 *
 * <p>The answers for an unknown transaction ID, an offer mismatch and a duplicate are TUNE's and
 * ShopBack's published words, as is the bare {@code success=false;} for {@code status=rejected}.
 * The words for everything else (expired click, token, partner, goal, protocol, missing ID, unique
 * ID) are not published and were chosen here.
 */
final class ConversionRules {

  private final NetworkSetup setup;
  private final Map<String, ClickSession> clicks;
  private final Map<String, Boolean> uniqueIds;

  ConversionRules(
      NetworkSetup setup, Map<String, ClickSession> clicks, Map<String, Boolean> uniqueIds) {
    this.setup = setup;
    this.clicks = clicks;
    this.uniqueIds = uniqueIds;
  }

  /**
   * A decision, with the line for the books if it enters them.
   *
   * @param answer the body, in TUNE's words
   * @param entry null if nothing is booked
   */
  record Decision(String answer, @Nullable LedgerEntry entry) {}

  /** Who would be credited, or why nobody. */
  private sealed interface Credit {
    record To(Offer offer, long partnerId, Protocol protocol, @Nullable ClickSession click)
        implements Credit {}

    record Nobody(Verdict verdict) implements Credit {}
  }

  Decision decide(RequestTarget request, Instant now) {
    Credit credit = creditOf(request, now);
    if (credit instanceof Credit.To to) {
      String goal = goalOf(request, to.offer());
      if (goal == null) {
        return new Decision(Verdict.refused("Invalid goal.").answer(), null);
      }
      Verdict verdict = verdictOn(request, to, goal);
      return new Decision(
          verdict.answer(), verdict.enters() ? entry(request, to, goal, verdict, now) : null);
    }
    return new Decision(((Credit.Nobody) credit).verdict().answer(), null);
  }

  private Credit creditOf(RequestTarget request, Instant now) {
    // An ID with a promo code: TUNE's precedence is unknown, here the click is credited.
    if (request.has("transaction_id")) {
      return byTransactionId(request, now);
    }
    if (request.has("aff_id")) {
      return byPartnerId(request);
    }
    if (request.has("promo_code")) {
      return byPromoCode(request);
    }
    return nobody("Missing transaction_id, aff_id or promo_code.");
  }

  private Credit byTransactionId(RequestTarget request, Instant now) {
    String id = request.value("transaction_id");
    ClickSession click = clicks.get(id);
    if (click == null) {
      return nobody("Invalid Trans. ID #" + id + ".");
    }
    if (!now.isBefore(click.clickedAt().plus(setup.clickLifespan()))) {
      return nobody("Expired Trans. ID #" + id + ".");
    }
    Offer encrypted = setup.offerAtEncryptedPath(request.path());
    String asked = encrypted == null ? request.value("offer_id") : Long.toString(encrypted.id());
    if (!asked.isEmpty() && !asked.equals(Long.toString(click.offerId()))) {
      return nobody(
          "Request offer #" + asked + " does not match session offer #" + click.offerId() + ".");
    }
    Offer offer = setup.offers().get(click.offerId());
    if (offer == null) {
      return nobody("Invalid offer #" + click.offerId() + ".");
    }
    return new Credit.To(offer, click.partnerId(), Protocol.TRANSACTION_ID, click);
  }

  private Credit byPartnerId(RequestTarget request) {
    Offer encrypted = setup.offerAtEncryptedPath(request.path());
    if (encrypted == null && !request.has("offer_id")) {
      return nobody("Missing offer_id.");
    }
    Offer offer = encrypted == null ? setup.offers().get(request.number("offer_id")) : encrypted;
    if (offer == null) {
      return nobody("Invalid offer #" + request.value("offer_id") + ".");
    }
    long partnerId = request.number("aff_id");
    if (!setup.permits(offer, partnerId)) {
      return nobody(
          "Affiliate #"
              + request.value("aff_id")
              + " is not permitted on offer #"
              + offer.id()
              + ".");
    }
    return new Credit.To(offer, partnerId, Protocol.PARTNER_ID, null);
  }

  private Credit byPromoCode(RequestTarget request) {
    PromoCode code = setup.promoCodes().get(request.value("promo_code"));
    Offer offer = code == null ? null : setup.offers().get(code.offerId());
    if (code == null || offer == null) {
      return nobody("Invalid promo code.");
    }
    if (request.has("offer_id") && request.number("offer_id") != offer.id()) {
      return nobody("Promo code does not belong to offer #" + request.value("offer_id") + ".");
    }
    // A code serves offers of every protocol: say the one the offer has.
    return new Credit.To(offer, code.partnerId(), offer.protocols().iterator().next(), null);
  }

  private static Credit nobody(String message) {
    return new Credit.Nobody(Verdict.refused(message));
  }

  private @Nullable String goalOf(RequestTarget request, Offer offer) {
    if (!request.path().equals(SimulatorDispatcher.GOAL)) {
      return LedgerEntry.DEFAULT_GOAL;
    }
    if (request.has("adv_id") && request.number("adv_id") != NetworkSetup.ADVERTISER_ID) {
      return null;
    }
    String id = request.value("goal_id");
    String name = request.value("goal_name");
    if (!"lsr".equals(request.value("a")) || (id.isEmpty() && name.isEmpty())) {
      return null;
    }
    if (offer.goals().isEmpty()) {
      return id.isEmpty() ? name : id;
    }
    for (Map.Entry<Long, String> goal : offer.goals().entrySet()) {
      String number = Long.toString(goal.getKey());
      if (id.isEmpty() ? name.equals(goal.getValue()) : id.equals(number)) {
        return number;
      }
    }
    return null;
  }

  private Verdict verdictOn(RequestTarget request, Credit.To to, String goal) {
    String path = request.path();
    String encryptedPath = to.offer().encryptedPath();
    if (encryptedPath != null && path.equals(SimulatorDispatcher.CONVERSION)) {
      return Verdict.refused("Encrypted conversion tracking is enabled.");
    }
    if (!to.offer().protocols().contains(to.protocol())) {
      return Verdict.rejected(15, "wrong tracking protocol", "Wrong tracking protocol.");
    }
    String token = setup.securityToken();
    if (token != null && !token.equals(request.value("security_token"))) {
      return Verdict.rejected(19, "invalid security token", "Invalid advertiser security token.");
    }
    return setup.limitByUniqueId() ? onceByUniqueId(request, to) : onceByClick(request, to, goal);
  }

  /** TUNE: with the switch on, the unique ID is the sole rule, over all offers, for ever. */
  private Verdict onceByUniqueId(RequestTarget request, Credit.To to) {
    String uniqueId = request.value("conversion_unique_id");
    if (!uniqueId.isEmpty() && uniqueIds.putIfAbsent(uniqueId, true) != null) {
      return Verdict.rejected(
          18, "duplicate by unique ID", "Duplicate recorded with Unique ID " + uniqueId + ".");
    }
    return accepted(request, to.offer());
  }

  private Verdict onceByClick(RequestTarget request, Credit.To to, String goal) {
    ClickSession click = to.click();
    if (click != null) {
      if (click.converted(goal) && !to.offer().multipleConversions()) {
        return Verdict.rejected(
            12, "duplicate", "Duplicate recorded with Trans. ID " + click.transactionId() + ".");
      }
      click.convert(goal);
    }
    return accepted(request, to.offer());
  }

  private static Verdict accepted(RequestTarget request, Offer offer) {
    return switch (request.value("status")) {
      case "rejected" -> Verdict.REJECTED_ON_REQUEST;
      case "approved" -> Verdict.APPROVED;
      case "pending" -> Verdict.PENDING;
      default -> offer.approval() ? Verdict.PENDING : Verdict.APPROVED;
    };
  }

  private static LedgerEntry entry(
      RequestTarget request, Credit.To to, String goal, Verdict verdict, Instant now) {
    Map<String, String> advertiserValues = new LinkedHashMap<>();
    request
        .parameters()
        .forEach(
            (name, value) -> {
              if (isAdvertiserValue(name)) {
                advertiserValues.put(name, value);
              }
            });
    ClickSession click = to.click();
    return new LedgerEntry(
        now,
        click == null ? null : click.transactionId(),
        to.partnerId(),
        to.offer().id(),
        goal,
        request.parameters().get("amount"),
        Collections.unmodifiableMap(advertiserValues),
        request.parameters().get("conversion_unique_id"),
        request.parameters().get("promo_code"),
        verdict.status(),
        verdict.statusCode(),
        verdict.reason());
  }

  private static boolean isAdvertiserValue(String name) {
    return name.equals("adv_sub")
        || (name.length() == 8 && name.startsWith("adv_sub") && within(name.charAt(7), '2'))
        || (name.length() == 11 && name.startsWith("adv_unique") && within(name.charAt(10), '1'));
  }

  private static boolean within(char digit, char first) {
    return digit >= first && digit <= '5';
  }
}
