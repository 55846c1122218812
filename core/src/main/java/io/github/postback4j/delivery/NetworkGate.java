package io.github.postback4j.delivery;

import io.github.postback4j.delivery.Outcomes.Sign;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How many calls a network gets. Open, it gets all it may have. After a series of failures it is
 * paused: one probe at a time, ever more rarely. Once a probe is answered, the permits grow again:
 * 1, 2, 4, and so on. Used by one thread; times are those of a monotonic clock, in nanoseconds.
 */
final class NetworkGate {

  private static final int FAILURES = 5;
  private static final int DIFFERENT = 3;
  private static final int TURNED_AWAY = 10;

  private enum State {
    OPEN,
    PAUSED,
    RAMP
  }

  /** What a result changed. */
  enum Change {
    NONE,
    PAUSED,
    /** Paused because it turns everybody away: our credentials, or a URL that is gone. */
    UNAUTHORIZED,
    RESUMED
  }

  private final int most;
  private final RetryPolicy retry;
  private final RandomGenerator random;

  private State state = State.OPEN;
  private int failures;
  private final Set<String> failing = new HashSet<>();
  private final Set<String> turnedAway = new HashSet<>();
  private boolean unauthorized;
  private int permits;
  private int answersToGrow;
  private int failedProbes;
  private boolean probing;
  private long notBefore;

  NetworkGate(int most, RetryPolicy retry, RandomGenerator random) {
    this.most = most;
    this.retry = retry;
    this.random = random;
    this.permits = most;
  }

  /** How many more calls may be under way now, {@code inFlight} included already. */
  int free(int inFlight, long now) {
    if (state == State.PAUSED) {
      return probing || now - notBefore < 0 ? 0 : 1;
    }
    return Math.max(0, permits - inFlight);
  }

  /** Whether it gets all that it may have, so that it pays to claim ahead. */
  boolean isOpen() {
    return state == State.OPEN;
  }

  /** Whether it is paused because it turns everybody away. */
  boolean isUnauthorized() {
    return state == State.PAUSED && unauthorized;
  }

  /** Whether calls made now are probes. */
  boolean isPaused() {
    return state == State.PAUSED;
  }

  /** Time until {@link #free} may grow by itself; null if it never does. */
  @Nullable Long untilProbe(long now) {
    return state == State.PAUSED && !probing ? (Long) Math.max(0, notBefore - now) : null;
  }

  /** A probe is under way. */
  void probing() {
    probing = true;
  }

  /** The probe was not sent after all. */
  void probeUnsent() {
    probing = false;
  }

  /**
   * Takes note of a result.
   *
   * @param wait how long the network asked everybody to wait, or null
   */
  Change result(String id, Sign sign, boolean probe, @Nullable Duration wait, long now) {
    if (probe) {
      probing = false;
    }
    return switch (sign) {
      case NONE -> Change.NONE;
      case ANSWERED -> answered();
      case UNAUTHORIZED -> unauthorized(id, probe, now);
      case TROUBLE -> trouble(id, probe, wait, now);
    };
  }

  private Change unauthorized(String id, boolean probe, long now) {
    if (isUnauthorized()) {
      if (probe) {
        failedProbes++;
        notBefore = now + delay(null);
      }
      return Change.NONE;
    }
    turnedAway.add(id);
    if (turnedAway.size() < TURNED_AWAY) {
      return reached();
    }
    failures = 0;
    failing.clear();
    turnedAway.clear();
    unauthorized = true;
    pause(now + delay(null));
    return Change.UNAUTHORIZED;
  }

  private Change answered() {
    turnedAway.clear();
    return reached();
  }

  private Change reached() {
    failures = 0;
    failing.clear();
    unauthorized = false;
    if (state == State.PAUSED) {
      state = State.RAMP;
      permits = 1;
      answersToGrow = 1;
      failedProbes = 0;
      return Change.RESUMED;
    }
    if (state == State.RAMP && --answersToGrow <= 0) {
      permits = Math.min(most, permits * 2);
      answersToGrow = permits;
      if (permits == most) {
        state = State.OPEN;
      }
    }
    return Change.NONE;
  }

  private Change trouble(String id, boolean probe, @Nullable Duration wait, long now) {
    failures++;
    if (failing.size() < DIFFERENT) {
      failing.add(id);
    }
    if (state == State.PAUSED) {
      if (probe) {
        failedProbes++;
        notBefore = now + delay(wait);
      } else if (wait != null) {
        notBefore = later(notBefore, now + wait.toNanos());
      }
      return Change.NONE;
    }
    if (wait == null && (failures < FAILURES || failing.size() < DIFFERENT)) {
      if (state == State.RAMP) {
        permits = Math.max(1, permits / 2); // slower, but not back to the start for one failure
        answersToGrow = permits;
      }
      return Change.NONE;
    }
    unauthorized = false;
    pause(now + (wait == null ? delay(null) : wait.toNanos()));
    return Change.PAUSED;
  }

  private void pause(long until) {
    state = State.PAUSED;
    failedProbes = 0;
    notBefore = until;
  }

  private long delay(@Nullable Duration wait) {
    Duration own = retry.delayAfter(failedProbes + 1, random);
    Duration over = own.minus(retry.maxDelay());
    if (!over.isNegative()) {
      own = retry.maxDelay().minus(over); // jitter makes a probe sooner than that, never later
    }
    return (wait != null && wait.compareTo(own) > 0 ? wait : own).toNanos();
  }

  private static long later(long one, long other) {
    return one - other >= 0 ? one : other;
  }
}
