package io.github.postback4j.testkit.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.postback4j.testkit.simulator.LedgerEntry.Status;
import io.github.postback4j.testkit.simulator.Offer.Protocol;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Partner ID, goals, unique IDs, promo codes and the security token. */
final class OtherRulesTest {

  @Test
  void partnerId_isBookedEveryTime() throws IOException {
    try (NetworkSimulator network = NetworkSimulator.builder().start();
        ShopClient shop = new ShopClient(network)) {
      assertThat(shop.get("/aff_lsr?offer_id=2&aff_id=3&amount=5")).isEqualTo("success=true;");
      assertThat(shop.get("/aff_lsr?offer_id=2&aff_id=3&amount=5")).isEqualTo("success=true;");

      assertThat(network.booked())
          .extracting(LedgerEntry::partnerId, LedgerEntry::offerId, LedgerEntry::transactionId)
          .containsExactly(tuple(3L, 2L, null), tuple(3L, 2L, null));
    }
  }

  @Test
  void partnerIdWithoutOffer_isRefused() throws IOException {
    try (NetworkSimulator network = NetworkSimulator.builder().start();
        ShopClient shop = new ShopClient(network)) {
      assertThat(shop.get("/aff_lsr?aff_id=3"))
          .isEqualTo("success=false; err_msg=Missing offer_id.;");
      assertThat(shop.get("/aff_lsr?aff_id=3&offer_id=99"))
          .isEqualTo("success=false; err_msg=Invalid offer #99.;");
      assertThat(shop.get("/aff_lsr?aff_id=3&offer_id=2x"))
          .isEqualTo("success=false; err_msg=Invalid offer #2x.;");
      assertThat(network.ledger()).isEmpty();
    }
  }

  @Test
  void partnerNotPermitted_isRefused() throws IOException {
    Offer narrow =
        Offer.builder(4, "Narrow").protocols(Protocol.PARTNER_ID).permittedPartners(2).build();
    try (NetworkSimulator network = NetworkSimulator.builder().offer(narrow).start();
        ShopClient shop = new ShopClient(network)) {
      assertThat(shop.get("/aff_lsr?offer_id=4&aff_id=2")).isEqualTo("success=true;");
      assertThat(shop.get("/aff_lsr?offer_id=4&aff_id=1"))
          .isEqualTo("success=false; err_msg=Affiliate #1 is not permitted on offer #4.;");
      assertThat(shop.get("/aff_lsr?offer_id=4&aff_id=99"))
          .isEqualTo("success=false; err_msg=Affiliate #99 is not permitted on offer #4.;");
      assertThat(network.ledger()).hasSize(1);
    }
  }

  @Test
  void partnerIdOnOfferOfTransactionIds_isWrongProtocol() throws IOException {
    try (NetworkSimulator network = NetworkSimulator.builder().start();
        ShopClient shop = new ShopClient(network)) {
      assertThat(shop.get("/aff_lsr?offer_id=1&aff_id=3"))
          .isEqualTo("success=false; err_msg=Wrong tracking protocol.;");
      assertThat(network.ledger())
          .extracting(LedgerEntry::status, LedgerEntry::statusCode)
          .containsExactly(tuple(Status.REJECTED, 15));
    }
  }

  @Test
  void goals_convertOnceEach() throws IOException {
    try (NetworkSimulator network = NetworkSimulator.builder().start();
        ShopClient shop = new ShopClient(network)) {
      String id = network.click(1, 1);

      assertThat(shop.get("/aff_lsr?transaction_id=" + id)).isEqualTo("success=true;");
      assertThat(shop.get("/aff_goal?a=lsr&goal_id=12&transaction_id=" + id))
          .isEqualTo("success=true;");
      assertThat(shop.get("/aff_goal?a=lsr&goal_id=12&transaction_id=" + id))
          .startsWith("success=false; err_msg=Duplicate recorded");
      assertThat(shop.get("/aff_goal?a=lsr&goal_name=renewal&adv_id=1&transaction_id=" + id))
          .isEqualTo("success=true;");

      assertThat(network.booked())
          .extracting(LedgerEntry::goal)
          .containsExactly("default", "12", "renewal");
    }
  }

  @Test
  void goalByName_isTheSameAsItsNumber() throws IOException {
    Offer offer = Offer.builder(1, "Shop").goal(12, "renewal").build();
    try (NetworkSimulator network = NetworkSimulator.builder().offer(offer).start();
        ShopClient shop = new ShopClient(network)) {
      String id = network.click(1, 1);
      shop.get("/aff_goal?a=lsr&goal_id=12&transaction_id=" + id);

      assertThat(shop.get("/aff_goal?a=lsr&goal_name=renewal&adv_id=1&transaction_id=" + id))
          .startsWith("success=false; err_msg=Duplicate recorded");
      assertThat(network.booked()).extracting(LedgerEntry::goal).containsExactly("12");
    }
  }

  @Test
  void unknownGoalOrAction_isRefused() throws IOException {
    Offer offer = Offer.builder(1, "Shop").goal(12, "renewal").build();
    try (NetworkSimulator network = NetworkSimulator.builder().offer(offer).start();
        ShopClient shop = new ShopClient(network)) {
      String id = network.click(1, 1);
      String refusal = "success=false; err_msg=Invalid goal.;";

      assertThat(shop.get("/aff_goal?a=lsr&goal_id=13&transaction_id=" + id)).isEqualTo(refusal);
      assertThat(shop.get("/aff_goal?a=lsr&transaction_id=" + id)).isEqualTo(refusal);
      assertThat(shop.get("/aff_goal?a=c&goal_id=12&transaction_id=" + id)).isEqualTo(refusal);
      assertThat(shop.get("/aff_goal?a=lsr&goal_name=renewal&adv_id=7&transaction_id=" + id))
          .isEqualTo(refusal);
      assertThat(network.ledger()).isEmpty();
    }
  }

  @Test
  void uniqueIdLimit_isTheSoleRule() throws IOException {
    try (NetworkSimulator network = NetworkSimulator.builder().limitByUniqueId().start();
        ShopClient shop = new ShopClient(network)) {
      String click = "/aff_lsr?transaction_id=" + network.click(1, 1);

      assertThat(shop.get(click + "&conversion_unique_id=u1")).isEqualTo("success=true;");
      assertThat(shop.get(click + "&conversion_unique_id=u2")).isEqualTo("success=true;");
      assertThat(shop.get(click)).isEqualTo("success=true;");
      assertThat(shop.get("/aff_lsr?offer_id=2&aff_id=1&conversion_unique_id=u2"))
          .isEqualTo("success=false; err_msg=Duplicate recorded with Unique ID u2.;");

      assertThat(network.ledger())
          .extracting(LedgerEntry::statusCode)
          .containsExactly(43, 43, 43, 18);
    }
  }

  @Test
  void uniqueIdWithoutTheLimit_doesNothing() throws IOException {
    try (NetworkSimulator network = NetworkSimulator.builder().start();
        ShopClient shop = new ShopClient(network)) {
      shop.get("/aff_lsr?offer_id=2&aff_id=1&conversion_unique_id=u1");
      shop.get("/aff_lsr?offer_id=2&aff_id=1&conversion_unique_id=u1");

      assertThat(network.booked()).hasSize(2);
    }
  }

  @Test
  void wrongOrMissingToken_isStoredAsRejectedAndCanBeRepaired() throws IOException {
    try (NetworkSimulator network = NetworkSimulator.builder().securityToken("s3cret").start();
        ShopClient shop = new ShopClient(network)) {
      String click = "/aff_lsr?transaction_id=" + network.click(1, 1);
      String refusal = "success=false; err_msg=Invalid advertiser security token.;";

      assertThat(shop.get(click)).isEqualTo(refusal);
      assertThat(shop.get(click + "&security_token=S3CRET")).isEqualTo(refusal);
      assertThat(shop.get(click + "&security_token=s3cret")).isEqualTo("success=true;");

      assertThat(network.ledger()).extracting(LedgerEntry::statusCode).containsExactly(19, 19, 43);
    }
  }

  @Test
  void promoCode_creditsItsPartnerWithoutAClick() throws IOException {
    try (NetworkSimulator network = NetworkSimulator.builder().promoCode("SPRING", 1, 3).start();
        ShopClient shop = new ShopClient(network)) {
      assertThat(shop.get("/aff_lsr?promo_code=SPRING&amount=7")).isEqualTo("success=true;");
      assertThat(shop.get("/aff_lsr?promo_code=spring"))
          .isEqualTo("success=false; err_msg=Invalid promo code.;");
      assertThat(shop.get("/aff_lsr?promo_code=SPRING&offer_id=2"))
          .startsWith("success=false; err_msg=Promo code does not belong");

      assertThat(network.ledger())
          .extracting(LedgerEntry::partnerId, LedgerEntry::offerId, LedgerEntry::promoCode)
          .containsExactly(tuple(3L, 1L, "SPRING"));
    }
  }
}
