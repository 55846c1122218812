package io.github.postback4j.network;

import java.time.Duration;
import java.util.Objects;

/**
 * A cookie that a network's own scripts look for, to be set when a click arrives. {@link #toString}
 * does not show the value, which is an ID of the click.
 *
 * @param name of the cookie
 * @param value to be set as it is
 * @param maxAge how long the browser is to keep it
 * @param httpOnly whether it is hidden from scripts
 */
public record LandingCookie(String name, String value, Duration maxAge, boolean httpOnly) {

  public LandingCookie {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(maxAge, "maxAge");
  }

  @Override
  public String toString() {
    return "LandingCookie[" + name + "]";
  }
}
