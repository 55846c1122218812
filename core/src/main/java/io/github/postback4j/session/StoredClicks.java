package io.github.postback4j.session;

import io.github.postback4j.click.Click;
import io.github.postback4j.store.KeyedHash;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The forms in which a {@link SessionStore} outside of this process keeps keys and clicks, for
 * writers of stores. Safe for use by many threads.
 */
public final class StoredClicks {

  private final ClickCodec codec = new ClickCodec();
  private final KeyedHash hash;

  /**
   * @param secret what keys are hashed with, the same on all nodes
   * @throws IllegalArgumentException if it has fewer than 16 characters
   */
  public StoredClicks(String secret) {
    hash = new KeyedHash(KeyedHash.checked(secret));
  }

  /**
   * A session key as 44 URL-safe characters that name nobody to who lacks the secret: a letter for
   * the kind, which is hashed too, and the hash. That of a customer is fit for an owner's token.
   */
  public String hash(SessionKey key) {
    String kind = kind(key);
    return kind + hash.of(kind + ":" + key.value());
  }

  static String kind(SessionKey key) {
    return key.kind().name().substring(0, 1).toLowerCase(Locale.ROOT);
  }

  /** A click as JSON in one line of plain ASCII with a version, one text for equal clicks. */
  public String write(Click click) {
    return codec.write(click);
  }

  /**
   * Reads what {@link #write} of this or an earlier version wrote. What a later version wrote is to
   * be passed over and left where it is: that version's nodes still use it.
   *
   * @return the click; null if the text is damaged or of a later version
   */
  public @Nullable Click read(String text) {
    return codec.read(text);
  }

  /**
   * 43 URL-safe characters that the same clicks share, and no others, as {@link SessionStore#save}
   * means it: network and transaction ID of one that has an ID, else the whole click.
   *
   * @param text of the click, by {@link #write}
   */
  public String sameness(Click click, String text) {
    return codec.sameness(click, text);
  }

  /**
   * What is found of clicks that were kept: the live ones that are first or latest, in the order of
   * {@link SessionStore#find}, {@link SessionStore#MAX_CLICKS_PER_KEY} at most.
   *
   * @param inOrderOfArrival what is stored under one key; of two clicks of the same moment the
   *     later one counts as latest
   */
  public static List<KeptClick> found(List<KeptClick> inOrderOfArrival, Instant now) {
    ClickList list = new ClickList(List.of(), now, inOrderOfArrival.size());
    inOrderOfArrival.forEach(list::add);
    return list.clicks();
  }
}
