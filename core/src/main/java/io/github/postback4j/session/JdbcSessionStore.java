package io.github.postback4j.session;

import io.github.postback4j.store.Database;
import io.github.postback4j.store.StoreException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keeps clicks in a database. Keys stand there as keyed hashes, so that the tables name nobody; an
 * owner is the hash of the customer's key.
 */
final class JdbcSessionStore implements SessionStore {

  private final Database database;
  private final Object lifecycle = new Object();
  private final Clock clock;
  private final ClickCodec codec;
  private volatile @Nullable ClickRows opened;

  JdbcSessionStore(Database database, Clock clock) {
    this(database, clock, new ClickCodec());
  }

  /**
   * @param codec of another version of this library, which may use the same tables
   */
  JdbcSessionStore(Database database, Clock clock, ClickCodec codec) {
    this.codec = codec;
    this.database = Objects.requireNonNull(database, "database");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  @Override
  public void start() {
    synchronized (lifecycle) { // it is one user of the database, however often it is started
      if (opened == null) {
        database.start();
        opened = new ClickRows(database.dialect(), codec);
      }
    }
  }

  @Override
  public void add(SessionKey key, List<KeptClick> clicks) {
    Objects.requireNonNull(key, "key");
    if (clicks.isEmpty()) {
      return;
    }
    ClickRows rows = rows();
    Instant now = clock.instant();
    database.<@Nullable Void>write(
        connection -> {
          rows.add(connection, hash(key), clicks, now);
          return null;
        });
  }

  @Override
  public List<KeptClick> find(SessionKey key) {
    ClickRows rows = rows();
    Instant now = clock.instant();
    return database.read(connection -> rows.find(connection, hash(key), now));
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
    ClickRows rows = rows();
    Instant now = clock.instant();
    database.<@Nullable Void>write(
        connection -> {
          List<KeptClick> held =
              owner == null
                  ? rows.find(connection, hash(from), now)
                  : rows.own(connection, hash(from), owner, now);
          List<KeptClick> given = held.stream().filter(kept -> mayUse(user, kept)).toList();
          if (!given.isEmpty()) {
            rows.add(connection, hash(to), given, now);
          }
          return null;
        });
  }

  /** A guest, without an owner's token, uses what the browser carried, whoever owns it. */
  private static boolean mayUse(@Nullable String user, KeptClick kept) {
    return user == null || kept.owner() == null || kept.owner().equals(user);
  }

  @Override
  public void remove(SessionKey key) {
    ClickRows rows = rows();
    database.<@Nullable Void>write(
        connection -> {
          rows.remove(connection, hash(key));
          return null;
        });
  }

  @Override
  public int purgeExpired(int limit) {
    ClickRows rows = rows();
    Instant now = clock.instant();
    return database.write(connection -> rows.purge(connection, now, limit));
  }

  @Override
  public String ownerOf(SessionKey customer) {
    if (customer.kind() != SessionKey.Kind.CUSTOMER) {
      throw new IllegalArgumentException("an owner is a customer: " + customer);
    }
    return hash(customer);
  }

  @Override
  public boolean isInTransaction() {
    return database.isInTransaction();
  }

  @Override
  public void close() {
    synchronized (lifecycle) {
      if (opened != null) {
        opened = null;
        database.close();
      }
    }
  }

  /** A letter for the kind, which is hashed too, and 43 characters. */
  private String hash(SessionKey key) {
    String kind = StoredClicks.kind(key);
    return kind + database.keyedHash(kind + ":" + key.value());
  }

  private ClickRows rows() {
    ClickRows rows = opened;
    if (rows == null) {
      throw new StoreException("the session store is not started", null);
    }
    return rows;
  }
}
