package io.github.postback4j.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.servlet.ClickCarrier;
import io.github.postback4j.servlet.ClickCookie;
import io.github.postback4j.servlet.ConsentPolicy;
import io.github.postback4j.session.SessionStore;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Clicks that the browser or its session carries, under Spring. */
class CarrierTest {

  private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  private static final String SECRET = "postback4j.customer-key-secret=0123456789abcdef";

  private TestNetwork network;
  private ConfigurableApplicationContext shop;
  private final HttpClient browser =
      HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

  private void start(Class<?> application, String... properties) {
    network = new TestNetwork();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--spring.datasource.url=jdbc:h2:mem:carrier" + System.identityHashCode(this),
                "--postback4j.delivery.poll-interval=1h",
                "--" + network.properties("tune")[0],
                "--" + network.properties("tune")[1]));
    for (String property : properties) {
      arguments.add("--" + property);
    }
    shop = new SpringApplication(application).run(arguments.toArray(String[]::new));
  }

  @AfterEach
  void close() {
    if (shop != null) {
      shop.close();
      network.close();
    }
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    String port = shop.getEnvironment().getProperty("local.server.port");
    return browser.send(
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void cookieAlone_landingThenCheckout_reportedWithoutAnySessionRow() throws Exception {
    start(
        WebTest.Shop.class,
        "postback4j.sessions.store=none",
        "postback4j.sessions.carrier=cookie",
        "postback4j.sessions.cookie-keys=" + KEY,
        SECRET);

    assertThat(get("/?transaction_id=T1").headers().allValues("Set-Cookie"))
        .singleElement()
        .asString()
        .startsWith("pb4j_clicks=");
    assertThat(get("/order?id=O1").body()).isEqualTo("1");
    assertThat(network.next()).contains("transaction_id=T1");
    assertThat(shop.getBean(PostbackTracker.class).isKeyed()).isFalse();
  }

  @Test
  void httpSessionBesideTheStore_landingThenCheckout_reported() throws Exception {
    start(
        WebTest.Shop.class,
        "postback4j.sessions.carrier=http-session",
        "postback4j.sessions.time-limit=20s");

    assertThat(get("/?transaction_id=T1").headers().allValues("Set-Cookie"))
        .hasSize(2)
        .anyMatch(cookie -> cookie.startsWith("JSESSIONID="))
        .anyMatch(cookie -> cookie.startsWith("pb4j_visitor="));
    assertThat(get("/order?id=O1").body()).isEqualTo("1");
    assertThat(network.next()).contains("transaction_id=T1");
  }

  @Test
  void consentBean_refuses_nothingIsSet() throws Exception {
    start(RefusingShop.class);

    assertThat(get("/?transaction_id=T1").headers().allValues("Set-Cookie")).isEmpty();
    assertThat(get("/order?id=O1").body()).isEqualTo("0");
  }

  @Configuration(proxyBeanMethods = false)
  static class RefusingShop extends WebTest.Shop {

    @Bean
    ConsentPolicy consent() {
      return ConsentPolicy.tcf(1);
    }
  }

  @Test
  void default_isNoCarrier() {
    Contexts.web()
        .run(
            context -> {
              assertThat(context).getBean(ClickCarrier.class).isSameAs(ClickCarrier.none());
              assertThat(context.getBean(PostbackTracker.class).isKeyed()).isTrue();
            });
  }

  @Test
  void memoryStore_besideADatabase() {
    Contexts.web()
        .withBean(javax.sql.DataSource.class, () -> Contexts.h2("memorySessions"))
        .withPropertyValues("postback4j.sessions.store=memory")
        .run(
            context ->
                assertThat(context.getBean(SessionStore.class).getClass().getSimpleName())
                    .startsWith("InMemory"));
  }

  @Test
  void cookieWithRotatingKeys_namesNoneOfThem() {
    String other = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";
    Contexts.web()
        .withPropertyValues(
            "postback4j.sessions.carrier=cookie",
            "postback4j.sessions.cookie-name=shop_clicks",
            "postback4j.sessions.cookie-keys=" + KEY + "," + other)
        .run(
            context -> {
              assertThat(context.getBean(ClickCookie.class).toString())
                  .contains("shop_clicks", "2 keys")
                  .doesNotContain("AAECAw");
              assertThat(context.getBean(Postback4jProperties.class).sessions().toString())
                  .doesNotContain("AAECAw");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "carrier=cookie|postback4j.sessions.cookie-keys: there is none|openssl rand -base64 32",
        "carrier=cookie,cookie-keys=c2hvcnQ=|postback4j.sessions.cookie-keys[0]: has 5 bytes|32",
        "cookie-keys=c2hvcnQ=|postback4j.sessions.cookie-keys: are given, but|cookie",
        "store=none|postback4j.sessions.store: no click would be kept|http-session",
        "store=none,carrier=http-session,needs=renewals|postback4j.sessions: renewals cannot|keyed",
        "store=database|postback4j.sessions.store: is database, but|DataSource",
        "time-limit=0s|postback4j.sessions.time-limit: limit must be|200ms",
        "carrier=session|postback4j.sessions.carrier|none, cookie, http-session",
        "needs=refunds|postback4j.sessions.needs|renewals, later-confirmation, removal",
        "cariers=cookie|postback4j.sessions.cariers|postback4j.sessions.carrier"
      })
  void mistake_isExplained(String properties, String problem, String remedy) {
    List<String> given = new ArrayList<>(List.of(SECRET));
    for (String property : properties.split(",", -1)) {
      given.add("postback4j.sessions." + property);
    }
    Contexts.web()
        .withPropertyValues(given.toArray(String[]::new))
        .run(
            context ->
                assertThat(Analysis.of(context))
                    .contains(problem)
                    .contains(remedy)
                    .doesNotContain("c2hvcnQ"));
  }

  @Test
  void noStoreWithoutASecret_isExplained() {
    Contexts.web()
        .withPropertyValues(
            "postback4j.sessions.store=none", "postback4j.sessions.carrier=http-session")
        .run(
            context ->
                assertThat(Analysis.of(context))
                    .contains("postback4j.customer-key-secret: is missing")
                    .contains("16 random characters"));
  }

  @Test
  void badBots_areExplained() {
    Contexts.web()
        .withPropertyValues("postback4j.filter.bots=x")
        .run(
            context ->
                assertThat(Analysis.of(context))
                    .contains("postback4j.filter.bots", "3 characters"));
  }
}
