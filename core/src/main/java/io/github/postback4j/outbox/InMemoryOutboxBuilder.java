package io.github.postback4j.outbox;

import io.github.postback4j.store.CallerTransaction;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;

/** Builds an {@link Outbox} in this process's memory. Not thread-safe. */
public final class InMemoryOutboxBuilder {

  /** Most postbacks, and most decisions, by default: 100,000. */
  public static final int DEFAULT_MAX_POSTBACKS = 100_000;

  /** Most bytes by default: 64 MiB. */
  public static final long DEFAULT_MAX_BYTES = 64L * 1024 * 1024;

  private static final long LEAST_BYTES = 64L * 1024;

  /** How long a twin waits for a transaction to end. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  int maxPostbacks = DEFAULT_MAX_POSTBACKS;
  long maxBytes = DEFAULT_MAX_BYTES;
  Clock clock = Clock.systemUTC();
  LongSupplier nanoTime = System::nanoTime;
  CallerTransaction transaction = CallerTransaction.NONE;
  Duration patience = PATIENCE;

  InMemoryOutboxBuilder() {}

  /**
   * Most postbacks and most decisions held; {@value #DEFAULT_MAX_POSTBACKS}. When as many postbacks
   * wait, {@link Outbox#decide} refuses with an {@link OutboxFullException}; finished ones and old
   * decisions give way, oldest first.
   *
   * @throws IllegalArgumentException if less than 1
   */
  public InMemoryOutboxBuilder maxPostbacks(int maxPostbacks) {
    if (maxPostbacks < 1) {
      throw new IllegalArgumentException("maxPostbacks must be at least 1: " + maxPostbacks);
    }
    this.maxPostbacks = maxPostbacks;
    return this;
  }

  /**
   * Most bytes held, as estimated from the characters of requests and IDs; {@value
   * #DEFAULT_MAX_BYTES}, 64 MiB. At the bound it does as with {@link #maxPostbacks}.
   *
   * @throws IllegalArgumentException if less than 64 KiB
   */
  public InMemoryOutboxBuilder maxBytes(long maxBytes) {
    if (maxBytes < LEAST_BYTES) {
      throw new IllegalArgumentException(
          "maxBytes must be at least " + LEAST_BYTES + ": " + maxBytes);
    }
    this.maxBytes = maxBytes;
    return this;
  }

  /** What the times that people are shown are taken from; the system's clock in UTC. */
  public InMemoryOutboxBuilder clock(Clock clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
    return this;
  }

  /**
   * What due times, leases and ages are measured with: nanoseconds that never jump, from any
   * origin; {@link System#nanoTime}.
   */
  public InMemoryOutboxBuilder nanoTime(LongSupplier nanoTime) {
    this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime");
    return this;
  }

  /** So that what a rolled back transaction tracked is never sent; nobody by default. */
  public InMemoryOutboxBuilder transaction(CallerTransaction transaction) {
    this.transaction = Objects.requireNonNull(transaction, "transaction");
    return this;
  }

  InMemoryOutboxBuilder patience(Duration patience) {
    this.patience = patience;
    return this;
  }

  /** The outbox, empty. */
  public Outbox build() {
    return new InMemoryOutbox(this);
  }
}
