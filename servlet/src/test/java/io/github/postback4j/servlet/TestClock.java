package io.github.postback4j.servlet;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Stands still until it is moved; can be broken. */
final class TestClock extends Clock {

  private volatile Instant now = Instant.parse("2026-11-21T10:00:00Z");
  private volatile boolean broken;

  void advance(Duration duration) {
    now = now.plus(duration);
  }

  void breakDown() {
    broken = true;
  }

  @Override
  public Instant instant() {
    if (broken) {
      throw new IllegalStateException("broken clock: ?transaction_id=secret");
    }
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
