package io.github.postback4j.network;

import io.github.postback4j.network.RequestFaults.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares a received JSON body with its template. Not thread-safe. */
final class JsonFit {

  private final TextFit texts;
  private final RequestOutline outline;
  private final List<Map<String, String>> items;

  /** Whether it is about what is repeated for each line or group. */
  private boolean repeated;

  JsonFit(TextFit texts, RequestOutline outline, List<Map<String, String>> items) {
    this.texts = texts;
    this.outline = outline;
    this.items = items;
  }

  void match(String body) {
    Object received;
    try {
      received = JsonTree.read(body);
    } catch (java.io.IOException e) {
      texts.fault(Kind.BODY, "body", "is no JSON");
      return;
    }
    compare("$", outline.tree.get("json"), received, texts.values);
  }

  private void compare(
      String path, @Nullable Object wanted, @Nullable Object received, Map<String, String> into) {
    if (wanted instanceof Map<?, ?> map) {
      String first = map.isEmpty() ? "" : String.valueOf(map.keySet().iterator().next());
      if (map.size() == 1 && first.startsWith("$")) {
        special(path, first, map.get(first), received, into);
      } else if (received instanceof Map<?, ?> given) {
        object(path, map, given, into);
      } else {
        texts.fault(Kind.FORM, path, "is no object");
      }
    } else if (wanted instanceof List<?> list) {
      list(path, list, received, into);
    } else if (wanted instanceof String template) {
      text(path, template, received, into);
    } else if (!String.valueOf(wanted).equals(String.valueOf(received))
        || received instanceof String) {
      texts.fault(Kind.CONSTANT, path, "must be " + wanted);
    } else {
      texts.likeness += 2;
    }
  }

  private void text(
      String path, String template, @Nullable Object received, Map<String, String> into) {
    if (received instanceof String text) {
      texts.match(path, template, text, into);
    } else {
      texts.fault(Kind.FORM, path, "is no text");
    }
  }

  private void object(String path, Map<?, ?> wanted, Map<?, ?> given, Map<String, String> into) {
    wanted.forEach(
        (name, part) -> {
          String place = path + "." + name;
          if (given.containsKey(name)) {
            compare(place, part, given.get(name), into);
          } else if (isSure(part)) {
            texts.fault(Kind.MISSING, place, "is missing");
          }
        });
    for (Object name : given.keySet()) {
      if (!wanted.containsKey(name)) {
        texts.fault(Kind.UNKNOWN, path + "." + name, "is not known");
      }
    }
  }

  private void list(
      String path, List<?> wanted, @Nullable Object received, Map<String, String> into) {
    if (!(received instanceof List<?> given)) {
      texts.fault(Kind.FORM, path, "is no list");
      return;
    }
    List<?> sure = wanted.stream().filter(this::isSure).toList();
    if (given.size() > wanted.size()) {
      texts.fault(Kind.UNKNOWN, path, "has more entries than " + wanted.size());
    } else if (given.size() < sure.size() || (given.isEmpty() && !wanted.isEmpty())) {
      texts.fault(Kind.MISSING, path, "has fewer entries than " + Math.max(1, sure.size()));
    } else if (given.size() == wanted.size() || given.size() == sure.size()) {
      List<?> there = given.size() == wanted.size() ? wanted : sure;
      for (int i = 0; i < given.size(); i++) {
        compare(path + "[" + i + "]", there.get(i), given.get(i), into);
      }
    } // else which of them were left out cannot be told
  }

  private void special(
      String path,
      String word,
      @Nullable Object template,
      @Nullable Object received,
      Map<String, String> into) {
    switch (word) {
      case "$number" -> {
        if (received instanceof JsonTree.Numeral number) {
          texts.match(path, String.valueOf(template), number.text(), into);
        } else {
          texts.fault(Kind.FORM, path, "is no number");
        }
      }
      case "$boolean" -> {
        if (received instanceof Boolean flag) {
          texts.match(path, String.valueOf(template), flag.toString(), into);
        } else {
          texts.fault(Kind.FORM, path, "is neither true nor false");
        }
      }
      case "$text" -> {
        if (!String.valueOf(template).equals(received)) {
          texts.fault(Kind.CONSTANT, path, "is not the text of the declaration");
        }
      }
      default -> each(path, template, received);
    }
  }

  private void each(String path, @Nullable Object template, @Nullable Object received) {
    if (!(received instanceof List<?> given)) {
      texts.fault(Kind.FORM, path, "is no list");
      return;
    }
    if (given.isEmpty()) {
      texts.fault(Kind.MISSING, path, "has fewer entries than 1");
    }
    boolean before = repeated;
    repeated = true;
    for (int i = 0; i < given.size(); i++) {
      while (items.size() <= i) {
        items.add(new HashMap<>());
      }
      compare(path + "[" + i + "]", template, given.get(i), items.get(i));
    }
    repeated = before;
  }

  /** Whether there is something in it that is in every such body. */
  private boolean isSure(@Nullable Object wanted) {
    if (wanted instanceof String template) {
      return outline.isSure(template, repeated);
    }
    List<Object> parts = new ArrayList<>();
    if (wanted instanceof Map<?, ?> map) {
      if (map.containsKey("$items") || map.containsKey("$groups")) {
        return false;
      }
      if (map.containsKey("$text") || map.isEmpty()) {
        return true;
      }
      map.values().forEach(part -> parts.add(part == null ? "" : part));
    } else if (wanted instanceof List<?> list) {
      list.forEach(part -> parts.add(part == null ? "" : part));
    } else {
      return true;
    }
    return parts.stream().anyMatch(this::isSure);
  }
}
