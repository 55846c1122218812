package io.github.postback4j.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The database that an outbox and a session store share: PostgreSQL 12+, MySQL 8.0.17+, MariaDB
 * 10.6+, SQLite or H2 (with a pool of one connection where orders count: H2 itself may keep half a
 * transaction if its process is killed while several connections write), recognised when it starts.
 * Nothing is opened before that.
 *
 * <p>Work joins the caller's transaction where there is one: a connection handed in with {@link
 * #using}, or that of a {@link CallerTransaction}. It is then done under a savepoint, and neither
 * committed nor closed. Otherwise each call is a transaction of its own, READ COMMITTED, whatever
 * the pool's auto-commit setting is.
 *
 * <p>Safe for use by many threads.
 */
public final class Database {

  private final Connections connections;
  private final SchemaMode schema;
  private final CallerTransaction callerTransaction;
  private final @Nullable String customerKeySecret;

  /** Of this database, not static: a thread may be in transactions of two databases at once. */
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<@Nullable Scope> scopes = new ThreadLocal<>();

  private final Object startLock = new Object();
  private int users;
  private volatile @Nullable Started started;

  private record Started(Dialect dialect, Transactions transactions, KeyedHash keyedHash) {}

  private Database(Connections connections, Builder options) {
    this.connections = connections;
    this.schema = options.schema;
    this.callerTransaction = options.callerTransaction;
    this.customerKeySecret = options.customerKeySecret;
  }

  /** The shop's database, with the defaults of {@link Builder}. */
  public static Database of(DataSource dataSource) {
    return builder(dataSource).build();
  }

  /** The shop's database, with options. */
  public static Builder builder(DataSource dataSource) {
    return new Builder(dataSource);
  }

  /**
   * An SQLite file of its own, made if absent, with its folder, readable by its owner only. What is
   * committed survives the death of the process and of the machine. It cannot join the shop's
   * transaction. For one process. Needs {@code org.xerial:sqlite-jdbc} on the class path.
   */
  public static Database sqliteFile(Path file) {
    return sqliteFile(file, SqliteFile.DRIVER, SqliteFile.PATIENCE);
  }

  static Database sqliteFile(Path file, String driver, Duration patience) {
    return new Database(new SqliteFile(file, driver, patience), new Builder(null));
  }

  /**
   * Does {@code work} so that stores on this database, called by the same thread meanwhile, use
   * {@code connection}: each call under a savepoint, so that a failure undoes the call and nothing
   * else. The connection is neither committed nor closed, and its auto-commit mode is left as it
   * is; in that mode each call is a transaction of its own.
   *
   * <p>When the caller commits cannot be known here: new postbacks are sent from the next poll on,
   * not at once.
   *
   * @param connection to this database
   */
  public <T extends @Nullable Object> T using(Connection connection, Supplier<T> work) {
    Objects.requireNonNull(connection, "connection");
    Scope outer = scopes.get();
    if (outer != null && outer.working) {
      throw new IllegalStateException("work of this thread is under way on another connection");
    }
    scopes.set(new Scope(connection, false));
    try {
      return work.get();
    } finally {
      if (outer == null) {
        scopes.remove();
      } else {
        scopes.set(outer);
      }
    }
  }

  /**
   * Opens the database and sees to its tables, for one more user; does so once. For the stores.
   *
   * @throws StoreException if it cannot be used, with what would be right
   */
  public void start() {
    synchronized (startLock) {
      if (started == null) {
        started = open();
      }
      users++;
    }
  }

  /** Takes back one {@link #start}; the last one releases what was opened. For the stores. */
  public void close() {
    synchronized (startLock) {
      if (users > 0 && --users == 0) {
        started = null;
        connections.close();
      }
    }
  }

  /** Reads; without a transaction where the caller has none. For the stores. */
  public <T extends @Nullable Object> T read(SqlWork<T> work) {
    return started().transactions.call(Transactions.Manner.READ, work);
  }

  /**
   * Writes: all of it or nothing. Repeated up to five times if the database asks for that, unless
   * the caller has a transaction. For the stores.
   */
  public <T extends @Nullable Object> T write(SqlWork<T> work) {
    return started().transactions.call(Transactions.Manner.WRITE, work);
  }

  /**
   * Writes by one statement, which is atomic by itself: as {@link #write}, without a transaction
   * around it where none is needed. For the stores.
   */
  public <T extends @Nullable Object> T statement(SqlWork<T> work) {
    return started().transactions.call(Transactions.Manner.STATEMENT, work);
  }

  /**
   * All that {@code work} does with stores on this database happens together or not at all. It is
   * run again as in {@link #write}. A connection of our own is taken by the first of it, so that
   * what {@code work} waits for before that, elsewhere, keeps no connection from others.
   */
  public <T extends @Nullable Object> T atomically(Supplier<T> work) {
    return started().transactions.group(work);
  }

  /**
   * Whether the calling thread is in a transaction that work on this database would be part of. For
   * the stores.
   */
  public boolean isInTransaction() {
    return scopes.get() != null || callerTransaction.isActive();
  }

  /**
   * Calls {@code action} after the commit of the work under way, on any thread; never where a
   * connection was handed in. For the stores.
   *
   * @throws IllegalStateException outside {@link #write} and {@link #atomically}
   */
  public void afterCommit(Runnable action) {
    started().transactions.afterCommit(action);
  }

  /** Which kind it is. For the stores. */
  public Dialect dialect() {
    return started().dialect;
  }

  /** A hash that only this database's secret makes: 43 URL-safe characters. For the stores. */
  public String keyedHash(String text) {
    return started().keyedHash.of(text);
  }

  private Started started() {
    Started open = started;
    if (open == null) {
      throw new StoreException("the database is not started", null);
    }
    return open;
  }

  private Started open() {
    try {
      connections.open();
      Connection connection = connections.take();
      try {
        return open(connection);
      } finally {
        connections.give(connection);
      }
    } catch (SQLException e) {
      connections.close();
      throw connections instanceof SqliteFile file
          ? file.explain(e)
          : SqlErrors.storeException("the database cannot be opened", e);
    } catch (RuntimeException e) {
      connections.close();
      throw e;
    }
  }

  private Started open(Connection connection) throws SQLException {
    Dialect dialect = Dialect.of(connection.getMetaData());
    boolean isOwnFile = connections instanceof SqliteFile;
    if (!isOwnFile) {
      new Durability(dialect, connection).check(schema == SchemaMode.CREATE);
    }
    String secret = new SchemaManager(dialect, connection).start(schema, customerKeySecret);
    String begin = isOwnFile ? null : Transactions.beginning(dialect, connection);
    return new Started(
        dialect,
        new Transactions(connections, callerTransaction, dialect, begin, scopes),
        new KeyedHash(secret));
  }

  /** Not thread-safe. */
  public static final class Builder {
    private final @Nullable DataSource dataSource;
    private SchemaMode schema = SchemaMode.CREATE;
    private CallerTransaction callerTransaction = CallerTransaction.NONE;
    private @Nullable String customerKeySecret;

    private Builder(@Nullable DataSource dataSource) {
      this.dataSource = dataSource;
    }

    /** What is done about the tables at the start; {@link SchemaMode#CREATE}. */
    public Builder schema(SchemaMode schema) {
      this.schema = Objects.requireNonNull(schema, "schema");
      return this;
    }

    /** Who knows the transaction of the calling thread; {@link CallerTransaction#NONE}. */
    public Builder callerTransaction(CallerTransaction callerTransaction) {
      this.callerTransaction = Objects.requireNonNull(callerTransaction, "callerTransaction");
      return this;
    }

    /**
     * What visitor, customer and order keys are hashed with, so that a copy of the tables alone
     * names nobody. By default a random one, made with the tables and kept beside them. Kept clicks
     * are not found any more when it changes.
     *
     * @throws IllegalArgumentException if it has fewer than 16 characters
     */
    public Builder customerKeySecret(String secret) {
      this.customerKeySecret = KeyedHash.checked(secret);
      return this;
    }

    /** The database; nothing is opened yet. */
    public Database build() {
      return new Database(
          new Connections.OfDataSource(Objects.requireNonNull(dataSource, "dataSource")), this);
    }
  }
}
