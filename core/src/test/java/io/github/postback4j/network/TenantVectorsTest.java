package io.github.postback4j.network;

import static io.github.postback4j.network.VectorRows.assertSent;
import static io.github.postback4j.network.VectorRows.parameters;
import static io.github.postback4j.network.VectorRows.place;
import static io.github.postback4j.network.VectorRows.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.postback4j.click.Click;
import io.github.postback4j.click.LandingParameters;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.Answer.Meaning;
import io.github.postback4j.network.PlannedPostback.Send;
import java.net.URI;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Rows of {@code vectors/networks.md}: Adtraction, the platforms that agencies run, referral
 * platforms and native ads. Queries are compared decoded, and numbers by their value, as the page
 * asks.
 */
class TenantVectorsTest {

  private static final Comparator<JsonNode> BY_VALUE =
      (one, other) ->
          one.isNumber() && other.isNumber()
              ? one.decimalValue().compareTo(other.decimalValue())
              : one.equals(other) ? 0 : 1;

  /** The order F without what the row does not have. */
  private static final String BARE =
      "\"coupon\": null, \"items\": [], \"email\": null, \"customer-status\": null";

  private static NetworkBuilder preset(String name, String... settings) {
    return with(Network.preset(name), settings);
  }

  private static NetworkBuilder own(String file, String... settings) throws Exception {
    URI uri =
        Objects.requireNonNull(
                TenantVectorsTest.class.getResource("/own-networks/" + file + ".json"))
            .toURI();
    return with(Network.fromJson(Path.of(uri)), settings);
  }

  private static NetworkBuilder with(NetworkBuilder builder, String... settings) {
    for (int i = 0; i < settings.length; i += 2) {
      builder.setting(settings[i], settings[i + 1]);
    }
    return builder;
  }

  private static void assertPosted(PostbackRequest request, String url, String expected) {
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.url()).isEqualTo(url);
    JsonNode body = CaseFile.parse(String.valueOf(request.body()));
    assertThat(body.equals(BY_VALUE, CaseFile.parse(expected)))
        .as("%s is %s", body, expected)
        .isTrue();
  }

  @Test
  void row27_adtractionSale_isSent() {
    Network adtraction = preset("adtraction", "PROGRAM_ID", "111", "TYPE_ID.sale", "222").build();

    assertSent(
        request(adtraction, "?at_gd=abcdef", "{}"),
        "https://track.adtraction.com/t/t?trt=4&ss=1&tk=1&ap=111&t=3&tp=222&c=EUR&ti=ORD-1001"
            + "&am=49.90&at_gd=abcdef&cpn=SPRING10&xd=0cba00ca3da1b283a57287bcceb17e35&ct=1");
  }

  @Test
  void row32_scaleoExample_isSentWithTheOrderIdBesides() {
    Network scaleo =
        preset(
                "scaleo",
                "HOST",
                "workspace.scaletrk.com",
                "TOKEN",
                "344387eb",
                "GOAL_ID.lead",
                "1673",
                "CONV_STATUS",
                "pending")
            .build();

    PostbackRequest request =
        request(
            scaleo,
            "?click_id=974efaa86716e372442ab44c8a3f563b",
            """
            {"goal": "lead", "amount": null, %s,
             "parameters": {"aff_param1": "AP12", "firstname": "John", "lastname": "Smith",
                            "sub_id1": "SID1"}}
            """
                .formatted(BARE));

    assertSent(
        request,
        "https://workspace.scaletrk.com/track/conv?click_id=974efaa86716e372442ab44c8a3f563b"
            + "&token=344387eb&goal_id=1673&conv_status=pending&aff_param1=AP12&firstname=John"
            + "&lastname=Smith&sub_id1=SID1&adv_order_id=ORD-1001");
  }

  @Test
  void row33_offer18Sale_isSent() {
    Network offer18 = preset("offer18", "HOST", "network.example", "MID", "000").build();

    assertSent(
        request(offer18, "?aff_click_id=T1", "{}"),
        "https://network.example/p?mid=000&tid=T1&sale=49.90&adv_sub1=ORD-1001");
  }

  @Test
  void row34_trackierSale_isSent() {
    Network trackier =
        preset("trackier", "HOST", "tenant.example", "SECURITY_TOKEN", "TOK").build();

    assertSent(
        request(trackier, "?click_id=CID1", "{}"),
        "https://tenant.example/acquisition?click_id=CID1&security_token=TOK&txn_id=ORD-1001"
            + "&sale_amount=49.90&currency=EUR&status=approved");
  }

  @Test
  void row36_keitaroLead_isSentWithItsMapOfStatuses() {
    // The page's parameters are named rejected_status, its example says rejected: see the doubts.
    Network keitaro =
        preset(
                "keitaro",
                "HOST",
                "example.com",
                "POSTBACK_KEY",
                "key",
                "LEAD_STATUS",
                "reg,topup",
                "SALE_STATUS",
                "billed")
            .url(
                "https://{HOST}/{POSTBACK_KEY}/postback?subid={transaction_id}"
                    + "&rejected=canceled,fake")
            .build();

    PostbackRequest request =
        request(
            keitaro, "?subid=SUB1", "{\"goal\": \"lead\", \"amount\": \"10\", %s}".formatted(BARE));

    assertThat(place(request.url())).isEqualTo("https://example.com/key/postback");
    assertThat(parameters(request.url()))
        .containsAllEntriesOf(
            parameters(
                "https://example.com/key/postback?status=lead&payout=10&currency=EUR"
                    + "&lead_status=reg,topup&sale_status=billed&rejected=canceled,fake"));
  }

  @Test
  void row38_redTrackSale_isSent() {
    Network redTrack = preset("redtrack", "HOST", "track.example", "TYPE.sale", "Purchase").build();

    assertSent(
        request(redTrack, "?clickid=RT1", "{}"),
        "https://track.example/postback?clickid=RT1&sum=49.90&type=Purchase"
            + "&rdtk_event_id=ORD-1001");
  }

  @Test
  void row38_binomSale_isSent() {
    Network binom = preset("binom", "HOST", "tracker.example").build();

    assertSent(
        request(binom, "?clickid=81e60haa86o0b7", "{}"),
        "https://tracker.example/click.php?cnv_id=81e60haa86o0b7&payout=49.90&cnv_status=sale"
            + "&cnv_currency=EUR");
  }

  @Test
  void row39_taboolaSale_isSent() {
    Network taboola = preset("taboola", "EVENT.sale", "EVENT_NAME").build();

    assertSent(
        request(taboola, "?click-id=GiDxLZcEVjwE-YHQATCwxlQ", "{\"order-id\": \"ORDER_ID\"}"),
        "https://trc.taboola.com/actions-handler/log/3/s2s-action"
            + "?click-id=GiDxLZcEVjwE-YHQATCwxlQ"
            + "&name=EVENT_NAME&revenue=49.90&currency=EUR&orderid=ORDER_ID");
  }

  @Test
  void row39_taboolaAnswers_204IsSuccessAnd200IsNot() {
    Network taboola = preset("taboola", "EVENT.sale", "make_purchase").build();

    assertThat(taboola.readAnswer(204, "").meaning()).isEqualTo(Meaning.RECORDED);
    assertThat(taboola.readAnswer(400, "").meaning()).isEqualTo(Meaning.REFUSED);
    assertThat(taboola.readAnswer(200, "").meaning()).isEqualTo(Meaning.UNKNOWN);
  }

  @Test
  void row40_taboolaBulk_bodyIsSaidByAFileOfTheUsersOwnWhileBatchesWait() throws Exception {
    Network bulk = own("taboola-bulk", "ACCOUNT_ID", "1234567", "EVENT", "make_purchase").build();

    assertPosted(
        request(bulk, "?click-id=TB1", "{}"),
        "https://trc.taboola.com/1234567/log/3/bulk-s2s-action",
        """
        {"actions":[{"click-id":"TB1","timestamp":1772454600000,"name":"make_purchase",
                     "revenue":49.90,"currency":"EUR","orderid":"ORD-1001"}]}
        """);
  }

  @Test
  void row42_tapfiliateExample_isPosted() {
    Network tapfiliate =
        preset("tapfiliate", "API_KEY", "K", "PROGRAM_ID", "my-affiliate-program")
            .setting("SEND_CURRENCY", "no")
            .build();

    Conversion conversion =
        OrderF.with(
            """
            {"order-id": "ORDER-12345", "amount": "99.00", "currency": "USD", %s,
             "customer-id": "USER123",
             "parameters": {"click_id": "cl_aBcDeFgH", "plan": "professional",
                            "billing_period": "annual"}}
            """
                .formatted(BARE));
    PlannedPostback plan = tapfiliate.plan(null, conversion, OrderF.OCCURRED);
    PostbackRequest request = tapfiliate.authorize("sale", "", ((Send) plan).request());

    assertThat(tapfiliate.servesWithoutClick(conversion)).isTrue();

    assertPosted(
        request,
        "https://api.tapfiliate.com/1.6/conversions/",
        """
        {"program_id":"my-affiliate-program","external_id":"ORDER-12345","amount":99.00,
         "click_id":"cl_aBcDeFgH","customer_id":"USER123",
         "commission_type":"default",
         "meta_data":{"plan":"professional","billing_period":"annual"}}
        """);
    assertThat(request.headers()).containsEntry("X-Api-Key", "K");
  }

  @Test
  void row44_firstPromoterAnswers_409IsADuplicateAnd404IsNobodysSale() {
    Network firstPromoter = preset("firstpromoter", "API_KEY", "K", "ACCOUNT_ID", "A").build();

    Answer again =
        firstPromoter.readAnswer(
            409, "The 'sale' event with the id 'test_sale_12340987' already exists.");
    Answer nobody = firstPromoter.readAnswer(404, "not_found");

    assertThat(again.meaning()).isEqualTo(Meaning.DUPLICATE);
    assertThat(nobody.meaning()).isEqualTo(Meaning.NOT_ATTRIBUTED);
  }

  @Test
  void row45_refersionOrder_isPosted() {
    Network refersion = preset("refersion", "PUBLIC_KEY", "P", "SECRET_KEY", "S").build();

    PostbackRequest request =
        request(refersion, "?rfsn=1.a", "{\"parameters\": {\"cart_id\": \"c-9f1\"}}");

    assertPosted(
        request,
        "https://inbound-webhooks.refersion.com/tracker/orders/paid",
        """
        {"cart_id":"c-9f1","order_id":"ORD-1001","currency_code":"EUR","discount_code":"SPRING10",
         "items":[{"sku":"SKU-A","name":"Blue Mug","quantity":2,"price":19.95},
                  {"sku":"SKU-B","name":"Tea","quantity":1,"price":10.00}]}
        """);
    assertThat(request.headers())
        .containsEntry("Refersion-Public-Key", "P")
        .containsEntry("Refersion-Secret-Key", "S");
  }

  @Test
  void row45_refersion204_isAFailure() {
    Network refersion = preset("refersion", "PUBLIC_KEY", "P", "SECRET_KEY", "S").build();

    assertThat(refersion.readAnswer(204, "").meaning()).isEqualTo(Meaning.REFUSED);
  }

  @Test
  void row47_fbclid_becomesFbcByteForByte() {
    Network meta = preset("meta").build();
    String fbclid = "IwAR2F4-dbP0l7Mn1IawQQGCINEz7PYXQvwjNwB_qa2ofrHyiLjcbCRxTDMgk";

    Click click =
        Objects.requireNonNull(
            meta.readClick(
                LandingParameters.ofUrl("https://example.com/?fbclid=" + fbclid), OrderF.CLICKED));

    assertThat(meta.values(click)).containsEntry("fbc", "fb.1.1772359200000." + fbclid);
  }

  @Test
  void row48_googleUpload_bodyIsSaidByAFileOfTheUsersOwnWhileOAuthWaits() throws Exception {
    Network google =
        own(
                "google-upload",
                "CUSTOMER_ID",
                "1",
                "ACTION_ID",
                "2",
                "DEVELOPER_TOKEN",
                "D",
                "ACCESS_TOKEN",
                "T")
            .testMode(true)
            .build();

    assertPosted(
        request(google, "?gclid=G1", "{}"),
        "https://googleads.googleapis.com/v26/customers/1:uploadClickConversions",
        """
        {"conversions":[{"gclid":"G1","conversionAction":"customers/1/conversionActions/2",
                         "conversionDateTime":"2026-03-02 12:30:00+00:00","conversionValue":49.9,
                         "currencyCode":"EUR","orderId":"ORD-1001"}],
         "partialFailure":true,"validateOnly":true}
        """);
  }

  @Test
  void row48_googlePartialFailure_isReadOutOfA200() throws Exception {
    Network google =
        own(
                "google-upload",
                "CUSTOMER_ID",
                "1",
                "ACTION_ID",
                "2",
                "DEVELOPER_TOKEN",
                "D",
                "ACCESS_TOKEN",
                "T")
            .build();

    Answer answer =
        google.readAnswer(200, "{\"partialFailureError\":{\"code\":3,\"message\":\"too old\"}}");

    assertThat(answer.meaning()).isEqualTo(Meaning.REFUSED);
    assertThat(answer.reason()).isEqualTo("too old");
    assertThat(google.readAnswer(200, "{\"results\":[{}]}").meaning()).isEqualTo(Meaning.RECORDED);
  }
}
