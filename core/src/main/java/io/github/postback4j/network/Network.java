package io.github.postback4j.network;

import io.github.postback4j.click.Click;
import io.github.postback4j.click.LandingParameters;
import io.github.postback4j.click.Protocol;
import io.github.postback4j.conversion.Conversion;
import io.github.postback4j.network.PlannedPostback.Send;
import io.github.postback4j.network.PlannedPostback.Skip;
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

  /** From when on a click is of no use; null for never. */
  public @Nullable Instant expiresAt(Click click) {
    Instant latest = null;
    for (Protocol protocol : protocols) {
      if (click.serves(protocol)) {
        Duration window = window(protocol);
        if (window == null) {
          return null;
        }
        Instant end = click.clickedAt().plus(window);
        latest = latest == null || end.isAfter(latest) ? end : latest;
      }
    }
    return latest == null ? click.clickedAt() : latest;
  }

  /** The longest time a click may be paid; null for no end. */
  public @Nullable Duration longestWindow() {
    Duration longest = Duration.ZERO;
    for (Protocol protocol : protocols) {
      Duration window = window(protocol);
      if (window == null) {
        return null;
      }
      longest = window.compareTo(longest) > 0 ? window : longest;
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
    GoalRequest request = goals.get(conversion.goal());
    if (request == null) {
      request = goals.get(GoalRequest.ANY);
    }
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
    GoalRequest.Rendered rendered = request.render(click, conversion, protocol);
    if (rendered.missing() != null) {
      return new Skip("not sent: no " + rendered.missing());
    }
    return new Send(
        PostbackRequest.get(rendered.url()),
        protocol,
        isRepeatable(protocol),
        deadline(click, protocol, now));
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

  private boolean isRepeatable(@Nullable Protocol protocol) {
    return switch (deDuplication) {
      case TRANSACTION_ID -> protocol == Protocol.TRANSACTION_ID;
      case UNIQUE_ID -> true;
      case NONE -> false;
    };
  }

  private Instant deadline(@Nullable Click click, @Nullable Protocol protocol, Instant now) {
    Instant latest = now.plus(deadline == null ? DEFAULT_DEADLINE : deadline);
    Duration window = protocol == null ? null : window(protocol);
    if (click == null || window == null) {
      return latest;
    }
    Instant end = click.clickedAt().plus(window);
    return deadline == null || end.isBefore(latest) ? end : latest;
  }

  private @Nullable Protocol protocolFor(Click click, Conversion conversion, Instant now) {
    for (Protocol protocol : protocols) {
      Duration window = window(protocol);
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

  private @Nullable Duration window(Protocol protocol) {
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
