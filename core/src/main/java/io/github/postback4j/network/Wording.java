package io.github.postback4j.network;

import io.github.postback4j.conversion.Conversion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells placeholders of a file in words, without their settings. Immutable. */
final class Wording {

  /** What every conversion has, or every group of one. */
  private static final Set<String> ALWAYS =
      Set.of(
          Source.ORDER_ID,
          Source.UNIQUE_ID,
          Source.GOAL,
          "original_goal",
          Source.ORIGINAL_UNIQUE_ID,
          "time",
          "clicked_at",
          "test",
          "n",
          "item.count",
          "group.amount");

  /** What every line of an order has. */
  private static final Set<String> OF_EVERY_LINE =
      Set.of("item.sku", "item.quantity", "item.unit_price", "item.line_total");

  private final Map<String, Object> definitions;
  private final Map<String, SettingDeclaration> declared;
  private final Set<String> given;
  private final List<String> landing;
  private final Map<String, String> known;

  /** Placeholders that are being told: one that is made of itself is told by its name. */
  private final Set<String> telling;

  /** Whether there is a line of the order for certain. */
  private final boolean lines;

  /**
   * @param definitions the file's placeholders and those of the builder
   * @param known settings by name that count as known, for what depends on them
   */
  Wording(NetworkBuilder builder, Map<String, Object> definitions, Map<String, String> known) {
    this.definitions = definitions;
    this.known = known;
    declared = Map.copyOf(builder.declared);
    given = Set.copyOf(builder.settings.keySet());
    landing = List.copyOf(builder.landingNames());
    telling = Set.of();
    lines = true;
  }

  private Wording(Wording outer, Set<String> telling, boolean lines) {
    definitions = outer.definitions;
    known = outer.known;
    declared = outer.declared;
    given = outer.given;
    landing = outer.landing;
    this.telling = telling;
    this.lines = lines;
  }

  /**
   * Where there may be no line: in a request for each line of the order, of which an order without
   * lines has one as well.
   */
  Wording withoutLines() {
    return new Wording(this, telling, false);
  }

  /** What stands in braces. */
  Word of(String name) {
    if (telling.contains(name)) {
      return Word.of(name, Set.of(name), null);
    }
    Set<String> all = new HashSet<>(telling);
    all.add(name);
    return new Wording(this, all, lines).find(name);
  }

  private Word find(String name) {
    Object own = definitions.get(name);
    if (own instanceof String source) {
      boolean again = definitions.containsKey(source) || isSetting(source);
      return again && !source.equals(name) ? of(source) : source(source);
    }
    if (own instanceof Map<?, ?> definition) {
      return new DefinitionWording(this, definition).word();
    }
    if (isSetting(name)) {
      SettingDeclaration declaration = declared.get(name);
      boolean sure =
          known.containsKey(name)
              || declaration == null
              || !declaration.optional()
              || declaration.fallback() != null;
      return Word.of("setting " + name, sure ? Set.of() : Set.of(name), null);
    }
    String printed = Source.nameOf(name);
    if (printed != null) {
      return source(printed);
    }
    for (String parameter : landing) {
      if (parameter.equals(name) || parameter.toUpperCase(Locale.ROOT).equals(name)) {
        return source("click:" + parameter);
      }
    }
    return source(name);
  }

  private Word source(String name) {
    boolean sure = ALWAYS.contains(name) || (lines && OF_EVERY_LINE.contains(name));
    return Word.of(name, sure ? Set.of() : Set.of(name), name);
  }

  boolean isSetting(String name) {
    return declared.containsKey(name) || given.contains(name);
  }

  /** Whether this placeholder is a setting as it stands. */
  boolean isPlainSetting(String name) {
    return settingOf(name) != null;
  }

  /** The setting that this placeholder stands for, chosen by another or not; null if for none. */
  @Nullable String settingOf(String name) {
    Object own = definitions.get(name);
    if (own instanceof Map<?, ?> definition
        && definition.keySet().equals(Set.of("choose", "cases"))
        && definition.get("cases") instanceof Map<?, ?> cases) {
      own = cases.get(known(String.valueOf(definition.get("choose"))));
      own = own == null ? definition : own;
    }
    if (own instanceof String other) {
      return other.equals(name) ? null : settingOf(other);
    }
    return own == null && isSetting(name) ? name : null;
  }

  /** The value of a setting that counts as known; else null. */
  @Nullable String known(String setting) {
    return known.get(setting);
  }

  /** The values of a family that are known, by what follows the dot. */
  Map<String, String> family(String name) {
    Map<String, String> values = new java.util.TreeMap<>();
    known.forEach(
        (setting, value) -> {
          if (setting.startsWith(name + ".") && !setting.endsWith(".*")) {
            values.put(setting.substring(name.length() + 1), value);
          }
        });
    return values;
  }

  /** A name, or the object of a definition. */
  Word part(@Nullable Object tree) {
    if (tree instanceof String name) {
      return of(name);
    }
    return tree instanceof Map<?, ?> definition
        ? new DefinitionWording(this, definition).word()
        : Word.of("nothing", Set.of(), null).perhaps();
  }

  /** A template's placeholders, with what they are made of where that is not in the text itself. */
  Word template(String text) {
    List<String> names = placeholders(text);
    if (names.size() == 1 && isAlone(text)) {
      return of(names.get(0));
    }
    Set<String> needs = new LinkedHashSet<>();
    boolean maybe = false;
    boolean raw = false;
    List<String> words = new ArrayList<>();
    for (String name : names) {
      Word word = of(name);
      needs.addAll(word.needs());
      maybe |= word.maybe();
      raw |= word.raw();
      if (!word.text().equals(name) && !words.contains(name + " = " + word.text())) {
        words.add(name + " = " + word.text());
      }
    }
    Word whole = new Word(String.join("; ", words), needs, maybe, null, Word.Form.PLAIN, raw);
    return whole;
  }

  private static boolean isAlone(String text) {
    List<Piece> pieces = pieces(text);
    return pieces.size() == 1 && pieces.get(0).isPlaceholder();
  }

  /** The names in braces, each once. */
  static List<String> placeholders(String text) {
    return pieces(text).stream().filter(Piece::isPlaceholder).map(Piece::text).distinct().toList();
  }

  /** A template taken apart; a text that is none is one piece. */
  static List<Piece> pieces(String text) {
    List<Piece> pieces = new ArrayList<>();
    try {
      TextTemplate.parse(
          text,
          name -> {
            pieces.add(new Piece(name, true));
            return Value.MISSING;
          },
          literal -> {
            pieces.add(new Piece(literal, false));
            return literal;
          });
    } catch (IllegalArgumentException e) {
      return List.of(new Piece(text, false));
    }
    return pieces;
  }

  /**
   * A piece of a template.
   *
   * @param text literal, or the placeholder's name
   */
  record Piece(String text, boolean isPlaceholder) {}

  /**
   * Whether it is there in every request.
   *
   * @param assured names of sources, settings and placeholders that are there anyhow
   */
  boolean isSure(String template, Set<String> assured) {
    for (String name : placeholders(template)) {
      Word word = of(name);
      if (!assured.contains(name)
          && !assured.contains(String.valueOf(Source.nameOf(name)))
          && (word.maybe() || !assured.containsAll(word.needs()))) {
        return false;
      }
    }
    return true;
  }

  /** All sources that a placeholder may be made from. */
  Set<String> allSources(String name) {
    Set<String> sources = new LinkedHashSet<>();
    addSources(name, sources, new LinkedHashSet<>());
    return sources;
  }

  private void addSources(String name, Set<String> sources, Set<String> seen) {
    Object own = definitions.get(name);
    if (own == null || !seen.add(name)) {
      String printed = Source.nameOf(name);
      sources.add(printed == null ? name : printed);
    } else if (own instanceof String source) {
      addSources(source, sources, seen);
    } else {
      walk("", own, sources, seen);
    }
  }

  private void walk(String field, @Nullable Object tree, Set<String> sources, Set<String> seen) {
    if (tree instanceof Map<?, ?> map) {
      boolean cases = field.equals("cases");
      map.forEach((name, part) -> walk(cases ? "of" : String.valueOf(name), part, sources, seen));
    } else if (tree instanceof List<?> list) {
      list.forEach(part -> walk(field, part, sources, seen));
    } else if (tree instanceof String text) {
      switch (field) {
        case "of", "first", "if", "unless" -> addSources(text, sources, seen);
        case "text", "template", "otherwise", "key" ->
            placeholders(text).forEach(name -> addSources(name, sources, seen));
        default -> {
          // no value stands there
        }
      }
    }
  }

  /** The text of a source where it is the same in all requests of a goal; else null. */
  static @Nullable String constant(@Nullable String origin, String goal, boolean test) {
    if (Source.GOAL.equals(origin) && !goal.equals(GoalRequests.ANY)) {
      return goal.startsWith(NetworkChecks.STATUS_OF) ? Conversion.STATUS : goal;
    }
    return "test".equals(origin) ? String.valueOf(test) : null;
  }
}
