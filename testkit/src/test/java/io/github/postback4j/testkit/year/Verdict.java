package io.github.postback4j.testkit.year;

import io.github.postback4j.outbox.Postback;
import io.github.postback4j.outbox.PostbackState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The networks' books beside what the oracle told.
 *
 * @param expected how many postbacks had to exist
 * @param uncertain how many of them a person has to look at: the network books repetitions, and
 *     whether it booked the first nobody can know
 * @param findings what is not as it should be, in words; empty if lost, extra, wrong partner and
 *     wrong amount are 0
 */
record Verdict(int expected, int uncertain, Map<Kind, Integer> counts, List<String> findings) {

  /** What can be wrong. */
  enum Kind {
    LOST,
    EXTRA,
    WRONG_PARTNER,
    WRONG_AMOUNT,
    WRONG_STATE,
    TROUBLE
  }

  boolean isRight() {
    return findings.isEmpty();
  }

  static Verdict of(
      List<Expected> expected,
      List<Heard> requests,
      List<Heard> books,
      Collection<Postback> unsettled,
      List<String> problems) {
    Comparison comparison = new Comparison(expected, requests, books, unsettled);
    problems.forEach(problem -> comparison.find(Kind.TROUBLE, problem));
    comparison.compare();
    return new Verdict(
        expected.size(), comparison.uncertain, comparison.counts, comparison.findings);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(expected).append(" postbacks expected, ").append(uncertain).append(" uncertain");
    for (Kind kind : Kind.values()) {
      int count = counts.getOrDefault(kind, 0);
      if (count > 0 || kind.compareTo(Kind.WRONG_AMOUNT) <= 0) {
        text.append(", ").append(kind).append(' ').append(count);
      }
    }
    findings.stream().limit(20).forEach(finding -> text.append("\n  ").append(finding));
    return text.toString();
  }

  /** One comparison; for one use. */
  private static final class Comparison {
    private final List<Expected> expected;
    private final List<Heard> requests;
    private final List<Heard> books;
    private final Map<String, Expected> byDeal = new HashMap<>();
    private final Map<String, List<Heard>> requestsByDeal = new HashMap<>();
    private final Map<String, Postback> unsettled = new HashMap<>();
    final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    final List<String> findings = new ArrayList<>();
    int uncertain;

    Comparison(
        List<Expected> expected,
        List<Heard> requests,
        List<Heard> books,
        Collection<Postback> unsettled) {
      this.expected = expected;
      this.requests = requests;
      this.books = books;
      for (Expected one : expected) {
        byDeal.put(deal(one.network(), one.order(), one.goal()), one);
      }
      for (Heard request : requests) {
        requestsByDeal.computeIfAbsent(deal(request), d -> new ArrayList<>()).add(request);
      }
      for (Postback postback : unsettled) {
        YearNetwork network = YearNetwork.of(postback.network());
        this.unsettled.put(deal(network, order(postback), postback.goal()), postback);
      }
    }

    private static String order(Postback postback) {
      return postback.orderId() + (postback.part().isEmpty() ? "" : "/" + postback.part());
    }

    private static String deal(YearNetwork network, String order, String goal) {
      return network + " " + order + " " + goal;
    }

    private static String deal(Heard heard) {
      return deal(heard.network(), heard.order(), heard.goal());
    }

    void find(Kind kind, String words) {
      counts.merge(kind, 1, Integer::sum);
      findings.add(kind + ": " + words);
    }

    void compare() {
      Set<String> wrong = new HashSet<>();
      for (Heard request : requests) {
        if (isWrong(request)) {
          wrong.add(deal(request));
        }
      }
      Map<String, Integer> booked = new HashMap<>();
      Map<String, Integer> lines = new HashMap<>();
      Map<String, Integer> bookedClicks = new HashMap<>();
      for (Heard line : books) {
        lines.merge(deal(line), 1, Integer::sum);
        if (line.booked()) {
          booked.merge(deal(line), 1, Integer::sum);
          bookedClicks.merge(click(line.network(), line.credit(), line.goal()), 1, Integer::sum);
        }
      }
      for (Expected one : expected) {
        String deal = deal(one.network(), one.order(), one.goal());
        if (!wrong.contains(deal)) {
          check(
              one,
              booked.getOrDefault(deal, 0),
              lines.getOrDefault(deal, 0),
              bookedClicks.getOrDefault(click(one.network(), one.credit(), one.goal()), 0));
        }
      }
    }

    private static String click(YearNetwork network, String credit, String goal) {
      return network + " " + credit + " " + goal;
    }

    /** Whatever is sent must be expected, whether the network takes it or not. */
    private boolean isWrong(Heard request) {
      Expected one = byDeal.get(deal(request));
      if (one == null) {
        find(Kind.EXTRA, "nobody expects " + words(request));
        return true;
      }
      if (!one.credit().equals(request.credit())) {
        find(Kind.WRONG_PARTNER, one + ", not " + request.credit());
        return true;
      }
      if (!Objects.equals(one.amount(), request.amount())) {
        find(Kind.WRONG_AMOUNT, one + ", not " + request.amount());
        return true;
      }
      return false;
    }

    private static String words(Heard request) {
      return request.network().text()
          + ": "
          + request.goal()
          + " of order "
          + request.order()
          + " to "
          + request.credit();
    }

    private void check(Expected one, int booked, int lines, int bookedOfClick) {
      boolean byClick = one.transactionId() != null;
      if (one.network().paysTwice(byClick)) {
        checkUnrepeatable(one, booked);
      } else if (one.network().twice == YearNetwork.Twice.ONCE_BY_ORDER) {
        if (booked != 1) {
          find(booked == 0 ? Kind.LOST : Kind.EXTRA, one + ", booked " + booked);
        }
      } else if (lines == 0 || bookedOfClick == 0) { // two orders of one click: one is booked
        find(Kind.LOST, one + ", in the books " + lines);
      } else if (bookedOfClick > 1) {
        find(Kind.EXTRA, one + ", booked " + bookedOfClick);
      }
    }

    /**
     * Booked once, or not known to be: then the network was in trouble, and nothing was repeated.
     */
    private void checkUnrepeatable(Expected one, int booked) {
      String deal = deal(one.network(), one.order(), one.goal());
      @Nullable Postback postback = unsettled.get(deal);
      boolean parked = postback != null && postback.state() == PostbackState.UNCERTAIN;
      if (booked > 1) {
        find(Kind.EXTRA, one + ", booked " + booked);
      } else if (parked) {
        uncertain++;
        boolean late = String.valueOf(postback.reason()).contains("timeout"); // a slow machine
        if (!late && requestsOf(deal).stream().noneMatch(this::isTrouble)) {
          find(Kind.WRONG_STATE, one + ", uncertain without a reason: " + postback.reason());
        }
      } else if (booked == 0) {
        find(Kind.LOST, one + (postback == null ? "" : ", " + postback.state()));
      }
    }

    private List<Heard> requestsOf(String deal) {
      return requestsByDeal.getOrDefault(deal, List.of());
    }

    private boolean isTrouble(Heard request) {
      String answer = String.valueOf(request.answer());
      return answer.equals("trouble") || answer.startsWith("[");
    }
  }
}
