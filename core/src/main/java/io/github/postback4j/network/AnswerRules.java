package io.github.postback4j.network;

import io.github.postback4j.network.Answer.Meaning;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How a network's answer is read. A declared status means what was declared, whatever the body;
 * then the first rule that fits decides: over the whole body, {@code key=value;}, JSON, XML or the
 * status. Without either, 3xx and 4xx are refused (401 and 403 as unauthorized) but for 408 and 425
 * (unknown) and 429 (not processed), 5xx and the rest are unknown, and a 2xx is {@link
 * Builder#otherwise}. No text makes reading fail, and none takes it longer than some milliseconds
 * for each regular expression. Immutable.
 */
public final class AnswerRules {

  /** The field name under which a rule sees the whole body. */
  public static final String BODY = "body";

  private final Map<Integer, Meaning> statuses;
  private final List<AnswerRule> rules;
  private final Meaning otherwise;
  private final List<Sample> samples;
  private final NetworkDescription.Answers described;

  private AnswerRules(Builder builder) {
    Map<Integer, Meaning> declared = new HashMap<>(builder.sets);
    declared.putAll(builder.statuses);
    statuses = Map.copyOf(declared);
    rules = List.copyOf(builder.rules);
    otherwise = builder.otherwise;
    samples = List.copyOf(builder.samples);
    described =
        new NetworkDescription.Answers(
            Collections.unmodifiableMap(new LinkedHashMap<>(builder.statusWords)),
            List.copyOf(builder.ruleWords),
            MeaningWord.of(otherwise, false),
            samples.stream()
                .map(
                    sample ->
                        new NetworkDescription.Sample(
                            sample.status(),
                            sample.body(),
                            MeaningWord.of(sample.meaning(), sample.unauthorized())))
                .toList());
  }

  /** In the words of the format. */
  NetworkDescription.Answers described() {
    return described;
  }

  /**
   * An answer as the network documents it, and what it means.
   *
   * @param status HTTP status
   * @param body its text; empty for none
   * @param meaning how the rules read it
   * @param unauthorized whether they read it as {@link Answer#unauthorized}
   */
  public record Sample(int status, String body, Meaning meaning, boolean unauthorized) {

    /**
     * @throws IllegalArgumentException if {@code status} is not from 100 to 599
     */
    public Sample {
      requireStatus(status);
      Objects.requireNonNull(body, "body");
      Objects.requireNonNull(meaning, "meaning");
    }
  }

  /** Every 2xx is recorded, whatever the body: only for networks whose body says nothing. */
  public static AnswerRules byStatus() {
    return builder().otherwise(Meaning.RECORDED).build();
  }

  /** Rules of a network's own. */
  public static Builder builder() {
    return new Builder();
  }

  /** Answers as the network documents them, which these rules read as they say; may be empty. */
  public List<Sample> samples() {
    return samples;
  }

  /**
   * What this answer means.
   *
   * @param status HTTP status
   * @param body text, cut to the size that was read
   */
  public Answer read(int status, String body) {
    return read(status, body, UnaryOperator.identity());
  }

  /**
   * @param mask applied to a reason before it is cut to its length
   */
  Answer read(int status, String body, UnaryOperator<String> mask) {
    Meaning declared = statuses.get(status);
    if (declared != null) {
      return new Answer(declared, "HTTP " + status);
    }
    if (!rules.isEmpty()) {
      AnswerText answer = new AnswerText(status, body);
      for (AnswerRule rule : rules) {
        if (rule.looksAt(status) && rule.fits(answer)) {
          return rule.answer(answer, mask);
        }
      }
    }
    return isSuccess(status) ? fitsNone(status, body) : byStatus(status);
  }

  /**
   * What this status means whatever the body, of which nothing is known.
   *
   * @param status HTTP status
   * @return null if the body decides
   */
  public @Nullable Answer readStatus(int status) {
    if (statuses.containsKey(status)) {
      return read(status, "");
    }
    AnswerRule decided = null;
    List<AnswerRule> possible = new ArrayList<>();
    for (AnswerRule rule : rules) {
      if (rule.looksAt(status) && rule.fitsAnyBody()) {
        decided = rule;
        break;
      }
      if (rule.looksAt(status)) {
        possible.add(rule);
      }
    }
    if (decided == null && isSuccess(status) && otherwise == Meaning.UNKNOWN) {
      return null;
    }
    Answer last =
        decided != null
            ? decided.answer(new AnswerText(status, ""), UnaryOperator.identity())
            : isSuccess(status) ? fitsNone(status, "") : byStatus(status);
    for (AnswerRule rule : possible) {
      if (rule.meaning() != last.meaning() || rule.isUnauthorized() != last.unauthorized()) {
        return null;
      }
    }
    return last;
  }

  private static Answer byStatus(int status) {
    Meaning meaning =
        switch (status) {
          case 429 -> Meaning.NOT_PROCESSED;
          case 408, 425 -> Meaning.UNKNOWN;
          default -> status >= 300 && status < 500 ? Meaning.REFUSED : Meaning.UNKNOWN;
        };
    boolean unauthorized = status == 401 || status == 403;
    return new Answer(meaning, "HTTP " + status, unauthorized);
  }

  private Answer fitsNone(int status, String body) {
    if (otherwise == Meaning.RECORDED) {
      return new Answer(otherwise, null);
    }
    String kind = body.isBlank() ? " with an empty body" : " with a body that no rule knows";
    return new Answer(otherwise, "HTTP " + status + kind);
  }

  static boolean isSuccess(int status) {
    return status >= 200 && status < 300;
  }

  /**
   * Whether a set of statuses such as {@code 4xx} that has this meaning leaves this one out: what
   * has a better meaning by itself is not refused for good by the way.
   */
  static boolean isLeftOut(int status, Meaning meaning) {
    boolean special =
        switch (status) {
          case 401, 403, 408, 425, 429 -> true;
          default -> false;
        };
    return special && (meaning == Meaning.REFUSED || meaning == Meaning.NOT_ATTRIBUTED);
  }

  private static void requireStatus(int status) {
    if (status < 100 || status > 599) {
      throw new IllegalArgumentException("status must be from 100 to 599: " + status);
    }
  }

  /** Not thread-safe. */
  public static final class Builder {
    private final Map<Integer, Meaning> statuses = new HashMap<>();
    private final Map<Integer, Meaning> sets = new HashMap<>();
    private final List<AnswerRule> rules = new ArrayList<>();
    private final List<Sample> samples = new ArrayList<>();
    private final Map<String, String> statusWords = new LinkedHashMap<>();
    private final List<NetworkDescription.Rule> ruleWords = new ArrayList<>();
    private Meaning otherwise = Meaning.UNKNOWN;

    private Builder() {}

    /**
     * Declares what a status means, whatever the body: 503 as not processed, for example.
     *
     * @throws IllegalArgumentException if {@code status} is not from 100 to 599
     */
    public Builder status(int status, Meaning meaning) {
      requireStatus(status);
      statuses.put(status, Objects.requireNonNull(meaning, "meaning"));
      statusWords.put(String.valueOf(status), MeaningWord.of(meaning, false));
      return this;
    }

    /**
     * Declares what a status ({@code "404"}) or all of a hundred ({@code "4xx"}) means, whatever
     * the body. One that is declared singly keeps what was declared. A set that is refused or not
     * attributed leaves 401, 403, 408, 425 and 429 as they are: those must be named.
     *
     * @throws IllegalArgumentException if {@code statuses} is neither
     */
    public Builder status(String statuses, Meaning meaning) {
      StatusSet set = StatusSet.parse(statuses);
      if (set.isSingle()) {
        return status(set.from(), meaning);
      }
      statusWords.put(statuses, MeaningWord.of(meaning, false));
      for (int status = set.from(); status <= set.to(); status++) {
        if (!isLeftOut(status, meaning)) {
          sets.put(status, meaning);
        }
      }
      return this;
    }

    /**
     * Adds a rule; the first that fits counts. It is for 2xx alone, unless it names the status.
     *
     * @param when a pattern per field, all of which must fit. Fields are a name in a body {@code
     *     key=value;}, {@link AnswerRules#BODY} for the whole body, {@code $.a.b[0].c} or {@code
     *     $.list[*].c} for JSON, {@code xml:tag}, and {@code http-status} with {@code 404} or
     *     {@code 4xx}. In patterns upper and lower case are the same, {@code *} at the start or end
     *     stands for anything, {@code *} alone for any text at all; {@code !} before a pattern says
     *     that it must not fit, and {@code !*} that the field is missing, both only of a body that
     *     is whole and of the field's kind; <code>regex:</code> begins a regular expression, found
     *     anywhere within a million steps
     * @param reason in words, <code>{field}</code> standing for a field's text; null for none
     * @throws IllegalArgumentException if {@code when} is empty, or a field, pattern or reason
     *     cannot be; the text says what would be right
     */
    public Builder rule(Map<String, String> when, Meaning meaning, @Nullable String reason) {
      rules.add(AnswerRule.of(when, Objects.requireNonNull(meaning, "meaning"), false, reason));
      tell(when, MeaningWord.of(meaning, false), reason);
      return this;
    }

    /** A rule for a refusal because the network does not accept who we are; otherwise as above. */
    public Builder unauthorized(Map<String, String> when, @Nullable String reason) {
      rules.add(AnswerRule.of(when, Meaning.REFUSED, true, reason));
      tell(when, MeaningWord.UNAUTHORIZED, reason);
      return this;
    }

    private void tell(Map<String, String> when, String word, @Nullable String reason) {
      Map<String, String> patterns = Collections.unmodifiableMap(new LinkedHashMap<>(when));
      ruleWords.add(new NetworkDescription.Rule(patterns, word, reason));
    }

    /** What a 2xx means that no rule fits; unknown. */
    public Builder otherwise(Meaning meaning) {
      otherwise = Objects.requireNonNull(meaning, "meaning");
      return this;
    }

    /**
     * Adds an answer as the network documents it, which {@link #build} checks against the rules.
     *
     * @param body its text; empty for none
     * @param unauthorized whether it is refused because the network does not accept who we are
     * @throws IllegalArgumentException if {@code status} is not from 100 to 599
     */
    public Builder sample(int status, String body, Meaning meaning, boolean unauthorized) {
      samples.add(new Sample(status, body, meaning, unauthorized));
      return this;
    }

    /**
     * The rules.
     *
     * @throws IllegalArgumentException if they read a sample otherwise than it says
     */
    public AnswerRules build() {
      AnswerRules built = new AnswerRules(this);
      int number = 0;
      for (Sample sample : samples) {
        number++;
        Answer read = built.read(sample.status(), sample.body());
        if (read.meaning() != sample.meaning() || read.unauthorized() != sample.unauthorized()) {
          throw new IllegalArgumentException(
              "sample %d (HTTP %d) means %s, but the rules read it as %s: mend the rules or the sample"
                  .formatted(
                      number,
                      sample.status(),
                      MeaningWord.of(sample.meaning(), sample.unauthorized()),
                      MeaningWord.of(read.meaning(), read.unauthorized())));
        }
      }
      return built;
    }
  }
}
