package io.github.postback4j.network;

import io.github.postback4j.network.Word.Form;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells in words the steps by which a file makes a placeholder's text. */
final class DefinitionWording {

  private static final Map<String, Integer> HEX = Map.of("sha-256", 64, "sha-1", 40, "md5", 32);

  private final Wording wording;
  private final Map<?, ?> steps;

  DefinitionWording(Wording wording, Map<?, ?> steps) {
    this.wording = wording;
    this.steps = steps;
  }

  Word word() {
    Word word = mapped(formatted(start()));
    String otherwise = text("otherwise");
    if (otherwise != null) {
      Word other = wording.template(otherwise);
      word =
          new Word(
              word.text() + ", else \"" + otherwise + "\"",
              other.needs(),
              other.maybe(),
              null,
              Form.PLAIN,
              word.raw());
    }
    word = hashed(shaped(word));
    word = wrapped(word);
    word = conditional(word, "if", " is there");
    return conditional(word, "unless", " is not there");
  }

  private @Nullable String text(String field) {
    return steps.get(field) instanceof String text ? text : null;
  }

  private boolean flag(String field) {
    return Boolean.TRUE.equals(steps.get(field));
  }

  private static List<?> list(@Nullable Object tree) {
    return tree instanceof List<?> list ? list : tree == null ? List.of() : List.of(tree);
  }

  private Word start() {
    String of = text("of");
    if (of != null) {
      return wording.of(of);
    }
    if (steps.containsKey("text")) {
      return pieces(list(steps.get("text")), steps.get("text") instanceof String);
    }
    if (steps.containsKey("first")) {
      return first();
    }
    return steps.containsKey("choose") ? chosen() : each();
  }

  private Word pieces(List<?> templates, boolean whole) {
    Set<String> needs = new LinkedHashSet<>();
    List<String> texts = new ArrayList<>();
    List<String> words = new ArrayList<>();
    boolean maybe = !whole;
    for (Object template : templates) {
      Word word = wording.template(String.valueOf(template));
      texts.add("\"" + template + "\"");
      for (String name : Wording.placeholders(String.valueOf(template))) {
        String told = wording.of(name).text();
        if (!told.equals(name) && !words.contains(name + " = " + told)) {
          words.add(name + " = " + told);
        }
      }
      if (whole) {
        needs.addAll(word.needs());
        maybe |= word.maybe();
      }
    }
    String join = text("join");
    String text =
        String.join(", ", texts)
            + (join == null ? "" : " joined by \"" + join + "\"")
            + (words.isEmpty() ? "" : " (" + String.join("; ", words) + ")");
    return new Word(text, needs, maybe, null, Form.PLAIN, false);
  }

  private Word first() {
    List<String> texts = new ArrayList<>();
    boolean sure = false;
    boolean raw = false;
    for (Object entry : list(steps.get("first"))) {
      Word word = wording.part(entry);
      texts.add(word.text());
      raw |= word.raw();
      sure |= word.needs().isEmpty() && !word.maybe();
    }
    return new Word(String.join(", else ", texts), Set.of(), !sure, null, Form.PLAIN, raw);
  }

  private Word chosen() {
    String setting = String.valueOf(text("choose"));
    String value = wording.known(setting);
    Map<?, ?> cases = steps.get("cases") instanceof Map<?, ?> map ? map : Map.of();
    List<String> texts = new ArrayList<>();
    boolean maybe = false;
    Set<String> needs = new LinkedHashSet<>();
    Word chosen = null;
    for (Map.Entry<?, ?> entry : cases.entrySet()) {
      Word word = wording.part(entry.getValue());
      texts.add(entry.getKey() + ": " + word.text());
      maybe |= word.maybe();
      needs.addAll(word.needs());
      if (String.valueOf(entry.getKey()).equals(value)) {
        chosen = word;
      }
    }
    String text = "by setting " + setting + " (" + String.join("; ", texts) + ")";
    return chosen == null
        ? new Word(text, needs, maybe, null, Form.PLAIN, false)
        : chosen.saying(text);
  }

  private Word each() {
    Word pieces = pieces(list(steps.get("template")), steps.get("template") instanceof String);
    String separator = text("separator");
    String before = text("before");
    String after = text("after");
    String text =
        "for each "
            + ("group".equals(text("each")) ? "commission group " : "line ")
            + pieces.text()
            + (separator == null ? "" : ", separated by \"" + separator + "\"")
            + (before == null && after == null
                ? ""
                : ", between \""
                    + (before == null ? "" : before)
                    + "\" and \""
                    + (after == null ? "" : after)
                    + "\"");
    return new Word(text, Set.of(), true, null, Form.PLAIN, false);
  }

  private Word formatted(Word word) {
    String as = text("as");
    Object digits = steps.get("digits");
    String zone = text("zone");
    if (as == null && digits == null && zone == null) {
      return word;
    }
    String form = as != null ? as : zone == null ? "decimal" : "iso";
    String text =
        word.text()
            + " as "
            + form
            + (digits == null ? "" : " with " + digits + " digits")
            + (zone == null ? "" : " in the time zone " + zone);
    boolean known = digits != null && String.valueOf(digits).matches("[0-6]");
    Integer number = known ? Integer.valueOf(String.valueOf(digits)) : null;
    return word.saying(text).in(new Form(form, number, null, "", "", 0));
  }

  private Word mapped(Word word) {
    Object map = steps.get("map");
    if (map instanceof String family) {
      Map<String, String> values = wording.family(family);
      Word told = word.saying("setting " + family + ".* of " + word.text());
      // Without a value of its own, a text may have the family's common one.
      boolean common = wording.known(family) != null || wording.isSetting(family);
      return (common ? told.changed() : told.in(mapping(values))).perhaps();
    }
    if (map instanceof Map<?, ?> texts) {
      Map<String, String> values = new LinkedHashMap<>();
      List<String> words = new ArrayList<>();
      texts.forEach(
          (from, to) -> {
            values.put(String.valueOf(from), String.valueOf(to));
            words.add(from + " = " + to);
          });
      return word.and(String.join(", ", words)).in(mapping(values)).perhaps();
    }
    return word;
  }

  private static Form mapping(Map<String, String> values) {
    return new Form("", null, values.isEmpty() ? null : values, "", "", 0);
  }

  private Word shaped(Word start) {
    Word word = start;
    if (flag("lower")) {
      word = word.and("in small letters").reshaped();
    }
    if (flag("trim")) {
      word = word.and("without blanks at the ends");
    }
    if (text("until") != null) {
      word = word.and("up to the first \"" + text("until") + "\"").changed();
    }
    if (steps.get("replace") instanceof Map<?, ?> replaced) {
      for (Map.Entry<?, ?> entry : replaced.entrySet()) {
        word = word.and("\"" + entry.getKey() + "\" replaced by \"" + entry.getValue() + "\"");
      }
      word = word.reshaped();
    }
    if (text("remove") != null) {
      word = word.and("without the characters " + text("remove")).reshaped();
    }
    if (steps.get("max") != null) {
      word = word.and("at most " + steps.get("max") + " characters").reshaped();
    }
    return word;
  }

  private Word hashed(Word word) {
    String hash = text("hash");
    String hmac = text("hmac");
    if (hash == null && hmac == null) {
      return word;
    }
    Integer digits = HEX.get(hash == null ? hmac : hash);
    String how =
        hash == null ? "HMAC " + hmac + " with the key " + text("key") : "hashed by " + hash;
    return word.and(how)
        .changed()
        .in(new Form("", null, null, "", "", digits == null ? 0 : digits));
  }

  private Word wrapped(Word start) {
    Word word = start;
    String prefix = text("prefix");
    String suffix = text("suffix");
    if (prefix != null || suffix != null) {
      Form form = word.form();
      word =
          word.and(
                  (prefix == null ? "" : "with \"" + prefix + "\" before it")
                      + (prefix == null || suffix == null ? "" : " and ")
                      + (suffix == null ? "" : "with \"" + suffix + "\" after it"))
              .in(
                  new Form(
                      form.as(),
                      form.digits(),
                      form.mapping(),
                      (prefix == null ? "" : prefix) + form.prefix(),
                      form.suffix() + (suffix == null ? "" : suffix),
                      form.hexDigits()));
    }
    if (flag("encode")) {
      word = word.and("percent-encoded").changed();
    }
    if (flag("encode-values")) {
      word = word.and("each value percent-encoded");
    }
    return flag("raw") ? word.asRaw() : word;
  }

  private Word conditional(Word word, String field, String rest) {
    String name = text(field);
    return name == null ? word : word.and("if " + wording.of(name).text() + rest).perhaps();
  }
}
