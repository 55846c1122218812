package io.github.postback4j.store;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.session.SessionStore;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.EnumSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two stores share a database: each may count as one user of it, whoever starts and closes it. */
class StoreLifecycleTest {

  private final TestDatabase test = TestDatabase.h2();
  private final CountDownLatch connecting = new CountDownLatch(1);
  private final CountDownLatch connected = new CountDownLatch(1);
  private final Database database = Database.of(slowToConnect());

  private enum Kind {
    OUTBOX,
    SESSIONS
  }

  private record Store(Runnable start, Runnable close) {}

  private Store store(Kind kind) {
    Outbox outbox = Outbox.jdbc(database);
    SessionStore sessions = SessionStore.jdbc(database, Clock.systemUTC());
    return kind == Kind.OUTBOX
        ? new Store(outbox::start, outbox::close)
        : new Store(sessions::start, sessions::close);
  }

  @AfterEach
  void close() {
    test.close();
  }

  @ParameterizedTest
  @EnumSource
  void startedByTwoThreads_isOneUser(Kind kind) throws Exception {
    Store store = store(kind);
    Thread first = started(store.start);
    assertThat(connecting.await(20, SECONDS)).isTrue();
    Thread second = started(store.start);
    awaitBlockedOrEnded(second);
    connected.countDown();
    first.join();
    second.join();
    String open = database.read(connection -> "open");
    assertThat(open).isEqualTo("open");

    store.close.run();

    assertThatThrownBy(() -> database.read(connection -> "open"))
        .hasMessage("the database is not started");
  }

  @ParameterizedTest
  @EnumSource
  void closedWhileItStarts_releasesWhatThatOpens(Kind kind) throws Exception {
    Store store = store(kind);
    Thread starting = started(store.start);
    assertThat(connecting.await(20, SECONDS)).isTrue();
    Thread closing = started(store.close);
    awaitBlockedOrEnded(closing);
    connected.countDown();
    starting.join();
    closing.join();

    assertThatThrownBy(() -> database.read(connection -> "open"))
        .hasMessage("the database is not started");
  }

  private static Thread started(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void awaitBlockedOrEnded(Thread thread) {
    while (!EnumSet.of(Thread.State.BLOCKED, Thread.State.TERMINATED).contains(thread.getState())) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private DataSource slowToConnect() {
    return (DataSource)
        Proxy.newProxyInstance(
            StoreLifecycleTest.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (self, method, args) -> {
              connecting.countDown();
              assertThat(connected.await(20, SECONDS)).isTrue();
              return test.dataSource().getConnection();
            });
  }
}
