package io.github.postback4j.session;

import io.github.postback4j.click.Click;
import io.github.postback4j.session.CarriedBytes.Reader;
import io.github.postback4j.session.CarriedBytes.Writer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a carrier, a cookie or an HTTP session, holds: clicks under the same rule as under a key of
 * a {@link SessionStore}, and clicks written by a newer version of this library, which are passed
 * on unread as long as there is room. Immutable; {@link #toString} tells no value.
 */
public final class CarriedClicks {

  /** Most clicks carried; 16. */
  public static final int MAX_CLICKS = 16;

  /** Most bytes read: more than any carrier writes. */
  private static final int MAX_BYTES = 8192;

  private static final int VERSION = 1;
  private static final CarriedClicks NONE = new CarriedClicks(List.of(), List.of());

  private final List<KeptClick> clicks;
  private final List<byte[]> newer;

  private CarriedClicks(List<KeptClick> clicks, List<byte[]> newer) {
    this.clicks = List.copyOf(clicks);
    this.newer = List.copyOf(newer);
  }

  /** Nothing. */
  public static CarriedClicks none() {
    return NONE;
  }

  /** Oldest first by click time, those that are over included. */
  public List<KeptClick> clicks() {
    return clicks;
  }

  /** Those that are not over. */
  public List<KeptClick> live(Instant now) {
    return clicks.stream().filter(kept -> kept.isLive(now)).toList();
  }

  /** Whether there is nothing to be carried, clicks of a newer version included. */
  public boolean isEmpty() {
    return clicks.isEmpty() && newer.isEmpty();
  }

  /**
   * With these clicks as well: of each network and offer the first and the latest, each click once,
   * those that are over left out; at most {@link #MAX_CLICKS}, the oldest forgotten first.
   */
  public CarriedClicks with(List<KeptClick> added, Instant now) {
    ClickList list = new ClickList(clicks, now, added.size());
    added.forEach(list::add);
    List<KeptClick> all = list.clicks();
    return new CarriedClicks(all.subList(Math.max(0, all.size() - MAX_CLICKS), all.size()), newer);
  }

  /** With this owner for every click that has none. */
  public CarriedClicks ownedBy(String owner) {
    Objects.requireNonNull(owner, "owner");
    return new CarriedClicks(
        clicks.stream()
            .map(
                kept ->
                    kept.owner() == null
                        ? new KeptClick(kept.click(), kept.expiresAt(), owner)
                        : kept)
            .toList(),
        newer);
  }

  /**
   * The same within a size: first without what a newer version wrote, then without the oldest
   * clicks, then without the last one's parameters beside its identifiers.
   *
   * @param maxBytes most bytes in {@link #bytes}
   */
  CarriedClicks within(int maxBytes) {
    CarriedClicks fit = this;
    if (fit.bytes().length > maxBytes) {
      fit = new CarriedClicks(clicks, List.of());
    }
    while (fit.clicks.size() > 1 && fit.bytes().length > maxBytes) {
      fit = new CarriedClicks(fit.clicks.subList(1, fit.clicks.size()), List.of());
    }
    if (fit.clicks.size() == 1 && fit.bytes().length > maxBytes) {
      fit = new CarriedClicks(List.of(bare(fit.clicks.get(0))), List.of());
    }
    return fit.bytes().length > maxBytes ? NONE : fit;
  }

  private static KeptClick bare(KeptClick kept) {
    Click click = kept.click();
    return new KeptClick(
        new Click(
            click.network(),
            click.transactionId(),
            click.partnerId(),
            click.offerId(),
            Map.of(),
            click.clickedAt()),
        kept.expiresAt(),
        kept.owner());
  }

  /** A version, and the clicks one by one. */
  byte[] bytes() {
    Writer out = new Writer().number(VERSION);
    clicks.forEach(kept -> out.block(CarriedCodec.write(kept)));
    newer.forEach(out::block);
    return out.bytes();
  }

  /** What the bytes hold; what is damaged or too much of it is passed over. */
  static CarriedClicks of(byte[] bytes) {
    List<KeptClick> clicks = new ArrayList<>();
    List<byte[]> newer = new ArrayList<>();
    if (bytes.length > MAX_BYTES) {
      return NONE;
    }
    try {
      Reader in = new Reader(bytes);
      if (in.number() != VERSION) {
        return NONE;
      }
      while (in.hasMore() && clicks.size() + newer.size() < SessionStore.MAX_CLICKS_PER_KEY) {
        byte[] entry = in.block();
        KeptClick kept = CarriedCodec.read(entry);
        if (kept != null) {
          clicks.add(kept);
        } else if (CarriedCodec.isNewer(entry)) {
          newer.add(entry);
        }
      }
    } catch (IllegalArgumentException e) {
      // What came before the damage is whole.
    }
    return new CarriedClicks(clicks, newer);
  }

  /**
   * As text of letters, digits, {@code -} and {@code _}, for a carrier whose content nobody but the
   * server sees, such as an HTTP session: it is neither encrypted nor authenticated.
   */
  public String text() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes());
  }

  /** What {@link #text} made; nothing if it is damaged or of another version. */
  public static CarriedClicks ofText(String text) {
    if (text.length() > 2 * MAX_BYTES) {
      return NONE;
    }
    try {
      return of(Base64.getUrlDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      return NONE;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CarriedClicks that && text().equals(that.text());
  }

  @Override
  public int hashCode() {
    return clicks.hashCode();
  }

  @Override
  public String toString() {
    return "CarriedClicks[" + clicks.size() + ", " + newer.size() + " of a newer version]";
  }
}
