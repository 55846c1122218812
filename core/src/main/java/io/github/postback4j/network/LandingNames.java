package io.github.postback4j.network;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Tells at a glance whether a query string can hold a click of any network, so that the many
 * requests that bring none cost next to nothing: no allocation. Immutable.
 */
public final class LandingNames {

  private final String[] names;
  private final boolean ignoreCase;

  /** The names of all identifiers of these networks. */
  public LandingNames(Collection<Network> networks) {
    Set<String> all = new LinkedHashSet<>();
    boolean anyCase = false;
    for (Network network : networks) {
      all.addAll(network.identifierNames());
      anyCase |= network.ignoresCase();
    }
    names = all.toArray(new String[0]);
    ignoreCase = anyCase;
  }

  /** Whether one of the names may be in this raw query; a name with an escape may be any. */
  public boolean anyIn(String query) {
    for (String name : names) {
      if (ignoreCase ? holds(query, name) : query.indexOf(name) >= 0 && holds(query, name)) {
        return true;
      }
    }
    return hasEscapedName(query);
  }

  /** Whether a parameter has this name. */
  private boolean holds(String query, String name) {
    int length = name.length();
    for (int start = 0; start >= 0; ) {
      if (query.startsWith("amp;", start)) {
        start += 4;
      }
      int end = start + length;
      if (query.regionMatches(ignoreCase, start, name, 0, length)
          && (end == query.length() || query.charAt(end) == '=' || query.charAt(end) == '&')) {
        return true;
      }
      int next = query.indexOf('&', start);
      start = next < 0 ? -1 : next + 1;
    }
    return false;
  }

  private static boolean hasEscapedName(String query) {
    int escape = query.indexOf('%');
    while (escape >= 0) {
      int equals = query.indexOf('=', query.lastIndexOf('&', escape) + 1);
      if (equals < 0 || equals > escape) {
        return true;
      }
      int next = query.indexOf('&', escape);
      escape = next < 0 ? -1 : query.indexOf('%', next);
    }
    return false;
  }
}
