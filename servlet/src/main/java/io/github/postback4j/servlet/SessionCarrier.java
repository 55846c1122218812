package io.github.postback4j.servlet;

import io.github.postback4j.session.CarriedClicks;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Carries clicks in the HTTP session, as a text: nothing to be serialised but a String. */
@SuppressWarnings("ImmutableEnumChecker") // its locks are only ever held
enum SessionCarrier implements ClickCarrier {
  INSTANCE;

  /** Fixed for ever: sessions outlive a deployment. */
  static final String ATTRIBUTE = "io.github.postback4j.clicks";

  /** More requests than that at once in different sessions seldom wait for each other. */
  private static final int LOCKS = 256;

  private final List<Object> locks = Stream.generate(Object::new).limit(LOCKS).toList();

  /**
   * What to hold while the clicks of this request's session are read and written anew: requests of
   * one browser come at once. By the session's ID, as containers may give each request a session
   * object of its own. Sessions that a framework copies for each request still keep what is saved
   * last.
   */
  Object lock(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    return session == null
        ? new Object() // nobody else has it yet
        : locks.get(Math.floorMod(session.getId().hashCode(), LOCKS));
  }

  @Override
  public CarriedClicks read(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    return session != null && session.getAttribute(ATTRIBUTE) instanceof String text
        ? CarriedClicks.ofText(text)
        : CarriedClicks.none();
  }

  @Override
  public boolean write(
      CarriedClicks clicks,
      HttpServletRequest request,
      HttpServletResponse response,
      Duration lifetime) {
    HttpSession session = request.getSession(false);
    if (session == null) {
      if (response.isCommitted()) {
        return false;
      }
      session = request.getSession(true);
    }
    session.setAttribute(ATTRIBUTE, clicks.text());
    return true;
  }

  @Override
  public void clear(HttpServletRequest request, HttpServletResponse response) {
    HttpSession session = request.getSession(false);
    if (session != null) {
      session.removeAttribute(ATTRIBUTE);
    }
  }

  @Override
  public String toString() {
    return "ClickCarrier[HTTP session]";
  }
}
