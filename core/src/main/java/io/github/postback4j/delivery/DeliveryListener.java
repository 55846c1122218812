package io.github.postback4j.delivery;

import io.github.postback4j.outbox.Postback;
import java.time.Duration;

/**
 * Is told what becomes of postbacks, for metrics and alerts. Called by the dispatcher's one thread,
 * so it must not block; an exception it throws is caught, and logged once a minute at most.
 *
 * <p>A postback's reason may hold the network's own words, and its request holds tokens: neither is
 * to be logged.
 */
public interface DeliveryListener {

  /** Does nothing. */
  DeliveryListener NONE = new DeliveryListener() {};

  /**
   * An attempt was made, before its outcome is stored.
   *
   * @param postback as it stands after the attempt
   * @param code short and stable, of few different values: {@code recorded}, {@code accepted} (the
   *     network may still refuse it), {@code duplicate}, {@code not_attributed} (an ordinary
   *     refusal: the network credits nobody), {@code refused}, {@code not_processed}, {@code
   *     unknown}, or a code of {@link SendResult}
   * @param took from sending to the result
   */
  default void attempted(Postback postback, String code, Duration took) {}

  /**
   * A postback became final here, and that is stored: after an attempt, or without one because its
   * deadline passed, its attempts are exhausted, or its node died while it was in flight.
   *
   * @param postback as it stands now
   */
  default void finished(Postback postback) {}

  /**
   * An outcome could not be stored because its claim had ended: this node stalled for longer than
   * the lease and another has the postback, or a person settled it meanwhile. The postback stays as
   * it is there; what was heard here may help to settle it.
   *
   * @param postback as this node would have stored it
   * @param code as in {@link #attempted}
   */
  default void late(Postback postback, String code) {}

  /**
   * The network has it, but it was sent later than the network wants: it may count for less. Told
   * with the attempt, before its outcome is stored.
   *
   * @param postback as it stands after the attempt
   * @param age from tracking to sending
   */
  default void recordedLate(Postback postback, Duration age) {}

  /**
   * A network fails as a whole, or asked to be left alone: it now gets one probe at a time.
   *
   * @param code of the last failure, as in {@link #attempted}; {@code unauthorized} if the network
   *     turns every postback away: our credentials, or a URL that is gone (410)
   */
  default void paused(String network, String code) {}

  /** A paused network answers again. */
  default void resumed(String network) {}
}
