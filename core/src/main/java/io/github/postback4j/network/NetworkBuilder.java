package io.github.postback4j.network;

import io.github.postback4j.click.Protocol;
import io.github.postback4j.conversion.Conversion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link Network} from a preset. {@link #url} is required, all else is optional; what does
 * not fit together is found by {@link #build}. Not thread-safe.
 */
public final class NetworkBuilder {

  String name;
  @Nullable String url;
  final Map<String, String> goalUrls = new TreeMap<>();
  List<Protocol> protocols = List.of();
  List<String> transactionIdNames = List.of();
  List<String> partnerIdNames = List.of();
  List<String> offerIdNames = List.of();
  List<String> keep = List.of();
  boolean ignoreCase;
  Map<String, String> when = Map.of();
  final Map<String, String> placeholders = new LinkedHashMap<>();
  final Map<String, String> settings = new LinkedHashMap<>();
  List<String> required = List.of();
  AnswerRules answers = AnswerRules.byStatus();
  @Nullable Duration transactionWindow = Network.DEFAULT_WINDOW;
  @Nullable Duration partnerWindow;
  private @Nullable Duration commonWindow;
  @Nullable DeDuplication deDuplication;
  boolean renewalsByTransactionId;
  final Map<String, @Nullable Duration> goalWindows = new TreeMap<>();
  Renewals renewals = Renewals.unlimited();
  boolean listFollowUps = true;
  boolean allowHttp;
  boolean allowPrivate;
  int maxConcurrency = 32;
  @Nullable Duration deadline;
  PresetKnowledge knowledge = PresetKnowledge.NONE;

  // What only a file can say.
  String file = "";
  NetworkAbout about = NetworkAbout.NOTHING;
  final Map<String, SettingDeclaration> declared = new LinkedHashMap<>();
  Map<String, Object> definitions = Map.of();
  Map<String, @Nullable Object> request = Map.of();
  Map<String, Object> goalRequests = Map.of();
  Map<String, Object> also = Map.of();
  List<String> withoutClick = List.of();
  boolean captureOnly;
  Map<String, Object> exposes = Map.of();
  final List<CookieDeclaration> cookies = new ArrayList<>();
  List<String> readCookies = List.of();
  @Nullable TestDeclaration test;
  boolean testMode;
  @Nullable Rate rate;
  @Nullable Duration lateAfter;

  /** Of the last {@link #build}. */
  final Hints hints = new Hints();

  NetworkBuilder(String name) {
    this.name = name;
  }

  /** The network's name: 1 to 40 letters, digits, dots, dashes and underscores. */
  public NetworkBuilder name(String name) {
    this.name = Objects.requireNonNull(name, "name");
    return this;
  }

  /**
   * The postback URL as the network's screen shows it; see {@link PostbackTemplate}. It serves the
   * goal {@code sale}, and every goal if it carries the placeholder {@code GOAL}.
   */
  public NetworkBuilder url(String url) {
    this.url = Objects.requireNonNull(url, "url");
    return this;
  }

  /** The postback URL of another goal; goals without a URL are not sent. */
  public NetworkBuilder goalUrl(String goal, String url) {
    goalUrls.put(Objects.requireNonNull(goal, "goal"), Objects.requireNonNull(url, "url"));
    return this;
  }

  /**
   * The protocols it serves, the preferred one first; by default those whose identifier the URL
   * carries, the transaction ID first.
   */
  public NetworkBuilder protocols(Protocol... protocols) {
    this.protocols = List.of(protocols);
    return this;
  }

  /** Landing parameters the transaction ID may arrive in, instead of the preset's. */
  public NetworkBuilder transactionIdNames(List<String> names) {
    transactionIdNames = List.copyOf(names);
    return this;
  }

  /** Landing parameters the partner ID may arrive in, instead of the preset's. */
  public NetworkBuilder partnerIdNames(List<String> names) {
    partnerIdNames = List.copyOf(names);
    return this;
  }

  /** Landing parameters the offer ID may arrive in, instead of the preset's. */
  public NetworkBuilder offerIdNames(List<String> names) {
    offerIdNames = List.copyOf(names);
    return this;
  }

  /** Other landing parameters to keep with the click, instead of the preset's. */
  public NetworkBuilder keep(List<String> names) {
    keep = List.copyOf(names);
    return this;
  }

  /** Whether upper and lower case of landing parameter names are the same; false. */
  public NetworkBuilder ignoreCase(boolean ignoreCase) {
    this.ignoreCase = ignoreCase;
    return this;
  }

  /**
   * Landing parameters that must have exactly these values for a landing to be this network's,
   * where two networks share the name of an identifier.
   */
  public NetworkBuilder when(Map<String, String> when) {
    this.when = Map.copyOf(when);
    return this;
  }

  /**
   * A placeholder of the network's own and the value it stands for.
   *
   * @param placeholder as it stands in the URL, without brackets
   * @param value {@code transaction_id}, {@code partner_id}, {@code offer_id}, {@code order_id},
   *     {@code unique_id}, {@code amount}, {@code currency}, {@code goal}, {@code coupon}, {@code
   *     customer_id}, {@code customer_status}, {@code time}, {@code click:NAME} for a kept landing
   *     parameter or {@code conversion:NAME} for a free parameter of the conversion
   */
  public NetworkBuilder placeholder(String placeholder, String value) {
    placeholders.put(placeholder, value);
    return this;
  }

  /**
   * A placeholder whose value is the same for every postback: a security token, the account in the
   * host. It is filled in once and shown nowhere.
   */
  public NetworkBuilder setting(String placeholder, String value) {
    settings.put(placeholder, Objects.requireNonNull(value, "value"));
    return this;
  }

  /** Placeholders without which nothing is sent, besides the protocol's identifier. */
  public NetworkBuilder required(List<String> placeholders) {
    required = List.copyOf(placeholders);
    return this;
  }

  /** How answers are read. */
  public NetworkBuilder answers(AnswerRules answers) {
    this.answers = Objects.requireNonNull(answers, "answers");
    return this;
  }

  /**
   * How long a click may be paid; 28 days for transaction IDs, no end for partner IDs. A window set
   * here is the transaction ID's where there is one, and the partner ID's otherwise.
   *
   * @param window positive; null for no end
   */
  public NetworkBuilder attributionWindow(@Nullable Duration window) {
    transactionWindow = window;
    commonWindow = window;
    return this;
  }

  /**
   * How long a click may be paid for one goal, in place of the network's window, whichever
   * identifier it is known by.
   *
   * @param window positive; null for no end
   */
  public NetworkBuilder goalWindow(String goal, @Nullable Duration window) {
    goalWindows.put(Objects.requireNonNull(goal, "goal"), window);
    return this;
  }

  /** How long renewals are paid; without end, as long as there is a click. */
  public NetworkBuilder renewals(Renewals renewals) {
    this.renewals = Objects.requireNonNull(renewals, "renewals");
    return this;
  }

  /**
   * Whether refunds and changes of status that this network has no URL for are listed for people,
   * to be told to it by hand; true. What is needed of the click is then kept with the decision of
   * the sale.
   */
  public NetworkBuilder listFollowUps(boolean listFollowUps) {
    this.listFollowUps = listFollowUps;
    return this;
  }

  /** What the network uses to notice a repetition; the transaction ID where that is sent. */
  public NetworkBuilder deDuplication(DeDuplication deDuplication) {
    this.deDuplication = Objects.requireNonNull(deDuplication, "deDuplication");
    return this;
  }

  /**
   * Whether a renewal may be sent with the transaction ID of the first click; false. The network
   * then books several conversions of one transaction ID, so that does not de-duplicate any more.
   */
  public NetworkBuilder renewalsByTransactionId(boolean allowed) {
    renewalsByTransactionId = allowed;
    return this;
  }

  /** Whether the URL may be {@code http}; false. */
  public NetworkBuilder allowHttp(boolean allowHttp) {
    this.allowHttp = allowHttp;
    return this;
  }

  /** Whether the host's name may resolve to a private, loopback or link-local address; false. */
  public NetworkBuilder allowPrivate(boolean allowPrivate) {
    this.allowPrivate = allowPrivate;
    return this;
  }

  /** Most attempts under way at once, from 1 to 1,000; 32. */
  public NetworkBuilder maxConcurrency(int maxConcurrency) {
    this.maxConcurrency = maxConcurrency;
    return this;
  }

  /** How long a postback is tried at most where no window ends it sooner; 14 days. */
  public NetworkBuilder deadline(Duration deadline) {
    this.deadline = Objects.requireNonNull(deadline, "deadline");
    return this;
  }

  /** Most calls begun in a time on one node; no limit. */
  public NetworkBuilder rate(Rate rate) {
    this.rate = Objects.requireNonNull(rate, "rate");
    return this;
  }

  /**
   * How long after it was tracked a conversion that is sent counts for less with the network; never
   * by default. Such calls are counted and logged.
   *
   * @param lateAfter positive
   */
  public NetworkBuilder lateAfter(Duration lateAfter) {
    this.lateAfter = Objects.requireNonNull(lateAfter, "lateAfter");
    return this;
  }

  /**
   * Whether the network is told that everything is only a test, in the way that it documents;
   * false. {@link #build} fails for a network that documents none.
   */
  public NetworkBuilder testMode(boolean testMode) {
    this.testMode = testMode;
    return this;
  }

  /**
   * What is known of the network so far, for people and tools; neither settings nor URL are needed.
   *
   * @throws ConfigurationException if rules for answers of a single request cannot be read
   */
  public NetworkDescription describe() {
    return new Describer(this, Map.of()).describe();
  }

  /** As {@link #explain(String, Conversion)}, of a sample landing and a sample order. */
  public NetworkExplanation explain() {
    return new BuilderExplainer(this).explain(null, null);
  }

  /**
   * As {@link Network#explain(String, Conversion)}, and where something is missing or wrong it says
   * so instead of throwing; the requests then have the examples of the settings that are missing.
   */
  public NetworkExplanation explain(String landingUrl, Conversion conversion) {
    return new BuilderExplainer(this).explain(landingUrl, conversion);
  }

  /**
   * The network.
   *
   * @throws ConfigurationException if something is missing or does not fit, with what would be
   *     right
   */
  public Network build() {
    return new Network(this);
  }

  /** The partner ID's window: the common one counts only where there is no transaction ID. */
  @Nullable Duration partnerWindow(List<Protocol> served) {
    return served.contains(Protocol.TRANSACTION_ID) ? partnerWindow : commonWindow;
  }

  /** What it is read from, for errors: its file, else its name. */
  String place() {
    return file.isEmpty() ? "network '" + name + "'" : file;
  }

  /** Tells what may be a slip. */
  void hint(String text) {
    hints.add(name, text);
  }

  /** Whether it is read from a user's own file, not from a preset. */
  boolean isOwnFile() {
    return !file.isEmpty() && !file.startsWith(NetworkFile.PRESET);
  }

  /**
   * @param place a path in the file, which begins with {@code $}, or what a user says besides
   */
  ConfigurationException wrong(String place, String problem, String remedy) {
    String where = place.startsWith("$") ? place() : "network '" + name + "'";
    return new ConfigurationException(where + ", " + place, problem, remedy);
  }

  /** Names of landing parameters that are kept in some way. */
  List<String> landingNames() {
    List<String> names = new ArrayList<>(transactionIdNames);
    names.addAll(partnerIdNames);
    names.addAll(offerIdNames);
    names.addAll(keep);
    return names;
  }
}
