package io.github.postback4j.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.github.postback4j.click.Click;
import io.github.postback4j.click.LandingParameters;
import io.github.postback4j.click.Protocol;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.PlannedPostback.Send;
import io.github.postback4j.network.PlannedPostback.Skip;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkTest {

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final String ID = "102656693ac3ca6e0cdafbfe89ab99";
  private static final String BOTH =
      "https://t.example/aff_lsr?offer_id=OFFER_ID&transaction_id=TRANSACTION_ID"
          + "&aff_id=AFFILATE_ID&amount=AMOUNT&adv_unique1=ORDER_ID&promo_code=PROMO_CODE";

  private static final Conversion SALE = Conversion.sale("o-1", new BigDecimal("49.9"), "EUR");

  private static NetworkBuilder tune(String url) {
    return Network.preset("tune").url(url);
  }

  private static @Nullable Click landing(Network network, String query) {
    return network.readClick(LandingParameters.parse(query), NOW);
  }

  private static String sent(Network network, String query, Conversion conversion) {
    PlannedPostback plan = network.plan(landing(network, query), conversion, NOW);
    assertThat(plan).isInstanceOf(Send.class);
    return ((Send) plan).request().url();
  }

  @Test
  void plan_transactionId_sendsItWithWhatIsKnown() {
    assertThat(sent(tune(BOTH).build(), "transaction_id=" + ID, SALE))
        .isEqualTo(
            "https://t.example/aff_lsr?transaction_id=" + ID + "&amount=49.90&adv_unique1=o-1");
  }

  @Test
  void plan_bothIdsPreferringTheTransactionId_sendsBoth() {
    Network network = tune(BOTH).build();
    PlannedPostback plan =
        network.plan(landing(network, "transaction_id=a&affiliate_id=7&offer_id=26"), SALE, NOW);

    assertThat(plan)
        .asInstanceOf(type(Send.class))
        .satisfies(
            send -> {
              assertThat(send.request().url())
                  .isEqualTo(
                      "https://t.example/aff_lsr?offer_id=26&transaction_id=a&aff_id=7"
                          + "&amount=49.90&adv_unique1=o-1");
              assertThat(send.protocol()).isEqualTo(Protocol.TRANSACTION_ID);
              assertThat(send.requests().get(0).repeatable()).isTrue();
              assertThat(send.deadline()).isEqualTo(NOW.plus(Duration.ofDays(28)));
            });
  }

  @Test
  void plan_partnerIdPreferred_withholdsTheTransactionIdAndIsNotRepeatable() {
    Network network = tune(BOTH).protocols(Protocol.PARTNER_ID, Protocol.TRANSACTION_ID).build();
    PlannedPostback plan =
        network.plan(landing(network, "transaction_id=a&affiliate_id=7"), SALE, NOW);

    assertThat(plan)
        .asInstanceOf(type(Send.class))
        .satisfies(
            send -> {
              assertThat(send.request().url())
                  .isEqualTo("https://t.example/aff_lsr?aff_id=7&amount=49.90&adv_unique1=o-1");
              assertThat(send.requests().get(0).repeatable()).isFalse();
              assertThat(send.deadline()).isEqualTo(NOW.plus(Duration.ofDays(14)));
            });
  }

  @Test
  void plan_renewal_usesThePartnerIdOnly() {
    Conversion renewal = Conversion.renewal("r-1", "c1", BigDecimal.TEN, "EUR");

    assertThat(sent(tune(BOTH).build(), "transaction_id=a&affiliate_id=7", renewal))
        .isEqualTo("https://t.example/aff_lsr?aff_id=7&amount=10.00&adv_unique1=r-1");
    Network byId = tune("https://t.example/aff_lsr?transaction_id=TRANSACTION_ID").build();
    assertThat(byId.plan(landing(byId, "transaction_id=a"), renewal, NOW))
        .isEqualTo(new Skip("not sent: a transaction ID does not serve a renewal"));
    assertThat(
            sent(
                tune("https://t.example/aff_lsr?transaction_id=TRANSACTION_ID")
                    .renewalsByTransactionId(true)
                    .build(),
                "transaction_id=a",
                renewal))
        .endsWith("=a");
  }

  @Test
  void plan_afterTheWindow_isNotSent() {
    Network network = tune("https://t.example/aff_lsr?transaction_id=TRANSACTION_ID").build();
    Click click = landing(network, "transaction_id=a");
    Instant end = NOW.plus(Duration.ofDays(28));

    assertThat(network.plan(click, SALE, end.minusMillis(1))).isInstanceOf(Send.class);
    assertThat(network.plan(click, SALE, end)).isInstanceOf(Skip.class);
    assertThat(click).isNotNull();
    assertThat(network.expiresAt(click)).isEqualTo(end);
  }

  @Test
  void expiresAt_clickWithPartnerId_neverWhereThatIsServed() {
    Network network = tune(BOTH).build();
    Click click = landing(network, "transaction_id=a&affiliate_id=7");

    assertThat(click).isNotNull();
    assertThat(network.expiresAt(click)).isNull();
  }

  @Test
  void plan_missingRequiredValue_isNamedAndNothingIsSent() {
    Network network =
        tune("https://t.example/aff_lsr?transaction_id=TRANSACTION_ID&promo_code=PROMO_CODE")
            .required(List.of("PROMO_CODE"))
            .build();

    assertThat(network.plan(landing(network, "transaction_id=a"), SALE, NOW))
        .isEqualTo(new Skip("not sent: no PROMO_CODE"));
  }

  @Test
  void plan_goalWithoutUrl_isNotSentByTheSalesUrl() {
    Network network =
        tune("https://t.example/aff_lsr?transaction_id=TRANSACTION_ID")
            .goalUrl(
                "lead", "https://t.example/aff_goal?a=lsr&goal_id=2&transaction_id=TRANSACTION_ID")
            .build();
    Click click = landing(network, "transaction_id=a");
    Conversion lead = Conversion.builder("o").goal("lead").build();
    Conversion refund = Conversion.builder("o").goal("refund").build();

    assertThat(((Send) network.plan(click, lead, NOW)).request().url())
        .isEqualTo("https://t.example/aff_goal?a=lsr&goal_id=2&transaction_id=a");
    assertThat(network.plan(click, refund, NOW)).isInstanceOf(Skip.class);
  }

  @Test
  void plan_urlNamesAnotherPartner_isNotSent() {
    Network network = tune("https://t.example/aff_lsr?offer_id=2&aff_id=1152").build();

    assertThat(network.plan(landing(network, "aff_id=7"), SALE, NOW)).isInstanceOf(Skip.class);
    assertThat(network.plan(landing(network, "aff_id=1152"), SALE, NOW)).isInstanceOf(Send.class);
  }

  @Test
  void plan_couponAlone_needsNoClick() {
    Network network = tune("https://t.example/aff_lsr?offer_id=26&promo_code=PROMO_CODE").build();
    Conversion sale =
        Conversion.builder("o").amount(BigDecimal.TEN, "EUR").coupon("PODCAST20").build();

    assertThat(network.isByCouponOnly()).isTrue();
    assertThat(((Send) network.plan(null, sale, NOW)).request().url())
        .isEqualTo("https://t.example/aff_lsr?offer_id=26&promo_code=PODCAST20");
  }

  @Test
  void plan_ownPlaceholdersAndSettings_areFilled() {
    Network network =
        tune("https://NETWORK_ID.example/aff_lsr?transaction_id={click}&x={color}&s=AFF_SUB"
                + "&security_token={ security_token }&u=2016-PLACEHOLDER")
            .placeholder("click", "transaction_id")
            .placeholder("color", "conversion:colour")
            .placeholder("PLACEHOLDER", "order_id")
            .setting("NETWORK_ID", "acme")
            .setting("security_token", "t&k")
            .build();
    Conversion sale =
        Conversion.builder("o").amount(BigDecimal.TEN, "EUR").parameter("colour", "red").build();

    assertThat(sent(network, "transaction_id=a&aff_sub=blog", sale))
        .isEqualTo(
            "https://acme.example/aff_lsr?transaction_id=a&x=red&s=blog&security_token=t%26k"
                + "&u=2016-o");
    assertThat(network.toString()).doesNotContain("t&k").doesNotContain("acme");
  }

  @Test
  void readClick_identifierOfAProtocolNotServed_isNoClick() {
    Network network = tune("https://t.example/aff_lsr?transaction_id=TRANSACTION_ID").build();

    assertThat(landing(network, "affiliate_id=7")).isNull();
  }

  @Test
  void readClick_when_needsTheOtherParameter() {
    Network network =
        tune("https://t.example/aff_lsr?transaction_id=TRANSACTION_ID")
            .when(Map.of("utm_source", "shopback"))
            .build();

    assertThat(landing(network, "transaction_id=a")).isNull();
    assertThat(landing(network, "transaction_id=a&utm_source=shopback")).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://t.example/aff_lsr?transaction_id={transactionid} | unknown placeholder {transactionid}",
        "https://t.example/aff_lsr?transaction_id={clickid}       | unknown placeholder {clickid}",
        "https://t.example/aff_lsr?amount=AMOUNT                  | carries no identifier",
        "https://t.example/aff_lsr?offer_id=12345&amount=AMOUNT   | carries no identifier",
        "https://t.example/aff_c?offer_id=1&aff_id=AFFILIATE_ID   | counts a click",
        "https://t.example/aff_l?offer_id=1&aff_id=AFFILIATE_ID   | is a pixel",
        "https://t.example/aff_goal?a=l&transaction_id=TRANSACTION_ID | is a pixel",
        "https://t.example/aff_goal?a=c&transaction_id=TRANSACTION_ID | counts a click goal",
        "https://t.example/GH3N?transaction_id=TRANSACTION_ID     | counts a click goal",
        "http://t.example/aff_lsr?transaction_id=TRANSACTION_ID   | is http",
        "ftp://t.example/aff_lsr?transaction_id=TRANSACTION_ID    | its scheme is 'ftp'",
        "t.example/aff_lsr?transaction_id=TRANSACTION_ID          | must start with https://",
        "https://u:p@t.example/aff_lsr?transaction_id=TRANSACTION_ID | user name before its host",
        "https://YOUR_NETWORK_ID.go2cloud.org/aff_lsr?transaction_id=TRANSACTION_ID"
            + " | still has the placeholder YOUR_NETWORK_ID",
        "https://{host}/aff_lsr?transaction_id=TRANSACTION_ID     | still has the placeholder host",
        "https://t.example:99999999/aff_lsr?transaction_id=TRANSACTION_ID | is no host",
      })
  void build_wrongUrl_saysWhatIsWrong(String url, String problem) {
    assertThatThrownBy(() -> tune(url).build())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("network 'tune', url: ")
        .hasMessageContaining(problem);
  }

  @Test
  void build_unknownPlaceholder_messageInFull() {
    assertThatThrownBy(
            () ->
                Network.builder("acme")
                    .keep(List.of("sub1"))
                    .url("https://n.example/?t={transactionid}")
                    .build())
        .hasMessageStartingWith(
            "network 'acme', url: unknown placeholder {transactionid}. Known are [amount, ")
        .hasMessageContaining(", sub1, ")
        .hasMessageEndingWith("]; map any other to one of them under placeholders or settings.");
  }

  @Test
  void build_protocolWithoutItsIdentifier_isRefused() {
    assertThatThrownBy(
            () ->
                tune("https://t.example/aff_lsr?transaction_id=TRANSACTION_ID")
                    .protocols(Protocol.PARTNER_ID)
                    .build())
        .hasMessageContaining("partner-id is served, but the URL does not carry its identifier")
        .hasMessageContaining("Add aff_id=AFFILIATE_ID");
  }

  @Test
  void build_uniqueIdThatTheUrlDoesNotCarry_isRefused() {
    assertThatThrownBy(
            () ->
                tune("https://t.example/aff_lsr?offer_id=2&aff_id=AFFILIATE_ID")
                    .deDuplication(DeDuplication.UNIQUE_ID)
                    .build())
        .hasMessageContaining("Add conversion_unique_id=ORDER_ID");
  }

  @Test
  void build_uniqueIdParameterWithAnotherValue_isRefused() {
    assertThatThrownBy(
            () ->
                tune("https://t.example/aff_lsr?offer_id=2&aff_id=AFFILIATE_ID&adv_sub=ORDER_ID"
                        + "&conversion_unique_id=AMOUNT")
                    .deDuplication(DeDuplication.UNIQUE_ID)
                    .build())
        .hasMessageContaining("Write conversion_unique_id=ORDER_ID");
  }

  @Test
  void build_misspeltUniqueIdParameter_isRefused() {
    assertThatThrownBy(
            () ->
                tune("https://t.example/aff_lsr?offer_id=2&aff_id=AFFILIATE_ID"
                        + "&conversio_unique_id=ORDER_ID")
                    .deDuplication(DeDuplication.UNIQUE_ID)
                    .build())
        .hasMessageContaining("conversio_unique_id is no parameter that the network knows")
        .hasMessageContaining("Write conversion_unique_id=ORDER_ID");
  }

  @Test
  void build_oneLandingNameForBothIds_isRefused() {
    assertThatThrownBy(
            () -> tune(BOTH).transactionIdNames(List.of("x")).partnerIdNames(List.of("x")).build())
        .hasMessageContaining("landing: x is named for both");
  }

  @Test
  void deDuplication_renewalsByTransactionId_isNone() {
    assertThat(
            tune("https://t.example/aff_lsr?transaction_id=TRANSACTION_ID")
                .renewalsByTransactionId(true)
                .build()
                .deDuplication())
        .isEqualTo(DeDuplication.NONE);
  }

  @Test
  void build_unfilledWordAsConstantIdentifier_isNoIdentifier() {
    assertThatThrownBy(
            () ->
                tune("https://t.example/aff_lsr?transaction_id=TRANSACTION&amount=AMOUNT").build())
        .hasMessageContaining("carries no identifier");
  }

  @Test
  void plan_bracesAsAnAddressBarShowsThem_areAPlaceholder() {
    assertThat(
            sent(
                tune("https://t.example/aff_lsr?transaction_id=%7Btransaction_id%7D").build(),
                "transaction_id=a",
                SALE))
        .isEqualTo("https://t.example/aff_lsr?transaction_id=a");
  }

  @Test
  void build_blankSetting_isRefused() {
    assertThatThrownBy(
            () ->
                tune("https://t.example/aff_lsr?transaction_id=TRANSACTION_ID&security_token={token}")
                    .setting("token", "")
                    .build())
        .hasMessageContaining("settings.token: is blank");
  }

  @Test
  void plan_timeNotGiven_isTheMomentOfTracking() {
    Network network =
        tune("https://t.example/aff_lsr?transaction_id=TRANSACTION_ID&t={time}").build();

    assertThat(sent(network, "transaction_id=a", SALE.occurredBy(NOW)))
        .endsWith("&t=2026-03-01T10%3A00%3A00Z");
  }

  @Test
  void build_impossibleDurationsAndNumbers_areRefused() {
    NetworkBuilder builder = tune("https://t.example/aff_lsr?transaction_id=TRANSACTION_ID");

    assertThatThrownBy(() -> builder.attributionWindow(Duration.ZERO).build())
        .hasMessageContaining("attribution-window");
    builder.attributionWindow(Duration.ofDays(1));
    assertThatThrownBy(() -> builder.maxConcurrency(0).build()).hasMessageContaining("concurrency");
  }

  @Test
  void preset_unknown_namesTheOnesThereAre() {
    assertThatThrownBy(() -> Network.preset("hasoffers"))
        .hasMessageContaining("Use one of [admitad, ")
        .hasMessageContaining(", tune, ");
  }

  @Test
  void defaults_deDuplication_isByTransactionIdOnly() {
    assertThat(tune(BOTH).build().deDuplication()).isEqualTo(DeDuplication.TRANSACTION_ID);
    assertThat(
            tune("https://t.example/aff_lsr?offer_id=2&aff_id=AFFILIATE_ID")
                .build()
                .deDuplication())
        .isEqualTo(DeDuplication.NONE);
    assertThat(
            Network.builder("g")
                .url("https://n.example/?t={transaction_id}")
                .build()
                .deDuplication())
        .isEqualTo(DeDuplication.NONE);
  }

  @Test
  void landingNames_anyIn_findsIdentifiersOnly() {
    LandingNames names = new LandingNames(List.of(tune(BOTH).build()));

    assertThat(names.anyIn("utm_source=x&transaction_id=a")).isTrue();
    assertThat(names.anyIn("affiliate_id")).isTrue();
    assertThat(names.anyIn("transaction%5Fid=a")).isTrue();
    assertThat(names.anyIn("a=1&amp;transaction_id=a")).isTrue();
    assertThat(names.anyIn("utm_source=transaction_id&x_transaction_id=a&offer_id=1")).isFalse();
    assertThat(names.anyIn("")).isFalse();
  }

  @Test
  void secret_repeatedByTheNetwork_isMaskedInTheReason() {
    Network network =
        Network.preset("tune")
            .url(
                "https://t.example/aff_lsr?transaction_id=TRANSACTION_ID&security_token=ab%2Fcdefg"
                    + "&adv_sub=MY_KEY&source=constant")
            .setting("MY_KEY", "k/e y-123")
            .build();

    String body =
        "success=false; err_msg=No k/e y-123, k%2Fe%20y-123, ab%2Fcdefg ab/cdefg constant;";

    assertThat(network.readAnswer(200, body).reason()).isEqualTo("No ***, ***, *** *** constant");
    assertThat(
            network
                .readAnswer(200, "success=false; err_msg=" + "x".repeat(497) + "k/e y-123;")
                .reason())
        .endsWith("x***");
  }
}
