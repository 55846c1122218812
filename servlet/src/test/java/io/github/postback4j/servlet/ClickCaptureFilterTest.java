package io.github.postback4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.store.StoreException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

final class ClickCaptureFilterTest {

  private static final String CLICK = "transaction_id=102abc";
  private static final FilterChain PAGE = (request, response) -> {};

  private final RecordingStore store = new RecordingStore();
  private final TestClock clock = new TestClock();
  private final PostbackTracker tracker = Trackers.tune(store, clock);
  private final VisitorCookie cookie = VisitorCookie.ofDefaults();
  private final ClickCaptureFilter filter = new ClickCaptureFilter(tracker, cookie);
  private final FakeResponse response = new FakeResponse();

  @Test
  void click_isKeptBeforeThePageIsMade() throws Exception {
    FakeRequest request = new FakeRequest(CLICK);

    filter.doFilter(
        request,
        response,
        (sameRequest, sameResponse) -> {
          assertThat(sameRequest).isSameAs(request);
          assertThat(sameResponse).isSameAs(response);
          assertThat(store.transactionIds()).containsExactly("102abc");
        });

    assertThat(response.headers).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(value = DispatcherType.class, mode = Mode.EXCLUDE, names = "REQUEST")
  void otherDispatch_isIgnored(DispatcherType type) throws Exception {
    filter.doFilter(new FakeRequest(CLICK).dispatcherType(type), response, PAGE);

    assertThat(store.saved).isEmpty();
    assertThat(response.headers).isEmpty();
  }

  @Test
  void secondFilterOfTheSameTracker_doesNotCaptureAgain() throws Exception {
    ClickCaptureFilter again = new ClickCaptureFilter(tracker, cookie);

    filter.doFilter(
        new FakeRequest(CLICK),
        response,
        (request, answer) -> again.doFilter(request, answer, PAGE));

    assertThat(store.saved).hasSize(1);
    assertThat(response.headers).hasSize(1);
  }

  @Test
  void secondFilterOfAnotherTracker_capturesUnderTheSameVisitor() throws Exception {
    RecordingStore other = new RecordingStore();
    ClickCaptureFilter second = new ClickCaptureFilter(Trackers.tune(other, clock), cookie);

    filter.doFilter(
        new FakeRequest(CLICK),
        response,
        (request, answer) -> second.doFilter(request, answer, PAGE));

    assertThat(other.visitorIds()).isEqualTo(store.visitorIds()).hasSize(1);
  }

  @Test
  void methods_canBeWidened() throws Exception {
    ClickCaptureFilter wide =
        ClickCaptureFilter.builder(tracker, cookie).methods("GET", "HEAD").build();

    wide.doFilter(new FakeRequest(CLICK).method("HEAD"), response, PAGE);
    wide.doFilter(new FakeRequest(CLICK).method("POST"), response, PAGE);

    assertThat(store.saved).hasSize(1);
  }

  @Test
  void badMethods_areRefused() {
    ClickCaptureFilter.Builder builder = ClickCaptureFilter.builder(tracker, cookie);

    assertThatIllegalArgumentException().isThrownBy(builder::methods);
    assertThatIllegalArgumentException().isThrownBy(() -> builder.methods("get"));
  }

  @Test
  void prefetches_canCount() throws Exception {
    ClickCaptureFilter eager =
        ClickCaptureFilter.builder(tracker, cookie).ignorePrefetches(false).build();

    eager.doFilter(new FakeRequest(CLICK).header("Sec-Purpose", "prefetch"), response, PAGE);

    assertThat(store.saved).hasSize(1);
  }

  @Test
  void otherPurpose_isNoPrefetch() throws Exception {
    filter.doFilter(new FakeRequest(CLICK).header("Purpose", "prefetched-not"), response, PAGE);

    assertThat(store.saved).hasSize(1);
  }

  @Test
  void committedResponse_isOneDebugLine() throws Exception {
    response.commit();

    try (CapturedLog log = new CapturedLog(RequestVisitors.class)) {
      filter.doFilter(new FakeRequest(CLICK), response, PAGE);

      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith("DEBUG ")
          .contains("already committed")
          .doesNotContain("102abc");
    }
    assertThat(response.headers).isEmpty();
    assertThat(store.saved).isEmpty();
  }

  @Test
  void clickNotKept_knownVisitor_cookieIsNotRefreshed() throws Exception {
    store.failWith(new StoreException("the database is away", null));
    FakeRequest request =
        new FakeRequest(CLICK).header("Cookie", "pb4j_visitor=AAECAwQFBgcICQoLDA0ODw");

    filter.doFilter(request, response, PAGE);

    assertThat(response.headers).isEmpty();
    assertThat(cookie.visitor(request)).isPresent();
  }

  @Test
  void clickNotKept_newVisitor_staysUnknown() throws Exception {
    store.failWith(new StoreException("the database is away", null));
    FakeRequest request = new FakeRequest(CLICK);

    filter.doFilter(request, response, PAGE);

    assertThat(cookie.visitor(request)).isEmpty();
  }

  @Test
  void failures_areToldOnceAMinuteWithTheirCost() throws Exception {
    TestClock logClock = new TestClock();
    ClickCaptureFilter told = ClickCaptureFilter.builder(tracker, cookie).clock(logClock).build();
    clock.breakDown();

    try (CapturedLog log = new CapturedLog(ClickCaptureFilter.class)) {
      for (int i = 0; i < 5; i++) {
        told.doFilter(new FakeRequest(CLICK), response, PAGE);
      }
      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith("WARN A click was not captured; if it leads to a sale")
          .contains("IllegalStateException at ")
          .doesNotContain("secret");

      logClock.advance(Duration.ofMinutes(1));
      told.doFilter(new FakeRequest(CLICK), response, PAGE);

      assertThat(log.lines()).hasSize(2);
      assertThat(log.lines().get(1)).endsWith("; 4 more failures since the last such line");
    }
  }

  @Test
  void evenTheLoggersClockFails_pageIsServed() throws Exception {
    ClickCaptureFilter unlucky = ClickCaptureFilter.builder(tracker, cookie).clock(clock).build();
    clock.breakDown();
    boolean[] served = new boolean[1];

    unlucky.doFilter(new FakeRequest(CLICK), response, (request, answer) -> served[0] = true);

    assertThat(served[0]).isTrue();
  }

  @Test
  void pagesException_passesThroughUntouched() {
    for (Exception thrown :
        new Exception[] {
          new IOException("io"), new ServletException("servlet"), new IllegalStateException("state")
        }) {
      try (CapturedLog log = new CapturedLog(ClickCaptureFilter.class)) {
        assertThatThrownBy(
                () ->
                    filter.doFilter(
                        new FakeRequest(CLICK),
                        response,
                        (request, answer) ->
                            ClickCaptureFilterTest.<RuntimeException>sneak(thrown)))
            .isSameAs(thrown);
        assertThat(log.lines()).isEmpty();
      }
    }
  }

  @Test
  void pagesError_passesThroughUntouched() {
    NoClassDefFoundError thrown = new NoClassDefFoundError("of the page");

    assertThatThrownBy(
            () ->
                filter.doFilter(
                    new FakeRequest(CLICK),
                    response,
                    (request, answer) -> {
                      throw thrown;
                    }))
        .isSameAs(thrown);
  }

  @SuppressWarnings("unchecked")
  private static <E extends Exception> void sneak(Exception thrown) throws E {
    throw (E) thrown;
  }
}
