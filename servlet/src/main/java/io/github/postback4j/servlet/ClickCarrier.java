package io.github.postback4j.servlet;

import io.github.postback4j.session.CarriedClicks;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;

/**
 * Holds a visitor's clicks where only this visitor's requests find them: in the browser ({@link
 * ClickCookie}) or in its HTTP session ({@link #httpSession}). Beside a keyed session store, or
 * alone for a shop that wants no storage and can do without what needs a key: renewals, orders
 * confirmed later, removal.
 *
 * <p>Implementations must be safe for use by many threads. They may throw: a failure is logged and
 * costs the carried clicks, not the page.
 */
public interface ClickCarrier {

  /** What this request carries, or was given in the course of it; nothing if that is damaged. */
  CarriedClicks read(HttpServletRequest request);

  /**
   * Holds these clicks from now on in place of those before; {@link #read} of this request finds
   * them already.
   *
   * @param lifetime how long they are of use, where nothing else was configured
   * @return false if they cannot be held, as the response is committed
   */
  boolean write(
      CarriedClicks clicks,
      HttpServletRequest request,
      HttpServletResponse response,
      Duration lifetime);

  /** Forgets all. Does nothing where nothing is held. */
  void clear(HttpServletRequest request, HttpServletResponse response);

  /** Carries nothing: all is in the keyed session store. */
  static ClickCarrier none() {
    return NoCarrier.INSTANCE;
  }

  /**
   * In the container's HTTP session, or Spring Session's: for as long as that lives, which is
   * mostly shorter than a click may be paid. A session is made only for a visitor who brought a
   * click; a change of its ID at login keeps them.
   *
   * <p>Under one attribute as a text with a version, so that every way of storing sessions takes
   * it.
   */
  static ClickCarrier httpSession() {
    return SessionCarrier.INSTANCE;
  }
}
