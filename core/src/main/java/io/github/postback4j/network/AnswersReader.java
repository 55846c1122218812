package io.github.postback4j.network;

import io.github.postback4j.network.Answer.Meaning;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the {@code answers} of a network's file. */
final class AnswersReader {

  private static final String STATUSES = "statuses";
  private static final String RULES = "rules";
  private static final String OTHERWISE = "otherwise";
  private static final String SAMPLES = "samples";
  private static final String SEE = "See docs/networks-format.md, answers.";

  private AnswersReader() {}

  /**
   * @param answers the object, as {@link JsonTree} reads it
   * @param place where it stands, such as {@code file acme.json, answers}
   * @throws ConfigurationException if it is not what the format says, or its samples mean something
   *     else by its rules
   */
  static AnswerRules read(Map<?, ?> answers, String place) {
    requireKnown(answers, Set.of(STATUSES, RULES, OTHERWISE, SAMPLES), place);
    AnswerRules.Builder builder = AnswerRules.builder();
    if (answers.containsKey(STATUSES)) {
      String where = place + ", " + STATUSES;
      texts(answers.get(STATUSES), where)
          .forEach(
              (status, word) -> {
                Meaning meaning = meaning(word, where + "." + status, false);
                translated(where, () -> builder.status(status, meaning));
              });
    }
    readRules(answers, place, builder);
    if (answers.containsKey(OTHERWISE)) {
      String where = place + ", " + OTHERWISE;
      builder.otherwise(meaning(text(answers.get(OTHERWISE), where), where, false));
    }
    readSamples(answers, place, builder);
    return translated(place, builder::build);
  }

  private static void readRules(Map<?, ?> answers, String place, AnswerRules.Builder builder) {
    int index = 0;
    for (Object one : list(answers, RULES)) {
      String where = place + ", " + RULES + "[" + index++ + "]";
      Map<?, ?> rule = object(one, where);
      requireKnown(rule, Set.of("when", "means", "reason"), where);
      Map<String, String> when = texts(required(rule, "when", where), where + ".when");
      String word = text(required(rule, "means", where), where + ".means");
      String reason =
          rule.containsKey("reason") ? text(rule.get("reason"), where + ".reason") : null;
      if (word.equals(MeaningWord.UNAUTHORIZED)) {
        translated(where, () -> builder.unauthorized(when, reason));
      } else {
        Meaning meaning = meaning(word, where + ".means", true);
        translated(where, () -> builder.rule(when, meaning, reason));
      }
    }
  }

  private static void readSamples(Map<?, ?> answers, String place, AnswerRules.Builder builder) {
    int index = 0;
    for (Object one : list(answers, SAMPLES)) {
      String where = place + ", " + SAMPLES + "[" + index++ + "]";
      Map<?, ?> sample = object(one, where);
      requireKnown(sample, Set.of("status", "body", "means"), where);
      int status = status(required(sample, "status", where), where + ".status");
      String body = sample.containsKey("body") ? text(sample.get("body"), where + ".body") : "";
      String word = text(required(sample, "means", where), where + ".means");
      boolean unauthorized = word.equals(MeaningWord.UNAUTHORIZED);
      Meaning meaning = unauthorized ? Meaning.REFUSED : meaning(word, where + ".means", true);
      translated(where, () -> builder.sample(status, body, meaning, unauthorized));
    }
  }

  private static void requireKnown(Map<?, ?> object, Set<String> known, String where) {
    for (Object name : object.keySet()) {
      if (!known.contains(String.valueOf(name))) {
        throw new ConfigurationException(
            where, "unknown field '" + name + "'", "Known there are " + new TreeSet<>(known) + ".");
      }
    }
  }

  private static @Nullable Object required(Map<?, ?> object, String name, String where) {
    if (!object.containsKey(name)) {
      throw new ConfigurationException(where, "has no '" + name + "'", "Add it. " + SEE);
    }
    return object.get(name);
  }

  private static Meaning meaning(String word, String where, boolean withUnauthorized) {
    Meaning meaning = MeaningWord.parse(word);
    if (meaning == null) {
      throw new ConfigurationException(
          where,
          "'" + word + "' is no meaning of an answer there",
          "Use one of " + MeaningWord.all(withUnauthorized) + ".");
    }
    return meaning;
  }

  private static int status(@Nullable Object value, String where) {
    if (value instanceof JsonTree.Numeral number && number.text().matches("[1-5][0-9][0-9]")) {
      return Integer.parseInt(number.text());
    }
    throw wrongKind(where, "an HTTP status, a number from 100 to 599 without quotes");
  }

  private static Collection<?> list(Map<?, ?> object, String name) {
    if (!object.containsKey(name)) {
      return List.of();
    }
    Object value = object.get(name);
    return value instanceof List<?> list ? list : Collections.singletonList(value);
  }

  private static Map<?, ?> object(@Nullable Object value, String where) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw wrongKind(where, "an object");
  }

  private static Map<String, String> texts(@Nullable Object value, String where) {
    Map<String, String> texts = new LinkedHashMap<>();
    object(value, where)
        .forEach(
            (name, one) ->
                texts.put(String.valueOf(name), text(one, where + "." + String.valueOf(name))));
    return texts;
  }

  private static String text(@Nullable Object value, String where) {
    if (value instanceof String text) {
      return text;
    }
    throw wrongKind(where, "a text in quotes");
  }

  private static ConfigurationException wrongKind(String where, String wanted) {
    return new ConfigurationException(
        where, "wrong kind of value", "Wanted there is " + wanted + ". " + SEE);
  }

  /** What the builder refuses, with its place. */
  private static <T> T translated(String where, Supplier<T> step) {
    try {
      return step.get();
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(where, String.valueOf(e.getMessage()), SEE);
    }
  }
}
