package io.github.postback4j.network;

import io.github.postback4j.click.Click;
import io.github.postback4j.click.LandingParameters;
import io.github.postback4j.click.Protocol;
import io.github.postback4j.conversion.Conversion;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tracking system that wants postbacks, as data: what to read at landing, what to send, how to
 * read the answer. Immutable. {@link #toString} shows neither URL nor settings.
 */
public final class Network {

  /**
   * Window of a transaction ID; 28 days. TUNE stores 672 hours for its "1 month"; its texts say
   * both 28 and 30 days (TUNE help: Offer-Specific Tracking Settings).
   */
  public static final Duration DEFAULT_WINDOW = Duration.ofDays(28);

  /** How long a postback without a window is tried; 14 days. */
  public static final Duration DEFAULT_DEADLINE = Duration.ofDays(14);

  /**
   * Reason of a {@link PlannedPostback.Skip} whose conversion is held beyond the click's window.
   */
  public static final String HELD_TOO_LONG =
      "not sent: held until after the end of the click's attribution window";

  private final String name;
  private final List<Protocol> protocols;
  private final Landing landing;
  private final Map<String, GoalRequests> goals;
  private final AnswerRules answers;
  private final Secrets secrets;
  private final KeyedValues keyed;
  private final Windows windows;
  private final Planner planner;
  private final ClickValues clickValues;
  private final DeDuplication deDuplication;
  private final boolean allowPrivate;
  private final int maxConcurrency;
  private final @Nullable Rate rate;
  private final @Nullable Duration lateAfter;
  private final Renewals renewals;
  private final boolean listsFollowUps;
  private final List<Value> withoutClick;
  private final boolean captureOnly;
  private final boolean testMode;
  private final NetworkDescription description;
  private final RequestJudge judge;
  private final List<String> hints;

  Network(NetworkBuilder given) {
    given.hints.clear();
    NetworkChecks checks = new NetworkChecks(given);
    name = checks.name();
    captureOnly = given.captureOnly;
    GoalCompiler compiler = new GoalCompiler(given);
    goals = compiler.goals();
    protocols = captureOnly ? checks.capturedProtocols() : checks.protocols(goals);
    deDuplication = checks.deDuplication(protocols, goals);
    landing = checks.landing(protocols);
    windows = new Windows(given, protocols);
    answers = given.answers;
    description = new Describer(given, Map.of()).describe();
    clickValues = new ClickValues(given, compiler.values());
    withoutClick = withoutClick(given, protocols.isEmpty() && !captureOnly, compiler.values());
    compiler.known().requireAll();
    keyed = new KeyedValues(given, compiler.values());
    secrets =
        new Secrets(
                compiler.known().secrets(),
                description.requests(),
                goals.values().stream().flatMap(GoalRequests::all).toList())
            .and(keyed.constants());
    allowPrivate = given.allowPrivate;
    maxConcurrency = given.maxConcurrency;
    rate = given.rate;
    lateAfter = given.lateAfter;
    renewals = given.renewals;
    listsFollowUps = given.listFollowUps;
    testMode = given.testMode;
    planner = new Planner(goals, windows, deDuplication, listsFollowUps, testMode);
    judge = new RequestJudge(given, compiler.known().effective());
    hints = given.hints.list();
  }

  /**
   * A network that comes with the library; {@link #presets} are their names. It still needs its
   * settings, or its {@code url}.
   *
   * @param preset name of the preset, which is the network's name as well unless set otherwise
   * @throws ConfigurationException if there is no such preset
   */
  public static NetworkBuilder preset(String preset) {
    return NetworkFile.preset(preset);
  }

  /** The names of all networks that come with the library, sorted. */
  public static Set<String> presets() {
    return NetworkFile.presets();
  }

  /** A network of the user's own, with nothing set: {@code generic} under another name. */
  public static NetworkBuilder builder(String name) {
    return preset("generic").name(name);
  }

  /**
   * A network of the user's own, from a JSON file in the format of the presets.
   *
   * @throws ConfigurationException if the file cannot be read, is not JSON, or has an unknown
   *     field; the text names file and field
   */
  public static NetworkBuilder fromJson(Path file) {
    return NetworkFile.file(file);
  }

  /** What its file and builder say, for people and tools; the value of no setting is in it. */
  public NetworkDescription describe() {
    return description;
  }

  /**
   * What may be a slip in its file or URL, and may be meant: a word in capitals that is no known
   * placeholder, a parameter that is nearly a documented one. Sentences without any secret, logged
   * as WARN when it was built; empty for a network that is as its preset says.
   */
  public List<String> hints() {
    return hints;
  }

  /** As {@link #explain(String, Conversion)}, of a sample landing and a sample order. */
  public NetworkExplanation explain() {
    return new Explainer(this, secrets, keyed).explain();
  }

  /**
   * What would be captured of a landing and sent for a conversion an hour later, or why nothing is:
   * for people who integrate a network. Nothing is sent.
   *
   * @param landingUrl whole, as the browser asked for it
   * @param conversion whose time is that of the explanation; a fixed moment if it has none
   */
  public NetworkExplanation explain(String landingUrl, Conversion conversion) {
    return new Explainer(this, secrets, keyed).explain(landingUrl, conversion);
  }

  /**
   * What is wrong with a request, as a network's server received it: for tests and simulators that
   * stand in for the network.
   *
   * @param received with the URL as it was asked for (absolute, or path and query alone, where
   *     scheme and host are not judged), all headers, and the body as text
   * @return by the declaration that fits best
   */
  public RequestFaults check(PostbackRequest received) {
    return judge.judge(received);
  }

  /**
   * As {@link #check}, taken for a refund, cancellation or change of status: for a simulator that
   * knows the sale already, where the same request may be either.
   *
   * @return null if the network has no such request
   */
  public @Nullable RequestFaults checkFollowUp(PostbackRequest received) {
    return judge.judgeFollowUp(received);
  }

  /** The network's name; kept with clicks and postbacks. */
  public String name() {
    return name;
  }

  /** The protocols it serves, the preferred one first. */
  public List<Protocol> protocols() {
    return protocols;
  }

  /** What it uses to notice a repeated postback. */
  public DeDuplication deDuplication() {
    return deDuplication;
  }

  /** Most attempts under way at once; 32. */
  public int maxConcurrency() {
    return maxConcurrency;
  }

  /** Whether the host's name may resolve to a private, loopback or link-local address; false. */
  public boolean allowPrivate() {
    return allowPrivate;
  }

  /** How long renewals are paid. */
  public Renewals renewals() {
    return renewals;
  }

  /**
   * Whether what is needed of a credited click is to be kept for refunds and changes of status: it
   * has a URL for one of them, or they are listed for people.
   */
  public boolean remembersCredit() {
    return listsFollowUps || hasFollowUpUrl();
  }

  /** Whether it has a request for refunds, cancellations or changes of status. */
  public boolean hasFollowUpUrl() {
    return goals.keySet().stream().anyMatch(NetworkChecks::isFollowUp);
  }

  /** Whether a request of its conversions carries the coupon, so that one may be known by it. */
  public boolean carriesCoupon() {
    return goals.entrySet().stream()
        .anyMatch(
            goal ->
                !NetworkChecks.isFollowUp(goal.getKey())
                    && goal.getValue().main().carries(Source.COUPON));
  }

  /** Whether its clicks are kept for the shop's own use, and nothing is ever sent. */
  public boolean isCaptureOnly() {
    return captureOnly;
  }

  /** Whether it is told that everything is only a test. */
  public boolean isTestMode() {
    return testMode;
  }

  /** Most calls begun in a time on one node; null for no limit. */
  public @Nullable Rate rate() {
    return rate;
  }

  /** How long after it was tracked a conversion that is sent counts for less; null for never. */
  public @Nullable Duration lateAfter() {
    return lateAfter;
  }

  /**
   * Whether this conversion can be sent without any click, because the network itself knows the
   * person or the coupon.
   */
  public boolean servesWithoutClick(Conversion conversion) {
    if (withoutClick.isEmpty()) {
      return false;
    }
    Scope scope = Scope.of(null, conversion, null, testMode);
    for (Value value : withoutClick) {
      if (value.text(scope) != null) {
        return true;
      }
    }
    return false;
  }

  /** What makes a click unnecessary: for a network that is known by the coupon alone, that. */
  private static List<Value> withoutClick(
      NetworkBuilder given, boolean byCouponOnly, Values values) {
    List<String> names =
        given.withoutClick.isEmpty() && byCouponOnly ? List.of(Source.COUPON) : given.withoutClick;
    return names.stream().map(name -> values.of(name, "without-click")).toList();
  }

  /**
   * What the shop's own use of the network's software needs of a click: its identifiers and kept
   * parameters by landing name, and what the file exposes besides.
   */
  public Map<String, String> values(Click click) {
    return clickValues.values(click);
  }

  /** The cookies that the network's own scripts look for, once this click arrived. */
  public List<LandingCookie> cookies(Click click) {
    return clickValues.cookies(click);
  }

  /** Cookies of the network's own script that carry a transaction ID where no landing did. */
  public List<String> readCookies() {
    return clickValues.readCookies();
  }

  /** The landing parameters any of which makes a click: the aliases of its identifiers. */
  public Set<String> identifierNames() {
    Set<String> names = new LinkedHashSet<>();
    if (protocols.contains(Protocol.TRANSACTION_ID)) {
      names.addAll(landing.transactionId());
    }
    if (protocols.contains(Protocol.PARTNER_ID)) {
      names.addAll(landing.partnerId());
    }
    return names;
  }

  /** Whether other parameters must be there too for a landing to be this network's. */
  public boolean isConditional() {
    return !landing.when().isEmpty();
  }

  /** Whether upper and lower case of landing parameter names are the same here. */
  public boolean ignoresCase() {
    return landing.ignoreCase();
  }

  /**
   * The click that a landing brought, or null if it brought none of this network: no usable
   * identifier of a protocol that this network serves.
   */
  public @Nullable Click readClick(LandingParameters parameters, Instant now) {
    return landing.read(name, parameters, protocols, now);
  }

  /** From when on a click is of no use for any goal; null for never. */
  public @Nullable Instant expiresAt(Click click) {
    return windows.expiresAt(click);
  }

  /** The longest time a click may be paid, for any goal; null for no end. */
  public @Nullable Duration longestWindow() {
    return windows.longest();
  }

  /** Whether a click can serve this conversion now, by any protocol. */
  public boolean isServedBy(Click click, Conversion conversion, Instant now) {
    return windows.protocolFor(click, conversion, now) != null;
  }

  /** Whether this network needs no click, because its template is known by the coupon alone. */
  public boolean isByCouponOnly() {
    return protocols.isEmpty() && !captureOnly;
  }

  /**
   * What would be sent for this conversion.
   *
   * @param click the click it is attributed to; null only where {@link #isByCouponOnly}
   * @param conversion valid, with its time set
   * @param now the moment of tracking
   */
  public PlannedPostback plan(@Nullable Click click, Conversion conversion, Instant now) {
    return planner.plan(click, conversion, now);
  }

  /**
   * What would be sent for a conversion that a coupon's partner is credited for: by the partner's
   * ID where this network serves that, else by the coupon in its URL, without any click's ID.
   *
   * @param owner the coupon's partner, as a click of the moment of the conversion
   */
  public PlannedPostback planCoupon(Click owner, Conversion conversion, Instant now) {
    return planner.planCoupon(owner, conversion, now);
  }

  /**
   * What would be sent for a refund or a change of status: by the URL of that goal and no other,
   * whenever the click was.
   *
   * @param click what the original conversion was credited to; null for a coupon
   * @param conversion valid, with its time set
   */
  public PlannedPostback planFollowUp(@Nullable Click click, Conversion conversion, Instant now) {
    return planner.planFollowUp(click, conversion, now);
  }

  /**
   * The request as it goes out: with the headers that hold only settings, such as keys, which are
   * stored nowhere.
   *
   * @param goal of the conversion
   * @param part of the request, as {@link PlannedPostback.Outgoing} tells it
   * @throws IllegalStateException if it is an additional request that is no longer configured: no
   *     other's keys may go to its host
   */
  public PostbackRequest authorize(String goal, String part, PostbackRequest request) {
    RequestTemplate template = planner.requestOf(goal, part);
    if (template == null && part.startsWith(GoalRequests.ALSO)) {
      throw new IllegalStateException("the additional request " + part + " is not configured");
    }
    return template == null ? request : template.authorize(request);
  }

  /**
   * What the network's answer means. Where it repeats a secret, the reason has stars instead.
   *
   * @param goal of the conversion
   * @param part of the request, as {@link PlannedPostback.Outgoing} tells it
   * @param status HTTP status
   * @param body text of the answer, cut to the size that was read
   */
  public Answer readAnswer(String goal, String part, int status, String body) {
    return rules(goal, part).read(status, body, secrets::mask);
  }

  /** As above, of a sale. */
  public Answer readAnswer(int status, String body) {
    return readAnswer(Conversion.SALE, "", status, body);
  }

  /**
   * What an answer means of which only the status came, its body having broken off.
   *
   * @param goal of the conversion
   * @param part of the request, as {@link PlannedPostback.Outgoing} tells it
   * @param status HTTP status
   * @return null if the body was to decide
   */
  public @Nullable Answer readStatus(String goal, String part, int status) {
    return rules(goal, part).readStatus(status);
  }

  /** As above, of a sale. */
  public @Nullable Answer readStatus(int status) {
    return readStatus(Conversion.SALE, "", status);
  }

  /**
   * A text with stars in place of every secret that is among this network's settings or stands in
   * its requests, escaped or not.
   */
  public String mask(String text) {
    return secrets.mask(text);
  }

  private AnswerRules rules(String goal, String part) {
    RequestTemplate template = planner.requestOf(goal, part);
    return template == null ? answers : template.answers;
  }

  @Override
  public String toString() {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("protocols", protocols);
    shown.put("deDuplication", deDuplication);
    shown.put("goals", goals.keySet());
    return "Network[" + name + ", " + shown + "]";
  }
}
