package io.github.postback4j.session;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.postback4j.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The end of a store with a limit, and a machine that can make it no thread. */
class TimedSessionStoreCloseTest {

  private static final SessionKey KEY = SessionKey.visitor("v1");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final List<String> events = new CopyOnWriteArrayList<>();
  private final CountDownLatch begun = new CountDownLatch(8);
  private final CountDownLatch goOn = new CountDownLatch(1);

  @Test
  void workUnderWay_isNotInterrupted_andWhatHadNotBegunIsGivenUpAtOnce() throws Exception {
    SessionStore timed = store(Duration.ZERO, Thread::new);
    List<CompletableFuture<String>> callers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      callers.add(find(timed).result);
    }
    assertThat(begun.await(20, SECONDS)).isTrue();
    Caller queued = find(timed);
    awaitState(queued.thread, Thread.State.TIMED_WAITING);

    timed.close();

    assertThat(queued.result.get(20, SECONDS)).isEqualTo("the session store is closed");
    assertThat(events).containsExactly("closed");
    goOn.countDown();
    for (CompletableFuture<String> caller : callers) {
      assertThat(caller.get(20, SECONDS)).isEqualTo("[]");
    }
    assertThat(events).doesNotContain("interrupted");
  }

  @Test
  void closedByAnInterruptedThread_waitsForWorkUnderWayAllTheSame() throws Exception {
    SessionStore timed = store(Duration.ofSeconds(20), Thread::new);
    Caller caller = find(timed);
    awaitState(caller.thread, Thread.State.TIMED_WAITING);
    while (begun.getCount() == 8) {
      LockSupport.parkNanos(1_000_000);
    }
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Thread closing =
        new Thread(
            () -> {
              Thread.currentThread().interrupt();
              timed.close();
              interrupted.complete(Thread.interrupted());
            });

    closing.start();
    awaitState(closing, Thread.State.TIMED_WAITING);
    goOn.countDown();

    assertThat(interrupted.get(20, SECONDS)).as("the flag is still set").isTrue();
    assertThat(events).containsExactly("ended", "closed");
    assertThat(caller.result.get(20, SECONDS)).isEqualTo("[]");
  }

  @Test
  void noThreadCanBeMade_isAFailureOfTheStore() {
    goOn.countDown();
    boolean[] none = {true};
    SessionStore timed =
        store(
            Duration.ofSeconds(20),
            work -> { // JDK 25 calls no start() of a thread's own
              if (none[0]) {
                throw new NoThreadError();
              }
              return new Thread(work);
            });

    assertThatThrownBy(() -> timed.find(KEY)).isInstanceOf(StoreException.class);
    assertThat(timed.givenUp()).isEqualTo(1);
    assertThat(events).isEmpty();
    none[0] = false;
    assertThat(timed.find(KEY)).isEmpty();

    timed.close();
    assertThat(events).containsExactly("ended", "closed");
  }

  private SessionStore store(Duration patience, ThreadFactory threads) {
    return new TimedSessionStore(new Blocking(), MINUTE, patience, threads);
  }

  private record Caller(Thread thread, CompletableFuture<String> result) {}

  private static Caller find(SessionStore store) {
    CompletableFuture<String> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(store.find(KEY).toString());
              } catch (RuntimeException e) {
                result.complete(e.getMessage());
              }
            });
    thread.setDaemon(true);
    thread.start();
    return new Caller(thread, result);
  }

  /** Or until it has ended. */
  private static void awaitState(Thread thread, Thread.State state) {
    while (!EnumSet.of(state, Thread.State.TERMINATED).contains(thread.getState())) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private final class Blocking implements SessionStore {
    @Override
    public List<KeptClick> find(SessionKey key) {
      begun.countDown();
      try {
        if (!goOn.await(20, SECONDS)) {
          events.add("nobody let it go on");
        }
      } catch (InterruptedException e) {
        events.add("interrupted");
      }
      events.add("ended");
      return List.of();
    }

    @Override
    public void add(SessionKey key, List<KeptClick> clicks) {}

    @Override
    public void link(SessionKey from, SessionKey to, @Nullable SessionKey customer) {}

    @Override
    public void remove(SessionKey key) {}

    @Override
    public String ownerOf(SessionKey customer) {
      return "";
    }

    @Override
    public void close() {
      events.add("closed");
    }
  }

  /** Stands for the OutOfMemoryError of a JVM, which JUnit would end the whole run for. */
  private static final class NoThreadError extends Error {
    private static final long serialVersionUID = 1;
  }
}
