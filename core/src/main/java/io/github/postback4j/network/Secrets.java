package io.github.postback4j.network;

import io.github.postback4j.network.NetworkDescription.Parameter;
import io.github.postback4j.network.NetworkDescription.Request;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * What must not be stored or shown in clear: settings, keys that stand in a request as they are,
 * and the credentials made of them. They are found as they are and escaped. Immutable.
 */
final class Secrets {

  /** Shorter ones are found only between other signs than letters: else they are in any text. */
  private static final int SHORTEST = 6;

  /** What has one of these in its name, whatever its signs, is a secret. */
  private static final Set<String> TELLING =
      Set.of("token", "secret", "secure", "passw", "auth", "apikey", "signature", "checksum");

  /** What ends with one of these as well. */
  private static final Set<String> ENDINGS = Set.of("key", "sig", "sign", "pwd", "hmac");

  /** No secrets, even of a parameter called a key. */
  static final Set<String> WORDS = Set.of("0", "1", "true", "false", "yes", "no");

  private final Set<String> values = new LinkedHashSet<>();

  /**
   * @param settings filled into templates once for all
   * @param described whose constants may be such values
   * @param requests the same, with the headers that are made of settings
   */
  Secrets(
      Collection<String> settings,
      Collection<Request> described,
      Collection<RequestTemplate> requests) {
    values.addAll(settings);
    for (Request request : described) {
      for (Parameter parameter : request.parameters()) {
        // The header is among those that are kept back, and here without its key.
        if (parameter.isConstant()
            && !parameter.name().equalsIgnoreCase(RequestOutline.AUTHORIZATION)
            && tells(parameter.name())
            && !WORDS.contains(parameter.value().toLowerCase(Locale.ROOT))) {
          values.add(parameter.value());
        }
      }
    }
    for (RequestTemplate request : requests) {
      request.keptBack.forEach(
          (name, value) -> {
            if (tells(name)) {
              addCredentials(value.replaceFirst("^(Basic|Bearer) ", ""));
            }
          });
    }
    values.removeIf(value -> value.replace('+', ' ').isBlank());
  }

  private Secrets(Collection<String> values) {
    this.values.addAll(values);
  }

  /** These and others. */
  Secrets and(Collection<String> more) {
    Set<String> all = new LinkedHashSet<>(values);
    all.addAll(more);
    return new Secrets(all);
  }

  private static boolean tells(String name) {
    String last = name.substring(name.lastIndexOf('.') + 1);
    String letters = last.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
    return TELLING.stream().anyMatch(letters::contains)
        || ENDINGS.stream().anyMatch(letters::endsWith);
  }

  /** In Base64, of which servers repeat any kind. */
  private void addCredentials(String value) {
    values.add(value);
    String unpadded = value.replaceAll("=+$", "");
    values.add(unpadded);
    values.add(unpadded.replace('+', '-').replace('/', '_'));
  }

  /** The text with stars in place of every secret. */
  String mask(String text) {
    BitSet places = new BitSet();
    if (!values.isEmpty()) {
      Set<DecodedText> decoded = DecodedText.of(text);
      for (String value : values) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        boolean alone = value.length() < SHORTEST;
        decoded.forEach(one -> one.find(bytes, alone, places));
      }
    }
    if (places.isEmpty()) {
      return text;
    }
    StringBuilder masked = new StringBuilder();
    int shown = 0;
    for (int at = places.nextSetBit(0); at >= 0; at = places.nextSetBit(shown)) {
      masked.append(text, shown, at).append("***");
      shown = places.nextClearBit(at);
    }
    return masked.append(text, shown, text.length()).toString();
  }
}
