package io.github.postback4j.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.postback4j.network.PostbackRequest;
import io.github.postback4j.outbox.Decision.NetworkDecision;
import io.github.postback4j.store.CallerTransaction;
import io.github.postback4j.store.StoreException;
import io.github.postback4j.testkit.contract.Claims;
import io.github.postback4j.testkit.contract.MutableClock;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The in-memory outbox inside the caller's transaction. */
class InMemoryOutboxTransactionTest {

  private static final Duration LEASE = Duration.ofMinutes(1);

  private final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final FakeTransaction transaction = new FakeTransaction();
  private final Outbox outbox = outbox(Duration.ofSeconds(30));
  private final AtomicInteger woken = new AtomicInteger();

  @Test
  void committed_isClaimedAndWakes() {
    outbox.onDue(woken::incrementAndGet);
    transaction.begin();
    Decision decision = decide(outbox, "p-1");
    assertThat(Claims.of(outbox, "acme", 10, LEASE)).isEmpty();
    assertThat(outbox.counts()).isEmpty();
    assertThat(woken).hasValue(0);

    transaction.end(true);

    assertThat(woken).hasValue(1);
    assertThat(Claims.of(outbox, "acme", 10, LEASE)).hasSize(1);
    assertThat(outbox.decision("o-1", "sale", "")).isSameAs(decision);
  }

  @Test
  void rolledBack_neverHappened() {
    outbox.onDue(woken::incrementAndGet);
    transaction.begin();
    decide(outbox, "p-1");

    transaction.end(false);

    assertThat(woken).hasValue(0);
    assertThat(Claims.of(outbox, "acme", 10, LEASE)).isEmpty();
    assertThat(outbox.get("p-1")).isNull();
    assertThat(outbox.decision("o-1", "sale", "")).isNull();
    Decision second = decide(outbox, "p-1");
    assertThat(outbox.decision("o-1", "sale", "")).isSameAs(second);
    assertThat(Claims.of(outbox, "acme", 10, LEASE)).hasSize(1);
  }

  @Test
  void sameTransaction_seesAndRepeatsItsOwnDecision() {
    transaction.begin();
    Decision first = decide(outbox, "p-1");

    assertThat(decide(outbox, "p-2")).isSameAs(first);
    assertThat(outbox.decision("o-1", "sale", "")).isSameAs(first);
    assertThat(outbox.get("p-1")).isNotNull();
    assertThat(outbox.list(PostbackState.PENDING, null, 10)).hasSize(1);
  }

  @Test
  void otherThreads_doNotSeeWhatIsOpen() throws Exception {
    transaction.begin();
    decide(outbox, "p-1");

    CompletableFuture.runAsync(
            () -> {
              assertThat(outbox.decision("o-1", "sale", "")).isNull();
              assertThat(outbox.get("p-1")).isNull();
              assertThat(outbox.find("o-1")).isEmpty();
              assertThat(outbox.list(PostbackState.PENDING, null, 10)).isEmpty();
            })
        .get(25, TimeUnit.SECONDS);
  }

  @Test
  void twinOfAnOpenDecision_waitsForTheCommitAndGetsIt() throws Exception {
    transaction.begin();
    Decision first = decide(outbox, "p-1");
    CompletableFuture<Decision> twin = twinThatWaits("p-2");

    transaction.end(true);

    assertThat(twin.get(25, TimeUnit.SECONDS)).isSameAs(first);
    assertThat(outbox.get("p-2")).isNull();
  }

  @Test
  void twinOfAnOpenDecision_isFirstAfterARollback() throws Exception {
    transaction.begin();
    decide(outbox, "p-1");
    CompletableFuture<Decision> twin = twinThatWaits("p-2");

    transaction.end(false);

    assertThat(twin.get(25, TimeUnit.SECONDS).networks().get(0).postbackId()).isEqualTo("p-2");
    assertThat(outbox.get("p-1")).isNull();
    assertThat(outbox.get("p-2")).isNotNull();
  }

  @Test
  void twinOfAnotherOrder_doesNotWait() throws Exception {
    transaction.begin();
    decide(outbox, "p-1");

    CompletableFuture.runAsync(() -> decide(outbox, "o-2", "p-2")).get(25, TimeUnit.SECONDS);

    assertThat(outbox.get("p-2")).isNotNull();
  }

  @Test
  void transactionThatDoesNotEnd_letsTheTwinFail() {
    Outbox impatient = outbox(Duration.ofMillis(1));
    transaction.begin();
    decide(impatient, "p-1");

    assertThatThrownBy(
            () ->
                CompletableFuture.runAsync(() -> decide(impatient, "p-2"))
                    .get(25, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("another transaction")
        .hasMessageNotContaining("o-1");
  }

  @Test
  void closedWhileATwinWaits_letsItFail() throws Exception {
    transaction.begin();
    decide(outbox, "p-1");
    CompletableFuture<Decision> twin = twinThatWaits("p-2");

    outbox.close();

    assertThatThrownBy(() -> twin.get(25, TimeUnit.SECONDS))
        .cause()
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("closed");
    transaction.end(true);
    assertThat(outbox.counts()).isEmpty();
  }

  @Test
  void failedWorkInACommittedTransaction_isUndoneAlone() {
    transaction.begin();
    decide(outbox, "o-1", "p-1");
    assertThatThrownBy(
            () ->
                outbox.atomically(
                    () -> {
                      decide(outbox, "o-2", "p-2");
                      throw new IllegalStateException("on purpose");
                    }))
        .hasMessage("on purpose");
    outbox.atomically(() -> decide(outbox, "o-3", "p-3"));
    assertThat(Claims.of(outbox, "acme", 10, LEASE)).isEmpty();

    transaction.end(true);

    assertThat(outbox.decision("o-2", "sale", "")).isNull();
    assertThat(Claims.of(outbox, "acme", 10, LEASE))
        .extracting(claim -> claim.postback().id())
        .containsExactly("p-1", "p-3");
  }

  @Test
  void finishedWorkInARolledBackTransaction_neverHappened() {
    transaction.begin();
    outbox.atomically(() -> decide(outbox, "p-1"));

    transaction.end(false);

    assertThat(outbox.decision("o-1", "sale", "")).isNull();
    assertThat(Claims.of(outbox, "acme", 10, LEASE)).isEmpty();
  }

  @Test
  void transactionThatCannotBeJoined_leavesNothing() {
    transaction.begin();
    transaction.refuses = true;

    assertThatThrownBy(() -> decide(outbox, "p-1")).isInstanceOf(IllegalStateException.class);

    assertThat(outbox.decision("o-1", "sale", "")).isNull();
    assertThat(outbox.get("p-1")).isNull();
  }

  private Outbox outbox(Duration patience) {
    return Outbox.inMemory()
        .maxPostbacks(10)
        .clock(clock)
        .transaction(transaction)
        .patience(patience)
        .build();
  }

  /** Decides the same order on another thread, and comes back once that one waits. */
  private CompletableFuture<Decision> twinThatWaits(String id) throws InterruptedException {
    CompletableFuture<Decision> twin = new CompletableFuture<>();
    CountDownLatch started = new CountDownLatch(1);
    Thread thread =
        new Thread(
            () -> {
              started.countDown();
              try {
                twin.complete(decide(outbox, id));
              } catch (RuntimeException e) {
                twin.completeExceptionally(e);
              }
            },
            "twin");
    thread.setDaemon(true);
    thread.start();
    assertThat(started.await(25, TimeUnit.SECONDS)).isTrue();
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(25);
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      assertThat(twin).isNotDone();
      assertThat(System.nanoTime()).isLessThan(giveUp);
      Thread.onSpinWait();
    }
    return twin;
  }

  private Decision decide(Outbox into, String id) {
    return decide(into, "o-1", id);
  }

  private Decision decide(Outbox into, String orderId, String id) {
    Instant now = clock.instant();
    Postback postback =
        Postback.pending(
            id,
            "acme",
            orderId,
            "sale",
            PostbackRequest.get("https://track.example/" + id),
            true,
            now,
            now.plus(Duration.ofDays(28)));
    return into.decide(
        new Decision(orderId, "sale", "", now, List.of(new NetworkDecision("acme", id, null))),
        List.of(postback));
  }

  /** A transaction of the thread that began it. */
  private static final class FakeTransaction implements CallerTransaction {

    private final List<Consumer<Boolean>> actions = new ArrayList<>();
    private volatile @Nullable Thread thread;
    private boolean refuses;

    void begin() {
      thread = Thread.currentThread();
    }

    void end(boolean committed) {
      thread = null;
      actions.forEach(action -> action.accept(committed));
      actions.clear();
    }

    @Override
    public boolean isActive() {
      return thread == Thread.currentThread();
    }

    @Override
    public @Nullable Connection connection(DataSource dataSource) {
      return null;
    }

    @Override
    public void release(DataSource dataSource, Connection connection) {}

    @Override
    public void afterCompletion(Consumer<Boolean> action) {
      if (refuses) {
        throw new IllegalStateException("no more");
      }
      actions.add(action);
    }
  }
}
