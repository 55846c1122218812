package io.github.postback4j.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.servlet.ClickCaptureFilter;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.OncePerRequestFilter;

/** A whole application: Tomcat, Spring MVC, a pool, and the auto-configuration found by itself. */
class WebTest {

  private TestNetwork network;
  private ConfigurableApplicationContext shop;
  private HttpClient browser;

  @BeforeEach
  void open() {
    network = new TestNetwork();
    browser = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    shop =
        new SpringApplication(Shop.class)
            .run(
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--spring.datasource.url=jdbc:h2:mem:web" + System.identityHashCode(this),
                "--postback4j.delivery.poll-interval=1h",
                "--" + network.properties("tune")[0],
                "--" + network.properties("tune")[1]);
  }

  @AfterEach
  void close() {
    shop.close();
    network.close();
  }

  private HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
            URI.create(
                "http://localhost:"
                    + shop.getEnvironment().getProperty("local.server.port")
                    + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return browser.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void landingThenCheckout_reportedWithoutNamingTheVisitor() throws Exception {
    assertThat(get("/?transaction_id=T1").headers().allValues("Set-Cookie"))
        .singleElement()
        .asString()
        .startsWith("pb4j_visitor=");
    assertThat(get("/order?id=O1").body()).isEqualTo("1");
    assertThat(network.next()).isEqualTo("/aff_lsr?transaction_id=T1&amount=12.50&adv_sub=O1");
  }

  @Test
  void checkoutFails_nothingReported() throws Exception {
    get("/?transaction_id=T1");
    assertThat(get("/order?id=O1&fail=true").statusCode()).isEqualTo(500);
    assertThat(shop.getBean(PostbackTracker.class).postbacks("O1")).isEmpty();
    get("/order?id=O2");
    assertThat(network.next()).endsWith("adv_sub=O2");
    assertThat(network.requests()).isEqualTo(1);
  }

  @Test
  void clickAndSaleInOneRequest_reported() throws Exception {
    assertThat(get("/order?id=O1&transaction_id=T1").body()).isEqualTo("1");
    assertThat(network.next()).contains("transaction_id=T1");
  }

  @Test
  void prefetch_bringsNoClick() throws Exception {
    assertThat(get("/?transaction_id=T1", "Sec-Purpose", "prefetch").headers().map())
        .doesNotContainKey("set-cookie");
    assertThat(get("/order?id=O1").body()).isEqualTo("0");
  }

  @Test
  void noClick_noCookieAndNothingReported() throws Exception {
    assertThat(get("/?utm_source=x").headers().map()).doesNotContainKey("set-cookie");
    assertThat(get("/order?id=O1").body()).isEqualTo("0");
  }

  @Test
  void outsideARequest_nobody() {
    assertThat(shop.getBean(CurrentVisitor.class).get().isNobody()).isTrue();
    assertThat(shop.getBean(PostbackTracker.class).track(Contexts.sale("O1")).queued()).isEmpty();
  }

  @Test
  void filter_beforeThoseThatRedirectAndAfterTheOutermost() throws Exception {
    FilterRegistrationBean<?> registration =
        shop.getBean("postback4jFilterRegistration", FilterRegistrationBean.class);
    assertThat(registration.getFilter()).isInstanceOf(ClickCaptureFilter.class);
    assertThat(registration.getOrder()).isGreaterThan(Ordered.HIGHEST_PRECEDENCE).isLessThan(-100);
    assertThat(registration.getUrlPatterns()).containsExactly("/*");
    assertThat(registration.isAsyncSupported()).isTrue();
    // The page is behind a filter that sends everybody to the log-in.
    assertThat(get("/members?transaction_id=T1").headers().map()).containsKey("set-cookie");
    assertThat(get("/order?id=O1").body()).isEqualTo("1");
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Shop {

    @Bean
    Checkout checkout(PostbackTracker tracker, JdbcTemplate jdbc) {
      jdbc.execute("CREATE TABLE shop_order (id VARCHAR(40) PRIMARY KEY)");
      return new Checkout(tracker, jdbc);
    }

    @Bean
    FilterRegistrationBean<OncePerRequestFilter> security() {
      FilterRegistrationBean<OncePerRequestFilter> security =
          new FilterRegistrationBean<>(
              new OncePerRequestFilter() {
                @Override
                protected void doFilterInternal(
                    jakarta.servlet.http.HttpServletRequest request,
                    jakarta.servlet.http.HttpServletResponse response,
                    jakarta.servlet.FilterChain chain)
                    throws IOException {
                  response.sendRedirect("/login");
                }
              });
      security.addUrlPatterns("/members");
      security.setOrder(-100);
      return security;
    }
  }

  @RestController
  static class Checkout {

    private final PostbackTracker tracker;
    private final JdbcTemplate jdbc;

    Checkout(PostbackTracker tracker, JdbcTemplate jdbc) {
      this.tracker = tracker;
      this.jdbc = jdbc;
    }

    @GetMapping("/")
    public String landing() {
      return "welcome";
    }

    @GetMapping("/order")
    @Transactional
    public String order(
        @RequestParam("id") String id,
        @RequestParam(name = "fail", defaultValue = "false") boolean fail) {
      jdbc.update("INSERT INTO shop_order (id) VALUES (?)", id);
      int queued = tracker.track(Contexts.sale(id)).queued().size();
      if (fail) {
        throw new IllegalStateException("checkout failed");
      }
      return String.valueOf(queued);
    }
  }
}
