package io.github.postback4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.servlet.JarBrowser.Page;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.session.SessionStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clicks that the browser or its session carries, on every container; one subclass for each. */
abstract class CarrierRules {

  private static final String PAGE = "http://localhost/page";
  private static final String LANDING = PAGE + "?transaction_id=";
  private static final String SECRET = "0123456789abcdef";

  private final TestClock clock = new TestClock();
  private final SessionStore store = SessionStore.inMemory(100, clock);
  @TempDir Path folder;
  private Container container;
  private JarBrowser browser;

  abstract Container container(Path folder);

  private void start(SessionStore sessions, ClickCarrier carrier, ConsentPolicy consent)
      throws Exception {
    PostbackTracker tracker = Trackers.tune(sessions, clock);
    RequestVisitors visitors = RequestVisitors.builder(tracker).carrier(carrier).build();
    container = container(folder);
    container.start(
        new CarrierShop(ClickCaptureFilter.builder(visitors).consent(consent).build(), visitors));
    browser = new JarBrowser(container.port());
  }

  private static ClickCarrier cookie() {
    return ClickCookie.builder(List.of(Samples.KEY)).build();
  }

  @AfterEach
  void stopShop() throws Exception {
    if (container != null) {
      container.stop();
    }
  }

  @Test
  void cookieAlone_carriesTheClickAndSetsNoVisitorCookie() throws Exception {
    start(SessionStore.none(SECRET), cookie(), ConsentPolicy.always());

    Page landing = browser.get(LANDING + "t1");

    assertThat(landing.text()).contains("seen no key [t1]");
    assertThat(landing.setCookies()).hasSize(1);
    assertThat(landing.setCookies().get(0))
        .matches("pb4j_clicks=[A-Za-z0-9_-]+; Max-Age=2419200; Path=/; HttpOnly; SameSite=Lax");
    assertThat(browser.get(PAGE).text()).contains("seen no key [t1]");
    assertThat(browser.get(PAGE).setCookies()).isEmpty();
  }

  @Test
  void cookieAlone_loginMarksWhoseTheyAre() throws Exception {
    start(SessionStore.none(SECRET), cookie(), ConsentPolicy.always());
    browser.get(LANDING + "t1");

    assertThat(browser.get("http://localhost/login?customer=anna").text()).contains("linked true");
    clock.advance(Duration.ofMinutes(1));
    browser.get(LANDING + "t2");

    assertThat(browser.get(PAGE).text()).contains("[t1 owned t2]");
  }

  @Test
  void secondClick_renewsTheCookie() throws Exception {
    start(SessionStore.none(SECRET), cookie(), ConsentPolicy.always());
    browser.get(LANDING + "t1");
    clock.advance(Duration.ofDays(27));

    Page second = browser.get(LANDING + "t2");

    assertThat(second.setCookies().get(0)).contains("; Max-Age=2419200;");
    assertThat(second.text()).contains("[t1 t2]");
  }

  @Test
  void expiredClick_isLeftOutOfTheNextCookie() throws Exception {
    start(SessionStore.none(SECRET), cookie(), ConsentPolicy.always());
    browser.get(LANDING + "t1");
    clock.advance(Duration.ofDays(28));

    assertThat(browser.get(LANDING + "t2").text()).contains("[t2]");
  }

  @Test
  void tamperedCookie_isAPageAsEver_andTheNextClickCounts() throws Exception {
    start(SessionStore.none(SECRET), cookie(), ConsentPolicy.always());
    browser.header("Cookie", "pb4j_clicks=AV8UrYilDggCiZZQ; pb4j_clicks=\"'; <x>");

    assertThat(browser.get(PAGE).text()).contains("seen no key []");
    assertThat(browser.get(LANDING + "t2").text()).contains("[t2]");
  }

  @Test
  void httpSession_carriesThroughAChangeOfItsId() throws Exception {
    start(SessionStore.none(SECRET), ClickCarrier.httpSession(), ConsentPolicy.always());

    assertThat(browser.get(LANDING + "t1").text()).contains("[t1] session");
    String before = browser.jar.get(0).value();
    browser.get("http://localhost/login?customer=anna");

    assertThat(browser.jar).hasSize(1);
    assertThat(browser.jar.get(0).value()).isNotEqualTo(before);
    assertThat(browser.get(PAGE).text()).contains("[t1 owned]");
  }

  @Test
  void httpSession_isMadeForAClickOnly() throws Exception {
    start(SessionStore.none(SECRET), ClickCarrier.httpSession(), ConsentPolicy.always());

    Page page = browser.get(PAGE + "?utm_source=news");
    Page noClick = browser.get(LANDING + "%7Btransaction_id%7D");
    browser.get("http://localhost/login?customer=anna");
    browser.get("http://localhost/forget");

    assertThat(page.text()).doesNotContain("session");
    assertThat(noClick.setCookies()).isEmpty();
    assertThat(browser.jar).isEmpty();
  }

  @Test
  void both_areWrittenAndFound() throws Exception {
    start(store, cookie(), ConsentPolicy.always());

    Page landing = browser.get(LANDING + "t1");

    assertThat(landing.setCookies()).hasSize(2);
    assertThat(landing.text()).contains("seen key [t1]");
    assertThat(store.find(visitor()))
        .extracting(kept -> kept.click().transactionId())
        .containsExactly("t1");
  }

  @Test
  void storeFails_carrierHoldsItAndTheLinkWritesItDown() throws Exception {
    BreakableStore breakable = new BreakableStore(store);
    start(breakable, cookie(), ConsentPolicy.always());
    breakable.broken = true;
    assertThat(browser.get(LANDING + "t1").text()).contains("seen key [t1]");

    breakable.broken = false;
    browser.get("http://localhost/login?customer=anna");

    assertThat(store.find(SessionKey.customer("anna"))).hasSize(1);
    assertThat(store.find(visitor()))
        .extracting(kept -> kept.owner())
        .containsExactly(store.ownerOf(SessionKey.customer("anna")));
  }

  @Test
  void carrierFails_theStoreHoldsIt() throws Exception {
    start(store, new BrokenCarrier(), ConsentPolicy.always());

    Page landing = browser.get(LANDING + "t1");

    assertThat(landing.status()).isEqualTo(200);
    assertThat(landing.text()).contains("seen key []");
    assertThat(store.find(visitor())).hasSize(1);
    assertThat(browser.get("http://localhost/login?customer=anna").text()).contains("linked false");
    assertThat(browser.get("http://localhost/forget").text()).contains("forgotten false");
  }

  @Test
  void forget_takesAllBack() throws Exception {
    start(store, cookie(), ConsentPolicy.always());
    browser.get(LANDING + "t1");
    SessionKey visitor = visitor();

    Page page = browser.get("http://localhost/forget");

    assertThat(page.text()).contains("forgotten true");
    assertThat(browser.jar).isEmpty();
    assertThat(store.find(visitor)).isEmpty();
    assertThat(browser.get("http://localhost/forget").setCookies()).isEmpty();
  }

  @Test
  void refused_nothingIsStoredAndNoCookieSet_consentedLater_isCaptured() throws Exception {
    start(store, cookie(), ConsentPolicy.cookie("consent", "yes"::equals));
    Instant landedAt = clock.instant();

    Page refused = browser.get(LANDING + "t1");
    assertThat(refused.setCookies()).isEmpty();
    assertThat(refused.text()).contains("seen no key []");

    clock.advance(Duration.ofMinutes(5));
    browser
        .header("X-Landing-Query", "transaction_id=t1")
        .header("X-Landed-At", landedAt.toString());
    assertThat(browser.get("http://localhost/consent").text()).contains("kept true");
    assertThat(browser.get(PAGE).text()).contains("seen key [t1]");
    assertThat(store.find(visitor()))
        .extracting(kept -> kept.click().clickedAt())
        .containsExactly(landedAt);
  }

  @Test
  void consented_isCapturedAtOnce() throws Exception {
    start(store, cookie(), ConsentPolicy.cookie("consent", "yes"::equals));

    assertThat(browser.header("Cookie", "consent=yes").get(LANDING + "t1").text()).contains("[t1]");
  }

  @Test
  void policyThrows_isARefusalAndAPage() throws Exception {
    start(
        store,
        cookie(),
        request -> {
          throw new IllegalStateException("a bug in the shop's policy");
        });

    Page page = browser.get(LANDING + "t1");

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.setCookies()).isEmpty();
  }

  private SessionKey visitor() {
    return browser.jar.stream()
        .filter(cookie -> cookie.name().equals("pb4j_visitor"))
        .map(cookie -> SessionKey.visitor(cookie.value()))
        .findFirst()
        .orElseThrow();
  }
}
