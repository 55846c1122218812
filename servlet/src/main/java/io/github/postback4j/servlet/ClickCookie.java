package io.github.postback4j.servlet;

import io.github.postback4j.session.CarriedClicks;
import io.github.postback4j.session.CarrierSeal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cookie that carries a visitor's clicks themselves, encrypted and authenticated, so that no
 * storage is needed: about 150 characters for one click, under 1,500 for eight.
 *
 * <p>A cookie that was changed or cut, is of a key that is not among those given, or was written
 * for another name counts as none and is counted in {@link #rejected}. When a click expires stands
 * inside what is encrypted. Of several cookies of the name all that are ours count together.
 * Immutable and safe for use by many threads; {@link #toString} tells no key.
 */
public final class ClickCookie implements ClickCarrier {

  /** The cookie's name unless another is given. */
  public static final String DEFAULT_NAME = "pb4j_clicks";

  private static final Logger log = LoggerFactory.getLogger(ClickCookie.class);

  /** Of one name, before the rest is not looked at. */
  private static final int MOST_COOKIES = 4;

  private final String name;
  private final CookieAttributes attributes;
  private final CarrierSeal seal;
  private final int maxLength;
  private final String requestAttribute;
  private final LongAdder rejected = new LongAdder();

  private ClickCookie(Builder builder) {
    name = builder.name;
    attributes = builder.like.attributes();
    seal = CarrierSeal.of(builder.keys, name, builder.random);
    maxLength = builder.maxLength;
    requestAttribute = ClickCookie.class.getName() + "." + name;
  }

  /**
   * Starts a configuration.
   *
   * @param keys each 32 random bytes in base64, as {@code openssl rand -base64 32} prints them; the
   *     first encrypts, all decrypt. To rotate, put a new one in front on all nodes, and take the
   *     old one out when the longest attribution window has passed
   */
  public static Builder builder(List<String> keys) {
    return new Builder(keys);
  }

  @Override
  public CarriedClicks read(HttpServletRequest request) {
    if (request.getAttribute(requestAttribute) instanceof CarriedClicks known) {
      return known;
    }
    Reading reading = new Reading();
    CookieHeader.each(request, name, reading::take);
    request.setAttribute(requestAttribute, reading.clicks);
    return reading.clicks;
  }

  @Override
  public boolean write(
      CarriedClicks clicks,
      HttpServletRequest request,
      HttpServletResponse response,
      Duration lifetime) {
    if (response.isCommitted()) {
      return false;
    }
    attributes.set(name, seal.seal(clicks, maxLength), request, response, lifetime);
    request.setAttribute(requestAttribute, clicks);
    return true;
  }

  @Override
  public void clear(HttpServletRequest request, HttpServletResponse response) {
    boolean[] there = new boolean[1];
    CookieHeader.each(request, name, value -> there[0] = true);
    if (there[0] || !read(request).isEmpty()) {
      attributes.clear(name, request, response);
    }
    request.setAttribute(requestAttribute, CarriedClicks.none());
  }

  /** Cookies of this name that were not ours, since the start: a rise tells of a missing key. */
  public long rejected() {
    return rejected.sum();
  }

  /** Names the cookie, never what it carries. */
  @Override
  public String toString() {
    return "ClickCookie[" + name + attributes.text() + ", " + seal + "]";
  }

  /** One pass over the cookies of a request. */
  private final class Reading {
    private CarriedClicks clicks = CarriedClicks.none();
    private int seen;

    boolean take(String value) {
      CarriedClicks opened = seal.open(value);
      if (opened == null) {
        rejected.increment();
        log.debug("A cookie {} was not ours and counts as none", name);
      } else {
        // Those that are over are left to the tracker, which has the clock.
        clicks = clicks.isEmpty() ? opened : clicks.with(opened.clicks(), Instant.MIN);
      }
      return ++seen == MOST_COOKIES;
    }
  }

  /** Not thread-safe. */
  public static final class Builder {

    private final List<String> keys;
    private String name = DEFAULT_NAME;
    private VisitorCookie like = VisitorCookie.ofDefaults();
    private int maxLength = 2000;
    private SecureRandom random = new SecureRandom();

    private Builder(List<String> keys) {
      this.keys = List.copyOf(keys);
    }

    /**
     * The cookie's name; {@value ClickCookie#DEFAULT_NAME}.
     *
     * @throws IllegalArgumentException if it is not a name that RFC 6265 allows, or longer than 64
     *     characters
     */
    public Builder name(String name) {
      this.name = CookieSyntax.name(name);
      return this;
    }

    /**
     * The visitor cookie whose domain, path, lifetime, {@code SameSite} and {@code Secure} this one
     * shares; those of {@link VisitorCookie#ofDefaults}.
     */
    public Builder like(VisitorCookie like) {
      this.like = Objects.requireNonNull(like, "like");
      return this;
    }

    /**
     * Most characters of the value; 2000. When more would be needed the oldest clicks are left out.
     *
     * @throws IllegalArgumentException if under 400 or over 3800: browsers keep 4096 with name and
     *     attributes
     */
    public Builder maxLength(int maxLength) {
      if (maxLength < 400 || maxLength > 3800) {
        throw new IllegalArgumentException("maxLength must be from 400 to 3800: " + maxLength);
      }
      this.maxLength = maxLength;
      return this;
    }

    /** Source of nonces; the platform's default by default. */
    public Builder random(SecureRandom random) {
      this.random = Objects.requireNonNull(random, "random");
      return this;
    }

    /**
     * The cookie.
     *
     * @throws io.github.postback4j.network.ConfigurationException if there is no key, or one is no
     *     key
     * @throws IllegalStateException if browsers would refuse the name with the attributes of the
     *     visitor cookie
     */
    public ClickCookie build() {
      VisitorCookie.check(name, like.attributes());
      return new ClickCookie(this);
    }
  }
}
