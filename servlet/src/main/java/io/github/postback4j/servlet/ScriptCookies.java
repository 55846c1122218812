package io.github.postback4j.servlet;

import io.github.postback4j.PostbackTracker;
import io.github.postback4j.click.Click;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Clicks that networks' own scripts left in cookies: each is captured once, at the first request
 * that bears it, because the cookie does not tell its age and a click should be no younger than it
 * is. That it was seen stands in a cookie of ours, as tags of what was seen, so that no other
 * request costs a look into the store. A shop without such networks never looks at a cookie here.
 *
 * <p>A click by landing parameter comes before the same network's cookie, which is then taken for
 * seen: the script may not have run yet, and the old click must not come back as the latest. If
 * what was found cannot be kept, nothing is looked for during a minute.
 */
final class ScriptCookies {

  private static final String SUFFIX = "_seen";
  private static final String SEPARATOR = ".";
  private static final int MOST_TAGS = 12;
  private static final int TAG_BYTES = 8;
  private static final int MOST_COOKIES = 8;
  private static final long QUIET_MILLIS = 60_000;

  private final PostbackTracker tracker;
  private final String[] names;
  private final String seenName;
  private final CookieAttributes attributes;
  private final Clock clock;
  private volatile long quietUntil = Long.MIN_VALUE;

  ScriptCookies(PostbackTracker tracker, VisitorCookie like, Clock clock) {
    this.tracker = tracker;
    this.names = tracker.clickCookies().toArray(new String[0]);
    this.seenName = like.name() + SUFFIX;
    this.attributes = like.attributes();
    this.clock = clock;
  }

  /** Whether a request bears a click that was not seen yet. */
  boolean bringsNew(HttpServletRequest request) {
    return names.length > 0 && mayBeThere(request) && !unseen(request).isEmpty();
  }

  /** The clicks not seen yet of networks that the landing brought no click of. */
  List<Click> read(HttpServletRequest request, List<Click> landed) {
    if (names.length == 0 || !mayBeThere(request)) {
      return List.of();
    }
    Set<String> found = new LinkedHashSet<>();
    landed.forEach(click -> found.add(click.network()));
    List<Click> clicks = new ArrayList<>();
    for (Click click : unseen(request)) {
      if (found.add(click.network())) {
        clicks.add(click);
      }
    }
    return clicks;
  }

  /** Notes what was seen, or rests a while where it could not be kept. */
  void seen(
      List<Click> clicks, boolean kept, HttpServletRequest request, HttpServletResponse response) {
    if (names.length == 0) {
      return;
    }
    if (!kept) {
      quietUntil = clock.millis() + QUIET_MILLIS;
      return;
    }
    Set<String> before = tags(request);
    List<String> tags = new ArrayList<>(before);
    for (Click click : present(request)) {
      add(tags, click);
    }
    for (Click click : clicks) {
      add(tags, click);
    }
    if (!before.containsAll(tags)) {
      List<String> last = tags.subList(Math.max(0, tags.size() - MOST_TAGS), tags.size());
      attributes.set(
          seenName,
          String.join(SEPARATOR, last),
          VisitorCookie.MAX_LIFETIME,
          true,
          request,
          response);
    }
  }

  private static void add(List<String> tags, Click click) {
    String tag = tag(click);
    if (!tags.contains(tag)) {
      tags.add(tag);
    }
  }

  private boolean mayBeThere(HttpServletRequest request) {
    if (clock.millis() < quietUntil) {
      return false;
    }
    Enumeration<String> headers = request.getHeaders("Cookie");
    while (headers != null && headers.hasMoreElements()) {
      String header = headers.nextElement();
      for (String name : names) {
        if (header.contains(name)) {
          return true;
        }
      }
    }
    return false;
  }

  private List<Click> unseen(HttpServletRequest request) {
    List<Click> clicks = new ArrayList<>(present(request));
    if (!clicks.isEmpty()) {
      Set<String> seen = tags(request);
      clicks.removeIf(click -> seen.contains(tag(click)));
    }
    return clicks;
  }

  private List<Click> present(HttpServletRequest request) {
    List<Click> clicks = new ArrayList<>();
    for (String name : names) {
      CookieHeader.each(
          request,
          name,
          value -> {
            clicks.addAll(tracker.readCookie(name, value));
            return clicks.size() >= MOST_COOKIES;
          });
    }
    return clicks;
  }

  private Set<String> tags(HttpServletRequest request) {
    Set<String> tags = new LinkedHashSet<>();
    CookieHeader.each(
        request,
        seenName,
        value -> {
          if (value.length() <= 2 * MOST_TAGS * TAG_BYTES) {
            Collections.addAll(tags, value.split("[.]", MOST_TAGS));
          }
          return true;
        });
    tags.removeIf(tag -> !tag.matches("[A-Za-z0-9_-]{11}"));
    return tags;
  }

  /** Tells one click from another, and nothing else to anybody. */
  private static String tag(Click click) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(
                  (click.network() + '\n' + click.transactionId())
                      .getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, TAG_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
