package io.github.postback4j.servlet;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.click.Click;
import io.github.postback4j.session.CarriedClicks;
import io.github.postback4j.session.KeptClick;
import io.github.postback4j.session.SessionStore;
import jakarta.servlet.http.HttpSession;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Two requests of one browser at once, in one HTTP session. */
class SharedSessionTest {

  private final PostbackTracker tracker =
      Trackers.tune(
          SessionStore.none("0123456789abcdef"), Clock.fixed(Samples.NOW, ZoneOffset.UTC));
  private final RequestVisitors visitors =
      RequestVisitors.builder(tracker).carrier(ClickCarrier.httpSession()).build();
  private final Map<String, Object> attributes = new ConcurrentHashMap<>();
  private final CountDownLatch read = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  @Test
  void twoLandings_keepBothClicks() throws Exception {
    atOnce(() -> land("t1"), () -> land("t2"));

    assertThat(Samples.ids(held())).containsExactlyInAnyOrder("t1", "t2");
  }

  @Test
  void landingBesideALogin_keepsTheClickAndWhoseTheOthersAre() throws Exception {
    attributes.put(SessionCarrier.ATTRIBUTE, Samples.clicks("t1").text());

    atOnce(() -> land("t2"), this::logIn);

    assertThat(Samples.ids(held())).contains("t1", "t2");
    assertThat(held().clicks())
        .filteredOn(kept -> kept.click().transactionId().equals("t1"))
        .extracting(KeptClick::owner)
        .doesNotContainNull();
  }

  private CarriedClicks held() {
    return CarriedClicks.ofText((String) attributes.get(SessionCarrier.ATTRIBUTE));
  }

  private void land(String transactionId) {
    Click click = new Click("tune", transactionId, null, transactionId, Map.of(), Samples.NOW);
    visitors.capture(new InSession(), new FakeResponse(), List.of(click), List.of());
  }

  private void logIn() {
    visitors.linkCustomer(new InSession(), new FakeResponse(), "anna");
  }

  /** The first has read the session when the second comes. */
  private void atOnce(Runnable one, Runnable other) throws Exception {
    Thread first = started(one);
    assertThat(read.await(20, SECONDS)).isTrue();
    Thread second = started(other);
    while (!EnumSet.of(Thread.State.BLOCKED, Thread.State.TERMINATED).contains(second.getState())) {
      LockSupport.parkNanos(1_000_000);
    }
    goOn.countDown();
    first.join();
    second.join();
  }

  private static Thread started(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** With a session object of its own, as containers may give each request. */
  private final class InSession extends FakeRequest {
    private final HttpSession session =
        (HttpSession)
            Proxy.newProxyInstance(
                SharedSessionTest.class.getClassLoader(),
                new Class<?>[] {HttpSession.class},
                (self, method, args) ->
                    switch (method.getName()) {
                      case "getId" -> "the-session";
                      case "getAttribute" -> readAttribute((String) args[0]);
                      case "setAttribute" -> attributes.put((String) args[0], args[1]);
                      default -> throw new UnsupportedOperationException(method.getName());
                    });

    InSession() {
      super(null);
    }

    @Override
    public HttpSession getSession(boolean create) {
      return session;
    }
  }

  private Object readAttribute(String name) throws InterruptedException {
    Object value = attributes.get(name);
    if (read.getCount() == 1) {
      read.countDown();
      assertThat(goOn.await(20, SECONDS)).isTrue();
    }
    return value;
  }
}
