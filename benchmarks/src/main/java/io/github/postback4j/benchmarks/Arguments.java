package io.github.postback4j.benchmarks;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A program's arguments, each {@code name=value} or {@code name=value,value}. */
final class Arguments {

  private final Map<String, String> given = new HashMap<>();
  private final Set<String> known = new HashSet<>();

  Arguments(String... args) {
    for (String arg : args) {
      int equals = arg.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("an argument is name=value, not " + arg);
      }
      given.put(arg.substring(0, equals), arg.substring(equals + 1));
    }
  }

  int number(String name, int otherwise) {
    return Integer.parseInt(words(name, String.valueOf(otherwise)).get(0));
  }

  List<Integer> numbers(String name, String otherwise) {
    return words(name, otherwise).stream().map(Integer::valueOf).toList();
  }

  List<String> words(String name, String otherwise) {
    known.add(name);
    String value = given.getOrDefault(name, otherwise);
    return value.isEmpty() ? List.of() : Arrays.asList(value.split(",", -1));
  }

  /** To be called once all were asked for. */
  void requireNoOther() {
    Set<String> unknown = new HashSet<>(given.keySet());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("no such argument: " + unknown + "; there are " + known);
    }
  }
}
