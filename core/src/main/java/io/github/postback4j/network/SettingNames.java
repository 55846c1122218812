package io.github.postback4j.network;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Refuses a setting that nothing in a network asks for: most likely it is misspelt. */
final class SettingNames {

  private final NetworkBuilder given;
  private final List<String> texts = new ArrayList<>();
  private final Set<String> families = new HashSet<>();

  private SettingNames(NetworkBuilder given) {
    this.given = given;
    given.declared.values().stream()
        .filter(SettingDeclaration::isFamily)
        .forEach(setting -> families.add(family(setting.name())));
    read("", given.definitions);
    read("", given.placeholders);
    read("", given.exposes);
    read("", given.request);
    read("", given.goalRequests);
    read("", given.also);
    read("", given.url);
    read("", given.goalUrls);
    given.cookies.forEach(cookie -> read("", cookie.of()));
    TestDeclaration test = given.test;
    if (test != null) {
      read("", test.request());
      test.settings().values().forEach(name -> read("", name));
    }
  }

  /**
   * @throws ConfigurationException naming the first that is unknown, and what it may have meant
   */
  static void check(NetworkBuilder given) {
    SettingNames names = new SettingNames(given);
    for (String name : given.settings.keySet()) {
      if (!names.knows(name)) {
        throw new ConfigurationException(
            "network '" + given.name + "', settings." + name,
            "is unknown: neither the file nor a URL asks for it",
            names.remedy(name));
      }
    }
  }

  private void read(String field, @Nullable Object tree) {
    if (tree instanceof Map<?, ?> map) {
      map.forEach(
          (name, part) -> {
            if (String.valueOf(name).indexOf('{') >= 0) {
              texts.add(RequestOutline.decoded(String.valueOf(name)));
            }
            read(String.valueOf(name), part);
          });
    } else if (tree instanceof List<?> list) {
      list.forEach(part -> read(field, part));
    } else if (tree instanceof String text) {
      texts.add(RequestOutline.decoded(text));
      if (field.equals("map")) {
        families.add(text);
      }
    }
  }

  private boolean knows(String name) {
    if (given.declared.containsKey(name) || families.contains(family(name))) {
      return true;
    }
    Pattern word = Pattern.compile("(?<![A-Za-z0-9_])" + Pattern.quote(name) + "(?![A-Za-z0-9_])");
    return texts.stream().anyMatch(text -> word.matcher(text).find());
  }

  private static String family(String name) {
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  private String remedy(String name) {
    Set<String> known = new LinkedHashSet<>(given.declared.keySet());
    for (String one : known) {
      if (isMeant(one, name) || isMeant(family(one), family(name))) {
        boolean lost = letters(one).equals(letters(name));
        return "Did you mean "
            + one
            + (lost ? "? Under Spring write \"[" + one + "]\", or its signs are lost." : "?");
      }
    }
    return known.isEmpty()
        ? "Write {" + name + "} in the URL where it is to stand, or leave it out."
        : "There are " + String.join(", ", known) + "; or write {" + name + "} in a URL.";
  }

  /** Whether it is a slip, or differs in signs that some configurations lose. */
  private static boolean isMeant(String known, String name) {
    return UrlChecks.isSlipOf(known, name) || letters(known).equals(letters(name));
  }

  private static String letters(String name) {
    return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
  }
}
