package io.github.postback4j.servlet;

import io.github.postback4j.session.CarriedClicks;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;

/** Carries nothing. */
enum NoCarrier implements ClickCarrier {
  INSTANCE;

  @Override
  public CarriedClicks read(HttpServletRequest request) {
    return CarriedClicks.none();
  }

  @Override
  public boolean write(
      CarriedClicks clicks,
      HttpServletRequest request,
      HttpServletResponse response,
      Duration lifetime) {
    return false;
  }

  @Override
  public void clear(HttpServletRequest request, HttpServletResponse response) {}

  @Override
  public String toString() {
    return "ClickCarrier[none]";
  }
}
