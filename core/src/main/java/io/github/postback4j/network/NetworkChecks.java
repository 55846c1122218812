package io.github.postback4j.network;

import io.github.postback4j.click.Protocol;
import io.github.postback4j.conversion.Conversion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Refuses a network that cannot work, at start-up, with what would be right. */
final class NetworkChecks {

  /** What the goal of a request for one status begins with. */
  static final String STATUS_OF = Conversion.STATUS + ":";

  private final NetworkBuilder given;

  NetworkChecks(NetworkBuilder given) {
    this.given = given;
    checkNumbers();
  }

  private ConfigurationException wrong(String setting, String problem, String remedy) {
    return given.wrong(setting, problem, remedy);
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
    checkPositive("late-after", given.lateAfter);
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

  static boolean isFollowUp(String goal) {
    return Conversion.isFollowUp(goal) || goal.startsWith(STATUS_OF);
  }

  /** The goals by which clicks are credited: a refund may be known by other identifiers. */
  private static List<RequestTemplate> credited(Map<String, GoalRequests> goals) {
    return goals.entrySet().stream()
        .filter(goal -> !isFollowUp(goal.getKey()))
        .map(goal -> goal.getValue().main())
        .toList();
  }

  /** The protocols of a network whose clicks are only kept: those that a landing brings. */
  List<Protocol> capturedProtocols() {
    return given.partnerIdNames.isEmpty()
        ? List.of(Protocol.TRANSACTION_ID)
        : given.transactionIdNames.isEmpty()
            ? List.of(Protocol.PARTNER_ID)
            : List.of(Protocol.TRANSACTION_ID, Protocol.PARTNER_ID);
  }

  /** The protocols that were asked for, or those whose identifier the URL of a sale carries. */
  List<Protocol> protocols(Map<String, GoalRequests> goals) {
    List<Protocol> carried = new ArrayList<>();
    // Where the network knows the person by other values, a request may do without.
    boolean each = given.withoutClick.isEmpty();
    for (Protocol protocol : Protocol.values()) {
      if (each
          ? credited(goals).stream().allMatch(goal -> carries(goal, protocol))
          : credited(goals).stream().anyMatch(goal -> carries(goal, protocol))) {
        carried.add(protocol);
      }
    }
    Set<Protocol> asked = new LinkedHashSet<>(given.protocols);
    if (asked.size() < given.protocols.size()) {
      throw wrong(
          "protocol", "names one twice", "Name each protocol once, the preferred one first.");
    }
    for (Protocol protocol : asked) {
      if (each && !carried.contains(protocol)) {
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
    if (asked.isEmpty() && carried.isEmpty()) {
      checkNoneIsRead();
    }
    return asked.isEmpty() ? List.copyOf(carried) : List.copyOf(asked);
  }

  /** Who reads an ID in a file means to send it: without, no click would be kept. */
  private void checkNoneIsRead() {
    boolean transaction = !given.transactionIdNames.isEmpty();
    if (given.isOwnFile()
        && given.withoutClick.isEmpty()
        && (transaction || !given.partnerIdNames.isEmpty())) {
      String field = transaction ? "transaction-id" : "partner-id";
      throw wrong(
          "$.landing." + field,
          "is read, but no request carries it: no click would be kept, and a conversion be sent by"
              + " its coupon alone",
          "Add {"
              + field.replace('-', '_')
              + "} to the request; or, if the coupon is all that the network wants, say"
              + " \"without-click\": \"coupon\".");
    }
  }

  private boolean carries(RequestTemplate goal, Protocol protocol) {
    return protocol == Protocol.TRANSACTION_ID
        ? goal.carries(Source.TRANSACTION_ID)
            || constant(goal.url, given.knowledge.transactionIdParameter()) != null
        : goal.carries(Source.PARTNER_ID) || goal.constantPartner() != null;
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

  /** Those that do not say themselves whether they may be repeated. */
  private static Map<String, GoalRequests> undeclared(Map<String, GoalRequests> goals) {
    Map<String, GoalRequests> undeclared = new LinkedHashMap<>(goals);
    undeclared.values().removeIf(requests -> requests.repeatable() != null);
    return undeclared;
  }

  DeDuplication deDuplication(List<Protocol> protocols, Map<String, GoalRequests> goals) {
    DeDuplication declared = given.deDuplication;
    if (declared == null) {
      return DeDuplication.NONE;
    }
    if (declared == DeDuplication.UNIQUE_ID) {
      for (RequestTemplate goal : credited(undeclared(goals))) {
        if (!goal.carries(Source.UNIQUE_ID) && !goal.carries(Source.ORDER_ID)) {
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
          Set<String> sources = goal.sourcesOf(name);
          if (goal.parameterNames().contains(name)
              && !sources.contains(Source.ORDER_ID)
              && !sources.contains(Source.UNIQUE_ID)) {
            throw wrong(
                "de-duplication",
                "unique-id is declared, but " + name + " does not carry the order ID",
                "Write " + name + "=ORDER_ID.");
          }
        }
        for (String name : names) {
          for (String parameter : goal.parameterNames()) {
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
        checkLines(goal, names);
        if (!names.isEmpty() && names.stream().noneMatch(goal.parameterNames()::contains)) {
          given.hint(
              "it is declared to de-duplicate by unique ID, but its URL has no parameter "
                  + names
                  + "; if it does not, a repeated postback pays twice");
        }
      }
    }
    if (declared == DeDuplication.TRANSACTION_ID
        && credited(goals).stream().anyMatch(goal -> goal.fanOut)) {
      throw wrong(
          "de-duplication",
          "is by transaction ID, but each line of an order is a request: the network would keep the"
              + " first line alone",
          "Declare unique-id or none.");
    }
    if (declared == DeDuplication.TRANSACTION_ID
        && (!protocols.contains(Protocol.TRANSACTION_ID) || given.renewalsByTransactionId)) {
      // Several conversions of one transaction ID are allowed, or there is none: nothing tells them
      // apart.
      return DeDuplication.NONE;
    }
    return declared;
  }

  /** Where each line is a request, the network would take the second for a repetition. */
  private void checkLines(RequestTemplate goal, List<String> names) {
    Set<String> unique = new LinkedHashSet<>();
    names.forEach(name -> unique.addAll(goal.sourcesOf(name)));
    Set<String> sources = unique.isEmpty() ? goal.sources() : unique;
    if (goal.fanOut && sources.stream().noneMatch(Source::tellsLines)) {
      throw wrong(
          "de-duplication",
          "is by unique ID, but each line of an order is a request, and nothing in the unique ID"
              + " tells the lines apart: the network would keep the first alone",
          "Add {n} to it, such as {unique_id}-{n}, or declare none.");
    }
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
    return Landing.of(given);
  }
}
