package io.github.postback4j.network;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Reads {@code success=false; err_msg=Invalid Trans. ID #1.;}: fields parted by semicolons, names
 * in any case, blanks anywhere. The text of {@code err_msg} reaches to the last semicolon, since
 * the network's words may hold one (tune.md, 3.1). What does not look like that has no fields.
 *
 * @param fields by small name
 * @param isWhole whether all of the body was read so: what is not among the fields is not there
 */
record KeyValueBody(Map<String, String> fields, boolean isWhole) {

  private static final int MAX_FIELDS = 100;

  /** From this length on an answer may have been cut, whatever its charset. */
  private static final int MAYBE_CUT = 4_000;

  /** TUNE's name for its own words. */
  private static final String MESSAGE = "err_msg";

  /** Never fails. */
  static KeyValueBody read(String body) {
    Map<String, String> fields = new LinkedHashMap<>();
    int position = 0;
    while (position < body.length() && fields.size() < MAX_FIELDS) {
      int equals = body.indexOf('=', position);
      String name = equals < 0 ? "" : body.substring(position, equals).strip();
      if (!isName(name)) {
        break;
      }
      boolean message = name.equalsIgnoreCase(MESSAGE);
      int semicolon = message ? body.lastIndexOf(';') : body.indexOf(';', equals);
      int stop = semicolon <= equals ? body.length() : semicolon;
      fields.putIfAbsent(name.toLowerCase(Locale.ROOT), body.substring(equals + 1, stop).strip());
      position = stop + 1;
    }
    boolean whole = position >= body.length() && body.length() < MAYBE_CUT;
    return new KeyValueBody(fields, whole && !fields.isEmpty());
  }

  /** Letters, digits, {@code _} and {@code -}, at most 40 of them. */
  static boolean isName(String text) {
    return !text.isEmpty()
        && text.length() <= 40
        && text.chars()
            .allMatch(c -> c == '_' || c == '-' || (c < 128 && Character.isLetterOrDigit(c)));
  }
}
