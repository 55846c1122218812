package io.github.postback4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.servlet.Browser.Page;
import io.github.postback4j.store.StoreException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold on every container; one subclass for each. */
abstract class LandingRules {

  /** A visitor ID as the cookie makes them. */
  private static final String KNOWN = "AAECAwQFBgcICQoLDA0ODw";

  private final RecordingStore store = new RecordingStore();
  private final TestClock clock = new TestClock();
  private Container container;
  private Browser browser;

  abstract Container container(Path folder);

  @BeforeEach
  void startShop(@TempDir Path folder) throws Exception {
    VisitorCookie cookie = VisitorCookie.builder().random(new SecureRandom()).build();
    ClickCaptureFilter filter = new ClickCaptureFilter(Trackers.tune(store, clock), cookie);
    container = container(folder);
    container.start(new ShopApplication(filter, cookie));
    browser = new Browser(container.port());
  }

  @AfterEach
  void stopShop() throws Exception {
    container.stop();
  }

  @Test
  void landingWithClick_setsCookieAndKeepsClickUnderIt() throws Exception {
    Page page = browser.get("/page?transaction_id=102abc&aff_sub=x");

    assertThat(page.visitorCookie().orElseThrow())
        .matches("pb4j_visitor=[A-Za-z0-9_-]{22}; Max-Age=2419200; Path=/; HttpOnly; SameSite=Lax");
    assertThat(store.visitorIds()).containsExactly(page.visitorId());
    assertThat(store.transactionIds()).containsExactly("102abc");
    assertThat(page.text()).isEqualTo("page REQUEST transaction_id=102abc&aff_sub=x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/page",
        "/page?",
        "/page?utm_source=news&transaction=7",
        "/page?transaction_id=",
        "/page?transaction_id=%7Btransaction_id%7D",
        "/page?x=transaction_id"
      })
  void landingWithoutClick_setsNoCookie(String target) throws Exception {
    Page page = browser.get(target);

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.cookies()).isEmpty();
    assertThat(store.saved).isEmpty();
  }

  @Test
  void knownVisitor_newClick_refreshesCookieWithSameId() throws Exception {
    Page page = browser.get("/page?transaction_id=second", "Cookie", "pb4j_visitor=" + KNOWN);

    assertThat(page.visitorCookie().orElseThrow())
        .isEqualTo("pb4j_visitor=" + KNOWN + "; Max-Age=2419200; Path=/; HttpOnly; SameSite=Lax");
    assertThat(store.visitorIds()).containsExactly(KNOWN);
  }

  @Test
  void knownVisitor_noClick_leavesCookieAlone() throws Exception {
    Page page = browser.get("/page?page=2", "Cookie", "pb4j_visitor=" + KNOWN);

    assertThat(page.cookies()).isEmpty();
    assertThat(store.saved).isEmpty();
  }

  @Test
  void checkout_findsVisitorByCookie() throws Exception {
    String visitorId = browser.get("/page?transaction_id=102abc").visitorId();

    assertThat(browser.get("/whoami", "Cookie", "a=b; pb4j_visitor=" + visitorId).text())
        .isEqualTo(visitorId);
    assertThat(browser.get("/whoami").text()).isEqualTo("nobody");
  }

  @Test
  void sameRequest_alreadyKnowsNewVisitor() throws Exception {
    Page page = browser.get("/whoami?transaction_id=102abc");

    assertThat(page.text()).isEqualTo(page.visitorId());
  }

  @Test
  void post_formStaysReadable_nothingCaptured() throws Exception {
    Page page = browser.postForm("/form?transaction_id=102abc", "name=J%C3%A4ger+%2B1");

    assertThat(page.text()).isEqualTo("form Jäger +1");
    assertThat(page.cookies()).isEmpty();
    assertThat(store.saved).isEmpty();
  }

  @Test
  void postWithClickInForm_nothingCaptured() throws Exception {
    Page page = browser.postForm("/form", "transaction_id=102abc&name=x");

    assertThat(page.text()).isEqualTo("form x");
    assertThat(store.saved).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "PUT", "DELETE", "OPTIONS"})
  void otherMethods_nothingCaptured(String method) throws Exception {
    Page page = browser.send(method, "/page?transaction_id=102abc");

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.cookies()).isEmpty();
    assertThat(store.saved).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Sec-Purpose, prefetch",
    "Sec-Purpose, prefetch;prerender",
    "Sec-Purpose, prefetch; anonymous-client-ip",
    "Purpose, prefetch",
    "X-Purpose, preview",
    "X-Moz, Prefetch"
  })
  void prefetch_nothingCaptured(String header, String value) throws Exception {
    Page page = browser.get("/page?transaction_id=102abc", header, value);

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.cookies()).isEmpty();
    assertThat(store.saved).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/forward, page FORWARD transaction_id=forwarded",
    "/async, page ASYNC transaction_id=dispatched",
    "/async-same, async page"
  })
  void furtherDispatch_capturesBrowsersRequestOnly(String path, String text) throws Exception {
    Page page = browser.get(path + "?transaction_id=first");

    assertThat(page.text()).isEqualTo(text);
    assertThat(page.visitorCookie()).isPresent();
    assertThat(store.transactionIds()).containsExactly("first");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/forward", "/include", "/async"})
  void furtherDispatchWithIdOfItsOwn_doesNotCapture(String path) throws Exception {
    Page page = browser.get(path);

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.cookies()).isEmpty();
    assertThat(store.saved).isEmpty();
  }

  @Test
  void include_capturesBrowsersRequestOnly() throws Exception {
    Page page = browser.get("/include?transaction_id=first");

    assertThat(page.text()).startsWith("page INCLUDE").endsWith(" and more");
    assertThat(page.visitorCookie()).isPresent();
    assertThat(store.transactionIds()).containsExactly("first");
  }

  @Test
  void errorPage_capturesOnce() throws Exception {
    Page page = browser.get("/missing?transaction_id=102abc");

    assertThat(page.status()).isEqualTo(404);
    assertThat(page.text()).startsWith("error-page ERROR");
    assertThat(page.visitorId()).isEqualTo(store.visitorIds().get(0));
    assertThat(store.transactionIds()).containsExactly("102abc");
  }

  @Test
  void brokenPage_staysBroken_clickKept() throws Exception {
    Page page = browser.get("/broken?transaction_id=102abc");

    assertThat(page.status()).isEqualTo(500);
    assertThat(store.transactionIds()).containsExactly("102abc");
  }

  @Test
  void committedResponse_unknownVisitor_isLeftAlone() throws Exception {
    Page page = browser.get("/committed?transaction_id=102abc");

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.text()).startsWith("committed REQUEST");
    assertThat(page.cookies()).isEmpty();
    assertThat(store.saved).isEmpty();
  }

  @Test
  void committedResponse_knownVisitor_clickKept() throws Exception {
    Page page = browser.get("/committed?transaction_id=102abc", "Cookie", "pb4j_visitor=" + KNOWN);

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.cookies()).isEmpty();
    assertThat(store.visitorIds()).containsExactly(KNOWN);
  }

  @Test
  void fiftyCookies_visitorIsFound() throws Exception {
    String others =
        IntStream.range(0, 49).mapToObj(i -> "c" + i + "=v" + i).collect(Collectors.joining("; "));

    Page page =
        browser.get("/page?transaction_id=102abc", "Cookie", others + "; pb4j_visitor=" + KNOWN);

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.visitorId()).isEqualTo(KNOWN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "short",
        "AAECAwQFBgcICQoLDA0ODx", // the last character carries bits that we never set
        "AAECAwQFBgcICQoLDA0OD!",
        "AAECAwQFBgcICQoLDA0ODwA",
        "AAECAwQFBgcI QoLDA0ODw",
        "AAECAwQFBgcICQoLDA0OD%77",
        "<script>alert(1)</scri"
      })
  void tamperedCookie_isNeverUsed(String value) throws Exception {
    String cookie = "pb4j_visitor=" + value;

    Page landing = browser.get("/page?transaction_id=102abc", "Cookie", cookie);

    assertThat(landing.visitorId()).isNotEqualTo(value);
    assertThat(store.visitorIds()).containsExactly(landing.visitorId());
    assertThat(browser.get("/whoami", "Cookie", cookie).text()).isEqualTo("nobody");
  }

  @Test
  void severalCookiesOfTheName_firstOfOurMakingCounts() throws Exception {
    String cookies =
        "pb4j_visitor=forged; pb4j_visitor=" + KNOWN + "; pb4j_visitor=BBECAwQFBgcICQoLDA0ODw";

    Page page = browser.get("/page?transaction_id=102abc", "Cookie", cookies);

    assertThat(page.visitorId()).isEqualTo(KNOWN);
  }

  @Test
  void pagesOwnCookies_areLeftAlone() throws Exception {
    Page page = browser.get("/cookies?transaction_id=102abc");

    assertThat(page.visitorCookie()).isPresent();
    assertThat(page.cookies()).hasSize(4);
    assertThat(page.cookies()).anyMatch(cookie -> cookie.startsWith("cart=7"));
    assertThat(page.cookies()).anyMatch(cookie -> cookie.startsWith("theme=dark"));
    assertThat(page.cookies()).anyMatch(cookie -> cookie.startsWith("JSESSIONID="));
  }

  @Test
  void storeFails_pageIsServed_noCookie() throws Exception {
    store.failWith(new StoreException("the database is away", null));

    Page page = browser.get("/page?transaction_id=102abc");

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.text()).isEqualTo("page REQUEST transaction_id=102abc");
    assertThat(page.cookies()).isEmpty();
  }

  @Test
  void storeLacksAClass_pageIsServed_noCookie() throws Exception {
    store.failWith(new NoClassDefFoundError("org/example/Driver"));

    Page page = browser.get("/page?transaction_id=102abc");

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.cookies()).isEmpty();
  }

  @Test
  void trackerFails_pageIsServed_noCookie() throws Exception {
    clock.breakDown();

    Page page = browser.get("/page?transaction_id=102abc");

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.text()).isEqualTo("page REQUEST transaction_id=102abc");
    assertThat(page.cookies()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "%C3%A9t%C3%A9, été",
    "a+b, a b",
    "a%2Bb, a+b",
    "a%26b%3Dc, a&b=c",
    "ABCDEF-120021, ABCDEF-120021",
    "%25%32%35, %25",
    "%F0%9F%98%80, 😀"
  })
  void encodedId_isKeptByteExact_pageSeesItsOwnQuery(String raw, String id) throws Exception {
    Page page = browser.get("/page?transaction_id=" + raw);

    assertThat(store.transactionIds()).containsExactly(id);
    assertThat(page.text()).isEqualTo("page REQUEST transaction_id=" + raw);
  }

  @Test
  void twoLandingsAtOnce_getTwoVisitors() throws Exception {
    ExecutorService visitors = Executors.newFixedThreadPool(2);
    try {
      CountDownLatch start = new CountDownLatch(2);
      List<Future<Page>> landings =
          IntStream.range(0, 2)
              .mapToObj(
                  i ->
                      visitors.submit(
                          () -> {
                            start.countDown();
                            assertThat(start.await(30, TimeUnit.SECONDS)).isTrue();
                            return browser.get("/page?transaction_id=click" + i);
                          }))
              .toList();

      String first = landings.get(0).get(60, TimeUnit.SECONDS).visitorId();
      String second = landings.get(1).get(60, TimeUnit.SECONDS).visitorId();

      assertThat(first).isNotEqualTo(second);
      assertThat(store.saved)
          .extracting(saved -> saved.key().value() + " " + saved.click().transactionId())
          .containsExactlyInAnyOrder(first + " click0", second + " click1");
    } finally {
      visitors.shutdownNow();
    }
  }
}
