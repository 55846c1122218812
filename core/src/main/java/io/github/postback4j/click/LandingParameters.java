package io.github.postback4j.click;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a landing page, read from its raw query string and nothing else: not from a
 * framework's map, which may hold a form body or be decoded with another charset.
 *
 * <p>Names and values are percent-decoded once, as UTF-8, with {@code +} as a blank. A bad escape
 * ({@code %zz}, {@code %4} at the end) stays as it stands. A value is kept byte-exact, so one that
 * is not UTF-8 counts as absent. The first {@link #MAX_PARAMETERS} parameters within the first
 * {@link #MAX_QUERY_LENGTH} characters are read. Nothing is decoded before it is asked for.
 * Immutable.
 */
public final class LandingParameters {

  /** Longest query string read, in characters; 16,384. The rest is not read. */
  public static final int MAX_QUERY_LENGTH = 16_384;

  /** Most parameters read; 200. */
  public static final int MAX_PARAMETERS = 200;

  /** Longest decoded value, in characters; a longer one counts as absent. */
  public static final int MAX_VALUE_LENGTH = 1_024;

  private static final LandingParameters NONE = new LandingParameters("", 0, 0);

  private final String query;
  private final int length;

  /** For each parameter where its name starts, where that ends, and where the whole ends. */
  private final int[] bounds;

  private LandingParameters(String query, int start, int end) {
    this.query = query;
    length = end - start;
    bounds = new int[3 * count(query, start, end)];
    int position = start;
    for (int at = 0; at < bounds.length; at += 3) {
      int next = query.indexOf('&', position);
      int stop = next < 0 || next > end ? end : next;
      if (query.startsWith("amp;", position)) {
        position += 4; // a link copied out of HTML source: &amp;transaction_id=...
      }
      int nameEnd = position;
      while (nameEnd < stop && query.charAt(nameEnd) != '=') {
        nameEnd++;
      }
      bounds[at] = position;
      bounds[at + 1] = nameEnd;
      bounds[at + 2] = stop;
      position = stop + 1;
    }
  }

  private static int count(String query, int start, int end) {
    int count = 0;
    int position = start;
    while (position < end && count < MAX_PARAMETERS) {
      count++;
      int next = query.indexOf('&', position);
      position = next < 0 ? end : next + 1;
    }
    return count;
  }

  /**
   * The parameters of a raw query string as a servlet's {@code getQueryString()} gives it.
   *
   * @param rawQuery without the leading question mark; null or empty where there is none; a
   *     fragment is left out
   */
  public static LandingParameters parse(@Nullable String rawQuery) {
    return rawQuery == null || rawQuery.isEmpty() ? NONE : within(rawQuery, 0);
  }

  /** The parameters of a whole URL: what stands between its question mark and its fragment. */
  public static LandingParameters ofUrl(String url) {
    int mark = url.indexOf('?');
    int fragment = url.indexOf('#');
    return mark < 0 || (fragment >= 0 && fragment < mark) ? NONE : within(url, mark + 1);
  }

  private static LandingParameters within(String text, int start) {
    int end = text.indexOf('#', start);
    if (end < 0) {
      end = text.length();
    }
    if (end - start > MAX_QUERY_LENGTH) {
      // Cut between parameters: half a value is worse than none.
      end = text.lastIndexOf('&', start + MAX_QUERY_LENGTH);
    }
    return end <= start ? NONE : new LandingParameters(text, start, end);
  }

  /** The first usable value of this parameter; see {@link #first(String, boolean)}. */
  public @Nullable String first(String name) {
    return first(name, false);
  }

  /**
   * The first value of this parameter that is usable: neither blank, too long, with a control
   * character, undecodable, nor an unfilled macro such as <code>{transaction_id}</code>; null if
   * there is none.
   *
   * @param ignoreCase whether upper and lower case of the name are the same
   */
  public @Nullable String first(String name, boolean ignoreCase) {
    return scan(name, ignoreCase, true);
  }

  /** Whether the parameter is there at all, usable or not. */
  public boolean has(String name, boolean ignoreCase) {
    return scan(name, ignoreCase, false) != null;
  }

  /** The names of all parameters, decoded, each once, in order; one that is no text is left out. */
  public List<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (int at = 0; at < bounds.length; at += 3) {
      String name = decode(bounds[at], bounds[at + 1]);
      if (name != null && !name.isEmpty()) {
        names.add(name);
      }
    }
    return List.copyOf(names);
  }

  /**
   * Why no value of this parameter is usable, in words without the value; null if one is, or it is
   * not there.
   *
   * @param ignoreCase whether upper and lower case of the name are the same
   */
  public @Nullable String problem(String name, boolean ignoreCase) {
    String problem = null;
    for (int at = 0; at < bounds.length; at += 3) {
      int nameEnd = bounds[at + 1];
      if (isName(bounds[at], nameEnd, name, ignoreCase)) {
        boolean bare = nameEnd == bounds[at + 2];
        String value = bare ? "" : decode(nameEnd + 1, bounds[at + 2]);
        String own = value == null ? "not UTF-8" : IdentifierSyntax.problem(value, name);
        if (own == null) {
          return null;
        }
        problem = problem == null ? own : problem;
      }
    }
    return problem;
  }

  /** Without any value: they identify people. */
  @Override
  public String toString() {
    return "LandingParameters[" + length + " characters]";
  }

  private @Nullable String scan(String name, boolean ignoreCase, boolean usable) {
    for (int at = 0; at < bounds.length; at += 3) {
      int nameEnd = bounds[at + 1];
      int stop = bounds[at + 2];
      if (isName(bounds[at], nameEnd, name, ignoreCase)) {
        if (!usable) {
          return "";
        }
        String value = nameEnd == stop ? null : decode(nameEnd + 1, stop);
        if (value != null && IdentifierSyntax.isUsable(value, name)) {
          return value;
        }
      }
    }
    return null;
  }

  private boolean isName(int from, int to, String name, boolean ignoreCase) {
    if (to - from == name.length()) {
      return query.regionMatches(ignoreCase, from, name, 0, name.length());
    }
    if (to - from < name.length() || !hasEscape(from, to)) {
      return false;
    }
    String decoded = decode(from, to);
    return decoded != null && (ignoreCase ? decoded.equalsIgnoreCase(name) : decoded.equals(name));
  }

  private boolean hasEscape(int from, int to) {
    for (int i = from; i < to; i++) {
      if (query.charAt(i) == '%') {
        return true;
      }
    }
    return false;
  }

  /** Null where the text is not UTF-8 or far too long to be a value. */
  private @Nullable String decode(int from, int to) {
    boolean plain = true;
    for (int i = from; i < to; i++) {
      char c = query.charAt(i);
      if (c == '%' || c == '+') {
        plain = false;
        break;
      }
    }
    if (plain) {
      return query.substring(from, to);
    }
    if (to - from > MAX_VALUE_LENGTH * 12) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.allocate((to - from) * 3);
    for (int i = from; i < to; ) {
      char c = query.charAt(i);
      int high = c == '%' && i + 2 < to ? Character.digit(query.charAt(i + 1), 16) : -1;
      int low = high >= 0 ? Character.digit(query.charAt(i + 2), 16) : -1;
      if (low >= 0) {
        bytes.put((byte) (high << 4 | low));
        i += 3;
      } else if (c < 0x80) {
        bytes.put((byte) (c == '+' ? ' ' : c));
        i++;
      } else {
        int point = query.codePointAt(i);
        bytes.put(Character.toString(point).getBytes(StandardCharsets.UTF_8));
        i += Character.charCount(point);
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
