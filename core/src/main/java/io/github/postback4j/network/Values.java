package io.github.postback4j.network;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Finds the value of a placeholder's name. Used at the start only; not thread-safe. */
final class Values {

  /** The placeholder by which a file tells the commission group of a line. */
  static final String GROUP = "commission_group";

  private final NetworkBuilder given;
  private final Map<String, Object> definitions;
  private final Settings settings;
  private final List<String> landing;
  private final Set<String> kept;
  private final Map<String, Value> found = new HashMap<>();
  private final Deque<String> resolving = new ArrayDeque<>();
  private final boolean trying;

  /**
   * @param given what file and user say: the placeholders of both, those of the user before those
   *     of the file, and the landing parameters that are read or kept
   */
  Values(NetworkBuilder given, Settings settings) {
    this(given, settings, false);
  }

  private Values(NetworkBuilder given, Settings settings, boolean trying) {
    this.given = given;
    this.trying = trying;
    this.settings = settings;
    definitions = new HashMap<>(given.definitions);
    definitions.putAll(given.placeholders);
    Depth.check(given, definitions);
    landing = given.landingNames();
    kept = new HashSet<>(given.keep);
  }

  /**
   * Makes every placeholder, used or not, for all values of the settings that choose.
   *
   * @param settings what they miss is of no account
   * @throws ConfigurationException if one cannot be made
   */
  static void tryAll(NetworkBuilder given, Settings settings) {
    Values all = new Values(given, settings, true);
    new TreeSet<>(all.definitions.keySet()).forEach(name -> all.of(name, all.placeOf(name)));
  }

  /** Whether all cases are to be made, those of other values of a setting as well. */
  boolean triesAll() {
    return trying;
  }

  /** Whether it may be a setting that has to be given only where it is used. */
  private boolean mayBeSetting(String name) {
    return trying && name.matches("[A-Z][A-Z0-9_]*([.].*)?");
  }

  /**
   * The value of a placeholder.
   *
   * @param place where it stands, for errors
   * @throws ConfigurationException if there is no such value
   */
  Value of(String name, String place) {
    Value known = found.get(name);
    if (known != null) {
      return known;
    }
    if (resolving.contains(name)) {
      // A placeholder with the name of a source may be made from that.
      Value source = name.equals(resolving.peek()) ? plain(name) : null;
      if (source == null) {
        throw wrong(placeOf(name), "is made from itself", "Let it be made from something else.");
      }
      return source;
    }
    resolving.push(name);
    try {
      Value value = find(name, place);
      found.put(name, value);
      return value;
    } finally {
      resolving.pop();
    }
  }

  /** The source that a name stands for in the end; null where it is made in another way. */
  @Nullable Source sourceOf(String name) {
    String end = name;
    while (definitions.get(end) instanceof String next && !next.equals(end)) {
      end = next;
    }
    boolean own = end.equals(resolving.peek()) || end.equals(definitions.get(end));
    return own || !(definitions.containsKey(end) || settings.knows(end)) ? Source.named(end) : null;
  }

  /** Where a placeholder is defined, for errors. */
  private String placeOf(String name) {
    return (given.placeholders.containsKey(name) ? "placeholders." : "$.placeholders.") + name;
  }

  private Value find(String name, String place) {
    Object own = definitions.get(name);
    if (own instanceof String source) {
      return ofSource(name, source);
    }
    if (own != null) {
      return definition(own, placeOf(name));
    }
    if (settings.knows(name)) {
      return ofSetting(name);
    }
    String printed = Source.nameOf(name);
    if (printed != null && !printed.equals(name) && definitions.containsKey(printed)) {
      return of(printed, place);
    }
    Value value = plain(printed == null ? name : printed);
    if (value != null) {
      return value;
    }
    for (String parameter : landing) {
      if (parameter.equals(name) || parameter.toUpperCase(Locale.ROOT).equals(name)) {
        return source("click:" + parameter);
      }
    }
    if (mayBeSetting(name)) {
      return Value.MISSING;
    }
    Set<String> known = new TreeSet<>(Source.NAMED.keySet());
    known.addAll(kept);
    known.addAll(definitions.keySet());
    throw wrong(
        place,
        "unknown placeholder {" + name + "}",
        "Known are " + known + "; map any other to one of them under placeholders or settings.");
  }

  private Value ofSource(String name, String source) {
    if (!source.equals(name) && (definitions.containsKey(source) || settings.knows(source))) {
      return of(source, placeOf(name));
    }
    Value value = plain(source);
    if (value == null && mayBeSetting(source)) {
      return Value.MISSING;
    }
    if (value == null) {
      throw wrong(
          given.placeholders.containsKey(name) ? "placeholders" : placeOf(name),
          "'" + source + "' for " + name + " is no value",
          "Use one of "
              + new TreeSet<>(Source.NAMED.keySet())
              + ", click:NAME, conversion:NAME or item:NAME.");
    }
    return value;
  }

  private Value ofSetting(String name) {
    String value = settings.value(name);
    return value == null ? Value.MISSING.wanting(scope -> name) : Value.constant(value);
  }

  private @Nullable Value plain(String name) {
    return Source.named(name) == null ? null : source(name);
  }

  private Value source(String name) {
    if (name.startsWith("click:") && !kept.contains(name.substring(6))) {
      if (!landing.contains(name.substring(6))) {
        throw wrong(
            resolving.stream()
                .filter(definitions::containsKey)
                .findFirst()
                .map(this::placeOf)
                .orElse("placeholders"),
            "'" + name + "' is not kept at landing",
            "Name the parameter under landing.keep.");
      }
    }
    Source source = Source.named(name);
    Set<String> sources = Set.of(name);
    if (source instanceof Source.Text text) {
      return Value.of(sources, text.of()::apply);
    }
    if (source instanceof Source.Money money) {
      return Value.of(
          sources,
          scope -> Money.DECIMAL.text(money.of().apply(scope), scope.conversion().currency()));
    }
    if (source instanceof Source.Time time) {
      Times iso = Times.of("iso", null);
      return Value.of(sources, scope -> iso.text(time.of().apply(scope)));
    }
    throw new IllegalStateException("no value " + name);
  }

  /** The value of an object of the file. */
  Value definition(Object tree, String place) {
    return new Definition(this, settings, new Fields(tree, given.place(), place)).value();
  }

  /** A text with placeholders. */
  TextTemplate template(String text, String place, UnaryOperator<String> literal) {
    try {
      return TextTemplate.parse(text, name -> of(name, place), literal);
    } catch (ConfigurationException e) {
      throw e; // from a value of the template
    } catch (IllegalArgumentException e) {
      throw wrong(place, String.valueOf(e.getMessage()), "Write {name} for a placeholder.");
    }
  }

  /** As it stands in a URL, where a value may be a piece of it as it is. */
  TextTemplate inUrl(String text, String place) {
    return template(text, place, UnaryOperator.identity());
  }

  /** A text with placeholders, in no URL, whose other text stays as it is. */
  TextTemplate template(String text, String place) {
    TextTemplate template = inUrl(text, place);
    if (template.isRaw()) {
      throw wrong(
          place,
          "has a value that is raw, and is in no URL",
          "Use one that is not, or encode-values.");
    }
    return template;
  }

  /**
   * Notes a setting as missing, optional or not, where nothing can be done without it. What a file
   * makes of settings itself may be missing: so it says that something is never sent.
   */
  void require(String name) {
    if (settings.knows(name) && of(name, name).isNever()) {
      settings.require(name);
    }
  }

  /** Whether a setting is missing, which is told with all others later. */
  boolean lackSettings() {
    return settings.lacksAny();
  }

  /** What is repeated: {@code item} or {@code group}. */
  Repeated repeated(String each, int start, Fields fields) {
    if (each.equals("group")) {
      if (!definitions.containsKey(GROUP)) {
        throw fields.wrong(
            "groups are wanted, but there is no placeholder " + GROUP,
            "Declare it under placeholders, such as {\"first\": [\"item:commission_group\","
                + " \"COMMISSION_GROUP\"]}.");
      }
      return new Repeated(of(GROUP, fields.path()), start);
    }
    if (!each.equals("item")) {
      throw fields.wrong("each", "is neither item nor group", "Say one of them.");
    }
    return new Repeated(null, start);
  }

  ConfigurationException wrong(String place, String problem, String remedy) {
    return given.wrong(place, problem, remedy);
  }
}
