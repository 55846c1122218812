package io.github.postback4j.testkit.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.postback4j.testkit.simulator.LedgerEntry.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** TUNE's rules for conversions that name a click. */
final class TransactionIdTest {

  private final SettableClock clock = new SettableClock();
  private final NetworkSimulator network =
      NetworkSimulator.builder()
          .clock(clock)
          .offer(Offer.builder(1, "Once").build())
          .offer(Offer.builder(5, "Often").multipleConversions().build())
          .offer(Offer.builder(6, "Checked").approval().build())
          .offer(Offer.builder(7, "Partner ID").protocols(Offer.Protocol.PARTNER_ID).build())
          .offer(Offer.builder(8, "Encrypted").encryptedPath("/SPx8").build())
          .start();
  private final ShopClient shop = new ShopClient(network);

  @AfterEach
  void close() {
    shop.close();
    network.close();
  }

  @Test
  void knownClick_isBookedWithAllItsValues() throws IOException {
    String id = network.click(1, 3);
    clock.advance(Duration.ofDays(3));

    String answer =
        shop.get(
            "/aff_lsr?offer_id=1&transaction_id="
                + id
                + "&amount=19.90&adv_sub=a&adv_sub5=e&adv_sub6=no&adv_unique1=order-1"
                + "&adv_unique9=no&conversion_unique_id=u1&promo_code=SPRING");

    assertThat(answer).isEqualTo("success=true;");
    assertThat(network.ledger())
        .containsExactly(
            new LedgerEntry(
                clock.instant(),
                id,
                3,
                1,
                "default",
                "19.90",
                Map.of("adv_sub", "a", "adv_sub5", "e", "adv_unique1", "order-1"),
                "u1",
                "SPRING",
                Status.APPROVED,
                43,
                ""));
  }

  @Test
  void answer_isHtmlWithStatus200() throws IOException {
    try (Response response =
        shop.exchange(shop.request("/aff_lsr?transaction_id=nobody").build())) {
      assertThat(response.code()).isEqualTo(200);
      assertThat(response.header("Content-Type")).startsWith("text/html");
    }
  }

  @Test
  void globalForm_findsTheOfferOfTheClick() throws IOException {
    String answer = shop.get("/aff_lsr?transaction_id=" + network.click(5, 2));

    assertThat(answer).isEqualTo("success=true;");
    assertThat(network.ledger()).extracting(LedgerEntry::offerId).containsExactly(5L);
  }

  @Test
  void postWithQuery_isBooked() throws IOException {
    String target = "/aff_lsr?transaction_id=" + network.click(1, 1);

    try (Response response =
        shop.exchange(shop.request(target).post(RequestBody.create(new byte[0], null)).build())) {
      assertThat(response.body().string()).isEqualTo("success=true;");
    }

    assertThat(network.booked()).hasSize(1);
  }

  @Test
  void put_isNotAllowed() throws IOException {
    String target = "/aff_lsr?transaction_id=" + network.click(1, 1);

    try (Response response =
        shop.exchange(shop.request(target).put(RequestBody.create("x", null)).build())) {
      assertThat(response.code()).isEqualTo(405);
    }

    assertThat(network.ledger()).isEmpty();
  }

  @Test
  void unknownId_isInvalid() throws IOException {
    String answer = shop.get("/aff_lsr?transaction_id=1027c887059b47b");

    assertThat(answer).isEqualTo("success=false; err_msg=Invalid Trans. ID #1027c887059b47b.;");
    assertThat(network.ledger()).isEmpty();
  }

  @Test
  void idInOtherCase_isInvalid() throws IOException {
    String id = network.click(1, 1).substring(0, 29) + "f";
    String answer = shop.get("/aff_lsr?transaction_id=" + id.replace('f', 'F'));

    assertThat(answer).startsWith("success=false; err_msg=Invalid Trans. ID #");
  }

  @Test
  void missingOrEmptyId_isRefused() throws IOException {
    assertThat(shop.get("/aff_lsr")).startsWith("success=false; err_msg=Missing transaction_id");
    assertThat(shop.get("/aff_lsr?transaction_id=")).startsWith("success=false; err_msg=Missing");
    assertThat(network.ledger()).isEmpty();
  }

  @Test
  void otherOffer_doesNotMatch() throws IOException {
    String id = network.click(5, 1);

    String answer = shop.get("/aff_lsr?offer_id=1&transaction_id=" + id);

    assertThat(answer)
        .isEqualTo("success=false; err_msg=Request offer #1 does not match session offer #5.;");
    assertThat(network.ledger()).isEmpty();
  }

  @Test
  void clickJustWithin28Days_isBooked() throws IOException {
    String id = network.click(1, 1);
    clock.advance(Duration.ofDays(28).minusMillis(1));

    assertThat(shop.get("/aff_lsr?transaction_id=" + id)).isEqualTo("success=true;");
  }

  @Test
  void clickAfter28Days_isExpired() throws IOException {
    String id = network.click(1, 1);
    clock.advance(Duration.ofDays(28));

    assertThat(shop.get("/aff_lsr?transaction_id=" + id))
        .isEqualTo("success=false; err_msg=Expired Trans. ID #" + id + ".;");
    assertThat(network.ledger()).isEmpty();
  }

  @Test
  void secondConversion_isADuplicateAndStoredAsRejected() throws IOException {
    String id = network.click(1, 1);
    shop.get("/aff_lsr?transaction_id=" + id + "&adv_unique1=order-1");

    String answer = shop.get("/aff_lsr?transaction_id=" + id + "&adv_unique1=order-2");

    assertThat(answer)
        .isEqualTo("success=false; err_msg=Duplicate recorded with Trans. ID " + id + ".;");
    assertThat(network.booked()).hasSize(1);
    assertThat(network.ledger())
        .extracting(LedgerEntry::status, LedgerEntry::statusCode)
        .containsExactly(tuple(Status.APPROVED, 43), tuple(Status.REJECTED, 12));
  }

  @Test
  void secondConversionOfOfferWithMultiple_isBooked() throws IOException {
    String id = network.click(5, 1);

    assertThat(shop.get("/aff_lsr?transaction_id=" + id)).isEqualTo("success=true;");
    assertThat(shop.get("/aff_lsr?transaction_id=" + id)).isEqualTo("success=true;");
    assertThat(network.booked()).hasSize(2);
  }

  @Test
  void offerWithApproval_booksAsPending() throws IOException {
    String answer = shop.get("/aff_lsr?transaction_id=" + network.click(6, 1));

    assertThat(answer).isEqualTo("success=true;");
    assertThat(network.booked())
        .extracting(LedgerEntry::status, LedgerEntry::statusCode)
        .containsExactly(tuple(Status.PENDING, 31));
  }

  @Test
  void statusRejected_isStoredAsRejectedWithBareAnswer() throws IOException {
    String answer = shop.get("/aff_lsr?status=rejected&transaction_id=" + network.click(1, 1));

    assertThat(answer).isEqualTo("success=false;");
    assertThat(network.booked()).isEmpty();
    assertThat(network.ledger()).extracting(LedgerEntry::status).containsExactly(Status.REJECTED);
  }

  @Test
  void statusPending_isBookedAsPending() throws IOException {
    String answer = shop.get("/aff_lsr?status=pending&transaction_id=" + network.click(1, 1));

    assertThat(answer).isEqualTo("success=true;");
    assertThat(network.booked()).extracting(LedgerEntry::status).containsExactly(Status.PENDING);
  }

  @Test
  void offerOfPartnerIdProtocol_isWrongProtocol() throws IOException {
    String answer = shop.get("/aff_lsr?transaction_id=" + network.click(7, 1));

    assertThat(answer).isEqualTo("success=false; err_msg=Wrong tracking protocol.;");
    assertThat(network.booked()).isEmpty();
    assertThat(network.ledger()).extracting(LedgerEntry::statusCode).containsExactly(15);
  }

  @Test
  void encryptedPath_isBooked() throws IOException {
    assertThat(shop.get("/SPx8?transaction_id=" + network.click(8, 1))).isEqualTo("success=true;");
    assertThat(network.booked()).hasSize(1);
  }

  @Test
  void plainPathOfEncryptedOffer_isRefused() throws IOException {
    String answer = shop.get("/aff_lsr?transaction_id=" + network.click(8, 1));

    assertThat(answer).startsWith("success=false; err_msg=Encrypted");
    assertThat(network.ledger()).isEmpty();
  }

  @Test
  void encryptedPathWithClickOfOtherOffer_doesNotMatch() throws IOException {
    String answer = shop.get("/SPx8?transaction_id=" + network.click(1, 1));

    assertThat(answer)
        .isEqualTo("success=false; err_msg=Request offer #8 does not match session offer #1.;");
  }
}
