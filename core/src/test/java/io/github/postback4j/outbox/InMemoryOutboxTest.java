package io.github.postback4j.outbox;

import io.github.postback4j.store.CallerTransaction;
import io.github.postback4j.testkit.contract.MutableClock;
import io.github.postback4j.testkit.contract.OutboxContract;
import java.time.Duration;
import java.time.Instant;

class InMemoryOutboxTest extends OutboxContract {

  private final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));

  @Override
  protected Outbox newOutbox() {
    return Outbox.inMemory(500, clock, CallerTransaction.NONE);
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
