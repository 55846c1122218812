package io.github.postback4j.servlet;

import io.github.postback4j.session.CarriedClicks;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;

/** A carrier whose session service is away. */
final class BrokenCarrier implements ClickCarrier {

  @Override
  public CarriedClicks read(HttpServletRequest request) {
    throw new IllegalStateException("the session service is away");
  }

  @Override
  public boolean write(
      CarriedClicks clicks,
      HttpServletRequest request,
      HttpServletResponse response,
      Duration lifetime) {
    throw new IllegalStateException("the session service is away");
  }

  @Override
  public void clear(HttpServletRequest request, HttpServletResponse response) {
    throw new IllegalStateException("the session service is away");
  }
}
