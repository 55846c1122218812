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
    int start = 0;
    int length = query.length();
    while (start < length) {
      if (query.startsWith("amp;", start)) {
        start += 4;
      }
      int end = start;
      boolean escaped = false;
      char c = 0;
      while (end < length && (c = query.charAt(end)) != '=' && c != '&') {
        escaped |= c == '%';
        end++;
      }
      if (escaped || isName(query, start, end)) {
        return true;
      }
      if (c == '=') {
        int next = query.indexOf('&', end);
        end = next < 0 ? length : next;
      }
      start = end + 1;
    }
    return false;
  }

  private boolean isName(String query, int start, int end) {
    for (String name : names) {
      if (name.length() == end - start
          && query.regionMatches(ignoreCase, start, name, 0, name.length())) {
        return true;
      }
    }
    return false;
  }
}
