package io.github.postback4j.testkit.kill;

import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import io.github.postback4j.testkit.simulator.LedgerEntry;
import io.github.postback4j.testkit.simulator.NetworkSimulator;
import io.github.postback4j.testkit.simulator.ReceivedRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The shop's orders beside the networks' books, once everything is delivered.
 *
 * @param committed the orders in the shop's database; null where orders are kept in none
 * @param acknowledged the orders that a node said are kept
 * @param postbacks all there are, by the tracker's lists
 * @param settled those that were final some time before
 * @param networks with their books
 * @param kills who was killed where
 */
record Reckoning(
    @Nullable Set<String> committed,
    Set<String> acknowledged,
    Collection<Postback> postbacks,
    Collection<Postback> settled,
    Map<ShopNetwork, NetworkSimulator> networks,
    List<String> kills) {

  private static final int MOST_EXAMPLES = 5;

  /** The orders that must be reported. */
  Set<String> orders() {
    return committed == null ? acknowledged : committed;
  }

  /** All that is wrong, in words, with examples; empty if every order is where it belongs. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    report(
        problems, "acknowledged, but not in the database", without(acknowledged, orders()), null);
    networks.keySet().forEach(network -> check(network, problems));
    return problems;
  }

  private void check(ShopNetwork network, List<String> problems) {
    Map<String, List<Postback>> rows = rows(network);
    Map<String, Integer> booked = booked(network);
    String at = network.text() + ": ";
    report(problems, at + "without a postback", without(orders(), rows.keySet()), network);
    report(problems, at + "with two postbacks", where(rows, list -> list.size() > 1), network);
    report(
        problems,
        at + "not finished",
        where(rows, list -> list.stream().anyMatch(row -> !row.state().isFinal())),
        network);
    report(problems, at + "changed after it was final", changed(network), network);
    if (committed != null) {
      report(
          problems,
          at + "with a postback, but not committed",
          without(rows.keySet(), committed),
          network);
    }
    report(
        problems,
        at + "booked, but without a postback",
        without(booked.keySet(), rows.keySet()),
        network);
    report(problems, at + "booked twice", where(booked, count -> count > 1), network);
    report(
        problems,
        at + "recorded, but not booked",
        without(where(rows, list -> has(list, PostbackState.RECORDED)), booked.keySet()),
        network);
    if (network.deDuplicates()) {
      report(problems, at + "lost", without(orders(), booked.keySet()), network);
      report(
          problems,
          at + "not recorded",
          where(rows, list -> !has(list, PostbackState.RECORDED)),
          network);
    } else {
      Set<String> parked = where(rows, list -> has(list, PostbackState.UNCERTAIN));
      report(
          problems,
          at + "neither booked nor parked",
          without(without(orders(), booked.keySet()), parked),
          network);
      report(
          problems,
          at + "neither recorded nor uncertain",
          without(where(rows, list -> !has(list, PostbackState.RECORDED)), parked),
          network);
    }
  }

  private static boolean has(List<Postback> rows, PostbackState state) {
    return rows.stream().allMatch(row -> row.state() == state);
  }

  private Set<String> changed(ShopNetwork network) {
    Map<String, String> now = new HashMap<>();
    postbacks.forEach(postback -> now.put(postback.id(), postback + " " + postback.reason()));
    return settled.stream()
        .filter(postback -> postback.network().equals(network.text()))
        .filter(before -> !(before + " " + before.reason()).equals(now.get(before.id())))
        .map(Postback::orderId)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Map<String, List<Postback>> rows(ShopNetwork network) {
    return postbacks.stream()
        .filter(postback -> postback.network().equals(network.text()))
        .collect(Collectors.groupingBy(Postback::orderId, TreeMap::new, Collectors.toList()));
  }

  private Map<String, Integer> booked(ShopNetwork network) {
    Map<String, Integer> booked = new HashMap<>();
    for (LedgerEntry entry : networks.get(network).booked()) {
      booked.merge(entry.advertiserValues().getOrDefault("adv_unique1", ""), 1, Integer::sum);
    }
    return booked;
  }

  private static Set<String> without(Collection<String> orders, Collection<String> others) {
    Set<String> left = new LinkedHashSet<>(orders);
    left.removeAll(others);
    return left;
  }

  private static <T> Set<String> where(Map<String, T> orders, Function<T, Boolean> condition) {
    Set<String> found = new TreeSet<>();
    orders.forEach(
        (order, value) -> {
          if (condition.apply(value)) {
            found.add(order);
          }
        });
    return found;
  }

  private void report(
      List<String> problems, String what, Set<String> orders, @Nullable ShopNetwork network) {
    if (!orders.isEmpty()) {
      String examples =
          orders.stream()
              .limit(MOST_EXAMPLES)
              .map(order -> "\n    " + order + (network == null ? "" : history(order, network)))
              .collect(Collectors.joining());
      problems.add(orders.size() + " orders " + what + ":" + examples);
    }
  }

  /** The postback's row, and what the network saw of the order. */
  private String history(String order, ShopNetwork network) {
    StringBuilder text = new StringBuilder();
    for (Postback row : rows(network).getOrDefault(order, List.of())) {
      text.append("\n      ").append(row).append(row.ambiguous() ? ", ambiguous" : "");
      text.append(", reason ").append(row.reason()).append(", made ").append(row.createdAt());
    }
    for (ReceivedRequest request : networks.get(network).requests()) {
      if (request.target().endsWith("adv_unique1=" + order)
          || request.target().contains("adv_unique1=" + order + "&")) {
        text.append("\n      received ").append(request.arrivedAt());
        text.append(", answered ").append(request.answer());
      }
    }
    return text.toString();
  }

  /** How many postbacks the networks were sent a second time. */
  long repeated() {
    return networks.values().stream()
        .flatMap(network -> network.ledger().stream())
        .filter(entry -> !entry.booked())
        .count();
  }

  /** What happened, in numbers. */
  String figures() {
    StringBuilder text = new StringBuilder();
    text.append(orders().size()).append(" orders, kills ").append(kills);
    for (ShopNetwork network : networks.keySet()) {
      List<Postback> rows = rows(network).values().stream().flatMap(List::stream).toList();
      NetworkSimulator simulator = networks.get(network);
      Map<PostbackState, Long> states =
          rows.stream()
              .collect(Collectors.groupingBy(Postback::state, TreeMap::new, Collectors.counting()));
      text.append("\n  ").append(network.text());
      text.append(": requests ").append(simulator.requests().size());
      text.append(", booked ").append(simulator.booked().size());
      text.append(", answered duplicate ");
      text.append(simulator.ledger().stream().filter(entry -> !entry.booked()).count());
      text.append(", ended leases ").append(rows.stream().filter(Reckoning::outlived).count());
      text.append(", ambiguous ").append(rows.stream().filter(Postback::ambiguous).count());
      text.append(", states ").append(states);
    }
    return text.toString();
  }

  private static boolean outlived(Postback postback) {
    return postback.reason() != null && postback.reason().contains("node died");
  }
}
