package io.github.postback4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.postback4j.click.Click;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.conversion.Item;
import io.github.postback4j.network.Answer.Meaning;
import io.github.postback4j.network.Network;
import io.github.postback4j.network.NetworkBuilder;
import io.github.postback4j.session.SessionKey;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * The pitfalls of {@code tune.md} section 5 that a library can prevent, by their number. Those that
 * need delivery are in {@code EndToEndTest} and the delivery tests (7, 8 and 26), those of the
 * landing page in the servlet module (4); 14 to 16, 19, 22 to 25 and 29 are for the guide: no
 * library can know them.
 */
class PitfallsTest {

  private static final SessionKey VISITOR = SessionKey.visitor("v");
  private static final String ID = "102656693ac3ca6e0cdafbfe89ab99";

  private static NetworkBuilder tune(String query) {
    return Network.preset("tune").url("https://t.example/aff_lsr?" + query);
  }

  private static String sent(NetworkBuilder network, String landing, Conversion conversion) {
    PostbackTracker tracker = PostbackTracker.builder().network(network.build()).build();
    tracker.capture(VISITOR, landing);
    tracker.track(VISITOR, conversion);
    var postbacks = tracker.postbacks(conversion.orderId());
    assertThat(postbacks).hasSize(1);
    var request = postbacks.get(0).request();
    assertThat(request).isNotNull();
    return request.url();
  }

  private static Conversion sale() {
    return Conversion.sale("o-1", new BigDecimal("1234.56"), "EUR");
  }

  @Test
  void pitfall1_http200WithAnErrorInTheBody_isNoSuccess() {
    Network network = tune("transaction_id=TRANSACTION_ID").build();

    assertThat(network.readAnswer(200, "success=false; err_msg=Invalid Trans. ID #1.;").meaning())
        .isEqualTo(Meaning.REFUSED);
  }

  @Test
  void pitfall2_placeholders_areNeverSentLiterally() {
    assertThat(
            sent(
                tune(
                    "adv_sub=SUB_ID&amount=AMOUNT&promo_code=PROMO_CODE"
                        + "&transaction_id=TRANSACTION_ID&aff_id=AFFILIATE_ID"),
                "transaction_id=" + ID,
                sale()))
        .isEqualTo("https://t.example/aff_lsr?adv_sub=o-1&amount=1234.56&transaction_id=" + ID);
  }

  @Test
  void pitfall3_transactionId_isNeitherCutNorReCased() {
    String odd = "aB-" + "x".repeat(500) + "-Zz";

    assertThat(sent(tune("transaction_id=TRANSACTION_ID"), "transaction_id=" + odd, sale()))
        .endsWith("=" + odd);
  }

  @Test
  void pitfall5_macroTypo_isAbsentAndOtherNamesCanBeAgreed() {
    PostbackTracker tracker =
        PostbackTracker.builder()
            .network(
                tune("transaction_id=TRANSACTION_ID")
                    .transactionIdNames(List.of("session_id", "tid"))
                    .build())
            .build();

    assertThat(tracker.readClicks("session_id={transactionid}")).isEmpty();
    assertThat(tracker.readClicks("tid=" + ID))
        .extracting(Click::transactionId)
        .containsExactly(ID);
  }

  @Test
  void pitfall6_reloadedOrderPage_tracksOnce() {
    PostbackTracker tracker =
        PostbackTracker.builder().network(tune("offer_id=2&aff_id=AFFILIATE_ID").build()).build();
    tracker.capture(VISITOR, "aff_id=7");

    for (int i = 0; i < 5; i++) {
      tracker.track(VISITOR, sale());
    }

    assertThat(tracker.postbacks("o-1")).hasSize(1);
  }

  @Test
  void pitfall9_blanksAndCase_doNotMatter() {
    Network network = tune("transaction_id=TRANSACTION_ID").build();

    assertThat(network.readAnswer(200, " Success = true ;\n").meaning())
        .isEqualTo(Meaning.RECORDED);
  }

  @Test
  void pitfall10_clickPath_isRefused() {
    assertThatThrownBy(
            () ->
                Network.preset("tune")
                    .url("https://t.example/aff_c?offer_id=1&transaction_id=TRANSACTION_ID")
                    .build())
        .hasMessageContaining("it counts a click");
  }

  @Test
  void pitfall11_misspeltParameter_isWarnedAbout() {
    assertThat(
            warnings(
                () -> tune("transaction_id=TRANSACTION_ID&conversio_unique_id=ORDER_ID").build()))
        .singleElement()
        .asString()
        .contains("conversio_unique_id", "did you mean conversion_unique_id?");
  }

  @Test
  void pitfall12_offerIdAsPlaceholder_isTheClicksOwnOrLeftOut() {
    NetworkBuilder network = tune("offer_id=OFFER_ID&transaction_id=TRANSACTION_ID");

    assertThat(sent(network, "transaction_id=a&offer_id=74", sale()))
        .endsWith("?offer_id=74&transaction_id=a");
    assertThat(sent(network, "transaction_id=a", sale())).endsWith("?transaction_id=a");
  }

  @Test
  void pitfall13_goalWithoutItsOwnUrl_isNotSentByTheGlobalUrl() {
    PostbackTracker tracker =
        PostbackTracker.builder().network(tune("transaction_id=TRANSACTION_ID").build()).build();
    tracker.capture(VISITOR, "transaction_id=" + ID);

    tracker.track(VISITOR, Conversion.builder("o-1").goal("newsletter").build());

    assertThat(tracker.postbacks("o-1")).isEmpty();
  }

  @Test
  void pitfall17_amount_isPlainWhateverTheLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(
              sent(tune("transaction_id=TRANSACTION_ID&amount=AMOUNT"), "transaction_id=a", sale()))
          .endsWith("&amount=1234.56");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void pitfall18_amount_isWhatTheShopGivesNotTheSumOfItsItems() {
    Conversion sale =
        Conversion.builder("o-1")
            .amount(new BigDecimal("90.00"), "EUR")
            .item(Item.of("a", null, 1, new BigDecimal("107.10")))
            .build();

    assertThat(sent(tune("transaction_id=TRANSACTION_ID&amount=AMOUNT"), "transaction_id=a", sale))
        .endsWith("&amount=90.00");
  }

  @Test
  void pitfall20_orderId_canGoWhereAspireWantsIt() {
    assertThat(
            sent(
                Network.preset("aspire")
                    .url(
                        "https://get.aspr.app/aff_lsr?transaction_id=TRANSACTION_ID&adv_unique1=ORDER_ID"),
                "transaction_id=a",
                sale()))
        .isEqualTo("https://get.aspr.app/aff_lsr?transaction_id=a&adv_unique1=o-1");
  }

  @Test
  void pitfall21_values_areEncoded() {
    assertThat(
            sent(
                tune("transaction_id=TRANSACTION_ID&adv_sub=ADV_SUB"),
                "transaction_id=a",
                Conversion.sale("A&B=c d/ü", BigDecimal.TEN, "EUR")))
        .endsWith("&adv_sub=A%26B%3Dc%20d%2F%C3%BC");
  }

  @Test
  void pitfall27_blankDeviceMacro_doesNotCostTheSale() {
    assertThat(
            sent(
                tune("transaction_id=TRANSACTION_ID&google_aid=GOOGLE_AID"),
                "transaction_id=a&google_aid=",
                sale()))
        .endsWith("?transaction_id=a");
  }

  @Test
  void pitfall28_secondOrderOfOneClick_isSentAndTheNetworkDecides() {
    PostbackTracker tracker =
        PostbackTracker.builder().network(tune("transaction_id=TRANSACTION_ID").build()).build();
    tracker.capture(VISITOR, "transaction_id=" + ID);

    tracker.track(VISITOR, Conversion.sale("o-1", BigDecimal.TEN, "EUR"));
    tracker.track(VISITOR, Conversion.sale("o-2", BigDecimal.TEN, "EUR"));

    assertThat(tracker.postbacks("o-2")).hasSize(1);
  }

  @Test
  void pitfall30_hashAndBracketPlaceholders_areText() {
    assertThat(
            sent(
                tune("transaction_id=#s2#&adv_sub={ order_id }&adv_sub2=(amount)")
                    .placeholder("s2", "transaction_id"),
                "transaction_id=a",
                sale()))
        .endsWith("?transaction_id=a&adv_sub=o-1&adv_sub2=1234.56");
  }

  @Test
  void pitfall31_parameterNamesAndLongerWords_areLeftAlone() {
    assertThat(
            sent(
                tune("transaction_id=TRANSACTION_ID&adv_sub=ADV_SUB&adv_sub2=ADV_SUB2"),
                "transaction_id=a",
                sale()))
        .endsWith("?transaction_id=a&adv_sub=o-1&adv_sub2=ADV_SUB2");
  }

  private static List<String> warnings(Runnable work) {
    Logger logger = (Logger) LoggerFactory.getLogger("io.github.postback4j");
    Level before = logger.getLevel();
    ListAppender<ILoggingEvent> appender = new ListAppender<>();
    appender.start();
    logger.setLevel(Level.WARN);
    logger.addAppender(appender);
    try {
      work.run();
    } finally {
      logger.detachAppender(appender);
      logger.setLevel(before);
    }
    return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
