package io.github.postback4j.delivery;

import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.Outbox.Claim;
import io.github.postback4j.outbox.Outbox.Queue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** A claim that the storing thread makes while the calls of the one before it still go out. */
final class NextClaim {

  final int limit;

  /** When it was asked for: the lease begins no earlier. */
  final long begun;

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
  void begin(Outbox outbox, Queue queue, Duration lease, Executor storing, Runnable unpark) {
    try {
      storing.execute(
          () -> {
            if (claims.isDone()) {
              return; // given up below, and yet queued: what it took nobody would send
            }
            try {
              claims.complete(outbox.claim(queue, limit, lease));
            } catch (RuntimeException | Error e) {
              claims.completeExceptionally(e);
            }
            unpark.run();
          });
    } catch (RuntimeException | Error e) { // such as that no thread can be made now
      claims.completeExceptionally(e);
      unpark.run();
    }
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
