package io.github.postback4j.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.postback4j.click.Click;
import io.github.postback4j.store.StoreException;
import io.github.postback4j.testkit.contract.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimedSessionStoreTest {

  private static final SessionKey KEY = SessionKey.visitor("v1");

  private final MutableClock clock = new MutableClock(Instant.parse("2026-03-01T10:00:00Z"));
  private final SlowStore slow = new SlowStore(SessionStore.inMemory(1000, clock));
  private SessionStore timed = SessionStore.within(Duration.ofSeconds(20), slow);

  private KeptClick kept(String transactionId) {
    return new KeptClick(
        new Click("tune", transactionId, null, null, Map.of(), clock.instant()), null, null);
  }

  @AfterEach
  void close() {
    slow.open.countDown();
    timed.close();
  }

  private void limit(Duration limit) {
    timed.close();
    timed = SessionStore.within(limit, slow);
  }

  @Test
  void quickStore_isAsWithout() {
    slow.open.countDown();

    timed.add(KEY, List.of(kept("t1")));
    timed.link(KEY, SessionKey.customer("anna"), null);

    assertThat(timed.find(SessionKey.customer("anna"))).hasSize(1);
    timed.remove(KEY);
    assertThat(timed.find(KEY)).isEmpty();
    assertThat(timed.givenUp()).isZero();
    assertThat(timed.isKeyed()).isTrue();
  }

  @Test
  void slowStore_nobodyWaitsLonger_andItIsCounted() throws Exception {
    do { // on a machine that stalls, it may be given up before it has begun
      limit(Duration.ofMillis(20));

      assertThatThrownBy(() -> timed.add(KEY, List.of(kept("t1"))))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("longer than PT0.02S");

      assertThat(timed.givenUp()).isEqualTo(1);
    } while (!slow.begun.await(1, TimeUnit.SECONDS));
    slow.open.countDown();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (slow.store.find(KEY).isEmpty() && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(slow.store.find(KEY)).as("what was under way ends in its own time").hasSize(1);
  }

  @Test
  void slowStore_threadsAndQueueAreBounded() {
    limit(Duration.ofMillis(1));

    for (int i = 0; i < 300; i++) {
      assertThatThrownBy(() -> timed.find(KEY)).isInstanceOf(StoreException.class);
    }

    assertThat(timed.givenUp()).isEqualTo(300);
    long threads =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("postback4j-sessions-"))
            .filter(Thread::isAlive)
            .count();
    assertThat(threads).isLessThanOrEqualTo(8);
  }

  @Test
  void workThatHadNotBegun_isNotDone() throws Exception {
    limit(Duration.ofMillis(1));
    for (int i = 0; i < 20; i++) {
      String id = "t" + i;
      assertThatThrownBy(() -> timed.add(SessionKey.visitor(id), List.of(kept(id))))
          .isInstanceOf(StoreException.class);
    }

    slow.open.countDown();
    timed.close();

    assertThat(slow.calls).isLessThanOrEqualTo(8);
  }

  @Test
  void inATransaction_theCallersThreadDoesIt() {
    slow.inTransaction = true;
    slow.open.countDown();

    timed.add(KEY, List.of(kept("t1")));

    assertThat(slow.lastThread).isSameAs(Thread.currentThread());
    slow.inTransaction = false;
    timed.add(KEY, List.of(kept("t2")));
    assertThat(slow.lastThread).isNotSameAs(Thread.currentThread());
  }

  @Test
  void storesOwnFailure_isThrownAsItWas() {
    slow.failure = new StoreException("the disk is full", null);
    slow.open.countDown();

    assertThatThrownBy(() -> timed.find(KEY)).isSameAs(slow.failure);
    assertThat(timed.givenUp()).isZero();
  }

  @Test
  void closed_saysSo() {
    timed.close();

    assertThatThrownBy(() -> timed.find(KEY)).hasMessageContaining("closed");
  }

  @Test
  void limitOutOfBounds_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> SessionStore.within(Duration.ZERO, slow));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SessionStore.within(Duration.ofHours(1), slow));
  }

  /** Does nothing until it is let. */
  private static final class SlowStore implements SessionStore {
    final SessionStore store;
    final CountDownLatch open = new CountDownLatch(1);
    final CountDownLatch begun = new CountDownLatch(1);
    volatile boolean inTransaction;
    volatile @Nullable Thread lastThread;
    volatile @Nullable StoreException failure;
    int calls;

    SlowStore(SessionStore store) {
      this.store = store;
    }

    private SessionStore store() {
      synchronized (this) {
        calls++;
      }
      lastThread = Thread.currentThread();
      begun.countDown();
      try {
        if (!open.await(20, TimeUnit.SECONDS)) {
          throw new IllegalStateException("nobody let it go on");
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      if (failure != null) {
        throw failure;
      }
      return store;
    }

    @Override
    public void add(SessionKey key, List<KeptClick> clicks) {
      store().add(key, clicks);
    }

    @Override
    public List<KeptClick> find(SessionKey key) {
      return store().find(key);
    }

    @Override
    public void link(SessionKey from, SessionKey to, @Nullable SessionKey customer) {
      store().link(from, to, customer);
    }

    @Override
    public void remove(SessionKey key) {
      store().remove(key);
    }

    @Override
    public String ownerOf(SessionKey customer) {
      return store.ownerOf(customer);
    }

    @Override
    public boolean isInTransaction() {
      return inTransaction;
    }
  }
}
