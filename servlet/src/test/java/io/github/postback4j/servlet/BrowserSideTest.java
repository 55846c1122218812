package io.github.postback4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.servlet.JarBrowser.Page;
import io.github.postback4j.servlet.VisitorCookie.Secure;
import io.github.postback4j.session.SessionStore;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A click through a shop's redirects: http to https and to www, which drop the query, then to the
 * visitor's language, which keeps it. Both ways of knowing the visitor must come through.
 */
final class BrowserSideTest {

  private static final String CLICK = "transaction_id=102abc&aff_sub=x";

  private final TestClock clock = new TestClock();
  @TempDir Path folder;
  private TomcatContainer container;
  private JarBrowser browser;

  private void start(VisitorCookie cookie, UnaryOperator<ClickCaptureFilter.Builder> filter)
      throws Exception {
    PostbackTracker tracker = Trackers.tune(SessionStore.inMemory(100, clock), clock);
    RequestVisitors visitors =
        RequestVisitors.builder(tracker)
            .cookie(cookie)
            .carrier(ClickCookie.builder(List.of(Samples.KEY)).like(cookie).build())
            .build();
    container = new TomcatContainer(folder);
    container.start(
        new CarrierShop(filter.apply(ClickCaptureFilter.builder(visitors)).build(), visitors));
    browser = new JarBrowser(container.port());
  }

  private void start(VisitorCookie cookie) throws Exception {
    start(cookie, filter -> filter);
  }

  private static VisitorCookie wholeDomain() {
    return VisitorCookie.builder().domain("shop.example").trustForwardedProto(true).build();
  }

  @AfterEach
  void stopShop() throws Exception {
    container.stop();
  }

  @Test
  void wholeDomain_clickSurvivesHttpsWwwAndLanguage() throws Exception {
    start(wholeDomain());

    Page page = browser.get("http://shop.example/?" + CLICK);

    assertThat(page.url()).isEqualTo("https://www.shop.example/de/");
    assertThat(page.text()).contains("seen key [102abc]");
    assertThat(browser.get("https://pay.shop.example/page").text()).contains("key [102abc]");
    assertThat(page.setCookies())
        .hasSize(2)
        .allMatch(cookie -> cookie.contains("; Domain=shop.example; HttpOnly"))
        .noneMatch(cookie -> cookie.contains("Secure"));
  }

  @Test
  void hostOnly_clickSurvivesHttpsButNotWww() throws Exception {
    start(VisitorCookie.builder().trustForwardedProto(true).build());

    browser.get("https://shop.example/?" + CLICK);

    assertThat(browser.get("https://www.shop.example/page").text()).contains("seen no key []");
    assertThat(browser.jar).hasSize(2).allMatch(JarBrowser.Cookie::hostOnly);
  }

  @Test
  void tls_cookiesAreSecure() throws Exception {
    start(wholeDomain());

    Page page = browser.get("https://www.shop.example/page?" + CLICK);

    assertThat(page.setCookies()).hasSize(2).allMatch(cookie -> cookie.endsWith("; Secure"));
    assertThat(browser.jar).allMatch(JarBrowser.Cookie::secure);
  }

  @Test
  void alwaysSecure_overPlainHttp_isRefusedByTheBrowser() throws Exception {
    start(VisitorCookie.builder().domain("shop.example").secure(Secure.ALWAYS).build());

    browser.get("http://shop.example/?" + CLICK);

    assertThat(browser.jar).isEmpty();
  }

  @Test
  void secondClick_throughPlainHttpThatKeepsTheQuery_joinsTheFirst() throws Exception {
    start(wholeDomain());
    browser.get("https://www.shop.example/page?transaction_id=first");
    clock.advance(java.time.Duration.ofMinutes(1));

    // Plain http cannot see nor replace the Secure cookies; the page behind the redirect can.
    browser.get("http://shop.example/page?transaction_id=second");
    browser.get("https://www.shop.example/page?transaction_id=second");

    assertThat(browser.jar).hasSize(2);
    assertThat(browser.get("https://www.shop.example/page").text()).contains("[first second]");
  }

  @Test
  void languageRedirect_capturesOnce() throws Exception {
    start(wholeDomain());

    Page page = browser.get("https://www.shop.example/?" + CLICK);

    assertThat(page.url()).endsWith("/de/?" + CLICK);
    assertThat(page.text()).contains("[102abc]");
  }

  @Test
  void otherShop_seesNothing() throws Exception {
    start(wholeDomain());
    browser.get("https://www.shop.example/page?" + CLICK);

    assertThat(browser.get("https://other.example/page").text()).contains("seen no key []");
    assertThat(browser.get("https://notshop.example/page").text()).contains("seen no key []");
  }

  @Test
  void withoutAClick_nothingIsEverSet() throws Exception {
    start(wholeDomain());

    browser.get("http://shop.example/?utm_source=news");
    browser.get("https://www.shop.example/login?customer=anna");

    assertThat(browser.jar).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "OPTIONS"})
  void headAndOptions_areNoClick(String method) throws Exception {
    start(wholeDomain());

    assertThat(browser.send(method, "https://www.shop.example/page?" + CLICK).setCookies())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"prefetch", "prefetch;prerender"})
  void prefetched_thenOpened_countsWhenOpened(String purpose) throws Exception {
    start(wholeDomain());
    JarBrowser prefetching = new JarBrowser(container.port()).header("Sec-Purpose", purpose);

    assertThat(prefetching.get("https://www.shop.example/page?" + CLICK).setCookies()).isEmpty();
    assertThat(browser.get("https://www.shop.example/page?" + CLICK).text()).contains("[102abc]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 13_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
            + " Gecko) Version/13.0.3 Safari/604.1 (Applebot/0.1; +http://www.apple.com/go/applebot)",
        "AdsBot-Google (+http://www.google.com/adsbot.html)",
        "Googlebot-Image/1.0",
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
        "TelegramBot (like TwitterBot)",
        "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
        "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)"
      })
  void bot_isNoClick(String agent) throws Exception {
    start(wholeDomain());

    browser.header("User-Agent", agent);

    assertThat(browser.get("https://www.shop.example/page?" + CLICK).setCookies()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
            + " Chrome/142.0.0.0 Safari/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
            + " Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 13; CUBOT) AppleWebKit/537.36 (KHTML, like Gecko)"
            + " Chrome/120.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Linux; Android 12; CUBOT X50 Build/CUBOT/1) AppleWebKit/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15"
            + " [FBAN/FBIOS;FBAV/440.0.0.30.108;FBDV/iPhone15,2]",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) AppleWebKit/605.1.15 Instagram 300.0.0.0"
      })
  void visitor_isAClick(String agent) throws Exception {
    start(wholeDomain());

    browser.header("User-Agent", agent);

    assertThat(browser.get("https://www.shop.example/page?" + CLICK).text()).contains("[102abc]");
  }

  @Test
  void bots_canBeNamedOrLeftOut() throws Exception {
    start(wholeDomain(), filter -> filter.bots(List.of("Shop-Monitor")));

    browser.header("User-Agent", "shop-monitor 1");
    assertThat(browser.get("https://www.shop.example/page?" + CLICK).setCookies()).isEmpty();
    browser.header("User-Agent", "Googlebot/2.1");
    assertThat(browser.get("https://www.shop.example/page?" + CLICK).setCookies()).hasSize(2);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ClickCaptureFilter.builder(
                        Trackers.tune(SessionStore.inMemory(1, clock), clock),
                        VisitorCookie.ofDefaults())
                    .bots(List.of("x")));
  }
}
