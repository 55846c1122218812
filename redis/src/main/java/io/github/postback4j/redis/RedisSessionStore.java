package io.github.postback4j.redis;

import io.github.postback4j.session.KeptClick;
import io.github.postback4j.session.SessionKey;
import io.github.postback4j.session.SessionStore;
import io.github.postback4j.session.StoredClicks;
import io.github.postback4j.store.StoreException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps clicks in Redis 5 or later, shared by all nodes: one value for each session key, whose name
 * is a keyed hash and names nobody. Safe for use by many threads.
 *
 * <p>Each capture and each look-up is one round trip; a link is two, one for each of its keys, so
 * that it works where they are in different slots of a cluster. A capture is one step on the
 * server: no node loses another's click. A link interrupted between its two steps leaves the clicks
 * with their owner and is completed by the next.
 *
 * <p>The server forgets a key when its last click expires. A key with a click that never expires
 * (of a partner ID) lives on from each time it is written or found, see {@link
 * Builder#keepPartnerClicks}.
 *
 * <p>Redis is not part of the shop's transaction, and keeps what its own settings for persistence
 * and replication say: after a crash clicks may be missing, and a link may stand of an order that
 * was rolled back.
 */
public final class RedisSessionStore implements SessionStore {

  private static final Script ADD = Script.named("add");
  private static final Script FIND = Script.named("find");
  private static final Script OWN = Script.named("own");

  private final RedisConnection redis;
  private final StoredClicks stored;
  private final ClickLines lines;
  private final String prefix;
  private final String keepMillis;
  private final Clock clock;

  private RedisSessionStore(Builder options) {
    redis = new RedisConnection(options.client, options.timeout);
    stored = options.stored;
    lines = new ClickLines(stored);
    prefix = options.prefix;
    keepMillis = Long.toString(options.keepPartnerClicks.toMillis());
    clock = options.clock;
  }

  /**
   * A store on one server, or on the master that Sentinels name. Client and server are the shop's:
   * address, password, TLS and reconnecting are the client's. The store makes one connection of its
   * own, with the client's {@code connect()}, and closes no client.
   *
   * @param client made with the {@code RedisURI} to connect to
   * @param secret what keys are hashed with, the same on all nodes; when it changes, kept clicks
   *     are not found any more
   * @throws IllegalArgumentException if the secret has fewer than 16 characters
   */
  public static Builder builder(RedisClient client, String secret) {
    Objects.requireNonNull(client, "client");
    return new Builder(client::connect, secret);
  }

  /**
   * The same on a Redis Cluster.
   *
   * @throws IllegalArgumentException if the secret has fewer than 16 characters
   */
  public static Builder builder(RedisClusterClient client, String secret) {
    Objects.requireNonNull(client, "client");
    return new Builder(client::connect, secret);
  }

  /**
   * Connects, waiting for 5 s at most. A server that cannot be reached is a WARN and is tried again
   * when the store is used.
   *
   * @throws StoreException if the server refuses the connection, for a wrong password
   */
  @Override
  public void start() {
    redis.open();
  }

  @Override
  public void add(SessionKey key, List<KeptClick> clicks) {
    String name = name(key);
    if (clicks.isEmpty()) {
      return;
    }
    Stream<String> settings =
        Stream.of(millis(clock.instant()), keepMillis, Integer.toString(MAX_CLICKS_PER_KEY));
    redis.run(
        ADD,
        name,
        Stream.concat(settings, clicks.stream().map(lines::write)).toArray(String[]::new));
  }

  @Override
  public List<KeptClick> find(SessionKey key) {
    Instant now = clock.instant();
    return lines.read(redis.run(FIND, name(key), millis(now), keepMillis), now);
  }

  @Override
  public void link(SessionKey from, SessionKey to, @Nullable SessionKey customer) {
    Objects.requireNonNull(from, "from");
    if (to.kind() == SessionKey.Kind.VISITOR) {
      throw new IllegalArgumentException("clicks are linked to a customer or an order: " + to);
    }
    String buyer = customer == null ? null : ownerOf(customer);
    String owner = to.kind() == SessionKey.Kind.CUSTOMER ? ownerOf(to) : null;
    String user = owner == null ? buyer : owner;
    List<KeptClick> held = owner == null ? find(from) : own(from, owner);
    add(to, held.stream().filter(kept -> mayUse(user, kept)).toList());
  }

  private List<KeptClick> own(SessionKey from, String owner) {
    Instant now = clock.instant();
    return lines.read(redis.run(OWN, name(from), millis(now), keepMillis, owner), now);
  }

  /** A guest, without an owner's token, uses what the browser carried, whoever owns it. */
  private static boolean mayUse(@Nullable String user, KeptClick kept) {
    return user == null || kept.owner() == null || kept.owner().equals(user);
  }

  @Override
  public void remove(SessionKey key) {
    redis.delete(name(key));
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if it is not a customer key
   */
  @Override
  public String ownerOf(SessionKey customer) {
    if (customer.kind() != SessionKey.Kind.CUSTOMER) {
      throw new IllegalArgumentException("an owner is a customer: " + customer);
    }
    return stored.hash(customer);
  }

  /** Closes the store's connection, not the client. */
  @Override
  public void close() {
    redis.close();
  }

  private String name(SessionKey key) {
    return prefix + stored.hash(key);
  }

  private static String millis(Instant time) {
    return Long.toString(ClickLines.millis(time));
  }

  /** Not thread-safe. */
  public static final class Builder {
    private final Supplier<? extends StatefulConnection<String, String>> client;
    private final StoredClicks stored;
    private Duration timeout = Duration.ofMillis(250);
    private Duration keepPartnerClicks = Duration.ofDays(400);
    private String prefix = "postback4j:";
    private Clock clock = Clock.systemUTC();

    private Builder(Supplier<? extends StatefulConnection<String, String>> client, String secret) {
      this.client = client;
      this.stored = new StoredClicks(secret);
    }

    /**
     * How long one round trip may take before it counts as failed, whatever the client's own
     * settings say; 250 ms. So long a landing page waits at most where the server hangs; where the
     * connection is known to be lost, it does not wait.
     *
     * @throws IllegalArgumentException unless it is from 1 ms to 1 min
     */
    public Builder timeout(Duration timeout) {
      if (timeout.compareTo(Duration.ofMillis(1)) < 0
          || timeout.compareTo(Duration.ofMinutes(1)) > 0) {
        throw new IllegalArgumentException("timeout must be from 1 ms to 1 min: " + timeout);
      }
      this.timeout = timeout;
      return this;
    }

    /**
     * How long a key with a click that never expires lives after it was last written or found; 400
     * days, so that a customer who renews once a year is never forgotten.
     *
     * @throws IllegalArgumentException if it is shorter than a day or longer than 100 years
     */
    public Builder keepPartnerClicks(Duration keepPartnerClicks) {
      if (keepPartnerClicks.compareTo(Duration.ofDays(1)) < 0
          || keepPartnerClicks.compareTo(Duration.ofDays(36_500)) > 0) {
        throw new IllegalArgumentException(
            "keepPartnerClicks must be from 1 day to 100 years: " + keepPartnerClicks);
      }
      this.keepPartnerClicks = keepPartnerClicks;
      return this;
    }

    /** What the names of all keys begin with; {@code postback4j:}. */
    public Builder prefix(String prefix) {
      this.prefix = Objects.requireNonNull(prefix, "prefix");
      return this;
    }

    /** What tells when a click expires; the system's. */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /** The store; it connects when it is started. */
    public RedisSessionStore build() {
      return new RedisSessionStore(this);
    }
  }
}
