package io.github.postback4j.click;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a value that a network filled in from one that it, or a hand-made link, did not. */
final class IdentifierSyntax {

  private static final Logger log = LoggerFactory.getLogger(IdentifierSyntax.class);

  /** Words in capitals that screens print for somebody to replace (tune.md, 1.5). */
  private static final Set<String> PRINTED_WORDS =
      Set.of(
          "TRANSACTION_ID",
          "TRANSACTIONID",
          "TRANS_ID",
          "AFFILIATE_ID",
          "AFFILATE_ID",
          "AFFILIATEID",
          "AFF_ID",
          "AFFID",
          "PARTNER_ID",
          "PARTNERID",
          "PUBLISHER_ID",
          "OFFER_ID",
          "OFFERID",
          "CLICK_ID",
          "CLICKID",
          "SESSION_ID",
          "SUB_ID",
          "SUBID",
          "AFF_SUB",
          "AFF_SUB2",
          "AFF_SUB3",
          "AFF_SUB4",
          "AFF_SUB5",
          "PLACEHOLDER",
          "GOOGLEAID",
          "SOURCE",
          "REQUEST_SESSION_ID",
          "YOUR_NETWORK_ID",
          "NETWORK_ID",
          "PROMO_CODE");

  private IdentifierSyntax() {}

  /**
   * Whether a landing value may be kept: not blank, at most {@link
   * LandingParameters#MAX_VALUE_LENGTH} characters, no control character, no unfilled macro. One
   * DEBUG line says why not, without the value.
   *
   * @param name the landing parameter's name, whose own capitals count as unfilled too
   */
  static boolean isUsable(String value, String name) {
    String problem = problem(value, name);
    if (problem != null) {
      log.debug("Landing parameter {} counts as absent: {}", name, problem);
    }
    return problem == null;
  }

  /** What keeps a value from being kept, in words without it; null if nothing does. */
  static @Nullable String problem(String value, String name) {
    if (value.isEmpty()) {
      return "empty";
    }
    if (value.length() > LandingParameters.MAX_VALUE_LENGTH) {
      return "longer than " + LandingParameters.MAX_VALUE_LENGTH + " characters";
    }
    boolean blank = true;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c > ' ' && c < 0x7f) {
        blank = false; // as nearly every character of an ID
        continue;
      }
      if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
        return "has a control character";
      }
      blank &= Character.isWhitespace(c) || c == '\u00a0';
    }
    if (blank) {
      return "blank";
    }
    return isMacro(value, name) ? "an unfilled macro" : null;
  }

  private static boolean isMacro(String value, String name) {
    char first = value.charAt(0);
    if (first >= 'A' && first <= 'Z') {
      return PRINTED_WORDS.contains(value)
          || (name.indexOf('_') >= 0 && value.equals(name.toUpperCase(Locale.ROOT)));
    }
    int brace = value.indexOf('{');
    if (brace >= 0) {
      // Anywhere: "x-{aff_sub}" was not filled either, and no network's ID holds a braced name.
      int close = value.indexOf('}', brace);
      int open = value.lastIndexOf('{', Math.max(close, brace));
      return close > open && isEnclosed(value.substring(open, close + 1), "{", "}");
    }
    return switch (first) {
      case '[' -> isEnclosed(value, "[", "]") || isEnclosed(value, "[[", "]]");
      case '(' -> isEnclosed(value, "(", ")");
      case '<' -> isEnclosed(value, "<", ">");
      case '#' -> isEnclosed(value, "#", "#");
      case '%' ->
          isEnclosed(value, "%7B", "%7D")
              || isEnclosed(value, "%7b", "%7d")
              || isEnclosed(value, "%", "%")
              || isEnclosed(value, "%%", "%%")
              || value.equals("%s");
      case '_' -> isEnclosed(value, "__", "__");
      default -> false;
    };
  }

  /** Whether the value is a name between these marks, blanks allowed around it. */
  private static boolean isEnclosed(String value, String open, String close) {
    if (value.length() <= open.length() + close.length()
        || !value.startsWith(open)
        || !value.endsWith(close)) {
      return false;
    }
    String name = value.substring(open.length(), value.length() - close.length()).strip();
    if (name.isEmpty()) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!(Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.' || c == ':')) {
        return false;
      }
    }
    return true;
  }
}
