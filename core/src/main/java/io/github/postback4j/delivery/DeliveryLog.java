package io.github.postback4j.delivery;

import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.store.StoreException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells operators and the listener what happens, in bounded numbers of lines, and never a URL, an
 * ID from a click, or a network's own words. Used by one thread.
 */
final class DeliveryLog {

  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

  private static final int FINAL_LINES = 10;

  /** The code of a refusal that is ordinary, and no fault of anybody's. */
  private static final String NOT_ATTRIBUTED = "not_attributed";

  private final DeliveryListener listener;
  private final LogLimit finals = new LogLimit(FINAL_LINES);
  private final LogLimit once = new LogLimit(1);
  private final LateCount lates = new LateCount();

  DeliveryLog(DeliveryListener listener) {
    this.listener = listener;
  }

  void attempted(Postback after, String code, Duration took, long now) {
    if (log.isDebugEnabled()) {
      log.debug(
          "Postback {} to {} ({}): {}, now {}",
          after.id(),
          after.network(),
          plain(after.goal()),
          code,
          after.state());
    }
    if (code.equals("tls_error") && once.allows("tls " + after.network(), now)) {
      log.warn(
          "No TLS with network {}: certificate, trust store or host name is wrong",
          after.network());
    }
    tell(() -> listener.attempted(after, code, took), now);
  }

  void finished(Postback after, String code, long now) {
    PostbackState state = after.state();
    if (isLoss(state) && finals.allows(after.network(), now)) {
      log.error(
          "Postback {} to {} ({}) ended {} ({}): it is not paid unless somebody replays or settles"
              + " it",
          after.id(),
          after.network(),
          plain(after.goal()),
          state,
          code);
    } else if (isNo(state) && !code.equals(NOT_ATTRIBUTED) && finals.allows(after.network(), now)) {
      log.warn(
          "Postback {} to {} ({}) ended {}; the network's reason is kept with it",
          after.id(),
          after.network(),
          plain(after.goal()),
          state);
    }
    tell(() -> listener.finished(after), now);
  }

  void recordedLate(Postback after, Duration age, long now) {
    lates.add(after.network(), age);
    tell(() -> listener.recordedLate(after, age), now);
  }

  void paused(String network, String code, long now) {
    if (once.allows("paused " + network, now)) {
      log.warn("Network {} is paused ({}); its postbacks wait, one probe at a time", network, code);
    }
    tell(() -> listener.paused(network, code), now);
  }

  void unauthorized(String network, long now) {
    if (once.allows("unauthorized " + network, now)) {
      log.error(
          "Network {} does not accept our credentials (security token, key or address), or its URL"
              + " is gone (410): its postbacks wait, one probe at a time. Mend the configuration or"
              + " ask the network, then replay those that are REFUSED",
          network);
    }
    tell(() -> listener.paused(network, "unauthorized"), now);
  }

  void resumed(String network, long now) {
    if (once.allows("resumed " + network, now)) {
      log.info("Network {} answers again; its postbacks go on", network);
    }
    tell(() -> listener.resumed(network), now);
  }

  /** A claim ended before its outcome was stored. */
  void late(Postback after, String code, long now) {
    if (once.allows("late", now)) {
      log.warn(
          "The outcome ({}) of postback {} to {} came after its claim had ended and is not stored:"
              + " this node, or the way to its outbox, stalled for longer than the lease",
          code,
          after.id(),
          after.network());
    }
    tell(() -> listener.late(after, code), now);
  }

  /** The store failed; its own exception is made to be shown, any other is not. */
  void storeFailed(String doing, Throwable failure, long now) {
    if (once.allows("store", now)) {
      log.warn("The outbox fails while {}; trying again: {}", doing, describe(failure));
    }
  }

  void gaveUpWriting(String id, Throwable failure) {
    log.error(
        "The outcome of postback {} cannot be stored ({}); its lease will end",
        id,
        describe(failure));
  }

  void unexpected(String doing, Throwable failure, long now) {
    if (once.allows("unexpected " + doing, now)) {
      log.error("Unexpected failure while {}; going on: {}", doing, describe(failure));
    }
  }

  void dropped(long count) {
    log.warn("{} postbacks were still waiting in memory at close and are lost", count);
  }

  /** Sums up what was left out in a minute that is over. */
  void sumUp(long now) {
    finals
        .leftOut(now)
        .forEach(
            (network, count) ->
                log.error(
                    "{} more postbacks to {} ended refused, duplicate, dead, expired or uncertain"
                        + " within a minute",
                    count,
                    network));
    once.leftOut(now);
    lates.tell(
        now,
        (network, count, longest) ->
            log.warn(
                "{} postbacks to {} were recorded, but sent later than it wants, up to {} s after"
                    + " the conversion: they may count for less",
                count,
                network,
                longest.toSeconds()));
  }

  private void tell(Runnable call, long now) {
    try {
      call.run();
    } catch (RuntimeException | Error e) {
      if (once.allows("listener", now)) {
        log.warn("A delivery listener failed: {}", describe(e));
      }
    }
  }

  private static boolean isLoss(PostbackState state) {
    return state == PostbackState.DEAD
        || state == PostbackState.EXPIRED
        || state == PostbackState.UNCERTAIN;
  }

  private static boolean isNo(PostbackState state) {
    return state == PostbackState.REFUSED || state == PostbackState.DUPLICATE;
  }

  /** Other exceptions' messages may quote a value. */
  private static String describe(Throwable failure) {
    if (failure instanceof StoreException && failure.getMessage() != null) {
      return failure.getMessage();
    }
    StackTraceElement[] trace = failure.getStackTrace();
    return failure.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
  }

  /** A goal comes from the caller; it must not forge lines. */
  private static String plain(String goal) {
    StringBuilder text = new StringBuilder(goal);
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        text.setCharAt(i, '_');
      }
    }
    return text.toString();
  }
}
