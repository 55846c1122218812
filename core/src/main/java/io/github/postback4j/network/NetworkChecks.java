package io.github.postback4j.network;

import io.github.postback4j.click.Protocol;
import io.github.postback4j.conversion.Conversion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Refuses a network that cannot work, at start-up, with what would be right. */
final class NetworkChecks {

  private static final Logger log = LoggerFactory.getLogger(NetworkChecks.class);

  private final NetworkBuilder given;
  private final Set<String> words;

  NetworkChecks(NetworkBuilder given) {
    this.given = given;
    words = words(given);
    checkNumbers();
  }

  private static Set<String> words(NetworkBuilder given) {
    Set<String> words = new HashSet<>();
    Value.NAMED.keySet().forEach(name -> words.add(name.toUpperCase(Locale.ROOT)));
    Value.ALIASES.keySet().forEach(name -> words.add(name.toUpperCase(Locale.ROOT)));
    given.landingNames().forEach(name -> words.add(name.toUpperCase(Locale.ROOT)));
    words.addAll(given.placeholders.keySet());
    words.addAll(given.settings.keySet());
    return words;
  }

  private ConfigurationException wrong(String setting, String problem, String remedy) {
    return new ConfigurationException("network '" + given.name + "', " + setting, problem, remedy);
  }

  private void checkNumbers() {
    if (given.maxConcurrency < 1 || given.maxConcurrency > 1000) {
      throw wrong(
          "concurrency",
          given.maxConcurrency + " is out of range",
          "Give a number from 1 to 1000.");
    }
    checkPositive("attribution-window", given.transactionWindow);
    checkPositive("attribution-window", given.partnerWindow);
    checkPositive("deadline", given.deadline);
    given.goalWindows.forEach((goal, window) -> checkPositive("goal-windows." + goal, window));
    given.settings.forEach(
        (setting, value) -> {
          if (value.isBlank()) {
            throw wrong(
                "settings." + setting, "is blank", "Give its value, or leave it out of the URL.");
          }
        });
  }

  private void checkPositive(String setting, @Nullable Duration duration) {
    if (duration != null && (duration.isZero() || duration.isNegative())) {
      throw wrong(setting, duration + " is not positive", "Give a duration such as 28d, or none.");
    }
    if (duration != null && duration.compareTo(Duration.ofDays(3650)) > 0) {
      throw wrong(setting, duration + " is more than ten years", "Say none for no end.");
    }
  }

  String name() {
    if (!given.name.matches("[A-Za-z0-9._-]{1,40}")) {
      throw wrong(
          "name", "is no name", "Use 1 to 40 letters, digits, dots, dashes and underscores.");
    }
    return given.name;
  }

  /** The templates by goal, each checked and bound to its values. */
  Map<String, GoalRequest> goals() {
    Map<String, String> urls = given.urls(Conversion.SALE);
    if (urls.keySet().stream().allMatch(NetworkChecks::isFollowUp)) {
      throw wrong("url", "is missing", "Paste the postback URL that the network's screen shows.");
    }
    Map<String, GoalRequest> goals = new LinkedHashMap<>();
    urls.forEach(
        (goal, url) -> {
          GoalRequest request =
              request(
                  goal.equals(Conversion.SALE) ? "url" : "url of " + goal, url, isFollowUp(goal));
          goals.put(goal, request);
          if (goal.equals(Conversion.SALE) && request.carries("goal")) {
            goals.put(GoalRequest.ANY, request);
          }
        });
    return Map.copyOf(goals);
  }

  private GoalRequest request(String setting, String url, boolean followUp) {
    PostbackTemplate template;
    try {
      template = PostbackTemplate.parse(url, words).with(given.settings);
    } catch (IllegalArgumentException e) {
      throw wrong(
          setting,
          String.valueOf(e.getMessage()),
          "Paste it as the network's screen shows it, such as"
              + " https://network.example/aff_lsr?transaction_id=TRANSACTION_ID&amount=AMOUNT.");
    }
    UrlChecks checks = new UrlChecks(given, setting, template);
    checks.checkPlace();
    GoalRequest request = bind(setting, template, followUp);
    checks.checkContent();
    return request;
  }

  private GoalRequest bind(String setting, PostbackTemplate template, boolean followUp) {
    List<Value> values = new ArrayList<>();
    List<String> names = new ArrayList<>();
    Set<Integer> required = new HashSet<>();
    for (String placeholder : template.placeholders()) {
      String source = source(placeholder);
      Value value = source == null ? null : Value.named(source);
      if (source == null || value == null) {
        throw unknown(setting, placeholder, source);
      }
      if (given.required.contains(placeholder) || template.isInPath(placeholder)) {
        required.add(values.size());
      }
      names.add(source);
      values.add(value);
    }
    for (String placeholder : followUp ? List.<String>of() : given.required) {
      if (!template.placeholders().contains(placeholder)) {
        throw wrong(
            "required", placeholder + " is not in the URL", "Name a placeholder that is in it.");
      }
    }
    return new GoalRequest(
        template,
        List.copyOf(values),
        List.copyOf(names),
        Set.copyOf(required),
        constant(template, given.knowledge.partnerIdParameter()));
  }

  private @Nullable String source(String placeholder) {
    String own = given.placeholders.get(placeholder);
    if (own != null) {
      return own;
    }
    String name = Value.nameOf(placeholder);
    if (name != null) {
      return name;
    }
    for (String landing : given.landingNames()) {
      if (landing.equals(placeholder) || landing.toUpperCase(Locale.ROOT).equals(placeholder)) {
        return "click:" + landing;
      }
    }
    return null;
  }

  private ConfigurationException unknown(
      String setting, String placeholder, @Nullable String source) {
    if (source != null) {
      return wrong(
          "placeholders",
          "'" + source + "' for " + placeholder + " is no value",
          "Use one of " + new TreeSet<>(Value.NAMED.keySet()) + ", click:NAME or conversion:NAME.");
    }
    Set<String> known = new TreeSet<>(Value.NAMED.keySet());
    known.addAll(given.keep);
    known.addAll(given.placeholders.keySet());
    return wrong(
        setting,
        "unknown placeholder {" + placeholder + "}",
        "Known are " + known + "; map any other to one of them under placeholders or settings.");
  }

  static boolean isFollowUp(String goal) {
    return Conversion.isFollowUp(goal);
  }

  /** The goals by which clicks are credited: a refund may be known by other identifiers. */
  private static List<GoalRequest> credited(Map<String, GoalRequest> goals) {
    return goals.entrySet().stream()
        .filter(goal -> !isFollowUp(goal.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** The protocols that were asked for, or those whose identifier the URL of a sale carries. */
  List<Protocol> protocols(Map<String, GoalRequest> goals) {
    List<Protocol> carried = new ArrayList<>();
    for (Protocol protocol : Protocol.values()) {
      if (credited(goals).stream().allMatch(goal -> carries(goal, protocol))) {
        carried.add(protocol);
      }
    }
    Set<Protocol> asked = new LinkedHashSet<>(given.protocols);
    if (asked.size() < given.protocols.size()) {
      throw wrong(
          "protocol", "names one twice", "Name each protocol once, the preferred one first.");
    }
    for (Protocol protocol : asked) {
      if (!carried.contains(protocol)) {
        throw wrong(
            "protocol",
            protocol.text() + " is served, but the URL does not carry its identifier",
            "Add "
                + (protocol == Protocol.TRANSACTION_ID
                    ? given.knowledge.transactionIdParameter().get(0) + "=TRANSACTION_ID"
                    : given.knowledge.partnerIdParameter().get(0) + "=AFFILIATE_ID")
                + " to the URL, or leave the protocol out.");
      }
    }
    if (carried.isEmpty()
        && credited(goals).stream()
            .anyMatch(
                goal ->
                    carries(goal, Protocol.TRANSACTION_ID) || carries(goal, Protocol.PARTNER_ID))) {
      throw wrong(
          "url",
          "the URLs of different goals carry different identifiers",
          "Let each carry TRANSACTION_ID or each AFFILIATE_ID.");
    }
    return asked.isEmpty() ? List.copyOf(carried) : List.copyOf(asked);
  }

  private boolean carries(GoalRequest goal, Protocol protocol) {
    return protocol == Protocol.TRANSACTION_ID
        ? goal.carries(Value.TRANSACTION_ID)
            || constant(goal.template(), given.knowledge.transactionIdParameter()) != null
        : goal.carries(Value.PARTNER_ID) || goal.constantPartner() != null;
  }

  static @Nullable String constant(PostbackTemplate template, List<String> parameters) {
    for (String parameter : parameters) {
      String constant = template.constant(parameter);
      if (constant != null && !constant.isEmpty() && !template.strangers().contains(constant)) {
        return constant;
      }
    }
    return null;
  }

  DeDuplication deDuplication(List<Protocol> protocols, Map<String, GoalRequest> goals) {
    DeDuplication declared = given.deDuplication;
    if (declared == null) {
      return DeDuplication.NONE;
    }
    if (declared == DeDuplication.UNIQUE_ID) {
      for (GoalRequest goal : credited(goals)) {
        if (!goal.carries(Value.UNIQUE_ID) && !goal.carries(Value.ORDER_ID)) {
          throw wrong(
              "de-duplication",
              "unique-id is declared, but the URL carries no unique ID",
              "Add "
                  + (given.knowledge.uniqueIdParameter().isEmpty()
                      ? "a parameter with ORDER_ID"
                      : given.knowledge.uniqueIdParameter().get(0) + "=ORDER_ID")
                  + " to the URL, and have the network enforce it.");
        }
        List<String> names = given.knowledge.uniqueIdParameter();
        for (String name : names) {
          if (goal.template().parameterNames().contains(name) && !goal.isUniqueIn(name)) {
            throw wrong(
                "de-duplication",
                "unique-id is declared, but " + name + " does not carry the order ID",
                "Write " + name + "=ORDER_ID.");
          }
        }
        for (String name : names) {
          for (String parameter : goal.template().parameterNames()) {
            if (!given.knowledge.parameters().contains(parameter)
                && UrlChecks.isSlipOf(name, parameter)) {
              throw wrong(
                  "de-duplication",
                  "unique-id is declared, but the URL's "
                      + parameter
                      + " is no parameter that the network"
                      + " knows, so it would not notice a repetition",
                  "Write " + name + "=ORDER_ID.");
            }
          }
        }
        if (!names.isEmpty()
            && names.stream().noneMatch(goal.template().parameterNames()::contains)) {
          log.warn(
              "Network {} is declared to de-duplicate by unique ID, but its URL has no parameter {};"
                  + " if it does not, a repeated postback pays twice",
              given.name,
              names);
        }
      }
    }
    if (declared == DeDuplication.TRANSACTION_ID
        && (!protocols.contains(Protocol.TRANSACTION_ID) || given.renewalsByTransactionId)) {
      // Several conversions of one transaction ID are allowed, or there is none: nothing tells them
      // apart.
      return DeDuplication.NONE;
    }
    return declared;
  }

  Landing landing(List<Protocol> protocols) {
    Map<Protocol, List<String>> names = new HashMap<>();
    names.put(Protocol.TRANSACTION_ID, given.transactionIdNames);
    names.put(Protocol.PARTNER_ID, given.partnerIdNames);
    for (Protocol protocol : protocols) {
      if (given.protocols.contains(protocol) || protocols.size() == 1) {
        List<String> aliases = names.getOrDefault(protocol, List.of());
        if (aliases.isEmpty() || aliases.stream().anyMatch(String::isBlank)) {
          throw wrong(
              "landing." + protocol.text(),
              "names no landing parameter",
              "Name the parameter in which the network's link brings it, such as "
                  + (protocol == Protocol.TRANSACTION_ID ? "transaction_id." : "affiliate_id."));
        }
      }
    }
    for (String shared : given.transactionIdNames) {
      if (given.partnerIdNames.contains(shared)) {
        throw wrong(
            "landing",
            shared + " is named for both the transaction ID and the partner ID",
            "Name the parameter of each.");
      }
    }
    return new Landing(
        given.transactionIdNames,
        given.partnerIdNames,
        given.offerIdNames,
        given.keep,
        given.ignoreCase,
        given.when);
  }
}
