package io.github.postback4j.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.postback4j.PostbackTracker;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

/** Delivery starts and ends with the application. */
class LifecycleTest {

  @Test
  void contextClosed_noThreadIsLeft() {
    Set<Thread> before = threads();
    Contexts.runner().run(context -> assertThat(threadsSince(before)).isNotEmpty());
    awaitNoThreadSince(before);
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("postback4j"))
        .collect(Collectors.toSet());
  }

  /** Those of other tests' calls, which may be resolving a name yet, are left out. */
  private static Set<Thread> threadsSince(Set<Thread> before) {
    Set<Thread> since = new HashSet<>(threads());
    since.removeAll(before);
    return since;
  }

  private static void awaitNoThreadSince(Set<Thread> before) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(threadsSince(before)).isEmpty());
  }

  @Test
  void laterBeanFailsToStart_noThreadIsLeft() {
    Set<Thread> before = threads();
    Contexts.runner()
        .withBean(
            SmartLifecycle.class,
            () -> new Recorder("fails", SmartLifecycle.DEFAULT_PHASE, new ArrayList<>(), true))
        .run(context -> assertThat(context).hasFailed());
    awaitNoThreadSince(before);
  }

  /** The phase of the web server's start and stop is DEFAULT_PHASE - 2048 on 3.5 and on 4. */
  @Test
  void phases_startsBeforeTheWebServerAndEndsAfterItAndBeforeTheDataSource() {
    List<String> events = new ArrayList<>();
    Contexts.runner()
        .withBean(
            "web",
            SmartLifecycle.class,
            () -> new Recorder("web", SmartLifecycle.DEFAULT_PHASE - 2048, events, false))
        .withBean("pool", Pool.class, () -> new Pool(events))
        .withBean(DataSource.class, () -> Contexts.h2("phases"))
        .run(
            context -> {
              TrackerLifecycle delivery = context.getBean(TrackerLifecycle.class);
              assertThat(delivery.isRunning()).isTrue();
              assertThat(events).containsExactly("web starts");
              assertThat(delivery.getPhase()).isLessThan(SmartLifecycle.DEFAULT_PHASE - 2048);
              assertThat(delivery.isAutoStartup()).isTrue();
            });
    assertThat(events).containsExactly("web starts", "web stops", "pool destroyed");
  }

  @Test
  void stoppedContextStartedAgain_saysThatItCannot() {
    Contexts.runner()
        .run(
            context -> {
              TrackerLifecycle delivery = context.getBean(TrackerLifecycle.class);
              delivery.stop();
              assertThat(delivery.isRunning()).isFalse();
              assertThatThrownBy(delivery::start)
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessageContaining("start a new context");
            });
  }

  /** Spring Framework 7 stops cached test contexts unless this says no; 6 does not ask. */
  @Test
  void isPauseable_noOnTheLineThatAsks() throws Exception {
    Contexts.runner()
        .run(
            context -> {
              TrackerLifecycle delivery = context.getBean(TrackerLifecycle.class);
              for (Method method : SmartLifecycle.class.getMethods()) {
                if (method.getName().equals("isPauseable")) {
                  assertThat(method.invoke(delivery)).isEqualTo(false);
                }
              }
              assertThat(delivery.isPauseable()).isFalse();
            });
  }

  @Test
  void beforeStart_trackingFailsSoftly() {
    Contexts.runner()
        .withBean(Early.class)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(context.getBean(Early.class).queued).isZero();
            });
  }

  static final class Early {
    final int queued;

    Early(PostbackTracker tracker) {
      queued = tracker.track(Contexts.sale("O1")).queued().size();
    }
  }

  record Pool(List<String> events) implements DisposableBean {
    @Override
    public void destroy() {
      events.add("pool destroyed");
    }
  }

  static final class Recorder implements SmartLifecycle {
    private final String name;
    private final int phase;
    private final List<String> events;
    private final boolean fails;
    private boolean running;

    Recorder(String name, int phase, List<String> events, boolean fails) {
      this.name = name;
      this.phase = phase;
      this.events = events;
      this.fails = fails;
    }

    @Override
    public void start() {
      if (fails) {
        throw new IllegalStateException("cannot start");
      }
      running = true;
      events.add(name + " starts");
    }

    @Override
    public void stop() {
      running = false;
      events.add(name + " stops");
    }

    @Override
    public boolean isRunning() {
      return running;
    }

    @Override
    public int getPhase() {
      return phase;
    }
  }
}
