package io.github.postback4j.session;

import io.github.postback4j.click.Click;
import io.github.postback4j.store.Database;
import io.github.postback4j.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the clicks that brought a visitor, under visitor, customer and order keys.
 *
 * <p>Per key, network and offer (a click without an offer ID counts as an offer of its own) the
 * first and the latest live click are kept, by click time; at most {@link #MAX_CLICKS_PER_KEY} of
 * them per key, the oldest forgotten first. Implementations must be safe for use by many threads
 * and nodes, and should extend {@code SessionStoreContract} of the test kit.
 *
 * <p>No method may wait for anything but the store itself. Failures are {@link StoreException}s,
 * which callers turn into a log line; an empty answer means that nothing is there.
 */
public interface SessionStore extends AutoCloseable {

  /** Most clicks kept under one key; 40. */
  int MAX_CLICKS_PER_KEY = 40;

  /** Most bytes of heap that a store in memory takes by default, as estimated; 128 MiB. */
  long DEFAULT_BYTES_IN_MEMORY = 128L << 20;

  /**
   * Keeps {@code click} under {@code key}. The latest click of the same network and offer is
   * replaced unless it is younger by click time; the first is kept while it lives.
   *
   * <p>A click is the same as one held if it is equal, or if network and transaction ID are: a
   * landing page that is opened again, from a bookmark or by another customer of the device, brings
   * no new click. It keeps its time, expiry and owner; only an equal one may change its expiry.
   *
   * @param expiresAt from then on the click is not found; null for never
   * @throws StoreException if it could not be kept
   */
  default void save(SessionKey key, Click click, @Nullable Instant expiresAt) {
    add(key, List.of(new KeptClick(click, expiresAt, null)));
  }

  /**
   * Keeps clicks under {@code key} as {@link #save} does, all or none, each with its expiry and its
   * owner: a click that is held already keeps its owner, or gets this one if it had none. Expired
   * ones are left out. Whether an owner may have a click under that key is the caller's business.
   *
   * @param clicks with owners that {@link #ownerOf} of this store made; may be empty
   * @throws StoreException if they could not be kept
   */
  void add(SessionKey key, List<KeptClick> clicks);

  /**
   * The live clicks under {@code key}, oldest first by click time, then by network name; empty if
   * there are none.
   *
   * @throws StoreException if the store could not be read
   */
  List<KeptClick> find(SessionKey key);

  /**
   * Gives the live clicks of {@code from} to {@code to} as well.
   *
   * <ul>
   *   <li>To a customer: clicks of {@code from} that belong to nobody now belong to that customer
   *       (under both keys); clicks that belong to another customer are left out.
   *   <li>To an order: a copy of what is held at this moment, without the clicks that belong to a
   *       customer other than {@code customer}. A later click, login or link changes nothing about
   *       it; linking a second key to the same order adds its clicks.
   * </ul>
   *
   * <p>Does nothing if {@code from} holds nothing.
   *
   * @param customer whose order it is, for a link to an order; null for a guest's, for whom clicks
   *     that belong to a customer are still used, as the browser carried them. Ignored for a link
   *     to a customer
   * @throws IllegalArgumentException if {@code to} is a visitor, or {@code customer} is not a
   *     customer key
   * @throws StoreException if the store could not be read or written
   */
  void link(SessionKey from, SessionKey to, @Nullable SessionKey customer);

  /**
   * Forgets everything under {@code key}. Does nothing if nothing is there.
   *
   * @throws StoreException if the store could not be written
   */
  void remove(SessionKey key);

  /**
   * Deletes clicks that expired and are not found any more. Called in the background from time to
   * time, on several nodes at once, until it deletes fewer than it may. Does nothing by default:
   * for stores that forget by themselves.
   *
   * @param limit most clicks to delete; at least 1
   * @return how many were deleted
   * @throws StoreException if the store could not be written
   */
  default int purgeExpired(int limit) {
    return 0;
  }

  /** The token that {@link KeptClick#owner} carries for this customer in this store. */
  String ownerOf(SessionKey customer);

  /**
   * Whether anything is kept at all: true, but for {@link #none}. What needs a keyed store
   * (renewals, orders confirmed later, removal) is refused at start-up where this is false.
   */
  default boolean isKeyed() {
    return true;
  }

  /**
   * Whether the calling thread is in a transaction that this store's work is part of: it must then
   * be called on this very thread. False by default, for a store that takes part in none.
   */
  default boolean isInTransaction() {
    return false;
  }

  /** How often a caller of a store {@link #within} a limit gave up waiting, since the start. */
  default long givenUp() {
    return 0;
  }

  /**
   * Opens what the store needs; tables are created or checked here. Does nothing by default.
   *
   * @throws StoreException if the store cannot be used, with what would be right
   */
  default void start() {}

  /** Releases what {@link #start} opened. Does nothing by default. */
  @Override
  default void close() {}

  /**
   * No keyed store: a carrier (cookie or HTTP session) alone holds each visitor's clicks. Nothing
   * is found here, and what would be kept is refused with a {@link StoreException}.
   *
   * @param secret what customers are hashed with to mark whose a carried click is; the same on all
   *     nodes, at least 16 characters
   * @throws IllegalArgumentException if the secret is shorter
   */
  static SessionStore none(String secret) {
    return new NoSessionStore(secret);
  }

  /**
   * The same store, for whose work nobody waits longer than a limit, so that a slow one slows no
   * landing page beyond that; a checkout neither, unless its transaction is one that the store
   * takes part in: then the work stays on the caller's thread, without a limit. Who waited in vain
   * gets a {@link StoreException}, and is counted in {@link #givenUp}. On at most eight threads of
   * its own, with at most 256 callers waiting; {@link #remove} has no limit.
   *
   * @param limit such as 200 ms: well above what the store takes on a good day
   * @throws IllegalArgumentException if the limit is not from 1 millisecond to 1 minute
   */
  static SessionStore within(Duration limit, SessionStore store) {
    return new TimedSessionStore(store, limit);
  }

  /**
   * In this process's memory, lost at restart: for tests, and for shops of one node that accept the
   * loss. Takes {@link #DEFAULT_BYTES_IN_MEMORY} of heap at most.
   *
   * @param maxKeys most keys held; when full, the key written longest ago is forgotten
   * @throws IllegalArgumentException if {@code maxKeys} is less than 1
   */
  static SessionStore inMemory(int maxKeys, Clock clock) {
    return inMemory(maxKeys, DEFAULT_BYTES_IN_MEMORY, clock);
  }

  /**
   * As {@link #inMemory(int, Clock)}, with another bound on the heap.
   *
   * @param maxBytes most bytes of heap, as estimated; when full, the key written longest ago is
   *     forgotten, but never the one being written
   * @throws IllegalArgumentException if one of them is less than 1
   */
  static SessionStore inMemory(int maxKeys, long maxBytes, Clock clock) {
    return new InMemorySessionStore(maxKeys, maxBytes, clock);
  }

  /**
   * In a database, shared by all nodes; reads and writes inside the caller's transaction if any.
   */
  static SessionStore jdbc(Database database, Clock clock) {
    return new JdbcSessionStore(database, clock);
  }
}
