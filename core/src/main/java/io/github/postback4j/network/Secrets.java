package io.github.postback4j.network;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What must not be stored in clear where a network repeats it in its answer. Immutable. */
final class Secrets {

  /** Shorter ones say nothing, and would be found in any text. */
  private static final int SHORTEST = 6;

  /** A parameter whose name has one of these in it holds a secret. */
  private static final Set<String> TELLING =
      Set.of("token", "secret", "password", "passwd", "auth", "apikey", "api_key", "signature");

  private final Set<String> values = new LinkedHashSet<>();
  private final Set<String> shortOnes = new LinkedHashSet<>();

  /**
   * @param settings values filled into templates once for all
   * @param requests whose URLs may hold such a value as it is
   */
  Secrets(Collection<String> settings, Collection<RequestTemplate> requests) {
    settings.forEach(this::add);
    for (RequestTemplate request : requests) {
      for (String name : request.url.parameterNames()) {
        String constant = request.url.constant(name);
        if (constant != null && tells(name)) {
          add(constant);
          add(URLDecoder.decode(constant.replace("+", "%2B"), StandardCharsets.UTF_8));
        }
      }
    }
  }

  private static boolean tells(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return TELLING.stream().anyMatch(lower::contains);
  }

  private void add(String value) {
    StringBuilder encoded = new StringBuilder();
    PercentEncoding.appendValue(encoded, value);
    Set<String> kept = value.length() >= SHORTEST ? values : shortOnes;
    kept.add(value);
    kept.add(encoded.toString());
  }

  /** As {@link #mask}, also of short ones where they stand between other signs than letters. */
  String maskAll(String text) {
    String masked = mask(text);
    for (String value : shortOnes) {
      masked =
          masked.replaceAll(
              "(?<![\\p{L}\\p{N}])" + Pattern.quote(value) + "(?![\\p{L}\\p{N}])", "***");
    }
    return masked;
  }

  /** The text with stars in place of every secret. */
  String mask(String text) {
    String masked = text;
    for (String value : values) {
      masked = masked.replace(value, "***");
    }
    return masked;
  }
}
