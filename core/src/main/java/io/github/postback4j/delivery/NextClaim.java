package io.github.postback4j.delivery;

import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.Outbox.Claim;
import io.github.postback4j.outbox.Outbox.Queue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/** A claim that another thread makes while the calls of the one before it still go out. */
final class NextClaim {

  final int limit;

  /** When it was asked for: the lease begins no earlier. */
  final long begun;

  private final AtomicBoolean taken = new AtomicBoolean();
  private final CompletableFuture<List<Claim>> claims = new CompletableFuture<>();

  NextClaim(int limit, long begun) {
    this.limit = limit;
    this.begun = begun;
  }

  /**
   * Asks for it; whatever the executor does, it ends.
   *
   * @param unpark called when it has ended, by the thread that made it
   */
  void begin(Outbox outbox, Queue queue, Duration lease, Executor executor, Runnable unpark) {
    try {
      executor.execute(
          () -> {
            if (!taken.compareAndSet(false, true)) {
              return; // given up, and yet queued: what it took nobody would send
            }
            try {
              claims.complete(outbox.claim(queue, limit, lease));
            } catch (RuntimeException | Error e) {
              claims.completeExceptionally(e);
            }
            unpark.run();
          });
    } catch (RuntimeException | Error e) { // such as that no thread can be made now
      if (taken.compareAndSet(false, true)) {
        claims.completeExceptionally(e);
        unpark.run();
      }
    }
  }

  /** Gives it up unless it is being made; whether it was given up. */
  boolean giveUp() {
    return taken.compareAndSet(false, true);
  }

  boolean isDone() {
    return claims.isDone();
  }

  /**
   * What {@link Outbox#claim} returned, once it is done.
   *
   * @throws java.util.concurrent.CompletionException with what it threw
   */
  List<Claim> claims() {
    return claims.join();
  }
}
