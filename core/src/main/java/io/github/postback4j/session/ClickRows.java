package io.github.postback4j.session;

import io.github.postback4j.click.Click;
import io.github.postback4j.store.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Rows of {@code postback4j_click}, each one click under one key. A click is only ever added, so
 * two nodes cannot overwrite each other's; those that are no longer first or latest are deleted
 * after.
 */
final class ClickRows {

  private static final String SELECT =
      "SELECT seq, expires_at, owner, click FROM postback4j_click WHERE key_hash = ? ORDER BY seq";
  private static final String OWN =
      "UPDATE postback4j_click SET owner = ? WHERE key_hash = ? AND owner IS NULL"
          + " AND (expires_at IS NULL OR expires_at > ?)";
  private static final String REMOVE = "DELETE FROM postback4j_click WHERE key_hash = ?";

  private static final String DELETE = "DELETE FROM postback4j_click WHERE seq IN (";
  private static final String FROM_ROWS = " FROM postback4j_click WHERE seq IN (";
  private static final String EXPIRED =
      "SELECT seq FROM postback4j_click WHERE expires_at <= ? ORDER BY expires_at LIMIT ?";

  private final ClickCodec codec;
  private final String upsert;
  private final String skipLocked;
  private final boolean isDeletingAtOnce;
  private final String lockUnowned;

  /**
   * @param codec of another version of this library, which may use the same table
   */
  ClickRows(Dialect dialect, ClickCodec codec) {
    this.codec = codec;
    skipLocked = dialect.skipLocked();
    isDeletingAtOnce = dialect == Dialect.POSTGRESQL;
    lockUnowned =
        "SELECT seq FROM postback4j_click WHERE key_hash = ? AND owner IS NULL ORDER BY seq"
            + dialect.lock();
    upsert =
        dialect == Dialect.H2
            ? "MERGE INTO postback4j_click c USING (SELECT CAST(? AS VARCHAR) AS key_hash,"
                + " CAST(? AS VARCHAR) AS click_hash, CAST(? AS BIGINT) AS expires_at,"
                + " CAST(? AS VARCHAR) AS owner, CAST(? AS VARCHAR) AS click) n"
                + " ON c.key_hash = n.key_hash AND c.click_hash = n.click_hash"
                + " WHEN MATCHED THEN UPDATE SET owner = COALESCE(c.owner, n.owner), expires_at ="
                + " CASE WHEN c.click = n.click THEN n.expires_at ELSE c.expires_at END"
                + " WHEN NOT MATCHED THEN INSERT (key_hash, click_hash, expires_at, owner, click)"
                + " VALUES (n.key_hash, n.click_hash, n.expires_at, n.owner, n.click)"
            : "INSERT INTO postback4j_click (key_hash, click_hash, expires_at, owner, click)"
                + " VALUES (?, ?, ?, ?, ?)"
                + (dialect.isMySqlLike()
                    ? " ON DUPLICATE KEY UPDATE owner = COALESCE(owner, VALUES(owner)), expires_at"
                        + " = CASE WHEN click = VALUES(click) THEN VALUES(expires_at)"
                        + " ELSE expires_at END"
                    : " ON CONFLICT (key_hash, click_hash) DO UPDATE SET"
                        + " owner = COALESCE(postback4j_click.owner, excluded.owner), expires_at"
                        + " = CASE WHEN postback4j_click.click = excluded.click"
                        + " THEN excluded.expires_at ELSE postback4j_click.expires_at END");
  }

  /** The live clicks under a key that are first or latest, in the order in which they are found. */
  List<KeptClick> find(Connection connection, String keyHash, Instant now) throws SQLException {
    return rule(select(connection, keyHash), now);
  }

  /**
   * Adds clicks to a key; those held already keep what they are, and their owner if they had one.
   * What would change nothing is not written.
   */
  void add(Connection connection, String keyHash, List<KeptClick> clicks, Instant now)
      throws SQLException {
    Map<KeptClick, Long> held = select(connection, keyHash);
    ClickList list = new ClickList(List.of(), now, held.size() + clicks.size());
    held.keySet().forEach(list::add);
    clicks.forEach(click -> list.add(inMillis(click)));
    Set<Click> kept = new HashSet<>();
    list.clicks().forEach(click -> kept.add(click.click()));
    List<Long> rest = new ArrayList<>();
    held.forEach(
        (click, number) -> {
          if (!kept.contains(click.click())) {
            rest.add(number);
          }
        });
    delete(connection, rest);
    List<KeptClick> changed = new ArrayList<>(list.clicks());
    changed.removeAll(held.keySet());
    if (!changed.isEmpty()) {
      write(connection, keyHash, changed);
    }
  }

  private void write(Connection connection, String keyHash, List<KeptClick> clicks)
      throws SQLException {
    Map<String, KeptClick> byHash = new TreeMap<>(); // in one order for all, against deadlocks
    Map<String, String> texts = new TreeMap<>();
    for (KeptClick kept : clicks) {
      String text = codec.write(kept.click());
      String hash = codec.sameness(kept.click(), text);
      byHash.put(hash, kept);
      texts.put(hash, text);
    }
    try (PreparedStatement statement = connection.prepareStatement(upsert)) {
      for (Map.Entry<String, KeptClick> entry : byHash.entrySet()) {
        Instant expiresAt = entry.getValue().expiresAt();
        statement.setString(1, keyHash);
        statement.setString(2, entry.getKey());
        if (expiresAt == null) {
          statement.setNull(3, Types.BIGINT);
        } else {
          statement.setLong(3, millis(expiresAt));
        }
        statement.setString(4, entry.getValue().owner());
        statement.setString(5, texts.get(entry.getKey()));
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  /**
   * Deletes those of the rows that nobody else is at: what is left lying is passed over by {@link
   * #find} and deleted another time, whereas waiting for it could end in a deadlock.
   */
  private void delete(Connection connection, List<Long> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    if (isDeletingAtOnce) {
      change(
          connection,
          DELETE + "SELECT seq" + FROM_ROWS + marks(rows) + ")" + skipLocked + ")",
          rows);
      return;
    }
    List<Long> free = skipLocked.isEmpty() ? rows : lock(connection, rows);
    if (!free.isEmpty()) {
      change(connection, DELETE + marks(free) + ")", free);
    }
  }

  private List<Long> lock(Connection connection, List<Long> rows) throws SQLException {
    return numbers(connection, "SELECT seq" + FROM_ROWS + marks(rows) + ")" + skipLocked, rows);
  }

  /**
   * Deletes clicks that expired, those that nobody else is at.
   *
   * @param limit most of them
   * @return how many
   */
  int purge(Connection connection, Instant now, int limit) throws SQLException {
    List<Long> parameters = List.of(millis(now), (long) limit);
    if (isDeletingAtOnce) {
      return change(connection, DELETE + EXPIRED + skipLocked + ")", parameters);
    }
    List<Long> expired = numbers(connection, EXPIRED + skipLocked, parameters);
    return expired.isEmpty() ? 0 : change(connection, DELETE + marks(expired) + ")", expired);
  }

  private static List<Long> numbers(Connection connection, String select, List<Long> parameters)
      throws SQLException {
    List<Long> numbers = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(select)) {
      setAll(statement, parameters);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          numbers.add(rows.getLong(1));
        }
      }
    }
    return numbers;
  }

  private static int change(Connection connection, String sql, List<Long> parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      setAll(statement, parameters);
      return statement.executeUpdate();
    }
  }

  private static String marks(List<Long> numbers) {
    return String.join(", ", Collections.nCopies(numbers.size(), "?"));
  }

  private static void setAll(PreparedStatement statement, List<Long> numbers) throws SQLException {
    for (int i = 0; i < numbers.size(); i++) {
      statement.setLong(i + 1, numbers.get(i));
    }
  }

  private static List<KeptClick> rule(Map<KeptClick, Long> inOrderOfArrival, Instant now) {
    ClickList list = new ClickList(List.of(), now, inOrderOfArrival.size());
    inOrderOfArrival.keySet().forEach(list::add);
    return list.clicks();
  }

  /** By their numbers, in order of arrival. What this version cannot read is passed over. */
  private Map<KeptClick, Long> select(Connection connection, String keyHash) throws SQLException {
    Map<KeptClick, Long> clicks = new LinkedHashMap<>();
    try (PreparedStatement select = connection.prepareStatement(SELECT)) {
      select.setString(1, keyHash);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          long expiry = rows.getLong(2);
          Instant expiresAt = rows.wasNull() ? null : Instant.ofEpochMilli(expiry);
          @Nullable Click click = codec.read(rows.getString(4));
          if (click != null) {
            clicks.put(new KeptClick(click, expiresAt, rows.getString(3)), rows.getLong(1));
          }
        }
      }
    }
    return clicks;
  }

  /**
   * Gives the live clicks under a key that belong to nobody to an owner.
   *
   * @return the live clicks after, as {@link #find}
   */
  List<KeptClick> own(Connection connection, String keyHash, String owner, Instant now)
      throws SQLException {
    List<KeptClick> found = find(connection, keyHash, now);
    if (found.stream().noneMatch(kept -> kept.owner() == null)) {
      return found;
    }
    if (lockUnowned(connection, keyHash)) {
      try (PreparedStatement update = connection.prepareStatement(OWN)) {
        update.setString(1, owner);
        update.setString(2, keyHash);
        update.setLong(3, millis(now));
        update.executeUpdate();
      }
    }
    // Read again: while we waited for the lock, another customer may have become the owner.
    return find(connection, keyHash, now);
  }

  /**
   * Locks them in one order for all: an UPDATE of several rows takes them as they come, so that two
   * of them could wait for each other.
   *
   * @return whether there are any
   */
  private boolean lockUnowned(Connection connection, String keyHash) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(lockUnowned)) {
      select.setString(1, keyHash);
      try (ResultSet rows = select.executeQuery()) {
        boolean any = rows.next();
        boolean more = any;
        while (more) {
          more = rows.next();
        }
        return any;
      }
    }
  }

  void remove(Connection connection, String keyHash) throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(REMOVE)) {
      delete.setString(1, keyHash);
      delete.executeUpdate();
    }
  }

  /** With its expiry as a row holds it. */
  private static KeptClick inMillis(KeptClick kept) {
    Instant expiresAt = kept.expiresAt();
    return expiresAt == null
        ? kept
        : new KeptClick(kept.click(), Instant.ofEpochMilli(millis(expiresAt)), kept.owner());
  }

  private static long millis(Instant time) {
    try {
      return time.toEpochMilli();
    } catch (ArithmeticException e) {
      return time.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }
}
