package io.github.postback4j.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

/** Each wrong property stops the start, with a text that says which and what would be right. */
@ExtendWith(OutputCaptureExtension.class)
class WrongPropertyTest {

  private static final String SECRET_URL =
      "https://network.example/aff_lsr?transaction_id={transactionid}&security_token=s3cr3t";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "networks.tune.url=http://network.example/aff_lsr?transaction_id=TRANSACTION_ID"
            + "| postback4j.networks.tune.url | allow-http",
        "networks.tune.url=https://network.example/aff_c?transaction_id=TRANSACTION_ID"
            + "| postback4j.networks.tune.url | /aff_lsr",
        "networks.tune.url=https://network.example/aff_lsr?amount=AMOUNT"
            + "| postback4j.networks.tune.url | transaction_id=TRANSACTION_ID",
        "networks.tune.url= | postback4j.networks.tune.url | as the network's screen shows it",
        "networks.tune.preset=tuna | postback4j.networks.tune.preset | aspire",
        "networks.tune.file=/no/such/file.json | postback4j.networks.tune.file | JSON file",
        "networks.tune.attribution-window=4weeks"
            + "| postback4j.networks.tune.attribution-window | such as 28d or 672h, or none",
        "networks.tune.attribution-window=-1d"
            + "| postback4j.networks.tune.attribution-window | such as 28d",
        "networks.tune.goal-windows.lead=soon | postback4j.networks.tune.goal-windows.lead"
            + "| such as 28d or 672h, or none",
        "networks.tune.rate=20 | postback4j.networks.tune.rate | such as 20/1m",
        "networks.tune.test-mode=true | postback4j.networks.tune.test-mode | under test in a file",
        "networks.tune.renewals=12 | postback4j.networks.tune.renewals | count 12 or months 12",
        "attribution=priority | postback4j.attribution-priority | the preferred first",
        "attribution-priority=tune | postback4j.attribution-priority | attribution=priority",
        "coupons.codes.none.X=7 | postback4j.coupons | Use one of",
        "coupons.codes.tune.X=7 | postback4j.coupons | promo_code=PROMO_CODE",
        "networks.tune.protocol=partner-id | postback4j.networks.tune.protocol | AFFILIATE_ID",
        "networks.tune.protocol=cookie | postback4j.networks.tune.protocol"
            + "| transaction-id, partner-id",
        "networks.tune.de-duplication=order-id | postback4j.networks.tune.de-duplication"
            + "| transaction-id, unique-id, none",
        "networks.tune.de-duplication=unique-id | postback4j.networks.tune.de-duplication"
            + "| conversion_unique_id=ORDER_ID",
        "networks.tune.settings.TOKEN=x | postback4j.networks.tune.settings.TOKEN"
            + "| Write {TOKEN} in the URL",
        "networks.awin.settings.COMISSION_GROUP=x | postback4j.networks.awin.settings"
            + "| Did you mean COMMISSION_GROUP?",
        "networks.tune.required=COUPON | postback4j.networks.tune.required | that is in it",
        "networks.tune.max-concurrency=0 | postback4j.networks.tune.max-concurrency | 1 to 1000",
        "networks.tune.retry.max-attempts=0 | postback4j.networks.tune.retry.max-attempts"
            + "| 1 or more",
        "networks.tune.utl=x | postback4j.networks.tune.utl"
            + "| Did you mean postback4j.networks.tune.url?",
        "networks.tune.landing.transaction=x | postback4j.networks.tune.landing.transaction"
            + "| transaction-id, partner-id, offer-id, keep",
        "atribution=last-click | postback4j.atribution | Did you mean postback4j.attribution?",
        "attribution=last | postback4j.attribution"
            + "| last-click-per-network, last-click, first-click",
        "retention.decisions=179d | postback4j.retention.decisions"
            + "| is shorter than postback4j.retention.unrecorded",
        "retention.recorded=401d | postback4j.retention.decisions"
            + "| is shorter than postback4j.retention.recorded",
        "retention.recorded=0d | postback4j.retention.recorded | such as 30d",
        "retention.unrecorded=99999d | postback4j.retention.unrecorded | 36500d",
        "outbox.max-postbacks=0 | postback4j.outbox.max-postbacks | such as 100000",
        "outbox.max-size=1B | postback4j.outbox.max-size | such as 64MB",
        "http.connect-timeout=0s | postback4j.http.connect-timeout | 10 ms to 1 day",
        "http.ssl-bundle=none-such | postback4j.http.ssl-bundle | spring.ssl.bundle.pem.none-such",
        "http.proxy.host=proxy.example | postback4j.http.proxy.port | such as 3128",
        "http.proxy.port=3128 | postback4j.http.proxy.host | name or address",
        "retry.initial-delay=soon | postback4j.retry.initial-delay | 100ms, 30s, 6h or 28d",
        "retry.initial-delay=0s | postback4j.retry.initial-delay | 1ms or more",
        "retry.max-delay=0s | postback4j.retry.max-delay | 1ms or more",
        "retry.max-attempts=0 | postback4j.retry.max-attempts | 1 or more",
        "retry.max-attempts=many | postback4j.retry.max-attempts | whole number",
        "delivery.call-timeout=25s | postback4j.delivery.call-timeout | lease of 35s or more",
        "delivery.call-timeout=20500ms | postback4j.delivery.lease | lease of 30500ms or more",
        "delivery.lease=19s | postback4j.delivery.lease | lease of 20s or more",
        "delivery.call-timeout=0s | postback4j.delivery.call-timeout | such as 10s",
        "delivery.lease=-1s | postback4j.delivery.lease | such as 30s",
        "delivery.poll-interval=0s | postback4j.delivery.poll-interval | such as 1s",
        "delivery.max-in-flight=0 | postback4j.delivery.max-in-flight | such as 64",
        "delivery.close-deadline=-1s | postback4j.delivery.close-deadline | such as 10s",
        "outbox.store=disk | postback4j.outbox.store | auto, data-source, file, memory",
        "schema=update | postback4j.schema | create, validate, none",
        "strict=perhaps | postback4j.strict | true or false"
      })
  void wrongProperty_failsNamingItAndWhatIsRight(String property, String path, String remedy) {
    Contexts.runner()
        .withPropertyValues("postback4j." + property)
        .run(context -> assertThat(Analysis.of(context)).contains(path).contains(remedy));
  }

  @ParameterizedTest
  @CsvSource({
    "name=a b, name",
    "domain=http://shop, domain",
    "path=checkout, path",
    "lifetime=500d, 400 days",
    "same-site=none, secure"
  })
  void wrongCookie_failsNamingIt(String property, String word) {
    Contexts.web()
        .withPropertyValues("postback4j.visitor-cookie." + property)
        .run(
            context ->
                assertThat(Analysis.of(context))
                    .contains("postback4j.visitor-cookie")
                    .contains(word));
  }

  @Test
  void placeholderForNothing_failsNamingWhatThereIs() {
    Contexts.runner()
        .withPropertyValues(
            "postback4j.networks.tune.url=" + Contexts.URL + "&x=MINE",
            "postback4j.networks.tune.placeholders.MINE=nothing")
        .run(
            context ->
                assertThat(Analysis.of(context))
                    .contains("postback4j.networks.tune.placeholders: 'nothing' for MINE")
                    .contains("order_id"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'answers':{'rules':[{'when':{'body':'x'},'means':'recordet'}]}"
            + "| acme.json, $.answers, rules[0].means): 'recordet' is no meaning",
        "'placeholders':{'v':{'of':'goal','map':'NONE'}} | acme.json): $.placeholders.v.map 'NONE'",
        "'placeholders':{'v':'nothing'} | acme.json, $.placeholders.v): 'nothing' for v is no value",
        "'landing':{'transaction-id':7} | acme.json): wrong kind of value at $.landing.transaction-id"
      })
  void wrongFile_failsNamingItAndThePlaceInIt(String field, String text, @TempDir Path folder)
      throws Exception {
    String request = "'request':{'url':'https://n.example/?c={transaction_id}&v={v}'},";
    Path file = folder.resolve("acme.json");
    Files.writeString(file, ("{'name':'a'," + request + field + "}").replace('\'', '"'));
    Contexts.runner()
        .withPropertyValues("postback4j.networks.acme.file=" + file)
        .run(
            context ->
                assertThat(Analysis.of(context))
                    .contains("postback4j.networks.acme.file (file " + folder)
                    .contains(text));
  }

  @Test
  void noNetwork_failsWithAnExample() {
    Contexts.bare()
        .run(
            context ->
                assertThat(Analysis.of(context))
                    .contains("postback4j.networks: no network is configured")
                    .contains("postback4j.networks.tune.url=https://"));
  }

  @Test
  void wrongUrl_neverShown() {
    Contexts.runner()
        .withPropertyValues("postback4j.networks.tune.url=" + SECRET_URL)
        .run(
            context ->
                assertThat(Analysis.of(context))
                    .contains("postback4j.networks.tune.url: unknown placeholder {transactionid}")
                    .contains("transaction_id")
                    .doesNotContain("s3cr3t"));
  }

  @Test
  void misspeltName_valueNeverShown() {
    Contexts.runner()
        .withPropertyValues("postback4j.networks.tune.urll=" + SECRET_URL)
        .run(context -> assertThat(Analysis.of(context)).doesNotContain("s3cr3t"));
  }

  @Test
  void wrongProperty_reportedByARealApplication(CapturedOutput output) {
    SpringApplication application = new SpringApplication(Application.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    assertThatThrownBy(
            () ->
                application.run(
                    "--postback4j.networks.tune.urll=" + SECRET_URL,
                    "--spring.main.banner-mode=off"))
        .isNotNull();
    assertThat(output)
        .contains("APPLICATION FAILED TO START")
        .contains("Postback4j knows no such property")
        .contains("Did you mean postback4j.networks.tune.url?")
        .doesNotContain("s3cr3t");
  }

  @Test
  void properties_neverShowUrlsOrSettings() {
    Contexts.runner()
        .withPropertyValues(
            "postback4j.networks.tune.url=" + Contexts.URL + "&security_token={TOKEN}",
            "postback4j.networks.tune.settings.TOKEN=s3cr3t")
        .run(
            context ->
                assertThat(context.getBean(Postback4jProperties.class).toString())
                    .contains("tune")
                    .doesNotContain("s3cr3t")
                    .doesNotContain("network.example"));
  }

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration(Postback4jAutoConfiguration.class)
  static class Application {}
}
