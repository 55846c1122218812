package io.github.postback4j.network;

import io.github.postback4j.click.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a network's file says, for people and for tools: what is read at landing, what is sent, how
 * answers are read. It needs no settings, and holds the value of none. Immutable.
 *
 * @param name the network's name
 * @param about what network it is; may be empty
 * @param sources where its facts are from
 * @param doubts what is not known
 * @param protocols it serves, the preferred one first; empty where it is known by a coupon, or
 *     where the URL is not given yet and decides
 * @param landing what is read
 * @param settings what its user has to say
 * @param requests what is sent: that of the sale first, further requests after those of the goals;
 *     further ones alone as long as no URL is given; empty where nothing is ever sent
 * @param documented all query names that are known to be read; empty if they are not
 * @param answers how answers are read, where a request has no rules of its own
 * @param test how it is told that it is only a test; null if that is not documented
 * @param rules what is done when
 */
public record NetworkDescription(
    String name,
    String about,
    List<String> sources,
    List<String> doubts,
    List<Protocol> protocols,
    Reading landing,
    List<Setting> settings,
    List<Request> requests,
    List<String> documented,
    Answers answers,
    @Nullable Test test,
    Rules rules) {

  public NetworkDescription {
    Objects.requireNonNull(name, "name");
    sources = List.copyOf(sources);
    doubts = List.copyOf(doubts);
    protocols = List.copyOf(protocols);
    settings = List.copyOf(settings);
    requests = List.copyOf(requests);
    documented = List.copyOf(documented);
  }

  /** Its name alone: a URL that was pasted may hold a token. */
  @Override
  public String toString() {
    return "NetworkDescription[" + name + "]";
  }

  /** Whether it sends, and its postback URL is still to be given. */
  public boolean wantsUrl() {
    return !rules.captureOnly() && requests.stream().noneMatch(request -> request.also().isEmpty());
  }

  /** All of it as a page in Markdown, as in docs/networks. */
  public String page() {
    return new NetworkPage(this).text();
  }

  /**
   * What is read at landing.
   *
   * @param transactionId parameters it may arrive in, the first with a usable value counts
   * @param partnerId the same for the partner ID
   * @param offerId the same for the offer ID
   * @param keep other parameters that are kept
   * @param ignoreCase whether upper and lower case of these names are the same
   * @param when parameters that must have these values
   * @param cookies set when a click arrives, by name: what they hold, and for how long
   * @param readCookies that carry the transaction ID where no parameter does
   * @param exposes further values for the shop's own use, by name: what they are made of
   */
  public record Reading(
      List<String> transactionId,
      List<String> partnerId,
      List<String> offerId,
      List<String> keep,
      boolean ignoreCase,
      Map<String, String> when,
      Map<String, String> cookies,
      List<String> readCookies,
      Map<String, String> exposes) {}

  /**
   * What a user of the file has to say.
   *
   * @param name as in templates; {@code NAME.*} for a family
   * @param about what it is and where it is found
   * @param secret whether it is shown to nobody
   * @param optional whether it may be left out
   * @param fallback its value if not given, or null; stars for a secret
   * @param values the only values it may have; empty for any
   * @param example a value for people, or null
   */
  public record Setting(
      String name,
      String about,
      boolean secret,
      boolean optional,
      @Nullable String fallback,
      List<String> values,
      @Nullable String example) {}

  /**
   * One request.
   *
   * @param goal whose it is; {@code *} for every goal without one of its own
   * @param also name of a further request; empty for the main one
   * @param everyGoal whether it serves goals without one of their own as well
   * @param onlyWith settings without which it is left out
   * @param method GET or POST
   * @param origin scheme and host, settings as <code>{NAME}</code>
   * @param path the path up to its segments of its own, placeholders as <code>{name}</code>
   * @param body {@code form}, {@code json}, or empty for none
   * @param perItem whether there is one for each line of the order
   * @param required placeholders without which it is not sent; {@code a|b} for one of several
   * @param parameters all it is made of, in order
   * @param ownAnswers its own rules, or null where those of the network count
   */
  public record Request(
      String goal,
      String also,
      boolean everyGoal,
      List<String> onlyWith,
      String method,
      String origin,
      String path,
      String body,
      boolean perItem,
      List<String> required,
      List<Parameter> parameters,
      @Nullable Answers ownAnswers) {

    /** Without path and values: a URL that was pasted may hold a token. */
    @Override
    public String toString() {
      return "Request[" + goal + (also.isEmpty() ? "" : "+" + also) + ", " + method + "]";
    }
  }

  /**
   * A parameter, field or header.
   *
   * @param place where it stands
   * @param name its name; in JSON the path, with {@code [*]} for each line or group
   * @param value template as in the file, or the constant itself; stars for a key in {@code auth}
   * @param madeOf what it is made from, in words of the format; empty for a constant
   * @param kind {@code text}; in JSON also {@code number}, {@code boolean} or {@code json} for what
   *     stands there as it is
   * @param required whether it is in every request (for each line: in every line)
   * @param each {@code item} or {@code group} where it is repeated; else empty
   */
  public record Parameter(
      Place place,
      String name,
      String value,
      String madeOf,
      String kind,
      boolean required,
      String each) {

    /** Whether it is the same in every request; one made of settings is not. */
    public boolean isConstant() {
      return madeOf.isEmpty();
    }

    /** Without its value, which may be a token. */
    @Override
    public String toString() {
      return place + " " + name;
    }
  }

  /** Where a parameter stands. */
  public enum Place {
    /** A placeholder within the URL's path. */
    PATH,
    /** A further segment of the path; one with a missing value is left out. */
    SEGMENT,
    /** In the query. */
    QUERY,
    /** A piece of a query that is no name and value. */
    QUERY_TEXT,
    /** In a form's body. */
    FORM,
    /** In a JSON body. */
    JSON,
    /** A header. */
    HEADER
  }

  /**
   * How answers are read.
   *
   * @param statuses meaning by status or set of them, whatever the body
   * @param rules the first that fits decides
   * @param otherwise what a 2xx means that none fits
   * @param samples as the network documents them
   */
  public record Answers(
      Map<String, String> statuses, List<Rule> rules, String otherwise, List<Sample> samples) {}

  /**
   * A rule.
   *
   * @param when pattern by field
   * @param means the word of the format
   * @param reason in words, or null
   */
  public record Rule(Map<String, String> when, String means, @Nullable String reason) {}

  /**
   * An answer as it is documented.
   *
   * @param status HTTP status
   * @param body its text; empty for none
   * @param means the word of the format
   */
  public record Sample(int status, String body, String means) {}

  /**
   * Test mode.
   *
   * @param about in words; may be empty
   * @param request what is laid over the request, as JSON; empty if nothing is
   * @param settings by setting, the one that is meant instead
   */
  public record Test(String about, String request, Map<String, String> settings) {

    /** Without the request, which may hold a token. */
    @Override
    public String toString() {
      return "Test[" + about + "]";
    }
  }

  /**
   * What is done when.
   *
   * @param captureOnly whether nothing is ever sent
   * @param withoutClick values any of which lets a conversion be sent without a click
   * @param attributionWindow how long a click may be paid, by protocol; null for no end
   * @param goalWindows the same for single goals; null for no end
   * @param deDuplication what the network uses to notice a repetition
   * @param renewals how long renewals are paid
   * @param listsFollowUps whether refunds and the like without a request are listed for people
   * @param concurrency most calls under way at once
   * @param rate most calls begun in a time, or null
   * @param deadline how long a postback is tried, or null
   * @param lateAfter after which it counts for less, or null
   */
  public record Rules(
      boolean captureOnly,
      List<String> withoutClick,
      Map<Protocol, @Nullable Duration> attributionWindow,
      Map<String, @Nullable Duration> goalWindows,
      String deDuplication,
      Renewals renewals,
      boolean listsFollowUps,
      int concurrency,
      @Nullable Rate rate,
      @Nullable Duration deadline,
      @Nullable Duration lateAfter) {}
}
