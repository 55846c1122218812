package io.github.postback4j.network;

import io.github.postback4j.conversion.Item;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The placeholders that are made from a secret and changed, so that the secret is not found in them
 * as it is: checksums, small letters, a part of it. They are shown to nobody.
 */
final class KeyedValues {

  /** The steps after which a text does not hold what it was made from. */
  private static final Set<String> CHANGES =
      Set.of(
          "map",
          "lower",
          "trim",
          "until",
          "replace",
          "remove",
          "max",
          "hash",
          "hmac",
          "encode",
          "encode-values");

  private final NetworkBuilder given;
  private final Map<String, Object> definitions = new LinkedHashMap<>();
  private final List<Value> values = new ArrayList<>();
  private final Set<String> constants = new LinkedHashSet<>();

  /**
   * @param values of the same network, all settings of which are there
   */
  KeyedValues(NetworkBuilder given, Values values) {
    this.given = given;
    definitions.putAll(given.definitions);
    definitions.putAll(given.placeholders);
    definitions.forEach(
        (name, tree) -> {
          if (isFromSecret(name, new HashSet<>())) {
            try {
              add(values.of(name, "placeholders"), tree);
            } catch (ConfigurationException e) {
              // It is in no request, else that would have been told before.
            }
          }
        });
  }

  private void add(Value value, Object tree) {
    String constant = value.constant();
    if (constant == null && changes(tree)) {
      values.add(value);
    } else if (constant != null && !constant.isBlank() && !Secrets.WORDS.contains(constant)) {
      constants.add(constant);
    }
  }

  private static boolean changes(@Nullable Object tree) {
    if (tree instanceof Map<?, ?> map) {
      return map.keySet().stream().anyMatch(CHANGES::contains)
          || map.values().stream().anyMatch(KeyedValues::changes);
    }
    return tree instanceof Collection<?> list && list.stream().anyMatch(KeyedValues::changes);
  }

  private boolean isFromSecret(String name, Set<String> seen) {
    Object own = definitions.get(name);
    if (own == null || !seen.add(name)) {
      return isSecret(name);
    }
    return own instanceof String source ? isFromSecret(source, seen) : isFromSecret("", own, seen);
  }

  /** What only decides whether something is there is not in the text. */
  private boolean isFromSecret(String field, @Nullable Object tree, Set<String> seen) {
    if (tree instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .anyMatch(
              part ->
                  isFromSecret(
                      field.equals("cases") ? "of" : String.valueOf(part.getKey()),
                      part.getValue(),
                      seen));
    }
    if (tree instanceof Collection<?> list) {
      return list.stream().anyMatch(part -> isFromSecret(field, part, seen));
    }
    if (!(tree instanceof String text)) {
      return false;
    }
    return switch (field) {
      case "of", "first" -> isFromSecret(text, seen);
      case "text", "template", "otherwise", "key" ->
          Wording.placeholders(text).stream().anyMatch(name -> isFromSecret(name, seen));
      case "map" -> isSecret(text) || isSecret(text + ".*");
      default -> false;
    };
  }

  private boolean isSecret(String setting) {
    SettingDeclaration declaration = given.declared.get(setting);
    return declaration == null ? given.settings.containsKey(setting) : declaration.secret();
  }

  /** The texts that are the same for every conversion. */
  Set<String> constants() {
    return constants;
  }

  /** The other texts, for a conversion and each of its lines. */
  Set<String> texts(Scope scope) {
    Set<String> texts = new LinkedHashSet<>();
    for (Value value : values) {
      add(value.text(scope), texts);
      List<Item> items = scope.conversion().items();
      for (int i = 0; i < items.size(); i++) {
        add(value.text(scope.of(items.get(i), i + 1)), texts);
      }
    }
    return texts;
  }

  private static void add(@Nullable String text, Set<String> texts) {
    if (text != null) {
      texts.add(text);
    }
  }
}
