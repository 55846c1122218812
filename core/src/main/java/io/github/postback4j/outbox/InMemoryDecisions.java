package io.github.postback4j.outbox;

import io.github.postback4j.outbox.PostbackTable.Row;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What an in-memory outbox knows about the decisions of an order and of a person. {@link
 * InMemoryOutbox} holds its lock around every call but {@link #tokenOf}.
 */
final class InMemoryDecisions {

  private static final Comparator<Decision> OLDEST_FIRST =
      Comparator.comparing(Decision::decidedAt)
          .thenComparing(Decision::orderId)
          .thenComparing(Decision::goal)
          .thenComparing(Decision::part);

  private final DecisionTable decisions;
  private final PostbackTable postbacks;
  private final PostbackMoves moves;

  /** Keyed by this instance's secret; copied for each use, as one is for one thread. */
  private final Mac mac;

  InMemoryDecisions(DecisionTable decisions, PostbackTable postbacks, PostbackMoves moves) {
    this.decisions = decisions;
    this.postbacks = postbacks;
    this.moves = moves;
    byte[] secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    try {
      mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  String tokenOf(String person) {
    try {
      byte[] hash = ((Mac) mac.clone()).doFinal(person.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the platform's HmacSHA256 can be copied", e);
    }
  }

  List<Decision> ofOrder(String orderId) {
    return madeFor(orderId).map(MadeDecision::decision).sorted(OLDEST_FIRST).toList();
  }

  /** Walks through all: it is asked for renewals with a limit, and by people. */
  List<Decision> ofPerson(String person, int limit) {
    return decisions.all().stream()
        .filter(made -> person.equals(made.decision().person()) && !made.isHidden())
        .map(MadeDecision::decision)
        .sorted(OLDEST_FIRST.reversed())
        .limit(limit)
        .toList();
  }

  List<Postback> withdraw(List<String> ids, String reason) {
    List<Postback> withdrawn = new ArrayList<>();
    for (String id : ids) {
      Row row = postbacks.get(id);
      if (row != null && PostbackMoves.isRecallable(row.postback()) && !row.decision().isHidden()) {
        moves.withdraw(row, reason);
        withdrawn.add(row.postback());
      }
    }
    return withdrawn;
  }

  int blank(String orderId) {
    int unsent = 0;
    for (Row row : List.copyOf(postbacks.ofOrder(orderId))) {
      if (row.postback().state().isFinal()) {
        moves.blank(row);
      } else {
        unsent++;
      }
    }
    String person = unsent == 0 ? null : OutboxDecisions.REMOVED;
    madeFor(orderId)
        .toList()
        .forEach(made -> decisions.change(made, made.decision().blankedFor(person)));
    return unsent;
  }

  int blankRemoved(int limit) {
    List<String> orders =
        decisions.all().stream()
            .filter(made -> OutboxDecisions.REMOVED.equals(made.decision().person()))
            .map(made -> made.decision().orderId())
            .distinct()
            .filter(order -> postbacks.ofOrder(order).stream().allMatch(InMemoryDecisions::isFinal))
            .limit(limit)
            .toList();
    orders.forEach(this::blank);
    return orders.size();
  }

  private static boolean isFinal(Row row) {
    return row.postback().state().isFinal();
  }

  private Stream<MadeDecision> madeFor(String orderId) {
    return decisions.all().stream()
        .filter(made -> made.decision().orderId().equals(orderId) && !made.isHidden());
  }
}
