package io.github.postback4j.network;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A placeholder that a file describes by an object: the steps by which its text is made. */
final class Definition {

  private static final Set<String> GOALS = Set.of(Source.GOAL, "original_goal", "status");

  private final Values values;
  private final Settings settings;
  private final Fields fields;

  Definition(Values values, Settings settings, Fields fields) {
    this.values = values;
    this.settings = settings;
    this.fields = fields;
  }

  Value value() {
    Value value = mapped(depending(start()));
    String otherwise = fields.text("otherwise");
    if (otherwise != null) {
      value = value.or(template(otherwise, "otherwise"));
    }
    value = shaped(value);
    value = hashed(value);
    value = wrapped(value);
    fields.end();
    return value;
  }

  /** Missing unless the value of {@code if} is there, or if that of {@code unless} is. */
  private Value depending(Value start) {
    String wanted = fields.text("if");
    String unwanted = fields.text("unless");
    Value value = start;
    if (wanted != null) {
      value = value.given(values.of(wanted, fields.path() + ".if"), true);
    }
    if (unwanted != null) {
      value = value.given(values.of(unwanted, fields.path() + ".unless"), false);
    }
    return value;
  }

  private Value start() {
    Set<String> starts = new LinkedHashSet<>();
    for (String start : List.of("of", "text", "first", "choose", "each")) {
      if (fields.has(start)) {
        starts.add(start);
      }
    }
    if (starts.size() != 1) {
      throw fields.wrong(
          fields.path() + " has " + (starts.isEmpty() ? "no beginning" : "several: " + starts),
          "Say one of of, text, first, choose, each.");
    }
    return switch (starts.iterator().next()) {
      case "of" -> formatted(String.valueOf(fields.text("of")));
      case "text" -> pieces("text");
      case "first" -> first();
      case "choose" -> chosen();
      default -> each();
    };
  }

  /** A value by name, in the form that is wanted of money and times. */
  private Value formatted(String name) {
    String as = fields.text("as");
    Integer digits = fields.number("digits");
    String zone = fields.text("zone");
    Source source = Source.named(name);
    if (as == null && digits == null) {
      return values.of(name, fields.path());
    }
    Set<String> sources = Set.of(name);
    String form = as == null ? "decimal" : as;
    if (source instanceof Source.Money money && Money.FORMS.get(form) != null) {
      if (digits != null && (digits < 0 || digits > 6)) {
        throw fields.wrong("digits", "is out of range", "Give a number from 0 to 6.");
      }
      Money.Form known = Money.FORMS.get(form);
      Money format = new Money(known == null ? Money.Form.DECIMAL : known, digits);
      return Value.of(
          sources, scope -> format.text(money.of().apply(scope), scope.conversion().currency()));
    }
    if (source instanceof Source.Time time && Times.forms().contains(form)) {
      Times format = Times.of(form, zone(zone));
      return Value.of(sources, scope -> format.text(time.of().apply(scope)));
    }
    throw fields.wrong(
        "as",
        "'" + form + "' is no form of " + name,
        "Money: "
            + new TreeSet<>(Money.FORMS.keySet())
            + "; times: "
            + Times.forms()
            + "; nothing else has one.");
  }

  private @Nullable ZoneId zone(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String name = values.template(text, fields.path() + ".zone").constant();
    if (name == null || name.isEmpty()) {
      return null; // a setting that is missing is told as such
    }
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw fields.wrong("zone", "is no time zone", "Give one such as Europe/Berlin.");
    }
  }

  private Value template(String text, String field) {
    TextTemplate template = values.template(text, fields.path() + "." + field);
    String constant = template.constant();
    return constant == null
        ? Value.of(template.sources(), template::text)
        : Value.constant(constant);
  }

  /** A template, or a list of pieces of which those with a missing value are left out. */
  private Value pieces(String field) {
    TextTemplate.Escape escape = escape();
    Pieces pieces = new Pieces(field);
    if (pieces.whole && escape == TextTemplate.Escape.NONE) {
      return template(String.valueOf(fields.text(field)), field);
    }
    return Value.of(
        pieces.sources(),
        scope -> {
          StringBuilder out = new StringBuilder();
          return pieces.append(out, scope, escape) ? out.toString() : null;
        });
  }

  private TextTemplate.Escape escape() {
    return fields.flag("encode-values", false) ? TextTemplate.Escape.URL : TextTemplate.Escape.NONE;
  }

  private Value first() {
    Value value = null;
    int i = 0;
    List<Object> entries = fields.list("first");
    for (Object entry : entries == null ? List.of() : entries) {
      Value next = part(entry, "first[" + i++ + "]");
      value = value == null ? next : value.or(next);
    }
    return value == null ? Value.MISSING : value;
  }

  private Value part(Object tree, String field) {
    return tree instanceof String name
        ? values.of(name, fields.path() + "." + field)
        : values.definition(tree, fields.path() + "." + field);
  }

  private Value chosen() {
    String setting = String.valueOf(fields.text("choose"));
    Map<String, @Nullable Object> cases = fields.tree("cases");
    if (cases == null || !settings.knows(setting)) {
      throw fields.wrong(
          "choose", "names no setting of the file, or has no cases", "Declare the setting.");
    }
    String value = settings.value(setting);
    if (value == null) {
      return Value.MISSING;
    }
    if (!cases.containsKey(value)) {
      throw fields.wrong(
          "cases", "has none for the value of " + setting, "Known are " + cases.keySet() + ".");
    }
    Object chosen = cases.get(value);
    return chosen == null ? Value.MISSING : part(chosen, "cases." + value);
  }

  private Value each() {
    Integer start = fields.number("start");
    Repeated repeated =
        values.repeated(String.valueOf(fields.text("each")), start == null ? 1 : start, fields);
    Pieces pieces = new Pieces("template");
    String separator = fields.text("separator", "");
    String before = fields.text("before", "");
    String after = fields.text("after", "");
    TextTemplate.Escape escape = escape();
    return Value.of(
        pieces.sources(),
        scope -> {
          StringBuilder out = new StringBuilder(before);
          boolean[] any = new boolean[2];
          repeated.forEach(
              scope,
              each -> {
                int end = out.length();
                if (any[1]) {
                  out.append(separator);
                }
                boolean there = pieces.append(out, each, escape);
                any[0] |= there;
                if (there || pieces.whole) {
                  any[1] = true;
                } else {
                  out.setLength(end);
                }
              });
          return any[0] ? out.append(after).toString() : null;
        });
  }

  private Value mapped(Value value) {
    Object map = fields.any("map");
    if (map == null) {
      return value;
    }
    if (map instanceof String family) {
      Map<String, String> texts = settings.family(family);
      String common = texts.get("");
      Value mapped = value.map((text, scope) -> texts.getOrDefault(text, common));
      // A text of another kind may be a person's.
      boolean shown = GOALS.containsAll(value.sources());
      return mapped.wanting(
          scope -> {
            String text = value.text(scope);
            return text == null
                ? value.lacking().read(scope)
                : mapped.text(scope) == null ? family + "." + (shown ? text : "*") : null;
          });
    }
    Map<String, String> texts = fields.textsByName("map");
    return value.map((text, scope) -> texts.get(text));
  }

  private Value shaped(Value start) {
    Value value = start;
    if (fields.flag("lower", false)) {
      value = value.map((text, scope) -> text.toLowerCase(Locale.ROOT));
    }
    if (fields.flag("trim", false)) {
      value = value.map((text, scope) -> text.strip());
    }
    String until = fields.text("until");
    if (until != null) {
      value = value.map((text, scope) -> before(text, until));
    }
    Map<String, String> replaced = new LinkedHashMap<>(fields.textsByName("replace"));
    if (!replaced.isEmpty()) {
      value =
          value.map(
              (text, scope) -> {
                String changed = text;
                for (Map.Entry<String, String> entry : replaced.entrySet()) {
                  changed = changed.replace(entry.getKey(), entry.getValue());
                }
                return changed;
              });
    }
    String removed = fields.text("remove");
    if (removed != null) {
      value = value.map((text, scope) -> without(text, removed));
    }
    Integer max = fields.number("max");
    if (max != null) {
      if (max < 1) {
        throw fields.wrong("max", "is less than 1", "Give the most characters.");
      }
      value = value.map((text, scope) -> cut(text, max));
    }
    return value;
  }

  private static String before(String text, String end) {
    int at = text.indexOf(end);
    return at < 0 ? text : text.substring(0, at);
  }

  private static String without(String text, String removed) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (removed.indexOf(text.charAt(i)) < 0) {
        out.append(text.charAt(i));
      }
    }
    return out.toString();
  }

  private static String cut(String text, int max) {
    if (text.length() <= max) {
      return text;
    }
    return text.substring(0, Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max);
  }

  private Value hashed(Value start) {
    Value value = start;
    String hash = fields.text("hash");
    if (hash != null) {
      String algorithm = algorithm("hash", hash, Digests.HASHES);
      value = value.map((text, scope) -> Digests.hash(algorithm, text));
    }
    String hmac = fields.text("hmac");
    String key = fields.text("key");
    if (hmac != null) {
      String algorithm = algorithm("hmac", hmac, Digests.HMACS);
      if (key == null) {
        throw fields.wrong("key", "is missing", "Give the key as {SETTING}.");
      }
      TextTemplate keyText = values.template(key, fields.path() + ".key");
      value =
          value.map(
              (text, scope) -> {
                String secret = keyText.text(scope);
                return secret == null ? null : Digests.hmac(algorithm, secret, text);
              });
    }
    return value;
  }

  private String algorithm(String field, String word, Map<String, String> known) {
    String algorithm = known.get(word);
    if (algorithm == null) {
      throw fields.wrong(
          field, "'" + word + "' is unknown", "Use one of " + new TreeSet<>(known.keySet()) + ".");
    }
    return algorithm;
  }

  private Value wrapped(Value start) {
    Value value = start;
    String prefix = fields.text("prefix", "");
    String suffix = fields.text("suffix", "");
    if (!prefix.isEmpty() || !suffix.isEmpty()) {
      value = value.map((text, scope) -> text.isEmpty() ? null : prefix + text + suffix);
    }
    if (fields.flag("encode", false)) {
      value =
          value.map(
              (text, scope) -> {
                StringBuilder out = new StringBuilder();
                PercentEncoding.appendValue(out, text);
                return out.toString();
              });
    }
    return fields.flag("raw", false) ? value.asRaw() : value;
  }

  /** A template as a whole, or as pieces that may be left out one by one. */
  private final class Pieces {
    private final List<TextTemplate> templates = new ArrayList<>();
    private final String join;
    private final boolean whole;
    private final boolean blanks = fields.has("each");

    Pieces(String field) {
      Object tree = fields.any(field);
      if (tree == null) {
        throw fields.wrong(field, "is missing", "Give a template.");
      }
      whole = tree instanceof String;
      join = fields.text("join", "");
      int i = 0;
      List<String> texts = fields.texts(field);
      for (String text : texts == null ? List.<String>of() : texts) {
        templates.add(values.template(text, fields.path() + "." + field + "[" + i++ + "]"));
      }
    }

    Set<String> sources() {
      Set<String> sources = new LinkedHashSet<>();
      templates.forEach(template -> sources.addAll(template.sources()));
      return sources;
    }

    /** Whether anything was there. As a whole and for each line, blanks are kept. */
    boolean append(StringBuilder out, Scope scope, TextTemplate.Escape escape) {
      if (whole) {
        return blanks
            ? templates.get(0).appendWithBlanks(out, scope, escape)
            : templates.get(0).append(out, scope, escape);
      }
      boolean any = false;
      for (TextTemplate template : templates) {
        int end = out.length();
        out.append(any ? join : "");
        if (template.append(out, scope, escape)) {
          any = true;
        } else {
          out.setLength(end);
        }
      }
      return any;
    }
  }
}
