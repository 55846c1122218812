package io.github.postback4j.network;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A placeholder that a file describes by an object: the steps by which its text is made. */
final class Definition {

  private final Values values;
  private final Settings settings;
  private final Fields fields;

  Definition(Values values, Settings settings, Fields fields) {
    this.values = values;
    this.settings = settings;
    this.fields = fields;
  }

  Value value() {
    Value value = new ValueSteps(values, settings, fields).apply(depending(start()));
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
    Value plain = values.of(name, fields.path() + ".of");
    if (as == null && digits == null && zone == null) {
      return plain;
    }
    Source source = values.sourceOf(name);
    if (source instanceof Source.Money money && zone == null) {
      Money.Form form = Money.FORMS.get(as == null ? "decimal" : as);
      if (digits != null && (digits < 0 || digits > 6)) {
        throw fields.wrong("digits", "is out of range", "Give a number from 0 to 6.");
      }
      if (form != null) {
        Money format = new Money(form, digits);
        return Value.of(
            plain.sources(),
            scope -> format.text(money.of().apply(scope), scope.conversion().currency()));
      }
    }
    if (source instanceof Source.Time time && digits == null) {
      String form = as == null ? "iso" : as;
      if (Times.forms().contains(form)) {
        Times format = Times.of(form, zone(zone));
        return Value.of(plain.sources(), scope -> format.text(time.of().apply(scope)));
      }
    }
    throw fields.wrong(
        as == null ? digits == null ? "zone" : "digits" : "as",
        "does not fit "
            + name
            + (source == null || source instanceof Source.Text
                ? ", which is neither money nor a time here"
                : ""),
        "as: for money "
            + new TreeSet<>(Money.FORMS.keySet())
            + ", for times "
            + Times.forms()
            + "; digits is for money, zone for times; nothing else has one.");
  }

  private @Nullable ZoneId zone(@Nullable String text) {
    if (text == null) {
      return null;
    }
    TextTemplate template = values.template(text, fields.path() + ".zone");
    String name = template.constant();
    if (name == null && template.sources().isEmpty()) {
      return null; // a setting that is missing is told as such; an optional one is UTC
    }
    try {
      if (name != null) {
        return ZoneId.of(name);
      }
    } catch (DateTimeException e) {
      // told below
    }
    throw fields.wrong("zone", "is no time zone", "Give one such as Europe/Berlin, or a setting.");
  }

  /** A template, or a list of pieces of which those with a missing value are left out. */
  private Value pieces(String field) {
    Pieces pieces = new Pieces(field);
    if (pieces.whole && !pieces.encodes) {
      return Value.of(pieces.sources(), pieces.templates.get(0)::text);
    }
    return pieces.value(
        scope -> {
          StringBuilder out = new StringBuilder();
          return pieces.append(out, scope) ? out.toString() : null;
        },
        pieces.sources());
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
    if (values.triesAll()) {
      return cases.entrySet().stream()
          .filter(one -> one.getValue() != null)
          .map(one -> part(Objects.requireNonNull(one.getValue()), "cases." + one.getKey()))
          .reduce(Value.MISSING, Value::or);
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
    return pieces.value(
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
                boolean there = pieces.append(out, each);
                any[0] |= there;
                if (there || pieces.whole) {
                  any[1] = true;
                } else {
                  out.setLength(end);
                }
              });
          return any[0] ? out.append(after).toString() : null;
        },
        repeated.outside(pieces.sources()));
  }

  /** A template as a whole, or as pieces that may be left out one by one. */
  private final class Pieces {
    private final List<TextTemplate> templates = new ArrayList<>();
    private final String join;
    private final boolean whole;
    private final boolean blanks = fields.has("each");
    private final boolean encodes = fields.flag("encode-values", false);

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
        String place = fields.path() + "." + field + "[" + i++ + "]";
        templates.add(encodes ? values.inUrl(text, place) : values.template(text, place));
      }
    }

    Value value(Value.Reader reader, Set<String> sources) {
      Value value = Value.of(sources, reader);
      return encodes ? value.asEncoded() : value;
    }

    Set<String> sources() {
      Set<String> sources = new LinkedHashSet<>();
      templates.forEach(template -> sources.addAll(template.sources()));
      return sources;
    }

    /** Whether anything was there. As a whole and for each line, blanks are kept. */
    boolean append(StringBuilder out, Scope scope) {
      TextTemplate.Escape escape = encodes ? TextTemplate.Escape.URL : TextTemplate.Escape.NONE;
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
