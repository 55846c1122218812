package io.github.postback4j.network;

import io.github.postback4j.network.Answer.Meaning;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How a network's answer is read. The status comes first: a declared status means what was
 * declared; otherwise 3xx and 4xx are refused (401 and 403 as unauthorized) but for 408 and 425
 * (unknown) and 429 (not processed), 5xx and the rest are unknown. Among 2xx the body decides by
 * the first rule that fits; a body that fits none is {@link Builder#otherwise}. Immutable.
 */
public final class AnswerRules {

  /** The field name under which a rule sees the whole body. */
  public static final String BODY = "body";

  private final Map<Integer, Meaning> statuses;
  private final List<Rule> rules;
  private final Meaning otherwise;

  private AnswerRules(Builder builder) {
    statuses = Map.copyOf(builder.statuses);
    rules = List.copyOf(builder.rules);
    otherwise = builder.otherwise;
  }

  /** Every 2xx is recorded, whatever the body: only for networks whose body says nothing. */
  public static AnswerRules byStatus() {
    return builder().otherwise(Meaning.RECORDED).build();
  }

  /** Rules of a network's own. */
  public static Builder builder() {
    return new Builder();
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
    if (status >= 200 && status < 300) {
      return readBody(status, body, mask);
    }
    Meaning meaning =
        switch (status) {
          case 429 -> Meaning.NOT_PROCESSED;
          case 408, 425 -> Meaning.UNKNOWN;
          default -> status >= 300 && status < 500 ? Meaning.REFUSED : Meaning.UNKNOWN;
        };
    boolean unauthorized = status == 401 || status == 403;
    return new Answer(meaning, "HTTP " + status, unauthorized);
  }

  /**
   * What this status means whatever the body.
   *
   * @param status HTTP status
   * @return null if the body decides
   */
  public @Nullable Answer readStatus(int status) {
    boolean bodyDecides =
        status >= 200
            && status < 300
            && !statuses.containsKey(status)
            && (!rules.isEmpty() || otherwise == Meaning.UNKNOWN);
    return bodyDecides ? null : read(status, "");
  }

  private Answer readBody(int status, String body, UnaryOperator<String> mask) {
    if (!rules.isEmpty()) {
      Map<String, String> fields = KeyValueBody.read(body);
      for (Rule rule : rules) {
        if (rule.fits(fields)) {
          String reason = rule.reason(fields);
          return new Answer(
              rule.meaning, reason == null ? null : mask.apply(reason), rule.unauthorized);
        }
      }
    }
    String reason =
        otherwise == Meaning.RECORDED
            ? null
            : "HTTP "
                + status
                + (body.isBlank() ? " with an empty body" : " with a body that no rule knows");
    return new Answer(otherwise, reason);
  }

  /**
   * One rule over the fields of a {@code key=value;} body, and {@link #BODY} for all of it.
   *
   * @param when a pattern per field, all of which must fit; upper and lower case are the same, a
   *     {@code *} at its start or end stands for anything, {@code *} alone for any text at all
   * @param meaning what the answer means then
   * @param reason in words, where <code>{field}</code> stands for a field's text; null for none
   * @param unauthorized see {@link Answer#unauthorized}
   */
  private record Rule(
      Map<String, String> when, Meaning meaning, @Nullable String reason, boolean unauthorized) {

    boolean fits(Map<String, String> fields) {
      for (Map.Entry<String, String> condition : when.entrySet()) {
        String text = fields.get(condition.getKey());
        if (text == null || !matches(text, condition.getValue())) {
          return false;
        }
      }
      return true;
    }

    @Nullable String reason(Map<String, String> fields) {
      if (reason == null) {
        return null;
      }
      String text = reason;
      for (Map.Entry<String, String> field : fields.entrySet()) {
        text = text.replace("{" + field.getKey() + "}", field.getValue());
      }
      return text;
    }

    private static boolean matches(String text, String pattern) {
      boolean open = pattern.startsWith("*");
      boolean ends = pattern.length() > 1 && pattern.endsWith("*");
      String core =
          pattern
              .substring(open ? 1 : 0, pattern.length() - (ends ? 1 : 0))
              .toLowerCase(Locale.ROOT);
      String given = text.strip().toLowerCase(Locale.ROOT);
      if (open && core.isEmpty()) {
        return !given.isEmpty();
      }
      if (open) {
        return ends ? given.contains(core) : given.endsWith(core);
      }
      return ends ? given.startsWith(core) : given.equals(core);
    }
  }

  /** Not thread-safe. */
  public static final class Builder {
    private final Map<Integer, Meaning> statuses = new TreeMap<>();
    private final List<Rule> rules = new ArrayList<>();
    private Meaning otherwise = Meaning.UNKNOWN;

    private Builder() {}

    /**
     * Declares what a status means, whatever the body: 503 as not processed, for example.
     *
     * @throws IllegalArgumentException if {@code status} is not from 100 to 599
     */
    public Builder status(int status, Meaning meaning) {
      if (status < 100 || status > 599) {
        throw new IllegalArgumentException("status must be from 100 to 599: " + status);
      }
      statuses.put(status, meaning);
      return this;
    }

    /**
     * Adds a rule for 2xx; the first that fits counts.
     *
     * @param when a pattern per body field ({@link AnswerRules#BODY} for the whole body), all of
     *     which must fit; upper and lower case are the same, {@code *} at the start or end stands
     *     for anything, {@code *} alone for any text at all
     * @param reason in words, <code>{field}</code> standing for a field's text; null for none
     * @throws IllegalArgumentException if {@code when} is empty
     */
    public Builder rule(Map<String, String> when, Meaning meaning, @Nullable String reason) {
      return rule(when, meaning, reason, false);
    }

    /** A rule for a refusal because the network does not accept who we are; otherwise as above. */
    public Builder unauthorized(Map<String, String> when, @Nullable String reason) {
      return rule(when, Meaning.REFUSED, reason, true);
    }

    private Builder rule(
        Map<String, String> when, Meaning meaning, @Nullable String reason, boolean unauthorized) {
      if (when.isEmpty()) {
        throw new IllegalArgumentException("a rule needs at least one condition");
      }
      Map<String, String> conditions = new LinkedHashMap<>();
      when.forEach((field, pattern) -> conditions.put(field.toLowerCase(Locale.ROOT), pattern));
      rules.add(new Rule(conditions, meaning, reason, unauthorized));
      return this;
    }

    /** What a 2xx means that no rule fits; unknown. */
    public Builder otherwise(Meaning meaning) {
      otherwise = meaning;
      return this;
    }

    /** The rules. */
    public AnswerRules build() {
      return new AnswerRules(this);
    }
  }
}
