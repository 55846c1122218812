package io.github.postback4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.postback4j.session.SessionStore;
import jakarta.servlet.DispatcherType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.util.AbstractMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.session.MapSessionRepository;
import org.springframework.session.Session;
import org.springframework.session.web.http.SessionRepositoryFilter;

/** Clicks in HTTP sessions that Spring Session keeps, as bytes, outside of the container. */
class SpringSessionTest {

  private final Container container = new JettyContainer();

  @AfterEach
  void stop() throws Exception {
    container.stop();
  }

  @Test
  void clicksInASpringSession_surviveItsWayThroughBytesAndAChangeOfItsId() throws Exception {
    AsBytes sessions = new AsBytes();
    RequestVisitors visitors =
        RequestVisitors.builder(
                Trackers.tune(SessionStore.none("0123456789abcdef"), new TestClock()))
            .carrier(ClickCarrier.httpSession())
            .build();
    CarrierShop shop = new CarrierShop(ClickCaptureFilter.builder(visitors).build(), visitors);
    container.start(
        (classes, context) -> {
          context
              .addFilter(
                  "springSession",
                  new SessionRepositoryFilter<>(new MapSessionRepository(sessions)))
              .addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
          shop.onStartup(classes, context);
        });
    JarBrowser browser = new JarBrowser(container.port());

    browser.get("http://localhost/page?transaction_id=t1");
    assertThat(sessions.bytes).hasSize(1);
    assertThat(browser.get("http://localhost/page").text()).contains("[t1] session");
    Set<String> before = Set.copyOf(sessions.bytes.keySet());
    browser.get("http://localhost/login?customer=anna");

    assertThat(sessions.bytes).hasSize(1);
    assertThat(sessions.bytes.keySet()).doesNotContainAnyElementsOf(before);
    assertThat(browser.get("http://localhost/page").text()).contains("[t1 owned]");
  }

  /** What Spring Session's Redis and JDBC repositories do: only what can be serialised stays. */
  private static final class AsBytes extends AbstractMap<String, Session> {

    private final Map<String, byte[]> bytes = new ConcurrentHashMap<>();

    @Override
    public @Nullable Session put(String id, Session session) {
      try (ByteArrayOutputStream all = new ByteArrayOutputStream();
          ObjectOutputStream out = new ObjectOutputStream(all)) {
        out.writeObject(session);
        out.flush();
        bytes.put(id, all.toByteArray());
        return null;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public @Nullable Session get(Object id) {
      byte[] held = bytes.get(id);
      if (held == null) {
        return null;
      }
      try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(held))) {
        return (Session) in.readObject();
      } catch (IOException | ClassNotFoundException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public @Nullable Session remove(Object id) {
      bytes.remove(id);
      return null;
    }

    @Override
    public Set<Entry<String, Session>> entrySet() {
      throw new AssertionError("nobody asks for all");
    }
  }
}
