package io.github.postback4j;

import io.github.postback4j.outbox.Decision;
import io.github.postback4j.outbox.Outbox;
import io.github.postback4j.outbox.OutboxDecisions;
import io.github.postback4j.outbox.Postback;
import io.github.postback4j.session.KeptClick;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.session.SessionKey.Kind;
import io.github.postback4j.session.SessionStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds, and removes, everything that is held about a person. */
final class PersonDesk {

  private final SessionStore sessions;
  private final Outbox outbox;

  PersonDesk(SessionStore sessions, Outbox outbox) {
    this.sessions = sessions;
    this.outbox = outbox;
  }

  PersonRecord export(List<SessionKey> person) {
    Set<String> orders = orders(person);
    Set<SessionKey> keys = new LinkedHashSet<>(person);
    orders.forEach(order -> keys.add(SessionKey.order(order)));
    Map<SessionKey, List<KeptClick>> clicks = new LinkedHashMap<>();
    for (SessionKey key : keys) {
      List<KeptClick> held =
          sessions.isKeyed()
              ? sessions.find(key).stream()
                  .filter(kept -> !ClickDesk.isMarker(kept.click()))
                  .toList()
              : List.of();
      if (!held.isEmpty()) {
        clicks.put(key, held);
      }
    }
    List<Decision> decisions = new ArrayList<>();
    List<Postback> postbacks = new ArrayList<>();
    for (String order : orders) {
      decisions.addAll(outbox.decisions(order));
      postbacks.addAll(outbox.find(order));
    }
    return new PersonRecord(clicks, decisions, postbacks);
  }

  PersonRemoval remove(List<SessionKey> person) {
    Set<String> orders = new LinkedHashSet<>();
    List<String> unsent = new ArrayList<>();
    // In portions: an order that is blanked is not found any more.
    Set<String> more = orders(person);
    while (orders.addAll(more)) {
      for (String order : more) {
        if (outbox.blank(order) > 0) {
          unsent.add(order);
        }
        if (sessions.isKeyed()) {
          sessions.remove(SessionKey.order(order));
        }
      }
      more = more.size() < OutboxDecisions.MAX_DECISIONS ? Set.of() : orders(person);
    }
    if (sessions.isKeyed()) {
      person.forEach(sessions::remove);
    }
    return new PersonRemoval(true, orders.size(), unsent);
  }

  /** Those named, those of the customer, and a visitor's as a guest. */
  private Set<String> orders(List<SessionKey> person) {
    Set<String> orders = new LinkedHashSet<>();
    for (SessionKey key : person) {
      if (key.kind() == Kind.ORDER) {
        orders.add(key.value());
      } else {
        outbox
            .decisionsOf(Persons.of(outbox, key), OutboxDecisions.MAX_DECISIONS)
            .forEach(decision -> orders.add(decision.orderId()));
      }
    }
    return orders;
  }
}
