package io.github.postback4j.network;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks one postback URL of a network: scheme, host, path, identifier, likely slips. */
final class UrlChecks {

  private final NetworkBuilder given;
  private final String setting;
  private final PostbackTemplate template;

  UrlChecks(NetworkBuilder given, String setting, PostbackTemplate template) {
    this.given = given;
    this.setting = setting;
    this.template = template;
  }

  /** Scheme, host and path. */
  void checkPlace() {
    checkOrigin();
    checkPath();
  }

  private ConfigurationException wrong(String problem, String remedy) {
    return given.wrong(setting, problem, remedy);
  }

  private void checkOrigin() {
    String origin = template.origin();
    String scheme = origin.substring(0, origin.indexOf("://")).toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw wrong("its scheme is '" + scheme + "'", "Start it with https://.");
    }
    if (scheme.equals("http") && !given.allowHttp) {
      throw wrong(
          "is http, which anybody on the way can read and change",
          "Use https://, or set allow-http to true if the network has nothing better.");
    }
    String authority = origin.substring(origin.indexOf("://") + 3);
    if (authority.indexOf('@') >= 0) {
      throw wrong("has a user name before its host", "Leave it out; networks use a token.");
    }
    for (String part : authority.split("[.:]", -1)) {
      if (part.matches("YOUR_NETWORK_ID|NETWORK_ID|NETWORKID|.*[{}<>].*")) {
        throw wrong(
            "its host still has the placeholder " + part.replaceAll("[{}]", ""),
            "Replace it by your network's own name, or give it under settings.");
      }
    }
    try {
      URI uri = new URI(origin + "/").parseServerAuthority();
      if (uri.getHost() == null || uri.getPort() > 65_535) {
        throw new URISyntaxException(origin, "no host");
      }
    } catch (URISyntaxException e) {
      throw wrong("what follows :// is no host", "Write host, or host:port.");
    }
  }

  private void checkPath() {
    String path = template.pathText();
    if (PostbackTemplate.hasDotSegment(path.replaceAll("%2[eE]", "."))) {
      throw wrong("its path has a segment of dots", "Write the path that they lead to.");
    }
    String lastSegment = path.substring(path.lastIndexOf('/'));
    for (Map.Entry<String, String> refused : given.knowledge.refusedPaths().entrySet()) {
      String pattern = refused.getKey();
      int mark = pattern.indexOf('?');
      String wanted = mark < 0 ? pattern : pattern.substring(0, mark);
      boolean fits =
          wanted.endsWith("*")
              ? lastSegment.startsWith(wanted.substring(0, wanted.length() - 1))
              : lastSegment.equals(wanted);
      if (fits && (mark < 0 || hasConstant(pattern.substring(mark + 1)))) {
        throw wrong(
            "'" + pattern + "' is no postback path: " + refused.getValue(),
            "Use the server postback URL, such as /aff_lsr, that the network's screen shows.");
      }
    }
  }

  private boolean hasConstant(String condition) {
    int equals = condition.indexOf('=');
    return condition
        .substring(equals + 1)
        .equals(template.constant(condition.substring(0, equals)));
  }

  /** Whether it carries an identifier. A follow-up may be known by the order. */
  void checkIdentifier(RequestTemplate request, boolean followUp) {
    PresetKnowledge knowledge = given.knowledge;
    boolean named =
        request.carries(Source.TRANSACTION_ID)
            || request.carries(Source.PARTNER_ID)
            || request.carries(Source.COUPON)
            || given.withoutClick.stream().anyMatch(request::carries)
            || (followUp
                && (request.carries(Source.ORDER_ID)
                    || request.carries(Source.UNIQUE_ID)
                    || request.carries(Source.ORIGINAL_UNIQUE_ID)));
    if (!named
        && NetworkChecks.constant(template, knowledge.transactionIdParameter()) == null
        && NetworkChecks.constant(template, knowledge.partnerIdParameter()) == null
        && NetworkChecks.constant(template, knowledge.couponParameter()) == null) {
      throw wrong(
          "carries no identifier, so the network could not match the conversion",
          "Add "
              + knowledge.transactionIdParameter().get(0)
              + "=TRANSACTION_ID, or "
              + knowledge.partnerIdParameter().get(0)
              + "=AFFILIATE_ID under the partner-ID protocol.");
    }
  }

  /**
   * Tells likely slips.
   *
   * @param parameters names of the request's parameters
   * @param words in capitals that are placeholders
   */
  void hint(Collection<String> parameters, Set<String> words) {
    String where = " in " + (setting.startsWith("$") ? "" : "the ") + setting;
    for (String word : template.strangers()) {
      String near = nearest(word, words);
      given.hint(
          word
              + where
              + " is no known placeholder and is sent as it stands"
              + (near == null
                  ? "; if it is to be replaced, map it under placeholders"
                  : "; did you mean "
                      + near
                      + "? If it is to be replaced by something else, map it")
              + (setting.startsWith("$") ? "; if it is meant, query takes capitals as text" : ""));
    }
    for (String parameter : parameters) {
      String near = nearest(parameter, given.knowledge.parameters());
      if (near != null) {
        given.hint(
            "parameter "
                + parameter
                + where
                + " is not documented, did you mean "
                + near
                + "? The network ignores a misspelt one without an error");
      }
    }
    if (!given.knowledge.parameters().isEmpty() && "json".equals(template.constant("format"))) {
      given.hint(
          "leave format=json out of"
              + where.substring(3)
              + "; its answer is not documented, and an answer that cannot be read counts as"
              + " unknown");
    }
  }

  /** The known name that is one slip away, or null; null for a known one. */
  private static @Nullable String nearest(String name, Collection<String> known) {
    return known.contains(name)
        ? null
        : known.stream()
            .filter(one -> isSlipOf(one, name))
            .min(
                Comparator.comparingInt((String one) -> distance(one, name))
                    .thenComparing(Comparator.naturalOrder()))
            .orElse(null);
  }

  /** Whether a parameter is not this one, but probably meant to be. */
  static boolean isSlipOf(String known, String parameter) {
    return known.length() > 4
        && !known.equals(parameter)
        && Math.abs(known.length() - parameter.length()) <= 2
        && distance(known, parameter) <= 2;
  }

  /** How many letters have to be changed, added or taken away. */
  static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(change, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
