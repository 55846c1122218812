package io.github.postback4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.network.Network;
import io.github.postback4j.store.StoreException;
import jakarta.servlet.FilterChain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cookies that networks' own scripts look for, and those that such scripts leave. */
class NetworkCookiesTest {

  private static final FilterChain PAGE = (request, response) -> {};

  @TempDir Path folder;

  private final RecordingStore store = new RecordingStore();
  private final TestClock clock = new TestClock();

  /** What the browser holds, by name. */
  private final Map<String, String> browser = new LinkedHashMap<>();

  private Network network(String name, String landing) {
    try {
      Path file = folder.resolve(name + ".json");
      String json =
          "{'name':'%s','landing':{%s},'request':{'url':'https://n.example/p?c={transaction_id}'}}"
              .formatted(name, landing);
      Files.writeString(file, json.replace('\'', '"'));
      return Network.fromJson(file).build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PostbackTracker tracker(Network... networks) {
    var builder = PostbackTracker.builder().sessions(store).clock(clock);
    for (Network network : networks) {
      builder.network(network);
    }
    return builder.build();
  }

  /** Sets its cookie {@code cje} to the transaction ID. */
  private PostbackTracker setting() {
    return tracker(
        network(
            "cj",
            "'transaction-id':'cjevent','cookies':"
                + "{'cje':{'of':'transaction_id','max-age':'395d','http-only':false}}"),
        network("other", "'transaction-id':'oid'"));
  }

  /** Its script leaves its click in {@code sid}. */
  private PostbackTracker reading() {
    return tracker(
        network("script", "'transaction-id':'sid','read-cookies':['_s','_t']"),
        network("other", "'transaction-id':'oid'"));
  }

  private static ClickCaptureFilter filter(PostbackTracker tracker) {
    return filter(tracker, ConsentPolicy.always());
  }

  private static ClickCaptureFilter filter(PostbackTracker tracker, ConsentPolicy consent) {
    VisitorCookie cookie =
        VisitorCookie.builder()
            .domain("shop.example")
            .lifetime(Duration.ofDays(9))
            .secure(VisitorCookie.Secure.ALWAYS)
            .build();
    RequestVisitors visitors =
        RequestVisitors.builder(tracker).cookie(cookie).clock(new TestClock()).build();
    return ClickCaptureFilter.builder(visitors).consent(consent).build();
  }

  private FakeRequest request(String query) {
    FakeRequest request = new FakeRequest(query);
    if (!browser.isEmpty()) {
      List<String> pairs = new ArrayList<>();
      browser.forEach((name, value) -> pairs.add(name + "=" + value));
      request.header("Cookie", String.join("; ", pairs));
    }
    return request;
  }

  /** Asks for a page, as this browser; the cookies that were set for networks. */
  private List<String> visit(ClickCaptureFilter filter, String query) throws Exception {
    FakeResponse response = new FakeResponse();
    filter.doFilter(request(query), response, PAGE);
    List<String> set = new ArrayList<>();
    for (String header : response.headers) {
      String cookie = header.substring("Set-Cookie: ".length());
      String name = cookie.substring(0, cookie.indexOf('='));
      browser.put(name, cookie.substring(name.length() + 1, cookie.indexOf(';')));
      if (!name.startsWith("pb4j_")) {
        set.add(cookie);
      }
    }
    return set;
  }

  @Test
  void click_setsTheCookieAsDeclaredAndOtherwiseLikeTheVisitors() throws Exception {
    ClickCaptureFilter filter = filter(setting());

    assertThat(visit(filter, "cjevent=e1"))
        .containsExactly(
            "cje=e1; Max-Age=34128000; Path=/; Domain=shop.example; SameSite=Lax; Secure");
    assertThat(visit(filter, "page=2")).isEmpty();
    assertThat(visit(filter, "oid=o1")).isEmpty();
    assertThat(visit(filter, "cjevent=e2")).singleElement().asString().startsWith("cje=e2;");
  }

  /** Row 10 of {@code vectors/networks.md}. */
  @Test
  void cookieOfCj_staysWithoutAnEventAndIsOverwrittenByANewOne() throws Exception {
    Network cj =
        Network.preset("cj").setting("CID", "1234567").setting("TYPE.sale", "123456").build();
    ClickCaptureFilter filter = filter(tracker(cj));
    browser.put("cje", "old");

    assertThat(visit(filter, "utm_source=cj")).isEmpty();
    assertThat(browser).containsEntry("cje", "old");
    assertThat(store.transactionIds()).isEmpty();

    visit(filter, "cjevent=new");
    assertThat(browser).containsEntry("cje", "new");
    assertThat(store.transactionIds()).containsExactly("new");
  }

  @Test
  void click_thatNoCookieCanHold_smugglesNothing() throws Exception {
    assertThat(visit(filter(setting()), "cjevent=a%3B+Domain%3Dx%22%C3%A9"))
        .singleElement()
        .asString()
        .startsWith("cje=a%3B%20Domain=x%22%C3%A9; Max-Age");
  }

  @Test
  void visitorWithoutConsent_getsNoneAndIsNotReadFrom() throws Exception {
    assertThat(visit(filter(setting(), request -> false), "cjevent=e1")).isEmpty();
    browser.put("_s", "s1");
    visit(filter(reading(), request -> false), null);

    assertThat(store.saved).isEmpty();
    assertThat(browser).containsOnlyKeys("_s");
  }

  @Test
  void cookieOfAScript_isCapturedOnce() throws Exception {
    ClickCaptureFilter filter = filter(reading());
    visit(filter, null);
    browser.put("_s", "s%2F1");

    visit(filter, "page=2");
    visit(filter, "page=3");
    visit(filter, null);
    assertThat(store.transactionIds()).containsExactly("s/1");
    browser.put("_t", "s2");
    visit(filter, null);
    browser.put("_t", "TRANSACTION_ID");
    visit(filter, null);

    assertThat(store.transactionIds()).containsExactly("s/1", "s2");
    assertThat(store.visitorIds().get(0)).isEqualTo(store.visitorIds().get(1));
  }

  @Test
  void landing_comesBeforeTheCookieWhichDoesNotComeBackAsTheLatest() throws Exception {
    ClickCaptureFilter filter = filter(reading());
    browser.put("_s", "old");

    visit(filter, "sid=new");
    visit(filter, null); // the script has not run yet
    browser.put("_s", "new");
    visit(filter, null);

    assertThat(store.transactionIds()).containsExactly("new");
  }

  @Test
  void landingOfAnotherNetwork_doesNotHideTheCookie() throws Exception {
    browser.put("_s", "s1");

    visit(filter(reading()), "oid=o1");

    assertThat(store.transactionIds()).containsExactlyInAnyOrder("o1", "s1");
  }

  @Test
  void storeThatFails_isLeftAloneForAMinute() throws Exception {
    TestClock time = new TestClock();
    ClickCaptureFilter filter =
        ClickCaptureFilter.builder(RequestVisitors.builder(reading()).clock(time).build()).build();
    browser.put("_s", "s1");
    store.failWith(new StoreException("away", null));
    visit(filter, null);
    store.failWith(null);
    visit(filter, null);
    assertThat(store.saved).isEmpty();

    time.advance(Duration.ofMinutes(1));
    visit(filter, null);

    assertThat(store.transactionIds()).containsExactly("s1");
  }

  @Test
  void shopWithoutSuchNetworks_looksAtNoCookie() throws Exception {
    FakeRequest request =
        new FakeRequest("page=2") {
          @Override
          public java.util.Enumeration<String> getHeaders(String name) {
            throw new AssertionError("asked for " + name);
          }
        };

    filter(setting()).doFilter(request, new FakeResponse(), PAGE);
  }

  @Test
  void forget_takesTheCookieBack() throws Exception {
    PostbackTracker tracker =
        PostbackTracker.builder()
            .network(
                network("cj", "'transaction-id':'cjevent','cookies':{'cje':{'max-age':'395d'}}"))
            .clock(clock)
            .build();
    RequestVisitors visitors = RequestVisitors.builder(tracker).build();
    ClickCaptureFilter filter = ClickCaptureFilter.builder(visitors).build();
    visit(filter, "cjevent=e1");
    FakeResponse response = new FakeResponse();

    assertThat(visitors.forget(request(null), response)).isTrue();

    assertThat(response.headers)
        .anyMatch(header -> header.startsWith("Set-Cookie: cje=; Max-Age=0"));
  }
}
