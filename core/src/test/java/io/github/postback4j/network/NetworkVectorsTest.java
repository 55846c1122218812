package io.github.postback4j.network;

import static io.github.postback4j.network.VectorRows.assertSent;
import static io.github.postback4j.network.VectorRows.click;
import static io.github.postback4j.network.VectorRows.names;
import static io.github.postback4j.network.VectorRows.parameters;
import static io.github.postback4j.network.VectorRows.place;
import static io.github.postback4j.network.VectorRows.preset;
import static io.github.postback4j.network.VectorRows.request;
import static io.github.postback4j.network.VectorRows.starting;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.click.Click;
import io.github.postback4j.delivery.PostbackSender;
import io.github.postback4j.delivery.RetryPolicy;
import io.github.postback4j.delivery.SendResult;
import io.github.postback4j.delivery.SendResult.Answered;
import io.github.postback4j.network.Answer.Meaning;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.testkit.contract.MutableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Rows of {@code vectors/networks.md}: Everflow, Awin, CAKE, CJ, impact.com, Rakuten, Partnerize,
 * ShareASale, Tradedoubler, Webgains. Queries are compared decoded, as the page asks, and bodies
 * byte by byte. {@link TenantVectorsTest} has the other rows.
 */
class NetworkVectorsTest {

  @Test
  void rows_ofTheVectors_areEachClaimedByATest() throws Exception {
    assertThat(VectorRows.claimed(NetworkVectorsTest.class, TenantVectorsTest.class))
        .isEqualTo(VectorRows.numbers())
        .hasSize(34);
  }

  @Test
  void row1_everflowSale_isSent() {
    Network everflow = preset("everflow", "TRACKING_DOMAIN", "trk.example", "NID", "1234");

    assertSent(
        request(everflow, "?_ef_transaction_id=56d75d3a4d6e433fb215698c056d0d58", "{}"),
        "https://trk.example/?nid=1234&transaction_id=56d75d3a4d6e433fb215698c056d0d58"
            + "&amount=49.90&order_id=ORD-1001&coupon_code=SPRING10");
  }

  @Test
  void row2_everflowAmount_hasNoThousandsSeparator() {
    Network everflow = preset("everflow", "TRACKING_DOMAIN", "trk.example", "NID", "1234");

    String url =
        request(everflow, "?_ef_transaction_id=T1", "{\"amount\": \"1234567.8\", \"items\": []}")
            .url();

    assertThat(parameters(url)).containsEntry("amount", "1234567.80");
    assertThat(url).doesNotContain(",").doesNotContainIgnoringCase("%2c");
  }

  @Test
  void row3_awinTemplate_isFilledInItsOrder() {
    Network awin = preset("awin", "MERCHANT", "1001", "COMMISSION_GROUP", "CD");
    String template =
        "https://www.awin1.com/sread.php?tt=ss&tv=2&merchant={{advertiserId}}"
            + "&amount={{totalAmount}}&ch={{channel}}&parts={{commissionGroup}}:{{totalAmount}}"
            + "&vc={{voucher_code}}&cr={{currencyCode}}&ref={{orderReference}}"
            + "&testmode={{isTest}}&cks={{awc}}";
    String expected =
        template
            .replace("{{advertiserId}}", "1001")
            .replace("{{totalAmount}}", "49.90")
            .replace("{{channel}}", "aw")
            .replace("{{commissionGroup}}", "CD")
            .replace("{{voucher_code}}", "SPRING10")
            .replace("{{currencyCode}}", "EUR")
            .replace("{{orderReference}}", "ORD-1001")
            .replace("{{isTest}}", "0")
            .replace("{{awc}}", "1001_1_x");

    PostbackRequest sent =
        request(awin, "?awc=1001_1_x", "{\"items\": [], \"customer-status\": null}");

    assertSent(sent, expected);
    assertThat(names(sent.url())).isEqualTo(names(expected));
  }

  /**
   * One difference to the third party's test is meant: it writes the whole of {@code parts} into
   * the group of a line ({@code sales%3A500}), where Awin documents the group's code and the file
   * says that.
   */
  @Test
  void row5_awinBasket_isPacked() {
    Network awin =
        starting(
                "awin", "MERCHANT", "1234", "COMMISSION_GROUP", "sales", "BASKET_ENCODING", "twice")
            .testMode(true)
            .build();

    PostbackRequest sent =
        request(
            awin,
            "?awc=new",
            """
            {"order-id": "QW123", "amount": "500", "currency": "INR", "coupon": "1bcu1",
             "customer-status": null, "items": [
              {"sku": "", "name": "Product 1", "quantity": 1, "unit-price": "10",
               "category": "Category 1", "parameters": {"product_id": "123"}},
              {"sku": "SKU456", "name": "Product 2", "quantity": 2, "unit-price": "20",
               "parameters": {"product_id": "456"}}]}
            """);

    assertThat(parameters(sent.url()))
        .isEqualTo(
            Map.ofEntries(
                Map.entry("amount", "500"),
                Map.entry("ch", "aw"),
                Map.entry("parts", "sales:500"),
                Map.entry("cr", "INR"),
                Map.entry("tt", "ss"),
                Map.entry("tv", "2"),
                Map.entry("vc", "1bcu1"),
                Map.entry("cks", "new"),
                Map.entry("merchant", "1234"),
                Map.entry("testmode", "1"),
                Map.entry("ref", "QW123"),
                Map.entry("bd[0]", "AW:P|1234|QW123|123|Product%201|10|1||sales|Category%201"),
                Map.entry("bd[1]", "AW:P|1234|QW123|456|Product%202|20|2|SKU456|sales|")));
  }

  @Test
  void row6_cakeTransactionId_isInT() {
    Network cake =
        preset("cake", "TRACKING_DOMAIN", "demotrk.cakemarketing.com", "OFFER", "1001083");

    PostbackRequest sent = request(cake, "?reqid=5", "{\"order-id\": \"a1b2c3\"}");

    assertThat(place(sent.url())).isEqualTo("https://demotrk.cakemarketing.com/p.ashx");
    assertThat(parameters(sent.url())).containsEntry("o", "1001083").containsEntry("t", "a1b2c3");
  }

  @Test
  void row7_cakeSale_isSent() {
    Network cake =
        preset("cake", "TRACKING_DOMAIN", "trk.example", "OFFER", "1001083", "EVENT.sale", "216");

    assertSent(
        request(cake, "?s2=987654321", "{}"),
        "https://trk.example/p.ashx?o=1001083&e=216&p=49.90&c=EUR&f=pb&r=987654321&t=ORD-1001");
  }

  @Test
  void row8_cjStructure_isFilledInItsOrder() {
    Network cj = preset("cj", "CID", "1234567", "TYPE.sale", "123456", "ORDER_DISCOUNT", "yes");

    PostbackRequest sent =
        request(
            cj,
            "?cjevent=e1",
            """
            {"currency": "USD", "discount": "5.00", "items": [
              {"sku": "sku_1", "quantity": 2, "unit-price": "27.45",
               "parameters": {"discount": "1.00"}}]}
            """);

    String expected =
        "https://www.emjcd.com/u?CID=1234567&TYPE=123456&METHOD=S2S&CJEVENT=e1"
            + "&eventTime=2026-03-02T12:30:00Z&OID=ORD-1001&CURRENCY=USD&COUPON=SPRING10"
            + "&ITEM1=sku_1&AMT1=27.45&QTY1=2&DCNT1=1.00&DISCOUNT=5.00&CUST_STATUS=New";
    assertSent(sent, expected);
    assertThat(names(sent.url())).isEqualTo(names(expected));
  }

  /**
   * With the browser's cookie {@code cje=old}: {@code NetworkCookiesTest} of the servlet module.
   */
  @Test
  void row10_cjCookie_staysWithoutAnEventAndIsOverwrittenByANewOne() {
    Network cj = preset("cj", "CID", "1234567", "TYPE.sale", "123456");

    assertThat(cj.readCookies()).doesNotContain("cje");
    assertThat(click(cj, "?utm_source=cj")).isNull();
    Click later = Objects.requireNonNull(click(cj, "?CJEVENT=new"));

    assertThat(cj.cookies(later))
        .containsExactly(new LandingCookie("cje", "new", Duration.ofDays(395), false));
  }

  @Test
  void row11_cjTrackingApi_isPosted() {
    Network cj =
        starting("cj-graphql", "TOKEN", "pat", "CID", "1234567", "TYPE.sale", "123456")
            .testMode(true)
            .build();

    PostbackRequest sent = request(cj, "?cjevent=b7f2", "{}");

    assertThat(sent.method()).isEqualTo("POST");
    assertThat(sent.url()).isEqualTo("https://tracking.api.cj.com/graphqltest");
    assertThat(sent.headers()).containsEntry("Authorization", "Bearer pat");
    assertThat(sent.body())
        .isEqualTo(
            "{\"query\":\"mutation($o:[OrderCreateRequest!]!){createOrders(newOrders:$o)"
                + "{orders{submissionId} errors{message fields}}}\",\"variables\":{\"o\":["
                + "{\"enterpriseId\":\"1234567\",\"actionTrackerId\":123456,"
                + "\"orderId\":\"ORD-1001\",\"eventTime\":\"2026-03-02T12:30:00Z\","
                + "\"cjEvent\":\"b7f2\",\"currency\":\"EUR\",\"coupon\":\"SPRING10\",\"items\":["
                + "{\"sku\":\"SKU-A\",\"unitPrice\":19.95,\"quantity\":2},"
                + "{\"sku\":\"SKU-B\",\"unitPrice\":10.00,\"quantity\":1}]}]}}");
  }

  private static Network impact(String... more) {
    NetworkBuilder impact =
        starting("impact", "ACCOUNT_SID", "IRexample123", "AUTH_TOKEN", "tok456")
            .setting("CAMPAIGN_ID", "3641")
            .setting("EVENT.sale", "8180");
    for (int i = 0; i < more.length; i += 2) {
      impact.setting(more[i], more[i + 1]);
    }
    return impact.build();
  }

  @Test
  void row13_impactConversion_isPosted() {
    PostbackRequest sent =
        request(
            impact("TIME_ZONE", "America/Los_Angeles"),
            "?im_ref=QiiWXOVnrQ3SQHl24jQjyxBGUkmzfJ3i1VHrWM0",
            """
            {"order-id": "9217374917471", "amount": "95", "currency": "USD", "items": [],
             "coupon": "10OFF-ROCKET", "occurred-at": "2023-02-16T06:55:32Z"}
            """);

    assertThat(sent.method()).isEqualTo("POST");
    assertThat(sent.url()).isEqualTo("https://api.impact.com/Advertisers/IRexample123/Conversions");
    assertThat(sent.headers())
        .containsEntry("Authorization", "Basic SVJleGFtcGxlMTIzOnRvazQ1Ng==")
        .containsEntry("Content-Type", "application/x-www-form-urlencoded");
    assertThat(sent.body())
        .isEqualTo(
            "CampaignId=3641&EventTypeId=8180&EventDate=2023-02-15T22%3A55%3A32-08%3A00"
                + "&OrderId=9217374917471&ClickId=QiiWXOVnrQ3SQHl24jQjyxBGUkmzfJ3i1VHrWM0"
                + "&CurrencyCode=USD&CustomerStatus=NEW&OrderPromoCode=10OFF-ROCKET"
                + "&OrderSubTotalPostDiscount=95");
  }

  @Test
  void row14_impactQueued_isAccepted() {
    String body = "{\"Status\":\"QUEUED\",\"QueuedUri\":\"/Advertisers/SID/APISubmissions/S-1\"}";

    assertThat(impact().readAnswer(200, body).meaning()).isEqualTo(Meaning.ACCEPTED);
  }

  @Test
  void row15_impactError_isRefused() {
    Answer answer =
        impact()
            .readAnswer(
                400,
                "{\"Status\":\"ERROR\",\"errors\":[{\"field\":\"EventDate\",\"level\":\"ERROR\","
                    + "\"message\":\"is in the future\"}]}");

    assertThat(answer).isEqualTo(new Answer(Meaning.REFUSED, "EventDate: is in the future"));
  }

  @Test
  void row17_partnerizePath_holdsTheSegmentsOfTheExample() {
    Network partnerize = preset("partnerize", "CAMPAIGN", "XXXXX", "CATEGORY", "none");

    PostbackRequest sent =
        request(
            partnerize,
            "?clickref=def456",
            """
            {"order-id": "19970608", "amount": "60", "coupon": "tenpercent", "items": [
              {"sku": "3245ds", "quantity": 2, "unit-price": "10", "category": "bag"},
              {"sku": "2123bk", "quantity": 1, "unit-price": "40", "category": "book"}]}
            """);

    // The example of the third party has none of the three that the network documents besides.
    assertThat(
            sent.url()
                .replace("/currency:EUR", "")
                .replace("/customertype:new", "")
                .replace("/conversion_time:1772454600", ""))
        .isEqualTo(
            "https://prf.hn/conversion/tracking_mode:api/campaign:XXXXX/clickref:def456"
                + "/conversionref:19970608/voucher:tenpercent"
                + "/[category:bag/sku:3245ds/value:10/quantity:2]"
                + "[category:book/sku:2123bk/value:40/quantity:1]");
  }

  @Test
  void row19_rakutenLists_areParallel() {
    Network rakuten = preset("rakuten", "MID", "12345");

    PostbackRequest sent =
        request(
            rakuten,
            click(rakuten, "?ranSiteID=SampleRanSiteID", Instant.parse("2024-01-29T12:00:00Z")),
            OrderF.with(
                """
                {"order-id": "SampleOrderId", "occurred-at": "2024-01-29T13:00:00Z", "currency": "INR", "amount": "106.98",
                 "coupon": null, "customer-status": null, "items": [
                  {"sku": "ABC123", "quantity": 5, "unit-price": "4.00",
                   "parameters": {"coupon": "SALE20"}},
                  {"sku": "custom sku 1", "quantity": 5, "unit-price": "5.00"},
                  {"sku": "custom sku 2", "quantity": 2, "unit-price": "30.99",
                   "parameters": {"coupon": "SALE50"}}]}
                """));

    assertSent(
        sent,
        "https://track.linksynergy.com/ep?mid=12345&amtlist=2000|2500|6198&qlist=5|5|2"
            + "&skulist=ABC123|custom sku 1|custom sku 2&couponlist=SALE20||SALE50"
            + "&land=20240129_1200&date=20240129_1300&cur=INR&ord=SampleOrderId"
            + "&tr=SampleRanSiteID&xml=1");
  }

  @Test
  void row21_rakutenAccessDenied_isAFaultOfTheConfiguration() {
    Answer answer =
        preset("rakuten", "MID", "12345")
            .readAnswer(200, "<response><error>Access denied</error></response>");

    assertThat(answer.meaning()).isEqualTo(Meaning.REFUSED);
    assertThat(answer.unauthorized()).isTrue();
  }

  @Test
  void row23_tradedoublerChecksum_isThatOfTheFormattedAmount() {
    Network tradedoubler =
        preset(
            "tradedoubler",
            "ORGANIZATION",
            "12345",
            "EVENT.sale",
            "23456",
            "CHECKSUM_SECRET",
            "s3cr3t");
    String expected =
        "https://tbs.tradedoubler.com/report?organization=12345&event=23456"
            + "&orderNumber=ORD-1001&orderValue=49.90&currency=EUR&tduid=abc123&voucher=SPRING10"
            + "&checksum=v0487e2d8ce20c7221a8e6948b2e34424f2"
            + "&reportInfo=f1%3DSKU-A%26f2%3DBlue%20Mug%26f3%3D19.95%26f4%3D2"
            + "%7Cf1%3DSKU-B%26f2%3DTea%26f3%3D10.00%26f4%3D1";

    PostbackRequest sent = request(tradedoubler, "?tduid=abc123", "{}");

    assertThat(sent.url()).isEqualTo(expected);
  }

  @Test
  void row25_tradedoublerProducts_areInTheGrammarOfParentheses() {
    Network tradedoubler =
        preset("tradedoubler-plt", "ORGANIZATION", "12345", "EVENT.sale", "23456", "GROUP", "G1");

    assertThat(request(tradedoubler, "?tduid=abc123", "{}").url())
        .endsWith(
            "/report?o(12345)event(23456)ordnum(ORD-1001)curr(EUR)tduid(abc123)enc(3)"
                + "basket(pr(i(SKU-A)n(Blue%20Mug)gr(G1)v(19.95)q(2))"
                + "pr(i(SKU-B)n(Tea)gr(G1)v(10.00)q(1)))");
  }

  @Test
  void row28_webgainsConversion_isPosted() {
    Network webgains = preset("webgains", "PROGRAM_ID", "312042", "EVENT.sale", "1");

    PostbackRequest sent = request(webgains, "?wgu=WGU1", "{}");

    assertThat(sent.method()).isEqualTo("POST");
    assertThat(sent.url()).isEqualTo("https://api.webgains.io/queue-conversion");
    assertThat(sent.body())
        .isEqualTo(
            "{\"ids\":[{\"name\":\"s2s\",\"value\":\"WGU1\"}],\"programId\":\"312042\","
                + "\"eventId\":\"1\",\"value\":49.90,\"currency\":\"EUR\","
                + "\"orderReference\":\"ORD-1001\",\"voucherId\":\"SPRING10\",\"items\":["
                + "{\"event\":\"1\",\"price\":39.90,\"name\":\"Blue Mug\",\"code\":\"SKU-A\"},"
                + "{\"event\":\"1\",\"price\":10.00,\"name\":\"Tea\",\"code\":\"SKU-B\"}]}");
  }

  /** The platform is closed, so it is a file of a user's own. */
  @Test
  void row30_shareasaleAsAFileOfAUsersOwn_isSent() throws Exception {
    Path file =
        Path.of(
            Objects.requireNonNull(
                    NetworkVectorsTest.class.getResource("/own-networks/shareasale.json"))
                .toURI());
    Network shareasale = Network.fromJson(file).setting("MERCHANT", "bonobos").build();

    PostbackRequest sent =
        request(
            shareasale,
            (Click) null,
            OrderF.with(
                """
                {"order-id": "123", "amount": "42", "currency": "USD", "items": [],
                 "coupon": null}
                """));

    assertThat(sent.url())
        .isEqualTo(
            "https://shareasale.com/sale.cfm?amount=42.00&tracking=123&transtype=sale"
                + "&merchantID=bonobos&skulist=&quantitylist=&pricelist=&currency=USD"
                + "&couponcode=");
    assertThat(request(shareasale, (Click) null, OrderF.order()).url())
        .endsWith(
            "&skulist=SKU-A%2CSKU-B&quantitylist=2%2C1&pricelist=19.95%2C10.00&currency=EUR"
                + "&couponcode=SPRING10");
    assertThat(shareasale.readAnswer(302, "").meaning()).isEqualTo(Meaning.RECORDED);
  }

  @Test
  void row51_awinConversionApi_isPosted() {
    Network awin = preset("awin-conversion-api", "MERCHANT", "12345", "API_KEY", "K");

    PostbackRequest sent =
        request(
            awin, "?awc=12345_1772359200_abc123", "{\"parameters\": {\"p1\": \"tracking-sdk\"}}");

    assertThat(sent.method()).isEqualTo("POST");
    assertThat(sent.url()).isEqualTo("https://api.awin.com/s2s/advertiser/12345/orders");
    assertThat(sent.headers()).containsEntry("x-api-key", "K");
    assertThat(sent.body())
        .isEqualTo(
            "{\"orders\":[{\"orderReference\":\"ORD-1001\",\"amount\":49.90,\"channel\":\"aw\","
                + "\"currency\":\"EUR\",\"voucher\":\"SPRING10\","
                + "\"awc\":\"12345_1772359200_abc123\",\"customerAcquisition\":\"NEW\","
                + "\"commissionGroups\":[{\"code\":\"DEFAULT\",\"amount\":49.90}],\"basket\":["
                + "{\"id\":\"SKU-A\",\"name\":\"Blue Mug\",\"price\":19.95,\"quantity\":2,"
                + "\"sku\":\"SKU-A\",\"category\":\"Kitchen\","
                + "\"commissionGroupCode\":\"DEFAULT\"},"
                + "{\"id\":\"SKU-B\",\"name\":\"Tea\",\"price\":10.00,\"quantity\":1,"
                + "\"sku\":\"SKU-B\",\"category\":\"Food\",\"commissionGroupCode\":\"DEFAULT\"}],"
                + "\"custom\":{\"1\":\"tracking-sdk\"}}]}");
  }

  @ParameterizedTest
  @CsvSource({"429, 1, PT1S", "500, , PT0.25S"})
  @Timeout(60)
  void row53_awin429And500_areSentAgainAndTheFirstNotBeforeItAsks(
      int status, @Nullable String retryAfter, Duration wait) throws Exception {
    Network awin = preset("awin-conversion-api", "MERCHANT", "12345", "API_KEY", "K");
    Queue<Answered> answers =
        new ConcurrentLinkedQueue<>(
            List.of(new Answered(status, "", retryAfter), new Answered(200, "{}", null)));
    MutableClock clock = new MutableClock(OrderF.CLICKED);
    SessionKey visitor = SessionKey.visitor("v1");
    try (PostbackTracker tracker =
        PostbackTracker.builder()
            .clock(clock)
            .network(awin)
            .sender(answering(answers))
            .retry(RetryPolicy.builder().backoff(ofMillis(250), ofHours(1)).jitter(0).build())
            .pollInterval(ofMillis(10))
            .build()) {
      tracker.start();
      tracker.capture(visitor, "awc=12345_1772359200_abc123");
      clock.advance(Duration.between(OrderF.CLICKED, OrderF.OCCURRED));
      tracker.track(visitor, OrderF.order());

      Postback waiting = attempted(tracker, 1);
      assertThat(waiting.state()).isEqualTo(PostbackState.PENDING);
      assertThat(waiting.nextAttemptAt()).isEqualTo(clock.instant().plus(wait));

      clock.advance(wait);
      assertThat(attempted(tracker, 2).state()).isEqualTo(PostbackState.RECORDED);
    }
    assertThat(answers).isEmpty();
  }

  private static PostbackSender answering(Queue<Answered> answers) {
    return new PostbackSender() {
      @Override
      public CompletableFuture<SendResult> send(PostbackRequest request, Options options) {
        return CompletableFuture.completedFuture(answers.remove());
      }

      @Override
      public void close() {}
    };
  }

  /** The one postback of the order F, once that many attempts have ended. */
  private static Postback attempted(PostbackTracker tracker, int attempts) {
    Postback postback = tracker.postbacks("ORD-1001").get(0);
    while (postback.attempts() < attempts || postback.state() == PostbackState.IN_FLIGHT) {
      LockSupport.parkNanos(1_000_000);
      postback = tracker.postbacks("ORD-1001").get(0);
    }
    return postback;
  }
}
