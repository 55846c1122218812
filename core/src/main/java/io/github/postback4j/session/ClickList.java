package io.github.postback4j.session;

import io.github.postback4j.click.Click;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * The clicks of one key while one is added: of each network and offer the first and the latest, all
 * in the order in which they are found. For one thread.
 */
final class ClickList {

  private final Instant now;
  private final List<KeptClick> clicks;

  /** Starts with the live ones of {@code held}, which is in order, and room for some more. */
  ClickList(List<KeptClick> held, Instant now, int more) {
    this.now = now;
    this.clicks = new ArrayList<>(held.size() + more);
    for (KeptClick kept : held) {
      if (kept.isLive(now)) {
        clicks.add(kept);
      }
    }
  }

  /** Adds a click; one held already keeps what it is, and its owner if it had one. */
  void add(KeptClick added) {
    int same = indexOf(added.click());
    if (same >= 0) {
      KeptClick held = clicks.get(same);
      KeptClick changed =
          new KeptClick(
              held.click(),
              held.click().equals(added.click()) ? added.expiresAt() : held.expiresAt(),
              held.owner() == null ? added.owner() : held.owner());
      if (changed.isLive(now)) {
        clicks.set(same, changed);
      } else {
        clicks.remove(same);
      }
    } else if (added.isLive(now)) {
      insert(added);
      dropBetweenFirstAndLatest(added.click());
      if (clicks.size() > SessionStore.MAX_CLICKS_PER_KEY) {
        clicks.remove(0);
      }
    }
  }

  /** What is held now; not to be added to any more. */
  List<KeptClick> clicks() {
    return Collections.unmodifiableList(clicks);
  }

  private int indexOf(Click click) {
    for (int i = 0; i < clicks.size(); i++) {
      if (isSame(clicks.get(i).click(), click)) {
        return i;
      }
    }
    return -1;
  }

  /** One transaction ID of a network is one click, whenever and however often it lands. */
  private static boolean isSame(Click held, Click added) {
    String transactionId = held.transactionId();
    return transactionId == null
        ? held.equals(added)
        : transactionId.equals(added.transactionId()) && held.network().equals(added.network());
  }

  /** Behind those of the same time and network: of two such clicks the one saved last is latest. */
  private void insert(KeptClick added) {
    int index = clicks.size();
    while (index > 0 && compare(added.click(), clicks.get(index - 1).click()) < 0) {
      index--;
    }
    clicks.add(index, added);
  }

  private void dropBetweenFirstAndLatest(Click click) {
    int between = -1;
    int count = 0;
    for (int i = 0; i < clicks.size(); i++) {
      Click other = clicks.get(i).click();
      if (other.network().equals(click.network())
          && Objects.equals(other.offerId(), click.offerId())) {
        count++;
        if (count == 2) {
          between = i;
        }
      }
    }
    if (count > 2) {
      clicks.remove(between);
    }
  }

  private static int compare(Click one, Click other) {
    int byTime = one.clickedAt().compareTo(other.clickedAt());
    return byTime != 0 ? byTime : one.network().compareTo(other.network());
  }
}
