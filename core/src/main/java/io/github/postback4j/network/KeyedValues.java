package io.github.postback4j.network;

import io.github.postback4j.conversion.Item;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The placeholders that are signed with a secret, such as checksums: they are shown to nobody. */
final class KeyedValues {

  private final List<Value> values = new ArrayList<>();

  /**
   * @param values of the same network, all settings of which are there
   */
  KeyedValues(NetworkBuilder given, Values values) {
    Wording wording = new Describer(given, Map.of()).wording();
    Map<String, Object> definitions = new LinkedHashMap<>(given.definitions);
    definitions.putAll(given.placeholders);
    definitions.forEach(
        (name, tree) -> {
          if (hasDigest(tree)
              && wording.allSources(name).stream().anyMatch(one -> isSecret(given, one))) {
            try {
              this.values.add(values.of(name, "placeholders"));
            } catch (ConfigurationException e) {
              // It is in no request, else that would have been told before.
            }
          }
        });
  }

  private static boolean hasDigest(@Nullable Object tree) {
    if (tree instanceof Map<?, ?> map) {
      return map.containsKey("hash")
          || map.containsKey("hmac")
          || map.values().stream().anyMatch(KeyedValues::hasDigest);
    }
    return tree instanceof Collection<?> list && list.stream().anyMatch(KeyedValues::hasDigest);
  }

  private static boolean isSecret(NetworkBuilder given, String setting) {
    SettingDeclaration declaration = given.declared.get(setting);
    return declaration == null ? given.settings.containsKey(setting) : declaration.secret();
  }

  /** Their texts for a conversion and each of its lines. */
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
