package io.github.postback4j.network;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The steps of a file's placeholder after its beginning, in the order of the format. */
final class ValueSteps {

  private static final Set<String> GOALS = Set.of(Source.GOAL, "original_goal", "status");

  private final Values values;
  private final Settings settings;
  private final Fields fields;

  ValueSteps(Values values, Settings settings, Fields fields) {
    this.values = values;
    this.settings = settings;
    this.fields = fields;
  }

  Value apply(Value start) {
    Value value = mapped(start);
    String otherwise = fields.text("otherwise");
    if (otherwise != null) {
      TextTemplate template = values.template(otherwise, fields.path() + ".otherwise");
      value = value.or(Value.of(template.sources(), template::text));
    }
    return wrapped(hashed(shaped(value)));
  }

  private Value mapped(Value value) {
    if (!fields.has("map")) {
      return value;
    }
    if (fields.any("map") instanceof String family) {
      if (!settings.knowsFamily(family)) {
        throw fields.wrong(
            "map",
            "'" + family + "' is no family of settings",
            "Declare " + family + ".* under settings, or give an object of texts.");
      }
      Map<String, String> texts = settings.family(family);
      String common = texts.get("");
      Value mapped = value.map((text, scope) -> texts.getOrDefault(text, common));
      // A text of another kind may be a person's, or a key.
      boolean shown = !value.sources().isEmpty() && GOALS.containsAll(value.sources());
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
      requireText("until", until);
      value = value.map((text, scope) -> before(text, until));
    }
    Map<String, String> replaced = new LinkedHashMap<>(fields.textsByName("replace"));
    if (!replaced.isEmpty()) {
      replaced.keySet().forEach(text -> requireText("replace", text));
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

  private void requireText(String field, String text) {
    if (text.isEmpty()) {
      throw fields.wrong(field, "has an empty text, which is found everywhere", "Say what text.");
    }
  }

  private static String before(String text, String end) {
    int at = text.indexOf(end);
    return at < 0 ? text : text.substring(0, at);
  }

  private static String without(String text, String removed) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().filter(c -> removed.indexOf(c) < 0).forEach(out::appendCodePoint);
    return out.toString();
  }

  private static String cut(String text, int max) {
    return text.length() <= max || text.codePointCount(0, text.length()) <= max
        ? text
        : text.substring(0, text.offsetByCodePoints(0, max));
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
    if ((hmac == null) != (key == null)) {
      throw fields.wrong(
          hmac == null ? "hmac" : "key", "is missing", "Give both, the key as {SETTING}.");
    }
    if (hmac != null && key != null) {
      requireText("key", key);
      String algorithm = algorithm("hmac", hmac, Digests.HMACS);
      TextTemplate keyText = values.template(key, fields.path() + ".key");
      value =
          value
              .from(keyText.sources())
              .map(
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
      value = value.map((text, scope) -> prefix + text + suffix);
    }
    if (fields.flag("encode", false)) {
      value = value.percentEncoded();
    }
    if (!fields.flag("raw", false)) {
      return value;
    }
    if (!value.encoded() && !value.isNever()) {
      throw fields.wrong(
          "raw",
          "is true, but not all of it is percent-encoded: a value could add parameters of its own",
          "Say encode, or encode-values where it begins.");
    }
    return value.asRaw();
  }
}
