package io.github.postback4j.network;

import io.github.postback4j.click.Click;
import io.github.postback4j.click.LandingParameters;
import io.github.postback4j.click.Protocol;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.PlannedPostback.Outgoing;
import io.github.postback4j.network.PlannedPostback.Send;
import io.github.postback4j.network.PlannedPostback.Skip;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /** Reason of a {@link Skip} whose conversion is held beyond the click's window. */
  public static final String HELD_TOO_LONG =
      "not sent: held until after the end of the click's attribution window";

  private final String name;
  private final List<Protocol> protocols;
  private final Landing landing;
  private final Map<String, GoalRequest> goals;
  private final AnswerRules answers;
  private final Secrets secrets;
  private final @Nullable Duration transactionWindow;
  private final @Nullable Duration partnerWindow;
  private final DeDuplication deDuplication;
  private final boolean renewalsByTransactionId;
  private final boolean allowPrivate;
  private final int maxConcurrency;
  private final @Nullable Duration deadline;
  private final Map<String, Optional<Duration>> goalWindows;
  private final Renewals renewals;
  private final boolean listsFollowUps;
  private final @Nullable Rate rate;
  private final @Nullable Duration lateAfter;

  Network(NetworkBuilder given) {
    NetworkChecks checks = new NetworkChecks(given);
    name = checks.name();
    goals = checks.goals();
    protocols = checks.protocols(goals);
    deDuplication = checks.deDuplication(protocols, goals);
    landing = checks.landing(protocols);
    transactionWindow = given.transactionWindow;
    partnerWindow = given.partnerWindow(protocols);
    answers = given.answers;
    secrets = new Secrets(given.settings.values(), goals.values());
    renewalsByTransactionId = given.renewalsByTransactionId;
    allowPrivate = given.allowPrivate;
    maxConcurrency = given.maxConcurrency;
    deadline = given.deadline;
    Map<String, Optional<Duration>> windows = new LinkedHashMap<>();
    given.goalWindows.forEach((goal, window) -> windows.put(goal, Optional.ofNullable(window)));
    goalWindows = Map.copyOf(windows);
    renewals = given.renewals;
    listsFollowUps = given.listFollowUps;
    rate = given.rate;
    lateAfter = given.lateAfter;
  }

  /**
   * A network that comes with the library: {@code tune}, {@code aspire} or {@code generic}. It
   * still needs its {@code url}.
   *
   * @param preset name of the preset, which is the network's name as well unless set otherwise
   * @throws ConfigurationException if there is no such preset
   */
  public static NetworkBuilder preset(String preset) {
    return NetworkJson.preset(preset);
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
    return NetworkJson.file(file);
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
   * Whether what is needed of a credited click is to be kept for refunds, cancellations and changes
   * of status: it has a URL for one of them, or they are listed for people.
   */
  public boolean remembersCredit() {
    return listsFollowUps || hasFollowUpUrl();
  }

  /** Whether it has a URL for refunds, cancellations or changes of status. */
  public boolean hasFollowUpUrl() {
    return goals.keySet().stream().anyMatch(Conversion::isFollowUp);
  }

  /** Whether a URL of its conversions carries the coupon, so that one may be known by it. */
  public boolean carriesCoupon() {
    return goals.entrySet().stream()
        .anyMatch(
            goal ->
                !NetworkChecks.isFollowUp(goal.getKey()) && goal.getValue().carries(Value.COUPON));
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
    Click click = landing.read(name, parameters, now);
    if (click == null) {
      return null;
    }
    for (Protocol protocol : protocols) {
      if (click.serves(protocol)) {
        return click;
      }
    }
    return null;
  }

  /** From when on a click is of no use for any goal; null for never. */
  public @Nullable Instant expiresAt(Click click) {
    Instant latest = click.clickedAt();
    for (Protocol protocol : protocols) {
      if (click.serves(protocol)) {
        Duration window = longestWindow(protocol);
        if (window == null) {
          return null;
        }
        Instant end = click.clickedAt().plus(window);
        latest = end.isAfter(latest) ? end : latest;
      }
    }
    return latest;
  }

  /** The longest time a click may be paid, for any goal; null for no end. */
  public @Nullable Duration longestWindow() {
    Duration longest = Duration.ZERO;
    for (Protocol protocol : protocols) {
      Duration window = longestWindow(protocol);
      if (window == null) {
        return null;
      }
      longest = window.compareTo(longest) > 0 ? window : longest;
    }
    return longest;
  }

  private @Nullable Duration longestWindow(Protocol protocol) {
    Duration longest = protocol == Protocol.TRANSACTION_ID ? transactionWindow : partnerWindow;
    for (Optional<Duration> window : goalWindows.values()) {
      if (longest == null || window.isEmpty()) {
        return null;
      }
      longest = window.get().compareTo(longest) > 0 ? window.get() : longest;
    }
    return longest;
  }

  /** Whether a click can serve this conversion now, by any protocol. */
  public boolean isServedBy(Click click, Conversion conversion, Instant now) {
    return protocolFor(click, conversion, now) != null;
  }

  /** Whether this network needs no click, because its template is known by the coupon alone. */
  public boolean isByCouponOnly() {
    return protocols.isEmpty();
  }

  /**
   * What would be sent for this conversion.
   *
   * @param click the click it is attributed to; null only where {@link #isByCouponOnly}
   * @param conversion valid, with its time set
   * @param now the moment of tracking
   */
  public PlannedPostback plan(@Nullable Click click, Conversion conversion, Instant now) {
    GoalRequest request = request(conversion);
    if (request == null) {
      return new Skip("not sent: no URL for the goal of this conversion");
    }
    Protocol protocol = null;
    if (click != null) {
      protocol = protocolFor(click, conversion, now);
      if (protocol == null) {
        return new Skip("not sent: " + unserved(click, conversion));
      }
      String other = request.constantPartner();
      if (other != null && click.partnerId() != null && !other.equals(click.partnerId())) {
        return new Skip("not sent: the URL names another partner than the click");
      }
    }
    return send(request, click, conversion, protocol, isRepeatable(protocol), now);
  }

  /**
   * What would be sent for a conversion that a coupon's partner is credited for: by the partner's
   * ID where this network serves that, else by the coupon in its URL, without any click's ID.
   *
   * @param owner the coupon's partner, as a click of the moment of the conversion
   */
  public PlannedPostback planCoupon(Click owner, Conversion conversion, Instant now) {
    if (protocolFor(owner, conversion, now) != null) {
      return plan(owner, conversion, now);
    }
    GoalRequest request = request(conversion);
    if (request == null) {
      return new Skip("not sent: no URL for the goal of this conversion");
    }
    return request.carries(Value.COUPON)
        ? send(request, null, conversion, null, isRepeatable(null), now)
        : new Skip("not sent: the URL carries neither coupon nor partner ID");
  }

  /**
   * What would be sent for a refund, a cancellation or a change of status: by the URL of that goal
   * and no other, whenever the click was.
   *
   * @param click what the original conversion was credited to; null for a coupon
   * @param conversion valid, with its time set
   */
  public PlannedPostback planFollowUp(@Nullable Click click, Conversion conversion, Instant now) {
    GoalRequest request = goals.get(conversion.goal());
    if (request == null) {
      String kind =
          switch (conversion.goal()) {
            case Conversion.REFUND -> "refunds";
            case Conversion.CANCEL -> "cancellations";
            default -> "changes of status";
          };
      String reason = "this network takes no " + kind + " by postback";
      return listsFollowUps ? new PlannedPostback.Manual(reason) : new Skip(reason);
    }
    Protocol protocol = null;
    if (click != null && request.carries(Value.TRANSACTION_ID) && click.transactionId() != null) {
      protocol = Protocol.TRANSACTION_ID;
    } else if (click != null && request.carries(Value.PARTNER_ID) && click.partnerId() != null) {
      protocol = Protocol.PARTNER_ID;
    }
    if (protocol == null
        && (request.carries(Value.TRANSACTION_ID) || request.carries(Value.PARTNER_ID))) {
      return new Skip("not sent: the sale was not known by an ID that the URL carries");
    }
    // A transaction ID was used up by the sale: only a unique ID tells a repetition.
    boolean repeatable =
        deDuplication == DeDuplication.UNIQUE_ID && request.carries(Value.UNIQUE_ID);
    return send(request, click, conversion, protocol, repeatable, now);
  }

  /** Never the sale's URL for what changes a sale. */
  private @Nullable GoalRequest request(Conversion conversion) {
    GoalRequest request = goals.get(conversion.goal());
    return request == null && !conversion.isFollowUp() ? goals.get(GoalRequest.ANY) : request;
  }

  private PlannedPostback send(
      GoalRequest request,
      @Nullable Click click,
      Conversion conversion,
      @Nullable Protocol protocol,
      boolean repeatable,
      Instant now) {
    GoalRequest.Rendered rendered = request.render(click, conversion, protocol);
    if (rendered.missing() != null) {
      return new Skip("not sent: no " + rendered.missing());
    }
    Instant due = conversion.dueAt(now);
    Instant end = deadline(conversion.isFollowUp() ? null : click, protocol, conversion, due);
    if (due.isAfter(now) && !due.isBefore(end)) {
      return new Skip(HELD_TOO_LONG);
    }
    PostbackRequest main = PostbackRequest.get(rendered.url());
    return new Send(List.of(new Outgoing("", main, repeatable)), protocol, end);
  }

  /**
   * What the network's answer means. Where it repeats a setting, or a token in the URL, the reason
   * has stars instead.
   *
   * @param status HTTP status
   * @param body text of the answer, cut to the size that was read
   */
  public Answer readAnswer(int status, String body) {
    return answers.read(status, body, secrets::mask);
  }

  /**
   * What an answer means of which only the status came, its body having broken off.
   *
   * @param status HTTP status
   * @return null if the body was to decide
   */
  public @Nullable Answer readStatus(int status) {
    return answers.readStatus(status);
  }

  /**
   * As {@link #readAnswer(int, String)}, of one goal and additional request, which may have rules
   * of their own.
   *
   * @param part the part of {@link Outgoing}
   */
  public Answer readAnswer(String goal, String part, int status, String body) {
    return answers.read(status, body, secrets::mask);
  }

  /** As {@link #readStatus(int)}, of one goal and additional request. */
  public @Nullable Answer readStatus(String goal, String part, int status) {
    return answers.readStatus(status);
  }

  /**
   * The request with the headers that hold only settings (credentials), which are not kept with a
   * postback but added at the moment of sending: so a rotated key is used, and none lies in a
   * database.
   *
   * @param part the part of {@link Outgoing}
   */
  public PostbackRequest authorize(String goal, String part, PostbackRequest request) {
    return request;
  }

  /**
   * How long after the conversion was tracked a postback counts as late; null for never. The
   * network still books it, but gives it less weight.
   */
  public @Nullable Duration lateAfter() {
    return lateAfter;
  }

  /** Most calls begun in a time on one node; null for no limit. */
  public @Nullable Rate rate() {
    return rate;
  }

  /** Whether clicks are only kept for the shop's own use, and nothing is ever sent. */
  public boolean isCaptureOnly() {
    return false;
  }

  /**
   * Whether this conversion may be sent without any click, because the network itself knows the
   * coupon or the person.
   */
  public boolean servesWithoutClick(Conversion conversion) {
    return isByCouponOnly() && conversion.coupon() != null;
  }

  /**
   * The values of a click by name, for the shop's own use of them: identifiers by the name they
   * arrive under, and what the network exposes.
   */
  public Map<String, String> values(Click click) {
    return Map.of();
  }

  /** The cookies to be set when this click arrives. */
  public List<LandingCookie> cookies(Click click) {
    return List.of();
  }

  /** Cookies of the network's own script that bring the transaction ID if no parameter does. */
  public List<String> readCookies() {
    return List.of();
  }

  private boolean isRepeatable(@Nullable Protocol protocol) {
    return switch (deDuplication) {
      case TRANSACTION_ID -> protocol == Protocol.TRANSACTION_ID;
      case UNIQUE_ID -> true;
      case NONE -> false;
    };
  }

  private Instant deadline(
      @Nullable Click click, @Nullable Protocol protocol, Conversion conversion, Instant due) {
    Instant latest = due.plus(deadline == null ? DEFAULT_DEADLINE : deadline);
    Duration window = protocol == null ? null : window(protocol, conversion.goal());
    if (click == null || window == null) {
      return latest;
    }
    Instant end = click.clickedAt().plus(window);
    return deadline == null || end.isBefore(latest) ? end : latest;
  }

  private @Nullable Protocol protocolFor(Click click, Conversion conversion, Instant now) {
    for (Protocol protocol : protocols) {
      Duration window = window(protocol, conversion.goal());
      if (click.serves(protocol)
          && (protocol == Protocol.PARTNER_ID || renewalsByTransactionId || !conversion.isRenewal())
          && (window == null || now.isBefore(click.clickedAt().plus(window)))) {
        return protocol;
      }
    }
    return null;
  }

  private String unserved(Click click, Conversion conversion) {
    if (conversion.isRenewal() && click.serves(Protocol.TRANSACTION_ID)) {
      return "a transaction ID does not serve a renewal";
    }
    return "the click is outside its attribution window";
  }

  private @Nullable Duration window(Protocol protocol, String goal) {
    Optional<Duration> own = goalWindows.get(goal);
    if (own != null) {
      return own.orElse(null);
    }
    return protocol == Protocol.TRANSACTION_ID ? transactionWindow : partnerWindow;
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
