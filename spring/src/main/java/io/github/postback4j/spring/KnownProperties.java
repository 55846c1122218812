package io.github.postback4j.spring;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The properties that there are, to tell what a wrong name should have been. */
final class KnownProperties {

  private KnownProperties() {}

  /**
   * @param unknown whole name of a property that does not exist
   */
  static String suggestion(String unknown) {
    List<String> steps = List.of(unknown.split("\\.", -1));
    Type type = Postback4jProperties.class;
    StringBuilder path = new StringBuilder(Postback4jProperties.PREFIX);
    for (String step : steps.subList(1, steps.size())) {
      Type next = next(type, step);
      if (next == null) {
        break;
      }
      type = next;
      path.append('.').append(step);
    }
    List<String> known = names(type);
    if (known.isEmpty()) {
      return path + " has nothing below it: give it its value.";
    }
    String wrong = steps.get(Math.min(path.toString().split("\\.", -1).length, steps.size() - 1));
    String near = nearest(wrong, known);
    return (near == null ? "" : "Did you mean " + path + "." + near + "? ")
        + "Below "
        + path
        + " there are: "
        + String.join(", ", known)
        + ".";
  }

  private static @Nullable Type next(Type type, String step) {
    if (type instanceof ParameterizedType map && map.getRawType() == Map.class) {
      return map.getActualTypeArguments()[1];
    }
    return components(type)
        .filter(component -> kebab(component.getName()).equals(step))
        .map(RecordComponent::getGenericType)
        .findFirst()
        .orElse(null);
  }

  private static List<String> names(Type type) {
    return components(type).map(component -> kebab(component.getName())).toList();
  }

  private static Stream<RecordComponent> components(Type type) {
    return type instanceof Class<?> record && record.isRecord()
        ? Stream.of(record.getRecordComponents())
        : Stream.empty();
  }

  private static String kebab(String name) {
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** The one that takes fewest changes of a letter, if they are few. */
  private static @Nullable String nearest(String wrong, List<String> known) {
    String nearest = null;
    int fewest = Math.max(2, wrong.length() / 3) + 1;
    for (String name : known) {
      int changes = distance(wrong, name);
      if (changes < fewest) {
        fewest = changes;
        nearest = name;
      }
    }
    return nearest;
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
