package io.github.postback4j.network;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The parameters of a query or a form, in order; those that are repeated for each line as well. */
final class ParameterList {

  private static final String ITEMS = "$items";

  private final List<Entry> entries = new ArrayList<>();

  /** Compiles the object of a file. */
  ParameterList(Map<String, @Nullable Object> tree, Values values, Fields fields, String field) {
    tree.forEach(
        (name, value) -> {
          String place = fields.path() + "." + field + "." + name;
          if (name.equals(ITEMS)) {
            for (Object block : value instanceof List<?> list ? list : List.of(some(value))) {
              entries.add(repeated(new Fields(block, fields.where(), place), values));
            }
          } else {
            entries.add(new One(encoded(name), value(value, values, fields, place), name));
          }
        });
  }

  private static Object some(@Nullable Object value) {
    return value == null ? "" : value;
  }

  private static String encoded(String text) {
    StringBuilder out = new StringBuilder();
    PercentEncoding.appendValue(out, text);
    return out.toString();
  }

  private static TextTemplate value(
      @Nullable Object value, Values values, Fields fields, String place) {
    if (value instanceof String text) {
      return values.template(text, place, ParameterList::encoded);
    }
    if (value instanceof Boolean || value instanceof JsonTree.Numeral) {
      return values.inUrl(value.toString(), place);
    }
    throw fields.wrong(
        "wrong kind of value at " + place, "A text, a number, true or false is wanted there.");
  }

  private static Entry repeated(Fields fields, Values values) {
    Integer start = fields.number("start");
    Repeated repeated =
        values.repeated(fields.text("each", "item"), start == null ? 1 : start, fields);
    Map<String, @Nullable Object> parameters = fields.tree("parameters");
    fields.end();
    if (parameters == null) {
      throw fields.wrong("parameters", "is missing", "Name the parameters of each line.");
    }
    List<TextTemplate> names = new ArrayList<>();
    List<TextTemplate> templates = new ArrayList<>();
    UnaryOperator<String> literal = PercentEncoding::literal;
    parameters.forEach(
        (name, value) -> {
          String place = fields.path() + ".parameters." + name;
          names.add(values.template(name, place, literal));
          templates.add(value(value, values, fields, place));
        });
    return new Many(repeated, names, templates);
  }

  /**
   * Appends what is there.
   *
   * @param separator before the first
   * @param given names that are there already, and are left out
   * @return the separator before the next
   */
  char append(StringBuilder out, Scope scope, char separator, Set<String> given) {
    char[] next = {separator};
    for (Entry entry : entries) {
      entry.append(out, scope, next, given);
    }
    return next[0];
  }

  void addSources(Set<String> sources) {
    entries.forEach(entry -> entry.addSources(sources));
  }

  /** The names of parameters that are not repeated. */
  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (Entry entry : entries) {
      if (entry instanceof One one) {
        names.add(one.plainName);
      }
    }
    return names;
  }

  /** What a parameter's value is, if it is the same for every conversion; else null. */
  @Nullable String constant(String name) {
    for (Entry entry : entries) {
      if (entry instanceof One one && one.plainName.equals(name)) {
        return one.value.constant();
      }
    }
    return null;
  }

  /** The template of a parameter that is not repeated; null if there is none. */
  @Nullable TextTemplate template(String name) {
    for (Entry entry : entries) {
      if (entry instanceof One one && one.plainName.equals(name)) {
        return one.value;
      }
    }
    return null;
  }

  private sealed interface Entry {
    void append(StringBuilder out, Scope scope, char[] separator, Set<String> given);

    void addSources(Set<String> sources);
  }

  private static void append(
      StringBuilder out, CharSequence name, TextTemplate value, Scope scope, char[] separator) {
    int start = out.length();
    if (separator[0] != 0) {
      out.append(separator[0]);
    }
    out.append(name).append('=');
    if (value.append(out, scope, TextTemplate.Escape.URL)) {
      separator[0] = '&';
    } else {
      out.setLength(start);
    }
  }

  private record One(String name, TextTemplate value, String plainName) implements Entry {
    @Override
    public void append(StringBuilder out, Scope scope, char[] separator, Set<String> given) {
      if (!given.contains(plainName)) {
        ParameterList.append(out, name, value, scope, separator);
      }
    }

    @Override
    public void addSources(Set<String> sources) {
      sources.addAll(value.sources());
    }
  }

  private record Many(Repeated repeated, List<TextTemplate> names, List<TextTemplate> values)
      implements Entry {
    @Override
    public void append(StringBuilder out, Scope scope, char[] separator, Set<String> given) {
      repeated.forEach(
          scope,
          each -> {
            for (int i = 0; i < names.size(); i++) {
              StringBuilder name = new StringBuilder();
              if (names.get(i).append(name, each, TextTemplate.Escape.URL)) {
                ParameterList.append(out, name, values.get(i), each, separator);
              }
            }
          });
    }

    @Override
    public void addSources(Set<String> sources) {
      Set<String> all = new LinkedHashSet<>();
      names.forEach(name -> all.addAll(name.sources()));
      values.forEach(value -> all.addAll(value.sources()));
      sources.addAll(repeated.outside(all));
    }
  }
}
