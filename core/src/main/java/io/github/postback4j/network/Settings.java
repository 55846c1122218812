package io.github.postback4j.network;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The settings of one network: what its file declares and what its user gave. Not thread-safe. */
final class Settings {

  private final String network;
  private final Map<String, SettingDeclaration> declared;
  private final Map<String, String> given;
  private final Map<String, String> effective = new LinkedHashMap<>();
  private final Set<String> missing = new LinkedHashSet<>();

  /**
   * @param instead in test mode: by setting, the one that is meant
   * @throws ConfigurationException if a value is blank or none of those declared
   */
  Settings(
      String network,
      Map<String, SettingDeclaration> declared,
      Map<String, String> given,
      Map<String, String> instead) {
    this.network = network;
    this.declared = declared;
    this.given = given;
    declared.forEach(
        (name, declaration) -> {
          if (declaration.fallback() != null) {
            effective.put(name, declaration.fallback());
          }
        });
    given.forEach(this::put);
    Map<String, String> all = Map.copyOf(effective);
    instead.forEach(
        (name, other) -> {
          effective.remove(name);
          String value = all.get(other);
          if (value == null) {
            missing.add(other);
          } else {
            effective.put(name, value);
          }
        });
  }

  private void put(String name, String value) {
    if (value.isBlank()) {
      throw new ConfigurationException(
          "network '" + network + "', settings." + name,
          "is blank",
          "Give its value, or leave it out of the URL.");
    }
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw new ConfigurationException(
          "network '" + network + "', settings." + name,
          "has a line break or another control character in it",
          "Take it away; a secret that is read from a file often has one at its end.");
    }
    SettingDeclaration declaration = declared.get(name);
    if (declaration != null
        && !declaration.values().isEmpty()
        && !declaration.values().contains(value)) {
      throw new ConfigurationException(
          "network '" + network + "', settings." + name,
          "is none of its values",
          "Use one of " + declaration.values() + ": " + declaration.about());
    }
    effective.put(name, value);
  }

  /** By name, those that have a value. */
  Map<String, String> effective() {
    return effective;
  }

  /** Whether it is declared or given. */
  boolean knows(String name) {
    return declared.containsKey(name) || given.containsKey(name);
  }

  /** Whether one of this family is declared or given. */
  boolean knowsFamily(String name) {
    return Stream.concat(declared.keySet().stream(), given.keySet().stream())
        .anyMatch(setting -> setting.equals(name) || setting.startsWith(name + "."));
  }

  /** Whether every one of these has a value. */
  boolean hasAll(List<String> names) {
    return effective.keySet().containsAll(names);
  }

  /** The value; null if there is none, which is noted unless the setting is optional. */
  @Nullable String value(String name) {
    String value = effective.get(name);
    SettingDeclaration declaration = declared.get(name);
    if (value == null && declaration != null && !declaration.optional()) {
      missing.add(name);
    }
    return value;
  }

  /** The values of a family by what follows the dot, and its common value under {@code ""}. */
  Map<String, String> family(String name) {
    Map<String, String> values = new TreeMap<>();
    effective.forEach(
        (setting, value) -> {
          if (setting.equals(name)) {
            values.put("", value);
          } else if (setting.startsWith(name + ".") && !setting.endsWith(".*")) {
            values.put(setting.substring(name.length() + 1), value);
          }
        });
    declared.keySet().stream()
        .filter(setting -> setting.startsWith(name + ".") && !setting.endsWith(".*"))
        .forEach(this::value); // one that has to be there by its own name
    SettingDeclaration declaration = declared.get(name + ".*");
    if (values.isEmpty() && declaration != null && !declaration.optional()) {
      missing.add(name + ".*");
    }
    return values;
  }

  /** Whether one that was asked for is missing, which {@link #requireAll} will tell. */
  boolean lacksAny() {
    return !missing.isEmpty();
  }

  /**
   * Notes it as missing if it has no value, optional or not: what it is needed for cannot be left
   * out.
   */
  void require(String name) {
    if (!effective.containsKey(name)) {
      missing.add(name);
    }
  }

  /**
   * @throws ConfigurationException if one that was asked for is missing
   */
  void requireAll() {
    if (missing.isEmpty()) {
      return;
    }
    StringBuilder remedy = new StringBuilder();
    for (String name : missing) {
      SettingDeclaration declaration = declared.get(name);
      remedy.append(remedy.isEmpty() ? "" : " ").append(name.replace(".*", ".sale or the like"));
      if (declaration != null) {
        remedy.append(": ").append(declaration.about());
        if (declaration.example() != null) {
          remedy.append(" Such as ").append(declaration.example()).append('.');
        }
      }
    }
    throw new ConfigurationException(
        "network '" + network + "', settings",
        (missing.size() == 1 ? "one is missing" : "some are missing")
            + ": "
            + String.join(", ", missing),
        remedy.toString());
  }

  /** The values that nobody is to see. */
  Set<String> secrets() {
    Set<String> secrets = new LinkedHashSet<>();
    Map<String, String> all = new LinkedHashMap<>(given);
    declared.forEach(
        (name, declaration) -> {
          if (declaration.fallback() != null) {
            all.putIfAbsent(name, declaration.fallback());
          }
        });
    all.forEach(
        (name, value) -> {
          SettingDeclaration declaration = declared.get(name);
          if (declaration == null) {
            declaration = declared.get(name.replaceAll("\\..*", ".*"));
          }
          if (declaration == null || declaration.secret()) {
            secrets.add(value);
          }
        });
    return secrets;
  }
}
