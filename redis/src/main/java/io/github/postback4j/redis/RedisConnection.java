package io.github.postback4j.redis;

import io.github.postback4j.store.StoreException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection, shared by all threads, whose answers are waited for no longer than the time-out.
 * It is made by a thread of its own, so that no caller waits for that; once made, the client makes
 * it anew by itself.
 */
final class RedisConnection {

  private static final Logger log = LoggerFactory.getLogger(RedisConnection.class);

  /** How long a start waits for a connection. */
  private static final Duration START_PATIENCE = Duration.ofSeconds(5);

  /** Least time from one failed connecting to the next. */
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Supplier<? extends StatefulConnection<String, String>> client;
  private final long timeoutNanos;
  private final ThreadFactory threads;
  private final LongSupplier nanoTime;
  private final Object lock = new Object();

  private @Nullable CompletableFuture<StatefulConnection<String, String>> connecting;
  private long failedAt;
  private boolean closed = true;

  /**
   * @param client makes a connection, waiting as long as it is set to
   */
  RedisConnection(Supplier<? extends StatefulConnection<String, String>> client, Duration timeout) {
    this(client, timeout, RedisConnection::daemon, System::nanoTime);
  }

  /**
   * @param threads makes the thread that connects
   * @param nanoTime tells when to connect again
   */
  RedisConnection(
      Supplier<? extends StatefulConnection<String, String>> client,
      Duration timeout,
      ThreadFactory threads,
      LongSupplier nanoTime) {
    this.client = client;
    this.timeoutNanos = timeout.toNanos();
    this.threads = threads;
    this.nanoTime = nanoTime;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "postback4j-redis-connect");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Connects. A server that cannot be reached now is waited for later; one that refuses us is not.
   *
   * @throws StoreException if the server refuses the connection
   */
  void open() {
    CompletableFuture<StatefulConnection<String, String>> first;
    synchronized (lock) {
      closed = false;
      first = connect();
    }
    try {
      first.get(START_PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      RedisCommandExecutionException refusal = refusal(e);
      if (refusal != null) {
        close();
        throw new StoreException(
            "Redis refuses the connection (" + code(refusal) + "); look at user and password",
            null);
      }
      warnOfAbsence(e.getCause());
    } catch (TimeoutException e) {
      warnOfAbsence(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while connecting to Redis", e);
    }
  }

  private static void warnOfAbsence(@Nullable Throwable reason) {
    log.warn(
        "Redis cannot be reached ({}). Until it is, no click is kept and none is found",
        reason == null ? "no reason" : reason.getClass().getName());
  }

  void close() {
    CompletableFuture<StatefulConnection<String, String>> last;
    synchronized (lock) {
      closed = true;
      last = connecting;
      connecting = null;
    }
    if (last != null && last.isDone() && !last.isCompletedExceptionally()) {
      last.join().close();
    }
  }

  /** Runs a script on one key in one round trip; in two where the server has not seen it yet. */
  @Nullable String run(Script script, String key, String... arguments) {
    RedisClusterAsyncCommands<String, String> commands = commands();
    String[] keys = {key};
    long deadline = System.nanoTime() + timeoutNanos;
    try {
      return await(
          commands.<String>evalsha(script.digest(), ScriptOutputType.VALUE, keys, arguments),
          deadline);
    } catch (RedisNoScriptException e) {
      try {
        return await(
            commands.<String>eval(script.text(), ScriptOutputType.VALUE, keys, arguments),
            deadline);
      } catch (RedisException again) {
        throw failure(again);
      }
    } catch (RedisException e) {
      throw failure(e);
    }
  }

  void delete(String key) {
    RedisClusterAsyncCommands<String, String> commands = commands();
    try {
      await(commands.del(key), System.nanoTime() + timeoutNanos);
    } catch (RedisException e) {
      throw failure(e);
    }
  }

  private RedisClusterAsyncCommands<String, String> commands() {
    StatefulConnection<String, String> connection = connection();
    if (connection instanceof StatefulRedisClusterConnection<String, String> cluster) {
      return cluster.async();
    }
    StatefulRedisConnection<String, String> single =
        (StatefulRedisConnection<String, String>) connection;
    if (!single.isOpen()) {
      // Not handed to the client, which would keep it until the server is back.
      throw new StoreException("the connection to Redis is lost", null);
    }
    return single.async();
  }

  private StatefulConnection<String, String> connection() {
    synchronized (lock) {
      CompletableFuture<StatefulConnection<String, String>> current = connecting;
      if (current == null || closed) {
        throw new StoreException("the session store is not started", null);
      }
      if (current.isCompletedExceptionally() && nanoTime.getAsLong() - failedAt > PAUSE_NANOS) {
        current = connect();
      }
      StatefulConnection<String, String> connection =
          current.isCompletedExceptionally() ? null : current.getNow(null);
      if (connection == null) {
        throw new StoreException("there is no connection to Redis yet", null);
      }
      return connection;
    }
  }

  /** To be called with the lock. Never throws: what could not be begun has failed. */
  private CompletableFuture<StatefulConnection<String, String>> connect() {
    CompletableFuture<StatefulConnection<String, String>> next = new CompletableFuture<>();
    connecting = next;
    try {
      threads.newThread(() -> connect(next)).start();
    } catch (RuntimeException | Error e) { // no thread can be made now: that must not be the last
      failedAt = nanoTime.getAsLong();
      next.completeExceptionally(e);
    }
    return next;
  }

  @SuppressWarnings("ReferenceEquality") // whether this very connecting is still wanted
  private void connect(CompletableFuture<StatefulConnection<String, String>> next) {
    try {
      StatefulConnection<String, String> connection = client.get();
      boolean isWanted;
      synchronized (lock) {
        isWanted = connecting == next;
        if (isWanted) {
          next.complete(connection);
        }
      }
      if (!isWanted) {
        connection.close();
      }
    } catch (RuntimeException | Error e) {
      synchronized (lock) {
        failedAt = nanoTime.getAsLong();
      }
      next.completeExceptionally(e);
    }
  }

  private static <T> T await(RedisFuture<T> answer, long deadline) {
    try {
      return answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RedisException cause) {
        throw cause;
      }
      throw new StoreException("the call of Redis failed", e.getCause());
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new StoreException("Redis did not answer in time", e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while waiting for Redis", e);
    }
  }

  /** Without the server's words, which may quote what it was given. */
  private static StoreException failure(RedisException e) {
    return e instanceof RedisCommandExecutionException refused
        ? new StoreException("Redis refused to do its work: " + code(refused), null)
        : new StoreException("Redis could not be called", e);
  }

  private static @Nullable RedisCommandExecutionException refusal(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof RedisCommandExecutionException refusal) {
        String code = code(refusal);
        return code.equals("LOADING") || code.equals("MASTERDOWN") ? null : refusal;
      }
    }
    return null;
  }

  /** The word in capitals that a server's error starts with. */
  private static String code(RedisCommandExecutionException e) {
    @Nullable String message = e.getMessage();
    String word = message == null ? "" : message.split(" ", 2)[0];
    return word.matches("[A-Z]{2,20}") ? word : "an error";
  }
}
