package io.github.postback4j.testkit;

import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.testkit.contract.MutableClock;
import io.github.postback4j.testkit.contract.OutboxContract;
import java.time.Duration;
import java.time.Instant;

/** The contract is usable from outside: by its public members, on an outbox that keeps it. */
class InMemoryOutboxContractTest extends OutboxContract {

  private final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));

  @Override
  protected Outbox newOutbox() {
    return Outbox.inMemory().clock(clock).nanoTime(clock::nanoTime).build();
  }

  @Override
  protected void advance(Duration time) {
    clock.advance(time);
  }

  @Override
  protected Instant now() {
    return clock.instant();
  }
}
