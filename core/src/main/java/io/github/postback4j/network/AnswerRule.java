package io.github.postback4j.network;

import io.github.postback4j.network.Answer.Meaning;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One rule: what an answer means if all its conditions fit. Immutable. */
final class AnswerRule {

  private final @Nullable StatusCondition status;
  private final List<Condition> conditions;
  private final Meaning meaning;
  private final boolean unauthorized;
  private final @Nullable AnswerReason reason;

  private AnswerRule(
      @Nullable StatusCondition status,
      List<Condition> conditions,
      Meaning meaning,
      boolean unauthorized,
      @Nullable AnswerReason reason) {
    this.status = status;
    this.conditions = List.copyOf(conditions);
    this.meaning = meaning;
    this.unauthorized = unauthorized;
    this.reason = reason;
  }

  /** On the status. */
  private record StatusCondition(StatusSet set, boolean negated) {

    static StatusCondition parse(String pattern) {
      boolean negated = pattern.startsWith("!");
      return new StatusCondition(StatusSet.parse(pattern.substring(negated ? 1 : 0)), negated);
    }

    boolean fits(int given) {
      return set.contains(given) != negated;
    }

    boolean names(int given) {
      return set.isSingle() && !negated && set.contains(given);
    }
  }

  /** On the body. */
  private record Condition(AnswerField field, AnswerPattern pattern) {
    boolean fits(AnswerText answer) {
      return pattern.fits(field.texts(answer)) && (!pattern.isNegated() || field.isKnown(answer));
    }
  }

  /**
   * @throws IllegalArgumentException if a field, a pattern or the reason cannot be, or a field is
   *     named twice
   */
  static AnswerRule of(
      Map<String, String> when, Meaning meaning, boolean unauthorized, @Nullable String reason) {
    if (when.isEmpty()) {
      throw new IllegalArgumentException(
          "a rule needs at least one condition: name a field and a pattern for it");
    }
    StatusCondition status = null;
    List<Condition> conditions = new ArrayList<>();
    Set<AnswerField> named = new HashSet<>();
    for (Map.Entry<String, String> condition : when.entrySet()) {
      AnswerField field = AnswerField.parse(condition.getKey());
      if (!named.add(field)) {
        throw new IllegalArgumentException(
            "the field '" + condition.getKey() + "' is named twice in one rule: name it once");
      }
      if (field instanceof AnswerField.Status) {
        status = StatusCondition.parse(condition.getValue());
      } else {
        conditions.add(new Condition(field, AnswerPattern.parse(condition.getValue())));
      }
    }
    return new AnswerRule(
        status,
        conditions,
        meaning,
        unauthorized,
        reason == null ? null : AnswerReason.parse(reason));
  }

  Meaning meaning() {
    return meaning;
  }

  boolean isUnauthorized() {
    return unauthorized;
  }

  /** Whether it may fit an answer of this status. */
  boolean looksAt(int given) {
    if (status == null) {
      return AnswerRules.isSuccess(given);
    }
    return status.fits(given) && (status.names(given) || !AnswerRules.isLeftOut(given, meaning));
  }

  /** Whether an answer that it looks at fits by its status alone. */
  boolean fitsAnyBody() {
    return conditions.isEmpty();
  }

  /** Whether an answer that it looks at fits. */
  boolean fits(AnswerText answer) {
    for (Condition condition : conditions) {
      if (!condition.fits(answer)) {
        return false;
      }
    }
    return true;
  }

  /**
   * What an answer that fits means.
   *
   * @param mask applied to the reason
   */
  Answer answer(AnswerText answer, UnaryOperator<String> mask) {
    String words = reason == null ? "" : reason.text(answer);
    if (words.isEmpty()) {
      boolean success = AnswerRules.isSuccess(answer.status());
      return new Answer(meaning, success ? null : "HTTP " + answer.status(), unauthorized);
    }
    return new Answer(meaning, mask.apply(words), unauthorized);
  }
}
